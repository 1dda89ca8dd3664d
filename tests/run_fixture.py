#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs fixtures of ticktidy's checks through the stock clang-tidy.

    run_fixture.py --clang-tidy clang-tidy-19 --plugin build/lib/ticktidy.so
                   [--diagnostics-only] [--jobs N] FIXTURE...

fixture_format.py tells what a fixture says. The fixed file must compile
without errors, nothing but the reports without a fix may be left in it, and a
second --fix must change nothing. With --diagnostics-only, fixes are neither
made nor compared. The exit code is 1 if a fixture does not hold.
"""

import argparse
import concurrent.futures
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from fixture_format import (COMMENT, REPORT_LINE, Failure, Fix, Report, Run, is_c,
                            parse_expectations, parse_runs, pattern)

Path = pathlib.Path


def compare(expected: list[Report], got: list[Report], notes_matter: bool,
            anywhere: bool = False) -> list[str]:
    """What is lacking ("-") and what is too much ("+"), in order."""
    def must(report: Report) -> bool:
        return notes_matter or report.severity != "note"

    rows, columns = len(expected), len(got)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]  # longest common part of the rests
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            best[i][j] = (best[i + 1][j + 1] + 1 if expected[i].admits(got[j], anywhere)
                          else max(best[i + 1][j], best[i][j + 1]))
    lines, i, j = [], 0, 0
    while i < rows or j < columns:
        if i < rows and j < columns and expected[i].admits(got[j], anywhere):
            i, j = i + 1, j + 1
        elif j == columns or (i < rows and best[i + 1][j] >= best[i][j + 1]):
            lines.append(f"- {expected[i]}")
            i += 1
        else:
            lines += [f"+ {got[j]}"] if must(got[j]) else []
            j += 1
    return lines


def check_fixes(fixes: list[Fix], fixed: str) -> None:
    lines = fixed.splitlines()
    at, banned = -1, []

    def forbid(upto: int) -> None:
        for text in banned:
            for line in lines[at + 1:upto]:
                if re.search(pattern(text), line):
                    raise Failure(f"the fixed file has a line that it must not have\n+ {line}")
        banned.clear()

    for fix in fixes:
        if fix.how == "NOT":
            banned.append(fix.text)
            continue
        end = at + 2 if fix.how == "NEXT" else len(lines)
        hit = next((n for n, line in enumerate(lines[at + 1:end], at + 1)
                    if re.search(pattern(fix.text), line)), None)
        if hit is None:
            near = "\n".join("  " + line for line in lines[max(at, 0):at + 8])
            raise Failure(f"the fixed file lacks a line\n- {fix.text}\n"
                          f"after its line {at + 1}:\n{near}")
        forbid(hit)
        at = hit
    forbid(len(lines))


class Runner:
    """Runs fixtures with one clang-tidy and one plugin (None: its own checks)."""

    def __init__(self, clang_tidy: str, plugin: Path | None, diagnostics_only: bool):
        found = shutil.which(clang_tidy)
        if not found:
            raise Failure(f"no such program: {clang_tidy}")
        self.clang_tidy = found
        self.plugin = plugin
        self.diagnostics_only = diagnostics_only

    def sibling(self, name: str) -> str:
        """A program of the same LLVM: "clang" beside or named like clang-tidy."""
        for base in (Path(self.clang_tidy), Path(self.clang_tidy).resolve()):
            if found := shutil.which(str(base.with_name(base.name.replace("clang-tidy", name)))):
                return found
        raise Failure(f"no {name} beside {self.clang_tidy}")

    def fixture(self, fixture: Path) -> None:
        """Returns if the fixture holds, else raises Failure."""
        text = fixture.read_text(encoding="utf-8")
        runs = parse_runs(text, fixture)
        if not runs:
            raise Failure("the fixture has no RUN line")
        for run in runs:
            try:
                with tempfile.TemporaryDirectory(prefix="ticktidy-") as folder:
                    self.run(fixture, text, run, Path(folder))
            except Failure as failure:
                label = " ".join([run.standard, *filter(None, run.suffixes)])
                raise Failure(f"[{label}] {failure}") from None

    def run(self, fixture: Path, text: str, run: Run, folder: Path) -> None:
        expected = parse_expectations(text, fixture, run.suffixes)
        copy = self.copy(fixture, text, folder / "source")
        got = self.tidy(run, copy, fix=not self.diagnostics_only)
        if wrong := compare(expected.reports, got, expected.notes_matter):
            raise Failure("the reports differ (- expected, + got)\n" + "\n".join(wrong))
        if self.diagnostics_only:
            return
        fixed = sources(copy.parent)
        check_fixes(expected.fixes, copy.read_text(encoding="utf-8"))
        self.compile(run, copy)
        stays = [r for r in expected.reports if r.stays]
        again = [r for r in self.tidy(run, copy, fix=True) if r.severity != "note"]
        if wrong := compare(stays, again, False, anywhere=True):
            raise Failure("after the fixes the reports differ (- expected, + got)\n"
                          + "\n".join(wrong))
        if (second := sources(copy.parent)) != fixed:
            raise Failure("a second --fix changes the file again\n" + diff(fixed, second))
        if re.search(r"^\s*//\s*RUN-CLANG-TIDY-FIX\s*$", text, re.M):
            other = self.copy(fixture, text, folder / "parallel")
            self.run_clang_tidy(run, other)
            if (result := sources(other.parent)) != fixed:
                raise Failure("run-clang-tidy -fix gives another file (- --fix, + run-clang-tidy)\n"
                              + diff(fixed, result))

    def copy(self, fixture: Path, text: str, folder: Path) -> Path:
        """A copy to fix, with the headers beside it, without the expectations."""
        folder.mkdir()
        for entry in fixture.parent.iterdir():
            if entry.is_dir():
                shutil.copytree(entry, folder / entry.name)
            elif entry.suffix in (".h", ".hpp"):
                shutil.copy(entry, folder)
        result = folder / fixture.name
        lines = [COMMENT.sub("//", line) for line in text.splitlines()]
        result.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return result

    @staticmethod
    def flags(run: Run, source: Path) -> list[str]:
        language = "c" if is_c(source) else "c++"
        return ["-x", language, f"-std={run.standard}", *run.compiler_arguments]

    @staticmethod
    def options(run: Run) -> list[str]:
        """What clang-tidy and run-clang-tidy spell alike."""
        configured = any(a.lstrip("-").startswith("config") for a in run.tidy_arguments)
        return [f"-checks=-*,{run.checks}", "-header-filter=.*",
                *([] if configured else ["-config={}"]), *run.tidy_arguments]

    def tidy(self, run: Run, source: Path, fix: bool) -> list[Report]:
        done = subprocess.run(
            [self.clang_tidy, *([f"--load={self.plugin}"] if self.plugin else []),
             *self.options(run), "--quiet", *(["--fix"] if fix else []), str(source), "--",
             *self.flags(run, source)],
            capture_output=True, text=True, check=False)
        reports = [Report(Path(m["file"]).name if m["file"] else "", int(m["line"] or 0),
                          m["column"] or "", m["severity"], m["text"])
                   for m in map(REPORT_LINE.match, done.stdout.splitlines()) if m]
        reports = [r for r in reports if not r.text.startswith("FIX-IT applied")]
        failed = done.returncode == 1 and any(r.severity == "error" for r in reports)
        if (done.returncode != 0 and not failed) or "request ignored" in done.stderr:
            tail = "\n".join(done.stderr.strip().splitlines()[:12])
            raise Failure(f"clang-tidy failed with exit code {done.returncode}\n{tail}")
        return reports

    def compile(self, run: Run, source: Path) -> None:
        done = subprocess.run([self.sibling("clang"), "-fsyntax-only", "-w",
                               *self.flags(run, source), str(source)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = "\n".join(done.stderr.strip().splitlines()[:12])
            raise Failure(f"the fixed file does not compile\n{lines}")

    def run_clang_tidy(self, run: Run, source: Path) -> None:
        command = [self.sibling("clang"), *self.flags(run, source), str(source)]
        (source.parent / "compile_commands.json").write_text(json.dumps(
            [{"directory": str(source.parent), "file": str(source), "arguments": command}]))
        done = subprocess.run(
            [self.sibling("run-clang-tidy"), "-clang-tidy-binary", self.clang_tidy,
             "-clang-apply-replacements-binary", self.sibling("clang-apply-replacements"),
             "-p", str(source.parent), *(["-load", str(self.plugin)] if self.plugin else []),
             *self.options(run), "-j1", "-quiet", "-fix", str(source)],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"run-clang-tidy failed with exit code {done.returncode}\n"
                          + "\n".join((done.stderr + done.stdout).strip().splitlines()[-12:]))


def sources(folder: Path) -> str:
    """The text of all sources in the folder, with their names, as one."""
    files = sorted(f for f in folder.rglob("*") if f.suffix in (".c", ".cpp", ".h", ".hpp"))
    return "".join(f"==> {f.relative_to(folder)}\n{f.read_text(encoding='utf-8')}" for f in files)


def diff(before: str, after: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))
    return "\n".join(lines[2:22])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clang-tidy", default="clang-tidy-19")
    parser.add_argument("--plugin", type=Path, help="without it: clang-tidy's own checks")
    parser.add_argument("--diagnostics-only", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("fixtures", type=Path, nargs="+", metavar="FIXTURE")
    options = parser.parse_args()
    try:
        plugin = options.plugin and options.plugin.resolve()
        runner = Runner(options.clang_tidy, plugin, options.diagnostics_only)
    except Failure as failure:
        parser.error(str(failure))

    def attempt(fixture: Path) -> str:
        try:
            runner.fixture(fixture.resolve())
        except (Failure, OSError, ValueError) as failure:
            return f"{fixture}: {failure}"
        return ""

    failed = False
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for complaint in filter(None, pool.map(attempt, options.fixtures)):
            print(complaint)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
