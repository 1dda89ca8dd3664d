# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy over a unit, perhaps over a changed copy, and reads its reports."""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable

Path = pathlib.Path
ROOT = Path(__file__).parents[2]
TIMERS = "-*,timer-*"
LINE = re.compile(r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+):(?P<column>\d+): "
                  r"(?P<severity>warning|error): (?P<text>.*?)(?: \[(?P<check>[\w.,-]+)\])?$", re.M)


@dataclasses.dataclass(frozen=True)
class Unit:
    """A source file, and how clang-tidy is told of its flags."""
    path: Path
    before: tuple[str, ...] = ()  # options of clang-tidy, such as -p
    flags: tuple[str, ...] | None = None  # the compiler's, if there is no database
    extra: tuple[str, ...] = ()  # added to the database's
    folder: Path = Path()  # in which the compiler runs


@dataclasses.dataclass(frozen=True)
class Report:
    file: str
    line: int
    check: str
    text: str


@dataclasses.dataclass(frozen=True)
class Outcome:
    reports: tuple[Report, ...]
    trouble: str  # "", or why the unit was not analysed as it should


class Tidy:
    """One clang-tidy, with one plugin (None: its own checks only)."""

    def __init__(self, program: str, plugin: Path | None, limit: int):
        self.program, self.plugin, self.limit = program, plugin, limit

    def run(self, unit: Unit, checks: str = TIMERS, changed: str | None = None) -> Outcome:
        """The reports on a unit, or on `changed` in its place."""
        with tempfile.TemporaryDirectory(prefix="ticktidy-") as folder:
            command = ["nice", "-n", "10", self.program, "--quiet", f"--checks={checks}",
                       "--header-filter=.*", *unit.before]
            if self.plugin:
                command.append(f"--load={self.plugin}")
            if changed is not None:
                command.append(f"--vfsoverlay={overlay(Path(folder), unit.path, changed)}")
            flags = [*unit.extra, "-Wno-error"]
            command += [f"--extra-arg={flag}" for flag in flags] + [str(unit.path)]
            if unit.flags is not None:
                command += ["--", *unit.flags]
            try:
                done = subprocess.run(command, capture_output=True, encoding="utf-8",
                                      errors="replace", timeout=self.limit, check=False)
            except subprocess.TimeoutExpired:
                return Outcome((), f"took more than {self.limit} s")
        return outcome(unit, done.stdout, done.stderr, done.returncode)


def overlay(folder: Path, path: Path, text: str) -> Path:
    """A file that makes clang read `text` for `path`."""
    copy = folder / ("changed" + path.suffix)
    copy.write_text(text, encoding="utf-8", errors="surrogateescape")
    entry = {"type": "file", "name": path.name, "external-contents": str(copy)}
    tree = {"version": 0, "use-external-names": False,
            "roots": [{"type": "directory", "name": str(path.parent), "contents": [entry]}]}
    result = folder / "overlay.yaml"
    result.write_text(json.dumps(tree), encoding="utf-8")
    return result


def outcome(unit: Unit, stdout: str, stderr: str, code: int) -> Outcome:
    reports = {}
    errors = []
    for found in LINE.finditer(stdout):
        if found["severity"] == "error" and found["check"] == "clang-diagnostic-error":
            errors.append(f"{found['file']}:{found['line']}: {found['text']}")
        elif found["check"]:
            file = os.path.normpath(unit.folder / found["file"])
            report = Report(file, int(found["line"]), found["check"].split(",")[0],
                            found["text"])
            reports[report] = None
    if code not in (0, 1):
        errors.append(f"exit code {code}: {stderr.strip()[-200:]}")
    return Outcome(tuple(reports), errors[0] if errors else "")


def options(parser: argparse.ArgumentParser) -> None:
    """The options that all the scripts here have."""
    parser.add_argument("--work", type=Path, default=ROOT / "build-accuracy",
                        help="where the projects are (default: build-accuracy)")
    parser.add_argument("--plugin", type=Path, default=ROOT / "build" / "lib" / "ticktidy.so")
    parser.add_argument("--clang-tidy", default="clang-tidy-19")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=120, help="seconds for a unit")


def side_by_side(jobs: int, work: Callable, items: Iterable) -> list:
    """work(item) for all items, `jobs` at a time, in order."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(work, items))
