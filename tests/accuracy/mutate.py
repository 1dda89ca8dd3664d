#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Takes one stop of a timer at a time out of real code, and counts what is reported.

    mutate.py [--work DIR] [--plugin FILE] [--at-most N] [--world WORLD] [--again]
              [PROJECT... | fixtures]

For each unit: every statement that does nothing but end a timer (stops.py) is
taken out by itself, with the unit's own flags and without touching the tree. The
mutant is found if there is a report of a timer-* check that the unit does not
have otherwise. Functions that have a report already are left alone.

The results go to DIR/results/mutants-PROJECT.json and are shown; a mutant that
is there already is not run again by the same plugin. A mutant that is not found
has a verdict in mutants/PROJECT.json, written by hand:

    {"file": ..., "function": ..., "statement": ..., "nth": 1,
     "class": "missed", "reason": ...}

nth counts equal statements in a function. The classes:

  missed      the deleted stop is a fault that the checks could tell from this unit
              (if it is found, it counts as found)
  open        the handle is out of sight: another file may end it
  kept        the object that holds the handle lives on, and its end stops the timer;
              until then it fires once too often, which no path shows
  equivalent  taking the stop out makes no fault: something else ends the timer,
              or nothing runs any more
  one-shot    the timer ends by itself once it has fired, which is no fault
  other       the statement is about something else of that name: it is not counted

Without a verdict, a mutant whose handle is in the open (see stops.world_of)
counts as open; one whose handle is kept, or ends by itself (see stops.fate_of), as
kept or one-shot; all others as unread. One that is found is a fault, unless a verdict
says otherwise. The rate over a closed world is those that are found, of all that are
found, missed or unread.
"""

import argparse
import collections
import dataclasses
import hashlib
import json
import pathlib
import sys

import projects
import stops
import tidy

Path = pathlib.Path
CLASSES = ("missed", "open", "kept", "equivalent", "one-shot", "other")


@dataclasses.dataclass
class Mutant:
    project: str
    file: str
    line: int
    function: str
    statement: str
    nth: int
    world: str
    fate: str
    found: bool
    report: str  # the new one, or why there is none

    def key(self) -> tuple:
        return self.file, self.function, self.statement, self.nth


def read_json(path: Path) -> list:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


def fingerprint(plugin: Path) -> str:
    """Of the plugin and what its loader picks from."""
    digest = hashlib.sha256(plugin.read_bytes())
    for part in sorted((plugin.parent / "ticktidy").glob("**/*.so")):
        digest.update(part.read_bytes())
    return digest.hexdigest()[:16]


class Mutator:
    def __init__(self, project: projects.Project, runner: tidy.Tidy, options: argparse.Namespace):
        self.project, self.runner, self.options = project, runner, options
        self.headers = stops.Headers(project)
        self.kept = options.work / "results" / f"mutants-{project.name}.json"
        self.plugin = fingerprint(options.plugin)
        old = read_json(self.kept)
        usable = old and old["plugin"] == self.plugin and not options.again
        known = [Mutant(**{"fate": "", **entry}) for entry in old["mutants"]] if usable else []
        self.known = {mutant.key(): mutant for mutant in known}

    def unit(self, unit: tidy.Unit) -> list[Mutant]:
        file = self.project.relative(str(unit.path))
        seen: collections.Counter = collections.Counter()
        mutants, base = [], None
        for stop in stops.stops(self.project, unit.path, self.headers):
            seen[stop.function, stop.statement] += 1
            mutant = Mutant(self.project.name, file, stop.line, stop.function, stop.statement,
                            seen[stop.function, stop.statement], stop.world, stop.fate, False, "")
            if old := self.known.get(mutant.key()):
                old.line, old.world, old.fate = mutant.line, mutant.world, mutant.fate
                mutants.append(old)
                continue
            if self.options.world and stop.world not in self.options.world:
                continue
            if len(mutants) == self.options.at_most > 0:
                break
            base = base or self.runner.run(unit)
            if base.trouble:
                print(f"{file}: not analysed: {base.trouble}", file=sys.stderr)
                return []
            if self.reported(unit, base, stop.function):
                continue
            mutants.append(self.judge(unit, base, stop, mutant))
        return mutants

    def reported(self, unit: tidy.Unit, base: tidy.Outcome, function: str) -> bool:
        source = stops.read_source(unit.path)
        return any(function == source.function_on(report.line) for report in base.reports
                   if Path(report.file).name == unit.path.name)

    def judge(self, unit: tidy.Unit, base: tidy.Outcome, stop: stops.Stop,
              mutant: Mutant) -> Mutant:
        text = stop.without(stops.read_source(unit.path).text)
        result = self.runner.run(unit, changed=text)
        fresh = [report for report in result.reports
                 if report not in base.reports and report.check.startswith("timer-")]
        mutant.found = bool(fresh)
        mutant.report = (f"{fresh[0].line}: {fresh[0].text} [{fresh[0].check}]" if fresh
                         else result.trouble)
        return mutant

    def run(self) -> list[Mutant]:
        parts = tidy.side_by_side(self.options.jobs, self.unit, self.project.units())
        mutants = [mutant for part in parts for mutant in part]
        write_json(self.kept, {"plugin": self.plugin,
                               "mutants": [dataclasses.asdict(m) for m in mutants]})
        return mutants


def verdicts(project: str) -> dict[tuple, dict]:
    result = {}
    for entry in read_json(projects.HERE / "mutants" / f"{project}.json"):
        if entry["class"] not in CLASSES:
            raise SystemExit(f"{project}: no such class: {entry['class']}")
        result[entry["file"], entry["function"], entry["statement"], entry.get("nth", 1)] = entry
    return result


def class_of(mutant: Mutant, verdict: dict | None) -> str:
    if mutant.found:
        fault = not verdict or verdict["class"] == "missed"
        return "found" if fault else "found, not counted"
    if verdict:
        return verdict["class"]
    if mutant.world == "open":
        return "open"
    return {"kept": "kept", "once": "one-shot"}.get(mutant.fate, "unread")


def rate(part: int, whole: int) -> str:
    return f"{part}/{whole}" + (f" = {100 * part / whole:.1f} %" if whole else "")


def show(project: str, mutants: list[Mutant], quiet: bool) -> collections.Counter:
    known = verdicts(project)
    count = collections.Counter()
    for mutant in mutants:
        verdict = known.get(mutant.key())
        kind = class_of(mutant, verdict)
        if kind == "other":
            continue
        count[kind] += 1
        if not quiet and kind in ("missed", "unread"):
            why = verdict["reason"] if verdict else mutant.report
            print(f"  {mutant.file}:{mutant.line}: {mutant.function}: {mutant.statement} "
                  f"[{mutant.world}, {mutant.fate}] {kind}: {why}")
    figures(project, count)
    return count


def figures(name: str, count: collections.Counter) -> None:
    total, found = sum(count.values()), count["found"] + count["found, not counted"]
    closed = count["found"] + count["missed"] + count["unread"]
    rest = ", ".join(f"{count[kind]} {kind}" for kind in (*CLASSES, "unread") if count[kind])
    print(f"{name}: found {rate(found, total)}; in a closed world "
          f"{rate(count['found'], closed)}; not found: {rest or 'none'}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tidy.options(parser)
    parser.add_argument("--at-most", type=int, default=0, help="mutants of a unit")
    parser.add_argument("--world", action="append", help="only local, file or open handles")
    parser.add_argument("--again", action="store_true", help="run even what is known")
    parser.add_argument("--quiet", action="store_true", help="figures only")
    parser.add_argument("projects", nargs="*")
    arguments = parser.parse_args()
    runner = tidy.Tidy(arguments.clang_tidy, arguments.plugin, arguments.limit)
    total: collections.Counter = collections.Counter()
    for project in projects.load(arguments.projects, arguments.work):
        total += show(project.name, Mutator(project, runner, arguments).run(), arguments.quiet)
    figures("all", total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
