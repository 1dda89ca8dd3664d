# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The same input gives the same output, byte for byte."""

import json
import pathlib
import shutil
import sys
import unittest

from project import LEAK, ProjectTest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(TESTS))
import fixture_format  # noqa: E402 pylint: disable=wrong-import-position

# Small ones of several checks, which need no library, and among them those in
# which many timers meet: classes, joined edits, graphs of calls.
FIXTURES = (
    "timer-blocking-callback/inhouse-loop.cpp", "timer-discarded-handle/inhouse-annotated.cpp",
    "timer-in-loop/posix-piles-up.c", "timer-overwritten-handle/posix-overwritten.c",
    "timer-unstopped-member/posix-classes.cpp", "timer-unstopped-member/timerfd-classes.cpp",
    "timer-unstopped/guard-styles.cpp", "timer-unstopped/inhouse-annotated.cpp",
    "timer-unstopped/timerfd-helpers.c", "timer-unstopped/timerfd-paths.c",
    "timer-use-after-release/timerfd-released.c", "timer-heavy-capture/annotated-ticker.cpp",
)
# Where memory is: LLVM's allocators take it in slabs, which come one below the
# other if each is mapped, and one above the other if none is.
MEMORIES = (
    {},
    {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=4096:glibc.malloc.mmap_max=60000"},
    {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=33554432:glibc.malloc.perturb=165"},
)
FORMATS = ("json", "sarif", "html", "github", "gitlab", "junit", "text")


class DeterminismTest(ProjectTest):
    def fill(self) -> None:
        """A project of fixtures, with a header that is in several units."""
        self.write("shared.h", LEAK.replace("int look", "static inline int look"))
        self.entries = []
        for name in FIXTURES:
            source = TESTS / "fixtures" / name
            if not source.exists():
                continue
            target = self.root / "src" / name
            shutil.copytree(source.parent, target.parent, dirs_exist_ok=True,
                            ignore=lambda folder, names: [
                                n for n in names if not n.endswith((".h", ".yaml"))])
            shutil.copy(source, target)
            run = fixture_format.parse_runs(source.read_text(), source)[0]
            self.entries.append({
                "directory": str(target.parent), "file": str(target),
                "arguments": ["cc", *run.compiler_arguments, f"-std={run.standard}",
                              "-include", str(self.root / "shared.h"), "-c", str(target)]})
        self.assertGreater(len(self.entries), 8)
        models = ";".join(map(str, sorted((self.root / "src").rglob("*.yaml"))))
        self.write(".clang-tidy", "Checks: '-*,timer-*'\nCheckOptions:\n"
                   f"  TimerModels: '{models}'\n")

    def outcome(self, *words: str, reverse: bool = False, env: dict | None = None) -> list[bytes]:
        """All that a run without a cache writes."""
        self.write("compile_commands.json",
                   json.dumps(self.entries[::-1] if reverse else self.entries))
        written = [f"--format={kind}" if last else f"out.{kind}"
                   for kind in FORMATS for last in (True, False)]
        outputs = [word for pair in zip(written[::2], written[1::2])
                   for word in (pair[0], "-o", pair[1])]
        shutil.rmtree(self.cache, ignore_errors=True)
        result = self.run_it("-q", *outputs, *words, code=1, env=env or {})
        return [result.stdout.encode(), *((self.root / f"out.{k}").read_bytes() for k in FORMATS)]

    def test_same_bytes(self):
        self.fill()
        first = self.outcome("-j1")
        self.assertGreater(first[1].count(b'"check"'), 40)
        for words, reverse, memory in ((["-j3"], False, MEMORIES[1]), (["-j2"], True, MEMORIES[2]),
                                       (["-j3", "--whole-program"], True, MEMORIES[0])):
            with self.subTest(words=words, memory=memory):
                again = self.outcome(*words, reverse=reverse, env=memory)
                if "--whole-program" in words:
                    first, again = again, self.outcome("-j1", "--whole-program", env=MEMORIES[1])
                for kind, one, two in zip(("out", *FORMATS), first, again):
                    self.assertEqual(one, two, kind)

    def test_same_summaries(self):
        self.fill()
        self.write("compile_commands.json", json.dumps(self.entries))
        for entry in self.entries[:6]:
            texts = set()
            for memory in MEMORIES:
                self.run_it("summarize", entry["file"], "-o", "s", code=0, env=memory)
                texts.add((self.root / "s").read_bytes())
            self.assertEqual(len(texts), 1, entry["file"])


if __name__ == "__main__":
    unittest.main()
