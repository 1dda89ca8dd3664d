# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The comments in which a fixture says how it is run and what must come out.

A fixture carries its commands and expectations in clang-tidy's own convention:

    // RUN: %check_clang_tidy [-std=c++17,c++20] [-check-suffixes=A,B] %s
    //      CHECKS %t [-- CLANG-TIDY-ARGUMENTS [-- COMPILER-ARGUMENTS]]

on one line, or on several that end with a backslash. Every RUN line is run
once for each standard (default: c11 or c++17; "c++17-or-later" stands for all
from there). %S is the fixture's folder, %pkg-config{A,B} becomes the compiler
flags of these packages, their -I turned into -isystem, as CMake does it.

  CHECK-MESSAGES[-SUFFIX]: :[[@LINE-1]]:7: warning: TEXT
      Each report, in order; nothing else may be reported. The column may be
      left out; a header's name may stand before the first colon. TEXT must
      start the message and may contain {{regular expressions}}.
  CHECK-NOTES[-SUFFIX]: in place of CHECK-MESSAGES
      The same, and the notes are compared as strictly as the reports.
  CHECK-NOFIX (on a line of its own after a report's expectation)
      The report has no fix: it must still be there after the fixes. All other
      reports must be gone, and nothing new may appear.
  CHECK-FIXES[-SUFFIX][-NEXT|-NOT]: TEXT
      Lines of the fixed file, in order; -NEXT: right after the line before;
      -NOT: nowhere between the lines that are matched before and after it.
  RUN-CLANG-TIDY-FIX
      run-clang-tidy -fix, which applies edits through clang-apply-replacements,
      must give the same fixed file.

The fixed file must compile without errors, and a second --fix must change
nothing. With --diagnostics-only, fixes are neither made nor compared.
"""

import dataclasses
import pathlib
import re
import shlex
import subprocess

Path = pathlib.Path

STANDARDS = {
    "c": ["c11", "c17", "c2x"],
    "c++": ["c++11", "c++14", "c++17", "c++20", "c++2b"],
}
LOCATION = r"(?P<file>[^\s:]*):(?P<line>{line})(?::(?P<column>{column}))?: "
REPORT = r"(?P<severity>warning|error|note): (?P<text>.*)$"
EXPECTED = re.compile(
    "(?:" + LOCATION.format(line=r"\[\[@LINE[+-]?\d*\]\]|\d+", column=r"\d+") + ")?" + REPORT)
REPORT_LINE = re.compile("^(?:" + LOCATION.format(line=r"\d+", column=r"\d+") + ")?" + REPORT)
COMMENT = re.compile(
    r"//\s*CHECK-(?P<what>[A-Z]+)(?P<rest>[-\w]*)(?::\s*(?P<text>.*?))?\s*$")


class Failure(Exception):
    """A fixture that does not hold; the text says why."""


@dataclasses.dataclass
class Report:
    """A diagnostic, expected or given. Line 0: it has no location."""
    file: str
    line: int
    column: str
    severity: str
    text: str
    stays: bool = False  # expected only: there is no fix

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column + ':' if self.column else ''} "
        return f"{place if self.line else ''}{self.severity}: {self.text}"

    def admits(self, got: "Report", anywhere: bool = False) -> bool:
        """True if `got` is what self expects; `anywhere`: on whatever line."""
        placed = (self.file, self.line) == (got.file, got.line) and self.column in ("", got.column)
        return ((anywhere or placed) and self.severity == got.severity
                and re.match(pattern(self.text), got.text) is not None)


@dataclasses.dataclass
class Fix:
    """A CHECK-FIXES line: how is "", "NEXT" or "NOT"."""
    how: str
    text: str


@dataclasses.dataclass
class Expectations:
    reports: list[Report]
    notes_matter: bool
    fixes: list[Fix]


@dataclasses.dataclass
class Run:
    """One RUN line with one standard."""
    checks: str
    standard: str
    suffixes: list[str]
    tidy_arguments: list[str]
    compiler_arguments: list[str]


def pattern(text: str) -> str:
    """The regular expression of an expectation, which may have {{...}} in it."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    return "".join(f"(?:{p})" if i % 2 else re.escape(p) for i, p in enumerate(parts))


def is_c(fixture: Path) -> bool:
    return fixture.suffix == ".c"


def pkg_config(packages: str) -> list[str]:
    done = subprocess.run(["pkg-config", "--cflags", *packages.split(",")],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"pkg-config: {done.stderr.strip()}")
    return [word.replace("-I", "-isystem", 1) if word.startswith("-I") else word
            for word in shlex.split(done.stdout)]


def standards(wanted: str, language: str) -> list[str]:
    result = []
    for name in wanted.split(","):
        if name.endswith("-or-later"):
            known = STANDARDS[language]
            result += known[known.index(name.removesuffix("-or-later")):]
        else:
            result.append(name)
    return result


def parse_run(line: str, fixture: Path) -> list[Run]:
    words: list[str] = []
    for word in shlex.split(line.replace("%S", str(fixture.parent))):
        package = re.fullmatch(r"%pkg-config\{(.*)\}", word)
        words += pkg_config(package[1]) if package else [word]
    sections: list[list[str]] = [[]]
    for word in words:
        if word == "--" and len(sections) < 3:
            sections.append([])
        else:
            sections[-1].append(word)
    own, tidy, compiler = (sections + [[], []])[:3]
    language = "c" if is_c(fixture) else "c++"
    wanted, suffixes, plain = ("c11" if is_c(fixture) else "c++17"), [""], []
    for word in own[1:]:
        name, _, value = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            plain.append(word)
        elif name == "std":
            wanted = value
        elif name in ("check-suffix", "check-suffixes"):
            suffixes = value.split(",")
        else:
            raise Failure(f"RUN: unknown option '{word}'")
    if own[:1] != ["%check_clang_tidy"] or len(plain) != 3 or plain[0] != "%s" or plain[2] != "%t":
        raise Failure(f"RUN: expected '%check_clang_tidy [options] %s CHECKS %t', got '{line}'")
    return [Run(plain[1], std, suffixes, tidy, compiler) for std in standards(wanted, language)]


def parse_runs(text: str, fixture: Path) -> list[Run]:
    joined = re.sub(r"\\\n\s*//(?:\s*RUN:)?", " ", text)
    return [run for line in re.findall(r"^\s*//\s*RUN:\s*(.*)$", joined, re.M)
            for run in parse_run(line, fixture)]


def parse_report(text: str, number: int, fixture: Path) -> Report:
    """The report that line `number` of the fixture expects."""
    if not (parts := EXPECTED.match(text)):
        raise Failure(f"line {number}: expected ':[[@LINE]]: warning: ...', got '{text}'")
    line = parts["line"] or "0"
    if "@LINE" in line:
        line = str(number + int(line.strip("[]").removeprefix("@LINE") or "0"))
    file = parts["file"] or (fixture.name if parts["line"] else "")
    return Report(file, int(line), parts["column"] or "", parts["severity"], parts["text"])


def parse_expectations(text: str, fixture: Path, suffixes: list[str]) -> Expectations:
    """What the fixture expects of a run with these suffixes ("": without)."""
    result = Expectations([], False, [])
    seen: set[str] = set()
    last: Report | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not (found := COMMENT.search(line)):
            continue
        what, rest, value = found["what"], found["rest"], found["text"] or ""
        if what not in ("MESSAGES", "NOTES", "FIXES", "NOFIX"):
            raise Failure(f"line {number}: unknown expectation CHECK-{what}")
        if what == "NOFIX":
            if last:
                last.stays = True
            continue
        how = next((h for h in ("NEXT", "NOT") if what == "FIXES" and rest.endswith("-" + h)), "")
        mine = rest.removesuffix("-" + how if how else "").removeprefix("-") in suffixes
        if what == "FIXES":
            if mine:
                result.fixes.append(Fix(how, value))
            continue
        if not mine:
            last = None
            continue
        seen.add(what)
        report = parse_report(value, number, fixture)
        result.reports.append(report)
        if report.severity != "note":
            last = report
    if len(seen) == 2:
        raise Failure("CHECK-NOTES and CHECK-MESSAGES for one run: use one of them")
    result.notes_matter = "NOTES" in seen
    return result
