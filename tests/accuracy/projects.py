# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The projects of projects.json, and the units of each.

projects.json is a list of projects, each with

  name       what the scripts call it
  source     the Debian source package; "upstream" if only its tar is used, for
             the mirror lacks the packaging
  version    the version of the package
  libraries  the timers that it uses, for people
  folder     the unpacked tree, below --work
  packages   Debian packages that build-dep does not bring (default: none)
  no-deps    true if build-dep cannot be used; then `packages` is all
  configure  commands, run in the folder one after the other by a shell;
             {here} is the folder of these scripts
  database   the folder of compile_commands.json, below the project's
  flags      flags to add for clang (default: none)
  units      "timers": the units that name a call that makes or starts a timer
             (default); "all"; or a list of files
  makes      the project's own functions that make timers: name -> the place of
             the handle, as in a model ("return", "argument 1", "pointee 0")
  ends       likewise, those that stop or release one
  unseen     those of `makes` that get the timer from another file, though a header
             defines them: what they make is in the open

The fixtures count as one more project, "fixtures", whose units are all fixtures
with the flags of their first RUN line.
"""

import dataclasses
import json
import pathlib
import re
import sys

import models
from tidy import ROOT, Unit

Path = pathlib.Path
HERE = Path(__file__).parent
FIXTURES = ROOT / "tests" / "fixtures"

sys.path.insert(0, str(ROOT / "tests"))
import fixture_format  # noqa: E402  (found through the line above)


@dataclasses.dataclass
class Project:
    name: str
    root: Path
    flags: tuple[str, ...]
    database: Path | None
    chosen: object
    calls: list[models.Call]  # of the models and the project's own
    entry: dict

    def relative(self, file: str) -> str:
        """A file's name in the verdicts: relative to the project if it is inside."""
        path = Path(file)
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else file

    def units(self) -> list[Unit]:
        """The units to run, those with most timers first."""
        if self.database is None:
            return fixture_units()
        if not (self.database / "compile_commands.json").exists():
            raise SystemExit(f"{self.name}: no {self.database}/compile_commands.json: "
                             f"run fetch.py {self.name}")
        files = {}
        for entry in json.loads((self.database / "compile_commands.json").read_text()):
            files.setdefault(Path(entry["directory"], entry["file"]).resolve(),
                             Path(entry["directory"]))
        wanted = [self.root / name for name in self.chosen] if isinstance(self.chosen, list) else [
            file for file in files if file.exists()]
        if self.chosen == "timers":
            naming = self.naming()
            counted = {file: len(naming.findall(file.read_text(errors="replace")))
                       for file in wanted if not file.name.startswith("mocs_compilation")}
            wanted = sorted((f for f in counted if counted[f]), key=lambda f: -counted[f])
        return [Unit(file, ("-p", str(self.database)), None, self.flags, files[file])
                for file in wanted]

    def naming(self) -> re.Pattern:
        """What names a timer in the source."""
        names = {call.name for call in self.calls
                 if (call.does & {"create", "start"}) and not call.method_of}
        names |= models.timer_classes() | {"startTimer", "async_wait"}
        return re.compile(r"\b(?:" + "|".join(sorted(names)) + r")\b")


def fixture_units() -> list[Unit]:
    units = []
    for path in sorted(FIXTURES.glob("*/*")):
        if path.suffix in (".c", ".cpp"):
            try:
                run = fixture_format.parse_runs(path.read_text(encoding="utf-8"), path)[0]
            except fixture_format.Failure as failure:
                print(f"{path.name}: {failure}", file=sys.stderr)
                continue
            # Nothing is fixed here: it would be the fixture itself.
            arguments = tuple(a for a in run.tidy_arguments if not a.startswith("--fix"))
            units.append(Unit(path, arguments,
                              (f"-std={run.standard}", *run.compiler_arguments)))
    return units


def own_calls(entry: dict) -> list[models.Call]:
    return [models.Call(name, frozenset([does]), handle, "", "until", "", False, True,
                        name not in entry.get("unseen", []))
            for key, does in (("makes", "create"), ("ends", "release"))
            for name, handle in entry.get(key, {}).items()]


def entries() -> list[dict]:
    return json.loads((HERE / "projects.json").read_text(encoding="utf-8"))


def load(names: list[str], work: Path) -> list[Project]:
    """The projects of these names, or all that have been fetched."""
    calls = models.timer_calls()
    result = []
    for entry in [*entries(), {"name": "fixtures"}]:
        if names and entry["name"] not in names:
            continue
        if entry["name"] == "fixtures":
            if names:
                result.append(Project("fixtures", FIXTURES, (), None, "all", calls, entry))
            continue
        root = (work / entry["folder"]).resolve()
        if not names and not (root / entry["database"] / "compile_commands.json").exists():
            print(f"{entry['name']}: not fetched, left out", file=sys.stderr)
            continue
        result.append(Project(entry["name"], root, tuple(entry.get("flags", [])),
                              root / entry["database"], entry.get("units", "timers"),
                              calls + own_calls(entry), entry))
    if unknown := set(names) - {project.name for project in result}:
        raise SystemExit(f"no such project: {', '.join(sorted(unknown))}")
    return result
