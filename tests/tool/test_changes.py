# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Only what is new: changed lines, and baselines."""

import json
import subprocess
import unittest

from project import CLEAN, LEAK, ProjectTest

SOUND = LEAK.replace("  if (fail) {\n", "  if (fail) {\n    close(fd);\n")
OTHER = LEAK.replace("look", "other")


class ChangesTest(ProjectTest):
    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "state")

    def setUp(self):
        super().setUp()
        self.git("init", "-q")
        self.write("src/h.h", "#define LIMIT 3\n")
        self.sources(a=SOUND, b=OTHER, c='#include "h.h"\n' + OTHER.replace("other", "third"))
        self.commit()

    def test_deleted_stop_is_the_changes_fault(self):
        self.write("src/a.c", LEAK)
        found, = self.findings("--since=HEAD")
        self.assertTrue(found["at"]["file"].endswith("src/a.c"))
        result = self.run_it("--since=HEAD", code=1)
        self.assertIn("1 finding in 1 unit\n", result.stderr)

    def test_old_findings_are_not_shown(self):
        self.write("src/b.c", OTHER + "int more(void) { return 1; }\n")
        self.assertEqual(self.findings("--since=HEAD", code=0), [])
        self.assertEqual(len(self.findings()), 2)

    def test_new_return_past_an_old_timer(self):
        self.write("src/a.c", SOUND.replace("  close(fd);\n  return 0;",
                                            "  if (getpid() > 2)\n    return 2;\n  close(fd);\n  return 0;"))
        found, = self.findings("--since=HEAD")
        self.assertEqual(found["at"]["line"], 5)

    def test_changed_header_brings_its_users(self):
        self.write("src/h.h", "#define LIMIT 4\n")
        result = self.run_it("--since=HEAD", code=0)
        self.assertIn("0 findings in 1 unit\n", result.stderr)

    def test_new_file_and_branch_point(self):
        self.git("checkout", "-qb", "topic")
        self.write("src/d.c", LEAK)
        self.database("src/a.c", "src/b.c", "src/d.c")
        found, = self.findings("--since=HEAD")  # git does not know it yet
        self.assertTrue(found["at"]["file"].endswith("src/d.c"))
        self.commit()
        self.git("checkout", "-q", "-")
        self.write("src/b.c", OTHER + "/* goes on */\n")
        self.commit()
        self.git("checkout", "-q", "topic")
        self.assertEqual(len(self.findings("--since=master" if self.has("master") else "--since=main")), 1)

    def has(self, branch: str) -> bool:
        return subprocess.run(["git", "rev-parse", "-q", "--verify", branch], cwd=self.root,
                              capture_output=True).returncode == 0

    def test_diff_from_elsewhere(self):
        self.write("src/a.c", LEAK)
        for context in ("-U0", "-U5"):
            diff = subprocess.run(["git", "diff", context], cwd=self.root, check=True,
                                  capture_output=True, text=True).stdout
            found = self.run_it("-q", "--diff=-", code=1, text=diff).stdout
            self.assertIn("src/a.c:5:12: warning", found)
            self.assertNotIn("src/b.c", found)
        self.assertEqual(self.run_it("-q", "--diff=-", code=0, text="").stdout, "")
        self.assertIn("no hunk", self.run_it("--diff=-", code=2, text="@@ -x +y @@\n").stderr)

    def test_staged_content_and_not_that_of_the_folder(self):
        # Bad in the index, mended in the folder; a bad file that nobody staged.
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        self.write("src/a.c", "/* not staged */\n" + SOUND)
        self.write("src/b.c", OTHER + "int more(void) { return timerfd_create(0, 0) > 0; }\n")
        result = self.run_it("--staged", code=1)
        self.assertIn("src/a.c:5:12: warning", result.stdout)
        self.assertIn("int fd = timerfd_create", result.stdout.splitlines()[1])
        self.assertIn("1 finding in 1 unit\n", result.stderr)
        # The other way round, with the same cache.
        self.git("add", "src/a.c")
        self.write("src/a.c", LEAK)
        self.assertEqual(self.run_it("-q", "--staged", code=0).stdout, "")
        self.assertEqual(len(self.findings("--since=HEAD", "src/a.c")), 1)

    def test_staged_header_and_file_that_the_folder_lacks(self):
        self.write("src/h.h", "#define LIMIT 4\nstatic inline void close_it(int fd) { }\n")
        self.write("src/c.c", '#include "h.h"\n' + SOUND.replace("close(", "close_it(").replace("fd ", "own ").replace("(fd)", "(own)"))
        self.git("add", "-A")
        self.write("src/h.h", "#define LIMIT 4\n#include <unistd.h>\n"
                   "static inline void close_it(int fd) { close(fd); }\n")
        found, = self.findings("--staged")
        self.assertTrue(found["at"]["file"].endswith("src/c.c"))
        (self.root / "src/c.c").unlink()
        found, = self.findings("--staged")
        self.assertEqual(found["at"]["line"], 6)

    def test_nothing_staged(self):
        self.write("src/a.c", LEAK)
        self.assertIn("0 findings in 0 units\n", self.run_it("--staged", code=0).stderr)
        self.assertIn("excludes", self.run_it("--staged", "--fix", code=2).stderr)

    def test_first_commit(self):
        subprocess.run(["rm", "-rf", ".git"], cwd=self.root, check=True)
        self.git("init", "-q")
        self.git("add", "src/b.c")
        found, = self.findings("--staged")
        self.assertTrue(found["at"]["file"].endswith("src/b.c"))

    def test_mistakes(self):
        self.assertIn("git says", self.run_it("--since=no-such-branch", code=2).stderr)
        self.assertIn("invalid value", self.run_it("--since=--output=x", code=2).stderr)
        self.assertIn("cannot read 'none.diff'", self.run_it("--diff=none.diff", code=2).stderr)
        self.assertIn("exclude each other", self.run_it("--since=HEAD", "--diff=-", code=2).stderr)


class BaselineTest(ProjectTest):
    def test_only_new_ones_although_lines_moved(self):
        self.sources(a=LEAK, b=CLEAN)
        self.run_it("--write-baseline=known.json", code=0)
        self.assertEqual(self.findings("--baseline=known.json", code=0), [])
        # Moved, indented, and another one of the same kind in the same file.
        moved = "int first;\n\n" + LEAK.replace("  int fd", "    int fd")
        self.write("src/a.c", moved)
        self.assertEqual(self.findings("--baseline=known.json", code=0), [])
        self.write("src/a.c", moved + LEAK.replace("look", "again").split("\n\n", 1)[1])
        found, = self.findings("--baseline=known.json")
        self.assertIn("'again'", found["message"])
        self.assertIn("1 more in the baseline", self.run_it("--baseline=known.json", code=1).stderr)

    def test_equal_faults_are_counted(self):
        # Two creations in one function, with the same words.
        body = LEAK.split("\n\n", 1)[1]
        twice = LEAK.replace("int look(int fail) {\n", "int look(int fail) {\n  if (fail > 1) {\n"
                             "    int fd = timerfd_create(CLOCK_MONOTONIC, 0);\n"
                             "    if (fail > 2)\n      return -1;\n    close(fd);\n  }\n")
        self.assertIn("int look", body)
        self.sources(a=LEAK)
        self.run_it("--write-baseline=known.json", code=0)
        self.sources(a=twice)
        self.assertEqual(len(self.findings("--baseline=known.json")), 1)

    def test_baseline_does_not_depend_on_the_folder(self):
        self.git("init", "-q")
        self.sources(a=LEAK)
        self.run_it("--write-baseline=known.json", code=0, cwd=self.root)
        known = json.loads((self.root / "known.json").read_text())
        self.assertEqual(known["findings"][0]["file"], "src/a.c")
        moved = self.root.parent / "elsewhere"
        self.root.rename(moved)
        self.root = moved
        self.database("src/a.c")
        self.assertEqual(self.findings("--baseline=known.json", code=0), [])

    def test_broken_baseline(self):
        self.sources(a=LEAK)
        self.assertIn("cannot read 'none'", self.run_it("--baseline=none", code=2).stderr)
        for text in ("", "{", '{"format": 2, "findings": []}', '{"format": 1, "findings": [{}]}',
                     "[" * 1000000):
            self.write("known.json", text)
            self.assertIn("is broken", self.run_it("--baseline=known.json", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
