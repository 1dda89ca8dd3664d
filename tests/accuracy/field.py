#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the checks over real projects and compares the reports with kept verdicts.

    field.py [--work DIR] [--plugin FILE] [--all] [--accept] [PROJECT...]

The verdicts on a project's reports are in verdicts/PROJECT.json, one for each:

    {"file": ..., "function": ..., "check": ..., "text": THE LINE OF THE SOURCE,
     "message": ..., "verdict": "true" | "false" | "unread", "reason": ...}

"true" means that the path of the report exists and leaves the timer behind, or
that the callback gains from holding less. A report is known by its file, its
function, its check and the text of its line, so that it may move.

Shown are the reports that have no verdict (NEW) or are unread, those that are
known to be false, and the true ones that did not come again (LOST), which is
looked for in the units that were run only. --accept adds the new ones to the
verdicts, as unread, and takes out false ones that are gone. The exit code is 1
if a report is new or unread, if a true one is lost, or if a unit could not be
analysed that "troubles" of verdicts/PROJECT.json does not name.
"""

import argparse
import collections
import json
import pathlib
import sys

import projects
import source_text
import tidy
from mutate import rate, read_json, write_json

Path = pathlib.Path


def key(entry: dict) -> tuple[str, ...]:
    return entry["file"], entry["function"], entry["check"], entry["text"]


def entry_of(project: projects.Project, report: tidy.Report) -> dict:
    """A report in the form of a verdict."""
    path = Path(report.file)
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    source = source_text.Source(text)
    return {"file": project.relative(report.file), "function": source.function_on(report.line),
            "check": report.check, "text": source.line_text(report.line) if text else "",
            "message": report.text, "verdict": "unread", "reason": "", "line": report.line}


class Field:
    """The reports of one project beside its verdicts."""

    def __init__(self, project: projects.Project):
        self.project = project
        self.path = projects.HERE / "verdicts" / f"{project.name}.json"
        kept = read_json(self.path) or {"troubles": [], "reports": []}
        self.troubles = {entry["file"] for entry in kept["troubles"]}
        self.kept = kept
        self.units: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.got: dict[tuple, dict] = {}

    def run(self, runner: tidy.Tidy, everything: bool, jobs: int) -> None:
        if everything and self.project.database:
            self.project.chosen = "all"
        units = self.project.units()
        for unit, result in zip(units, tidy.side_by_side(jobs, runner.run, units)):
            name = self.project.relative(str(unit.path))
            self.units.append(name)
            if result.trouble:
                self.failed.append((name, result.trouble))
            for report in result.reports:
                if report.check.startswith("timer-"):
                    entry = entry_of(self.project, report)
                    self.got.setdefault(key(entry), entry)

    def compare(self) -> tuple[collections.Counter, bool]:
        """Prints the differences; returns the counts, and whether all is well."""
        known = {key(entry): entry for entry in self.kept["reports"]}
        count: collections.Counter = collections.Counter()
        fine = True
        for which, entry in sorted(self.got.items()):
            old = known.get(which)
            verdict = old["verdict"] if old else "new"
            count[verdict] += 1
            fine &= verdict in ("true", "false")
            if verdict != "true":
                print(f"  {verdict.upper()}: {entry['file']}:{entry['line']}: {entry['message']} "
                      f"[{entry['check']}]" + (f" ({old['reason']})" if old else ""))
        for which, old in known.items():
            # A report in a header comes from any unit.
            ran = old["file"] in self.units or old["file"].endswith((".h", ".hpp"))
            if which not in self.got and old["verdict"] == "true" and ran:
                print(f"  LOST: {old['file']}: {old['function']}: {old['text']} [{old['check']}]")
                count["lost"] += 1
                fine = False
        for name, why in self.failed:
            new = name not in self.troubles
            print(f"  {'NOT' if new else 'known not to be'} analysed: {name}: {why}")
            fine &= not new
        figures(f"{self.project.name}: {len(self.units)} units", count)
        return count, fine

    def accept(self) -> None:
        known = {key(entry) for entry in self.kept["reports"]}
        kept = [e for e in self.kept["reports"]
                if key(e) in self.got or e["verdict"] == "true" or e["file"] not in self.units]
        fresh = [{k: v for k, v in entry.items() if k != "line"}
                 for which, entry in sorted(self.got.items()) if which not in known]
        write_json(self.path, {"troubles": self.kept["troubles"], "reports": kept + fresh})


def figures(name: str, count: collections.Counter) -> None:
    rest = "".join(f", {count[kind]} {kind}" for kind in ("new", "unread", "lost") if count[kind])
    print(f"{name}: {count['true']} true, {count['false']} false{rest}; precision "
          f"{rate(count['true'], count['true'] + count['false'])}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tidy.options(parser)
    parser.add_argument("--all", action="store_true", help="all units, not those with timers")
    parser.add_argument("--accept", action="store_true", help="keep what is new, as unread")
    parser.add_argument("projects", nargs="*")
    arguments = parser.parse_args()
    runner = tidy.Tidy(arguments.clang_tidy, arguments.plugin, arguments.limit)
    total: collections.Counter = collections.Counter()
    well = True
    for project in projects.load(arguments.projects, arguments.work):
        field = Field(project)
        field.run(runner, arguments.all, arguments.jobs)
        count, fine = field.compare()
        total += count
        well &= fine
        if arguments.accept:
            field.accept()
    figures("all", total)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
