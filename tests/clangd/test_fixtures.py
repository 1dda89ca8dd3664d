# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The fixtures in an editor: the reports stand where clang-tidy's stand.

Those in C, and those in C++ that are about classes, of which the editor does not
see all: it skips the bodies in headers.
"""

import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import lsp

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS))
import fixture_format  # noqa: E402

ABOUT_CLASSES = ("timer-retain-cycle", "timer-unstopped-member")


def first_run(fixture: pathlib.Path) -> fixture_format.Run | None:
    """Its first run without settings of its own."""
    runs = fixture_format.parse_runs(fixture.read_text(), fixture)
    return next((run for run in runs if not run.tidy_arguments), None)


class FixturesTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ticktidy-clangd-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        for name in ("fixtures", "headers"):
            shutil.copytree(TESTS / name, self.root / name)
        (self.root / ".clang-tidy").write_text("Checks: '-*,timer-*'\n")

    def fixtures(self) -> dict[pathlib.Path, fixture_format.Run]:
        """The fixtures, with how they are compiled."""
        files = [*self.root.glob("fixtures/*/*.c")]
        for check in ABOUT_CLASSES:
            files += self.root.glob(f"fixtures/{check}/*.cpp")
        return {file: run for file in sorted(files)
                if (run := first_run(file))}

    def test_reports_are_those_of_clang_tidy(self):
        fixtures = self.fixtures()
        self.assertGreater(len(fixtures), 100)
        (self.root / "compile_commands.json").write_text(json.dumps([
            {"directory": str(file.parent), "file": str(file),
             "arguments": ["cc", f"-std={run.standard}", *run.compiler_arguments, "-c", str(file)]}
            for file, run in fixtures.items()]))
        with lsp.Server(self.root) as server:
            for file, run in fixtures.items():
                expected = {
                    (report.line, int(report.column or 0))
                    for report in fixture_format.parse_expectations(
                        file.read_text(), file, run.suffixes).reports
                    if report.severity == "warning"}
                got, others = set(), set()
                for report in server.open(file):
                    start = report["range"]["start"]
                    place = (start["line"] + 1, start["character"] + 1)
                    (got if report.get("code") in run.checks.split(",") else others).add(place)
                with self.subTest(file.name):
                    # Of several faults of one timer the first check tells, and
                    # here all checks are on.
                    self.assertEqual(got, expected - (others - got))
                server.close(file)


if __name__ == "__main__":
    unittest.main()
