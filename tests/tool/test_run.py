# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The analysis itself: units, options, errors, exit codes."""

import os
import pty
import signal
import subprocess
import time
import unittest

from project import CLEAN, LEAK, LEAK_LINE, PROGRAM, ProjectTest

# Takes clang longer than any limit here.
SLOW = """constexpr int spin(int n) { int s = 0; for (int i = 0; i < n; ++i) s += i % 3; return s; }
static_assert(spin(2000000000) > 0, "");
"""
CRASH = "#pragma clang __debug crash\n"


class RunTest(ProjectTest):
    def test_clean_is_0(self):
        self.sources(a=CLEAN)
        result = self.run_it(code=0)
        self.assertEqual(result.stdout, "")
        self.assertIn("[1/1]", result.stderr)
        self.assertIn("0 findings in 1 unit", result.stderr)

    def test_finding_is_1_and_reads_as_clangs(self):
        self.sources(a=LEAK)
        lines = self.run_it("-q", code=1).stdout.splitlines()
        self.assertEqual(lines[0], f"src/a.c:{LEAK_LINE}:12: warning: timer 'fd' is still alive "
                                   "when 'look' returns [timer-unstopped]")
        self.assertEqual(lines[1], "    5 |   int fd = timerfd_create(CLOCK_MONOTONIC, 0);")
        self.assertEqual(lines[2], "      |            ^")
        self.assertIn("src/a.c:9:5: note: 'look' returns here, and 'fd' is not closed", lines)

    def test_quiet_says_nothing_but_findings(self):
        self.sources(a=LEAK)
        self.assertEqual(self.run_it("--quiet", code=1).stderr, "")

    def test_color(self):
        self.sources(a=LEAK)
        self.assertIn("\x1b[", self.run_it("--color=always", code=1).stdout)
        self.assertNotIn("\x1b[", self.run_it("--color=auto", code=1).stdout)

    def test_header_is_reported_once_and_sorted(self):
        self.write("inc/h.h", LEAK.replace("int look", "static inline int look"))
        user = '#include "../inc/h.h"\nint use{0}(void) {{ return look(1); }}\n'
        self.sources(c=LEAK, b=user.format("b"), a=user.format("a"))
        found = self.findings("-j4")
        self.assertEqual([f["at"]["file"] for f in found],
                         [str(self.root / "inc/h.h"), str(self.root / "src/c.c")])
        # The number of processes changes nothing.
        one = self.run_it("-q", "-j1", "--no-cache", code=1).stdout
        self.assertEqual(one, self.run_it("-q", "-j4", "--no-cache", code=1).stdout)
        self.assertEqual(self.findings("--header-filter=^$", "src/a.c", code=0), [])

    def test_paths_choose_units(self):
        self.sources(a=LEAK, b=LEAK)
        self.write("other/c.c", CLEAN)
        self.database("src/a.c", "src/b.c", "other/c.c")
        self.assertEqual(len(self.findings("src/b.c")), 1)
        self.assertEqual(len(self.findings("src")), 2)
        self.assertEqual(self.findings("other", code=0), [])
        error = self.run_it("inc", code=2).stderr
        self.assertIn("there is no", error)
        self.write("inc/x.h", "")
        self.assertIn("has no command for", self.run_it("inc", code=2).stderr)

    def test_checks(self):
        self.sources(a=LEAK)
        self.assertEqual(self.findings("--checks=-timer-unstopped", code=0), [])
        self.assertIn("did you mean 'timer-unstopped'",
                      self.run_it("--checks=timer-unstoped", code=2).stderr)
        # Lists of other checks in .clang-tidy leave the timer checks on.
        self.write(".clang-tidy", "Checks: '-*,bugprone-*'\n")
        self.assertEqual(len(self.findings()), 1)
        self.write(".clang-tidy", "Checks: '-*,timer-in-loop'\n")
        self.assertEqual(self.findings(code=0), [])

    def test_options_of_clang_tidy(self):
        self.sources(a=LEAK)
        self.write(".clang-tidy", "Checks: '-*,timer-*'\nWarningsAsErrors: 'timer-*'\n")
        self.assertIn(": error: timer 'fd'", self.run_it(code=1).stdout)
        self.write(".clang-tidy", "CheckOptions:\n  Exceptions: sometimes\n")
        error = self.run_it(code=2).stderr
        self.assertIn("for option 'Exceptions'", error)
        self.write(".clang-tidy", "CheckOptions:\n  TimerModels: /nowhere/m.yaml\n")
        self.assertIn("cannot read the timer model '/nowhere/m.yaml'", self.run_it(code=2).stderr)
        self.write(".clang-tidy", "Checks: '*\nNoSuchKey: 1\n")
        self.assertRegex(self.run_it(code=2).stderr, r"\.clang-tidy:\d+:\d+: ")

    def test_flags_instead_of_a_database(self):
        self.write("one.c", LEAK)
        found = self.run_it("-q", "one.c", "--", "-DX", code=1).stdout
        self.assertIn("one.c:5:12: warning", found)
        self.assertIn("need a source file", self.run_it("--", "-DX", code=2).stderr)

    def test_usage_is_2(self):
        for words, says in ((["--formt=json"], "did you mean '--format'?"),
                            (["--format=xml"], "expected one of text, json"),
                            (["-j", "none"], "expected a number from 1"),
                            (["--header-filter=("], "'--header-filter'"),
                            (["--dry-run"], "goes with '--fix'"),
                            (["--output=x"], "has to follow the '--format'"),
                            (["--quiet=1"], "takes no value"),
                            (["-p"], "needs a value")):
            with self.subTest(words):
                self.assertIn(says, self.run_it(*words, code=2).stderr)
        self.assertIn("Exit codes:", self.run_it("--help", code=0).stdout)
        self.assertRegex(self.run_it("--version", code=0).stdout, r"^ticktidy \d.*LLVM")

    def test_database_missing_broken_or_ambiguous(self):
        error = self.run_it(code=2).stderr
        self.assertIn("CMAKE_EXPORT_COMPILE_COMMANDS", error)
        self.assertIn("bear -- make", error)
        self.write("compile_commands.json", '[{"directory": "/"\n')
        self.assertRegex(self.run_it(code=2).stderr, r"is broken: .*\d+:\d+")
        self.write("compile_commands.json", '[{"directory": "/", "file": "a.c"}]')
        self.assertIn("neither 'command' nor 'arguments'", self.run_it(code=2).stderr)
        (self.root / "compile_commands.json").unlink()
        self.database(where="build")
        self.assertIn("names no source file", self.run_it(code=2).stderr)
        self.write("build2/compile_commands.json", "[]")
        self.assertIn("choose one with -p", self.run_it(code=2).stderr)
        self.assertIn("names no source file", self.run_it("-p", "build2", code=2).stderr)

    def test_database_in_a_build_folder_above(self):
        self.write("src/deep/a.c", LEAK)
        self.database("src/deep/a.c", where="build")
        result = self.run_it("-q", code=1, cwd=self.root / "src/deep")
        self.assertTrue(result.stdout.startswith("a.c:5:12:"), result.stdout)

    def test_what_cannot_be_analysed_is_3(self):
        broken = LEAK + "int wrong(void) { return nowhere; }\n"
        self.sources(bad=broken, crash=CRASH, good=LEAK)
        result = self.run_it(code=3)
        self.assertIn("src/bad.c:14:26: use of undeclared identifier 'nowhere'", result.stderr)
        self.assertIn("src/crash.c: its analysis crashed", result.stderr)
        # What was found is told all the same.
        self.assertEqual(result.stdout.count("[timer-unstopped]"), 2)
        self.sources(gone=LEAK)
        (self.root / "src/gone.c").unlink()
        self.assertIn("out of date", self.run_it(code=3).stderr)

    def test_time_limit(self):
        self.write("slow.cpp", SLOW)
        self.write("good.c", LEAK)
        self.database("slow.cpp", "good.c", flags=("-fconstexpr-steps=2147483647",))
        begin = time.monotonic()
        result = self.run_it("--time-limit=5", code=3)
        self.assertLess(time.monotonic() - begin, 60)
        self.assertIn("slow.cpp: given up after 5 seconds", result.stderr)
        self.assertIn("good.c:5:12", result.stdout)

    def test_interrupt_keeps_what_was_found(self):
        self.write("slow.cpp", SLOW)
        self.write("good.c", LEAK)
        self.database("good.c", "slow.cpp", flags=("-fconstexpr-steps=2147483647",))
        process = self.start("-j2")
        self.assertIn("good.c", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertIn("good.c:5:12", out)
        self.assertIn("interrupted; 1 unit of 2 not analysed", err)

    def test_unwritable_output_is_told_first(self):
        self.sources(a=LEAK)
        result = self.run_it("--format=json", "--output=none/x.json", code=2)
        self.assertIn("cannot write 'none/x.json'", result.stderr)
        self.assertNotIn("[1/1]", result.stderr)

    def test_bar_on_a_terminal(self):
        self.sources(a=CLEAN)
        ours, theirs = pty.openpty()
        process = self.start_on(theirs)
        os.close(theirs)
        text = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            text += part
        process.wait()
        os.close(ours)
        self.assertIn(b"[", text)
        self.assertIn(b"\r\x1b[K", text)
        self.assertIn(b"0 findings", text)

    def start_on(self, terminal: int) -> subprocess.Popen:
        return subprocess.Popen([PROGRAM], cwd=self.root, stderr=terminal,
                                stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                env={**os.environ, "XDG_CACHE_HOME": str(self.cache),
                                     "TERM": "xterm"})


if __name__ == "__main__":
    unittest.main()
