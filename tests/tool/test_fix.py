# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fixes: shown, made, and left alone."""

import os
import subprocess
import unittest

from project import CLEAN, LEAK, ProjectTest
from test_run import SLOW

MENDED = LEAK.replace("  if (fail) {\n", "  if (fail) {\n    close(fd);\n")


class FixTest(ProjectTest):
    def text(self, name: str) -> str:
        return (self.root / name).read_text()

    def test_fix_mends_and_keeps_the_rest(self):
        self.sources(a=LEAK, b=CLEAN)
        os.chmod(self.root / "src/a.c", 0o640)
        result = self.run_it("--fix", code=0)
        self.assertIn("1 fixed", result.stderr)
        self.assertEqual(self.text("src/a.c"), MENDED)
        self.assertEqual((self.root / "src/a.c").stat().st_mode & 0o777, 0o640)
        # A second time there is nothing to do, and no file is left over.
        self.run_it("--fix", code=0)
        self.assertEqual(self.text("src/a.c"), MENDED)
        self.assertEqual(sorted(p.name for p in (self.root / "src").iterdir()), ["a.c", "b.c"])

    def test_dry_run_prints_a_diff_that_applies(self):
        two = LEAK + LEAK.replace("look", "look2").split("\n\n", 1)[1]
        self.sources(a=two, b=LEAK)
        diff = self.run_it("-q", "--fix", "--dry-run", code=1).stdout
        self.assertEqual(self.text("src/a.c"), two)
        self.assertEqual(diff.count("\n+    close(fd);"), 3)
        subprocess.run(["patch", "-p1", "--fuzz=0"], input=diff, text=True, check=True,
                       cwd=self.root, capture_output=True)
        by_patch = self.text("src/a.c"), self.text("src/b.c")
        self.sources(a=two, b=LEAK)
        self.run_it("-q", "--fix", code=0)
        self.assertEqual((self.text("src/a.c"), self.text("src/b.c")), by_patch)

    def test_header_is_mended_once(self):
        self.write("src/h.h", LEAK.replace("int look", "static inline int look"))
        user = '#include "h.h"\nint use{0}(void) {{ return look(1); }}\n'
        self.sources(a=user.format("a"), b=user.format("b"))
        self.run_it("--fix", code=0)
        self.assertEqual(self.text("src/h.h"),
                         MENDED.replace("int look", "static inline int look"))

    def test_symbolic_link_stays(self):
        self.write("real/a.c", LEAK)
        (self.root / "a.c").symlink_to("real/a.c")
        self.database("a.c")
        self.run_it("--fix", code=0)
        self.assertTrue((self.root / "a.c").is_symlink())
        self.assertEqual(self.text("real/a.c"), MENDED)

    def test_file_that_changed_underneath_is_left_alone(self):
        self.write("slow.cpp", SLOW)
        path = self.write("a.c", LEAK)
        self.database("a.c", "slow.cpp", flags=("-fconstexpr-steps=2147483647",))
        process = self.start("-j2", "--time-limit=6", "--fix")
        self.assertIn("a.c", process.stderr.readline())
        path.write_text(LEAK + "/* saved meanwhile */\n")
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3)
        self.assertIn("'a.c' has changed since it was analysed", err)
        self.assertEqual(path.read_text(), LEAK + "/* saved meanwhile */\n")

    def test_nothing_outside_of_the_project(self):
        outside = self.root.parent / "other.h"
        outside.write_text(LEAK.replace("int look", "static inline int look"))
        self.git("init", "-q")
        self.sources(a='#include "../../other.h"\nint use(void) { return look(1); }\n')
        self.assertEqual(self.findings(code=0), [])
        result = self.run_it("--header-filter=.*", "--fix", code=1)
        self.assertIn("which is outside of the project", result.stderr)
        self.assertNotIn("{\n    close(fd);", outside.read_text())


if __name__ == "__main__":
    unittest.main()
