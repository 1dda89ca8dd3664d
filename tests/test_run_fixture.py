# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Proves that run_fixture.py fails when it should, on clang-tidy's own checks.

python3 -m unittest tests/test_run_fixture.py; CLANG_TIDY names the program
(default: clang-tidy-19).
"""

import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fixture_format import Failure  # noqa: E402
from run_fixture import Runner  # noqa: E402

CLANG_TIDY = os.environ.get("CLANG_TIDY", "clang-tidy-19")

NULLPTR = """\
// RUN: %check_clang_tidy %s modernize-use-nullptr %t
int *one() { return 0; }
// CHECK-MESSAGES: :[[@LINE-1]]:21: warning: use nullptr [modernize-use-nullptr]
// CHECK-FIXES: int *one() { return nullptr; }
int *two() { return nullptr; }
int *three() { return 0; }
// CHECK-MESSAGES: :[[@LINE-1]]:{{..}}
// CHECK-FIXES: int *three() { return nullptr; }
""".replace("{{..}}", " warning: use {{null(ptr|0)}}")

NOTES = """\
// RUN: %check_clang_tidy %s bugprone-branch-clone %t
int same(int A) {
  if (A)
    return 1;
  else
    return 1;
}
// CHECK-NOTES: :[[@LINE-5]]:3: warning: if with identical then and else branches
// CHECK-NOFIX
// CHECK-NOTES: :[[@LINE-5]]:3: note: else branch starts here
"""

OVERRIDE = """\
// RUN: %check_clang_tidy %s modernize-use-override %t -- \\
// RUN:   -config='{CheckOptions: {modernize-use-override.OverrideSpelling: "SPELLING"}}'
struct Base { virtual void run(); };
struct Derived : Base { virtual void run(); };
// CHECK-MESSAGES: :[[@LINE-1]]: warning: prefer using
"""


class RunFixtureTest(unittest.TestCase):
    def run_text(self, text: str, diagnostics_only: bool = False, name: str = "a.cpp") -> None:
        with tempfile.TemporaryDirectory() as folder:
            fixture = pathlib.Path(folder) / name
            fixture.write_text(text)
            Runner(CLANG_TIDY, None, diagnostics_only).fixture(fixture)

    def fails(self, text: str, *words: str, diagnostics_only: bool = False) -> None:
        with self.assertRaises(Failure) as caught:
            self.run_text(text, diagnostics_only)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def change(self, text: str, old: str, new: str) -> str:
        self.assertIn(old, text)
        return text.replace(old, new)

    def test_good_fixtures_pass(self) -> None:
        self.run_text(NULLPTR)
        self.run_text(NOTES)
        self.run_text(OVERRIDE.replace("SPELLING", "override"))
        self.run_text("// RUN: %check_clang_tidy %s misc-unused-parameters %t\n", name="a.c")

    def test_run_clang_tidy_gives_the_same(self) -> None:
        self.run_text(NULLPTR + "// RUN-CLANG-TIDY-FIX\n")

    def test_header_beside_the_fixture(self) -> None:
        text = """\
// RUN: %check_clang_tidy %s modernize-use-nullptr %t
#include "a.h"
// CHECK-MESSAGES: a.h:1:28: warning: use nullptr
"""
        with tempfile.TemporaryDirectory() as folder:
            header = pathlib.Path(folder) / "a.h"
            header.write_text("inline int *one() { return 0; }\n")
            fixture = header.with_name("a.cpp")
            fixture.write_text(text)
            Runner(CLANG_TIDY, None, False).fixture(fixture)
            self.assertIn("return 0", header.read_text())

    def test_missing_report(self) -> None:
        self.fails(self.change(NULLPTR, "return 0; }\n// CHECK", "return nullptr; }\n// CHECK"),
                   "- a.cpp:2:21: warning: use nullptr", "- a.cpp:6: warning")

    def test_unexpected_report(self) -> None:
        self.fails(NULLPTR + "int *four() { return 0; }\n",
                   "\n+ a.cpp:9:22: warning: use nullptr")

    def test_wrong_line_column_text(self) -> None:
        self.fails(self.change(NULLPTR, "[[@LINE-1]]:21", "[[@LINE-2]]:21"), "- a.cpp:1:21:")
        self.fails(self.change(NULLPTR, "]]:21", "]]:20"), "- a.cpp:2:20:", "+ a.cpp:2:21:")
        self.fails(self.change(NULLPTR, "{{null(ptr|0)}}", "{{nil}}"), "- a.cpp:6: warning: use")
        self.fails(self.change(NULLPTR, "warning: use nullptr [", "warning: nullptr ["), "- a.cpp")

    def test_wrong_or_missing_note(self) -> None:
        self.fails(self.change(NOTES, "note: else", "note: other"), "- a.cpp:5:3: note: other",
                   "+ a.cpp:5:3: note: else branch")
        lines = NOTES.splitlines(keepends=True)
        self.fails("".join(lines[:-1]), "+ a.cpp:5:3: note: else")
        self.run_text("".join(lines[:-1]).replace("CHECK-NOTES", "CHECK-MESSAGES"))

    def test_wrong_fixed_text(self) -> None:
        self.fails(self.change(NULLPTR, "one() { return nullptr; }\n", "one() { return NULL; }\n"),
                   "the fixed file lacks a line\n- int *one() { return NULL; }")
        self.fails(NULLPTR + "// CHECK-FIXES-NEXT: int *one()\n", "lacks a line")
        self.fails(self.change(NULLPTR, "FIXES: int *one", "FIXES-NOT: int *one"), "must not have")

    def test_report_without_fix_must_be_marked(self) -> None:
        self.fails(self.change(NOTES, "// CHECK-NOFIX\n", "//\n"),
                   "after the fixes the reports differ", "+ a.cpp:3:3: warning: if with")
        self.fails(self.change(NULLPTR, "// CHECK-FIXES: int *one() { return nullptr; }",
                               "// CHECK-NOFIX"), "after the fixes", "- a.cpp:2:21")

    def test_fix_that_does_not_compile(self) -> None:
        self.fails(self.change(NULLPTR, "nullptr %t", "nullptr %t -- -- -Dnullptr=oops").replace(
            "int *two() { return nullptr; }\n", "\n"), "does not compile", "oops")

    def test_fix_that_never_settles(self) -> None:
        again = OVERRIDE.replace("SPELLING", "NOTHING") + "// CHECK-NOFIX\n"
        again = self.change(again, "struct Base", "#define NOTHING\nstruct Base")
        again = self.change(again, "Derived : Base { virtual ", "Derived : Base { ")
        again = self.change(again, "prefer using", "annotate this function")
        self.fails(again, "a second --fix changes the file again")

    def test_broken_fixture(self) -> None:
        self.fails(NULLPTR + "int x = y;\n", "+ a.cpp:9:9: error: use of undeclared")
        self.fails("int x;\n", "no RUN line")
        self.fails(self.change(NULLPTR, "%s modern", "modern"), "RUN: expected")
        self.fails(self.change(NULLPTR, "%s modern", "-bogus %s modern"), "option '-bogus'")
        self.fails(self.change(NULLPTR, "modernize-use-nullptr %t", "no-such %t"), "exit code 1")
        self.fails(self.change(NULLPTR, "CHECK-FIXES", "CHECK-FIX"), "CHECK-FIX")
        self.fails(self.change(NULLPTR, " warning: use", " use"), "line 3: expected")
        self.fails(NULLPTR.replace("nullptr %t", "nullptr %t -- -- %pkg-config{no-such-package}"),
                   "pkg-config", "no-such-package")

    def test_diagnostics_only_compares_no_fix(self) -> None:
        self.run_text(NULLPTR.replace("return nullptr;", "return NULL;").replace(
            "int *two() { return NULL;", "int *two() { return nullptr;"), diagnostics_only=True)
        self.fails(NULLPTR + "int *four() { return 0; }\n", "+ a.cpp:9", diagnostics_only=True)

    def test_suffixes_and_standards(self) -> None:
        text = """\
// RUN: %check_clang_tidy -std=c++17-or-later -check-suffixes=,A %s modernize-use-nullptr %t
// RUN: %check_clang_tidy -check-suffix=B %s modernize-use-nullptr %t -- -- -DB
int *one() { return 0; }
// CHECK-MESSAGES: :[[@LINE-1]]: warning: use
// CHECK-MESSAGES-B: :[[@LINE-2]]: warning: use
// CHECK-FIXES: return nullptr
#ifndef B
int *two() { return 0; }
// CHECK-MESSAGES-A: :[[@LINE-1]]: warning: use
#endif
"""
        self.run_text(text)
        self.fails(text.replace("-DB", "-DC"), "[c++17 B]", "+ a.cpp:8:21")
        self.fails(text.replace("-MESSAGES-A", "-MESSAGES-B"), "[c++17 A]", "+ a.cpp:8")


if __name__ == "__main__":
    unittest.main()
