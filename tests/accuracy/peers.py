#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares ticktidy with stock clang-tidy, clang's analyzer, cppcheck and clazy.

    peers.py [--work DIR] [--plugin FILE] [--tool TOOL]... [--only REGEX]

On our own fixtures:

  faults    reports that the fixtures expect (their first RUN line). A tool finds
            one if it says anything of its counted categories (peer_tools.py) on
            the line, or in the same function; for that, whose timer it talks
            about is given to it for granted.
  correct   functions that name a timer and in which no report is expected. A
            tool is wrong about one if it says anything of those categories in it.

On their mutants (see mutate.py; run `mutate.py fixtures` first):

  mutants   those with a handle in the unit, but for those whose verdict is
            other than "missed". A tool finds one if a report appears in the
            function that the unchanged fixture does not have.

Mutants of different functions are taken out together, one of each function at a
time. What the tools said is kept in DIR/results/peers.json; only what changed is
run again.
"""

import argparse
import collections
import pathlib
import re
import shutil
import sys

import mutate
import projects
import source_text
import stops
import tidy
from peer_tools import Peers
from projects import fixture_format

Path = pathlib.Path
Counts = dict[str, collections.Counter]  # by row


class Fixture:
    """A fixture, its faulty lines and its correct functions."""

    def __init__(self, project: projects.Project, unit: tidy.Unit):
        self.unit = unit
        self.name = project.relative(str(unit.path))
        self.check = unit.path.parent.name
        self.source = stops.read_source(unit.path)
        run = fixture_format.parse_runs(self.source.text, unit.path)[0]
        expected = fixture_format.parse_expectations(self.source.text, unit.path, run.suffixes)
        self.faults = [report.line for report in expected.reports
                       if report.severity == "warning" and report.file == unit.path.name]
        faulty = {self.source.function_on(line) for line in self.faults}
        naming = project.naming()
        self.correct = [f for f in self.source.functions if f.name not in faulty
                        and naming.search(self.source.blanked[f.begin:f.end])]

    def lines(self, function: source_text.Function) -> range:
        return range(self.source.line(function.begin), self.source.line(function.end - 1) + 1)

    def function_lines(self, line: int) -> range:
        """The lines of the function on a line, or the line alone."""
        return next((self.lines(f) for f in self.source.functions if line in self.lines(f)),
                    range(line, line + 1))


def on_fixture(peers: Peers, tool: str, version: str, fixture: Fixture, counts: Counts) -> None:
    said = {r.line for r in peers.reports(tool, version, fixture.unit, fixture.source.text)}
    for line in fixture.faults:
        hit = bool(said & set(fixture.function_lines(line)))
        counts[f"faults of {fixture.check}"][tool] += hit
        counts["faults"][tool] += hit
    for function in fixture.correct:
        counts["correct"][tool] += bool(said & set(fixture.lines(function)))


def rounds(fixture: Fixture, mutants: list[stops.Stop]) -> list[list[stops.Stop]]:
    """The mutants in groups that have no function twice."""
    result: list[list[stops.Stop]] = []
    for mutant in mutants:
        group = next((g for g in result if all(m.function != mutant.function for m in g)), None)
        if group is None:
            result.append(group := [])
        group.append(mutant)
    return result


def on_mutants(peers: Peers, tool: str, version: str, fixture: Fixture,
               mutants: list[stops.Stop], counts: Counts) -> None:
    def key(report: tidy.Report) -> tuple:
        return report.line, report.check, report.text

    before = {key(r) for r in peers.reports(tool, version, fixture.unit, fixture.source.text)}
    for group in rounds(fixture, mutants):
        text = fixture.source.text
        for mutant in group:
            text = mutant.without(text)
        after = peers.reports(tool, version, fixture.unit, text)
        fresh = {report.line for report in after if key(report) not in before}
        for mutant in group:
            counts["mutants"][tool] += bool(fresh & set(fixture.function_lines(mutant.line)))


def closed_mutants(work: Path) -> dict[tuple, mutate.Mutant]:
    known = mutate.verdicts("fixtures")
    kept = mutate.read_json(work / "results" / "mutants-fixtures.json")
    if not kept:
        raise SystemExit("no mutants of fixtures: run mutate.py fixtures first")
    mutants = [mutate.Mutant(**entry) for entry in kept["mutants"]]
    return {m.key(): m for m in mutants
            if mutate.class_of(m, known.get(m.key())) in ("found", "missed", "unread")}


def mutants_of(fixture: Fixture, project: projects.Project, headers: stops.Headers,
               wanted: dict[tuple, mutate.Mutant]) -> list[stops.Stop]:
    seen: collections.Counter = collections.Counter()
    result = []
    for stop in stops.stops(project, fixture.unit.path, headers):
        seen[stop.function, stop.statement] += 1
        if (fixture.name, stop.function, stop.statement,
                seen[stop.function, stop.statement]) in wanted:
            result.append(stop)
    return result


def show(tools: list[str], counts: Counts, totals: collections.Counter) -> None:
    print("| | all | " + " | ".join(tools) + " |")
    print("|---" * (len(tools) + 2) + "|")
    for row in sorted(totals):
        cells = " | ".join(str(counts[row][tool]) for tool in tools)
        print(f"| {row} | {totals[row]} | {cells} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tidy.options(parser)
    parser.add_argument("--tool", action="append", help="only this one (default: all)")
    parser.add_argument("--only", default="", help="a regular expression for fixtures")
    arguments = parser.parse_args()
    runner = tidy.Tidy(arguments.clang_tidy, arguments.plugin, arguments.limit)
    peers = Peers(runner, arguments.work / "results" / "peers.json")
    tools = arguments.tool or list(peers.tools)
    for program in ("cppcheck", "clazy-standalone"):
        if program.split("-")[0] in tools and not shutil.which(program):
            parser.error(f"no {program}: install it, or choose others with --tool")
    [project] = projects.load(["fixtures"], arguments.work)
    headers, wanted = stops.Headers(project), closed_mutants(arguments.work)
    plugin = mutate.fingerprint(arguments.plugin)
    fixtures = [Fixture(project, unit) for unit in project.units()
                if re.search(arguments.only, unit.path.name)]
    counts: Counts = collections.defaultdict(collections.Counter)
    totals: collections.Counter = collections.Counter()

    def one(fixture: Fixture) -> None:
        mutants = mutants_of(fixture, project, headers, wanted)
        totals.update({"faults": len(fixture.faults), f"faults of {fixture.check}":
                       len(fixture.faults), "correct": len(fixture.correct),
                       "mutants": len(mutants)})
        for tool in tools:
            version = plugin if tool == "ticktidy" else ""
            on_fixture(peers, tool, version, fixture, counts)
            on_mutants(peers, tool, version, fixture, mutants, counts)

    tidy.side_by_side(arguments.jobs, one, fixtures)
    show(tools, counts, totals)
    return 0


if __name__ == "__main__":
    sys.exit(main())
