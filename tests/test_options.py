# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Good, bad and unknown values of the checks' options, through clang-tidy.

TICKTIDY_PLUGIN=build/lib/ticktidy.so python3 -m unittest tests/test_options.py;
CLANG_TIDY names the program (default: clang-tidy-19).
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

CLANG_TIDY = os.environ.get("CLANG_TIDY", "clang-tidy-19")
PLUGIN = os.environ.get("TICKTIDY_PLUGIN", "build/lib/ticktidy.so")

SOURCE = """\
#include <sys/timerfd.h>
void leave() { int fd = timerfd_create(CLOCK_MONOTONIC, 0); timerfd_settime(fd, 0, nullptr, nullptr); }
"""

MODEL = """\
name: wheel
kinds:
  - name: wheel timer
    regime: resource
    end: {text: "drop({handle})", verb: dropped}
    calls:
      - name: every
        does: [create, start]
        handle: return
        periodic: always
      - name: drop
        does: [release]
        handle: argument 0
"""


class OptionsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("a.cpp", SOURCE)

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def tidy(self, *arguments: str, checks: str = "timer-unstopped",
             **options: str) -> subprocess.CompletedProcess[str]:
        values = ", ".join(f"{{key: {k.replace('__', '.').replace('_', '-')}, value: '{v}'}}"
                           for k, v in options.items())
        return subprocess.run(
            [CLANG_TIDY, f"--load={pathlib.Path(PLUGIN).resolve()}", f"--checks=-*,{checks}",
             f"--config={{CheckOptions: [{values}]}}", "--quiet", *arguments, "a.cpp", "--"],
            capture_output=True, text=True, check=False, cwd=self.folder)

    def errors(self, done: subprocess.CompletedProcess[str]) -> list[str]:
        return re.findall(r"^.*error: .*$", done.stdout + done.stderr, re.M)

    def fails(self, done: subprocess.CompletedProcess[str], error: str) -> None:
        """One error of the configuration, and what is right is still done."""
        self.assertEqual(self.errors(done), [f"error: {error} [clang-tidy-config]"])
        self.assertEqual(done.returncode, 1)
        self.assertIn("warning: timer 'fd' is still alive", done.stdout)

    def test_invalid_guard(self) -> None:
        self.fails(self.tidy(timer_unstopped__Guard="std::shared_ptr"),
                   "invalid value 'std::shared_ptr' for option 'timer-unstopped.Guard'; expected "
                   "one of 'std::unique_ptr', 'absl::Cleanup', 'gsl::finally', "
                   "'boost::scope::scope_exit', 'qScopeGuard'")

    def test_invalid_exceptions(self) -> None:
        for checks in ("timer-unstopped", "timer-*"):
            with self.subTest(checks=checks):
                self.fails(self.tidy(checks=checks, Exceptions="some"),
                           "invalid value 'some' for option 'Exceptions'; expected one of 'none', "
                           "'explicit', 'all'")

    def test_good_model(self) -> None:
        self.write("wheel.yaml", MODEL)
        self.write("a.cpp", SOURCE + "int every(int); void drop(int);\n"
                                     "void piles() { int id = every(5); drop(id); id = every(6); }\n")
        done = self.tidy(TimerModels="wheel.yaml")
        self.assertEqual(self.errors(done), [])
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: timer 'id' is still alive when 'piles' returns", done.stdout)

    def test_missing_model(self) -> None:
        self.fails(self.tidy(TimerModels="nowhere.yaml"),
                   "cannot read the timer model 'nowhere.yaml': No such file or directory")

    def test_broken_model(self) -> None:
        self.write("wheel.yaml", MODEL.replace("regime: resource", "regime: sloppy"))
        for checks in ("timer-unstopped", "timer-*"):
            with self.subTest(checks=checks):
                done = self.tidy(checks=checks, TimerModels="wheel.yaml")
                self.assertEqual(done.returncode, 1)
                errors = self.errors(done)
                self.assertEqual(len(errors), 1, errors)
                self.assertRegex(errors[0], r"error: wheel\.yaml:4:13: .*sloppy")

    def test_no_yaml_at_all(self) -> None:
        self.write("wheel.yaml", "name: [wheel\n")
        errors = self.errors(self.tidy(TimerModels="wheel.yaml"))
        self.assertEqual(len(errors), 1, errors)
        self.assertRegex(errors[0], r"error: wheel\.yaml:\d+:\d+: ")

    def test_unknown_annotation(self) -> None:
        """Told once, however many checks run; what is right in it counts."""
        self.write("a.cpp", """#define TIMER(what) __attribute__((annotate("timer::" what)))
TIMER("crate") TIMER("create") int make();
TIMER("release") void drop(int);
void leave() { int timer = make(); }
""")
        for checks in ("timer-unstopped", "timer-*"):
            with self.subTest(checks=checks):
                done = self.tidy(checks=checks)
                told = [line for line in done.stdout.splitlines() if "annotation" in line]
                self.assertEqual(len(told), 1, done.stdout)
                self.assertRegex(told[0], r"warning: .*a\.cpp:2:1: unknown annotation "
                                 r"'timer::crate' \[clang-tidy-config\]$")
                self.assertIn("4:28: warning: timer 'timer' is still alive", done.stdout)
                self.assertEqual(done.returncode, 0)

    def test_dump_config(self) -> None:
        text = self.tidy("--dump-config").stdout
        for option, value in {"timer-unstopped.Guard": "'std::unique_ptr'",
                              "timer-unstopped.IncludeStyle": "llvm",
                              "timer-unstopped.SmallTripCount": "'8'",
                              "timer-unstopped.TimerModels": "''"}.items():
            self.assertIn(f"{option}: {value}\n", text)


if __name__ == "__main__":
    unittest.main()
