# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is reused from run to run, and what is not."""

import os
import re
import signal
import time
import unittest

from project import CLEAN, LEAK, ProjectTest


class CacheTest(ProjectTest):
    def counts(self, *words: str, code: int = 1, **more) -> tuple[int, int]:
        """How many units were analysed, and how many reused."""
        err = self.run_it("--stats", *words, code=code, **more).stderr
        found = re.search(r"(\d+) analysed, (\d+) unchanged", err)
        return int(found[1]), int(found[2])

    def test_what_makes_a_result_stale(self):
        self.write("src/h.h", "#define A 1\n")
        self.sources(a='#include "h.h"\n' + LEAK, b=CLEAN)
        self.assertEqual(self.counts(), (2, 0))
        self.assertEqual(self.counts(), (0, 2))
        self.database("src/a.c", "src/b.c", flags=("-DB",))
        self.assertEqual(self.counts(), (2, 0))
        for file, text in (("src/h.h", "#define A 2\n"), ("src/b.c", CLEAN + "\n")):
            with self.subTest(file):
                self.write(file, text)
                self.assertEqual(self.counts(), (1, 1))
        self.write(".clang-tidy", "Checks: '-*,timer-*'\nWarningsAsErrors: '*'\n")
        self.assertEqual(self.counts(), (2, 0))
        self.assertEqual(self.counts("--checks=-timer-in-loop"), (2, 0))
        self.assertEqual(self.counts("--no-cache"), (2, 0))
        self.assertEqual(self.counts(), (0, 2))

    def test_a_header_that_appears_where_it_is_looked_for_first(self):
        self.write("second/h.h", "")
        self.write("a.c", "#include <h.h>\n" + LEAK)
        self.database("a.c", flags=("-Ifirst", "-Isecond"))
        (self.root / "first").mkdir()
        self.counts()
        self.assertEqual(self.counts(), (0, 1))
        self.write("first/h.h", "")
        self.assertEqual(self.counts(), (1, 0))

    def test_there_and_back_again(self):
        self.sources(a=LEAK)
        self.counts()
        self.write("src/a.c", CLEAN)
        self.assertEqual(self.counts(code=0), (1, 0))
        self.write("src/a.c", LEAK)
        self.assertEqual(self.counts(), (0, 1))
        self.write("src/a.c", CLEAN)
        self.assertEqual(self.counts(code=0), (0, 1))

    def test_model_files_are_inputs(self):
        self.sources(a=LEAK)
        model = self.write("m.yaml", "library: mine\nkinds:\n")
        self.write(".clang-tidy", f"CheckOptions:\n  TimerModels: {model}\n")
        # A model with a mistake is told every time.
        self.run_it(code=2)
        self.run_it(code=2)

    def test_same_output_from_the_cache(self):
        self.sources(a=LEAK, b=LEAK.replace("look", "l2"), c="int x = nowhere;\n")
        first = self.run_it("-q", code=3)
        second = self.run_it("-q", code=3)
        self.assertEqual((first.stdout, first.stderr), (second.stdout, second.stderr))

    def test_damaged_entries_are_made_again(self):
        self.sources(a=LEAK)
        self.counts()
        entry, = self.entries()
        text = entry.read_text()
        for damaged in ("", text[:100], text.replace("timer 'fd'", "timer 'xx'"), "\0" * 500):
            entry.write_text(damaged)
            self.assertEqual(self.counts(), (1, 0))
            self.assertEqual(self.counts(), (0, 1))

    def test_what_nobody_asks_for_is_let_go(self):
        self.sources(a=LEAK, b=CLEAN)
        other = self.write("../cache/ticktidy/other", "not ours")
        self.counts()
        long_ago = time.time() - 40 * 24 * 3600
        for entry in self.entries():
            os.utime(entry, (long_ago, long_ago))
        os.utime(other, (long_ago, long_ago))
        # Looked for once in a while, and one of them is in use.
        self.assertEqual(self.counts("src/a.c"), (0, 1))
        self.assertEqual(len(self.entries()), 2)
        (self.cache / "ticktidy/llvmcache.timestamp").unlink()
        self.assertEqual(self.counts("src/a.c"), (0, 1))
        self.assertEqual(len(self.entries()), 1)
        self.assertTrue(other.exists())
        self.assertEqual(self.counts(), (1, 1))

    def test_crashes_are_not_kept(self):
        self.sources(a="#pragma clang __debug crash\n")
        self.run_it(code=3)
        self.write("src/a.c", CLEAN)
        self.assertEqual(self.counts(code=0), (1, 0))

    def test_killed_at_any_moment(self):
        names = {f"u{i}": LEAK.replace("look", f"look{i}") for i in range(6)}
        self.sources(**names)
        whole = self.run_it("-q", "--no-cache", code=1).stdout
        for wait in (0.05, 0.15, 0.3):
            with self.start("-j2") as process:
                time.sleep(wait)
                process.send_signal(signal.SIGKILL)
                process.communicate()
            self.assertEqual(self.run_it("-q", code=1).stdout, whole)
        self.assertEqual(self.counts(), (0, 6))

    def test_runs_at_the_same_time(self):
        self.sources(**{f"u{i}": LEAK.replace("look", f"look{i}") for i in range(4)})
        runs = [self.start("-q", "-j2") for _ in range(3)]
        outputs = {run.communicate(timeout=120)[0] for run in runs}
        self.assertEqual(len(outputs), 1)
        self.assertEqual(self.counts(), (0, 4))

    def test_a_folder_that_cannot_be_used_costs_only_time(self):
        self.sources(a=LEAK)
        blocked = self.write("blocked", "")
        self.assertEqual(self.counts(f"--cache={blocked}"), (1, 0))
        self.assertEqual(self.counts(f"--cache={blocked}"), (1, 0))


if __name__ == "__main__":
    unittest.main()
