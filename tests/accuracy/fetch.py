#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fetches and configures the projects of projects.json, on Debian 12 as root.

    fetch.py [--work DIR] [--no-packages] [PROJECT...]

For each project: `apt-get source`, `apt-get build-dep`, and the commands that
give it a compile database. It needs deb-src lines in apt's sources. What is done
already is skipped, so that it can be started again; to do a project again,
remove its folder. Logs are beside the folders, NAME.log. The exit code is 1 if
any of the projects is not ready.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

import projects

Path = pathlib.Path
RECORD = "recorded-commands.jsonl"
APT = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600", "--no-install-recommends"]


class Failure(Exception):
    """A project that is not ready; the text says why."""


class Fetcher:
    def __init__(self, entry: dict, work: Path, packages: bool):
        self.entry, self.work, self.packages = entry, work, packages
        self.root = work / entry["folder"]
        self.log = work / f"{entry['name']}.log"

    def run(self, command: list[str] | str, folder: Path, hint: str) -> None:
        """Runs a command, a list or a line for the shell, into the log."""
        shown = command if isinstance(command, str) else shlex.join(command)
        record = str(self.root / RECORD)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive",
                       "TICKTIDY_RECORD": record}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {shown}\n")
            log.flush()
            code = subprocess.run(command, cwd=folder, shell=isinstance(command, str), stdout=log,
                                  stderr=log, env=environment, check=False).returncode
        if code != 0:
            raise Failure(f"'{shown}' gives {code}; {hint}; see {self.log}")

    def source(self) -> None:
        if self.root.exists():
            return
        name, version = self.entry["source"], self.entry["version"]
        if not self.entry.get("upstream"):
            self.run(["apt-get", "-q", "source", f"{name}={version}"], self.work,
                     "has apt deb-src lines, and the mirror this version?")
            return
        # The packaging may be gone from the mirror while the tar is still there.
        self.run(f"apt-get -q source --download-only {name}={version} || true", self.work, "")
        tars = sorted(self.work.glob(f"{name}_*.orig.tar.*z"))
        if not tars:
            raise Failure(f"no {name}_*.orig.tar; see {self.log}")
        self.run(["tar", "xf", str(tars[0])], self.work, "is the tar whole?")

    def depend(self) -> None:
        if not self.packages:
            return
        if not self.entry.get("no-deps"):
            self.run([*APT, "build-dep", self.entry["source"]], self.work, "are you root?")
        if more := self.entry.get("packages"):
            self.run([*APT, "install", *more], self.work, "are you root?")

    def configure(self) -> None:
        (self.root / RECORD).unlink(missing_ok=True)
        for command in self.entry["configure"]:
            self.run(command.replace("{here}", shlex.quote(str(projects.HERE))), self.root,
                     "it does not configure")
        if (self.root / RECORD).exists():
            lines = (self.root / RECORD).read_text(encoding="utf-8").splitlines()
            commands = {entry["file"]: entry for entry in map(json.loads, lines)}
            self.database().write_text(json.dumps(list(commands.values()), indent=1))

    def database(self) -> Path:
        return self.root / self.entry["database"] / "compile_commands.json"

    def fetch(self) -> str:
        ready = self.root / ".ticktidy-configured"
        if not self.database().exists() or not ready.exists():
            if self.database().exists() and not self.log.exists():
                return "configured by hand"
            self.source()
            self.depend()
            self.configure()
            if not self.database().exists():
                raise Failure(f"it was configured, and there is no {self.database()}")
            ready.touch()
        return f"{len(json.loads(self.database().read_text()))} commands"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=projects.ROOT / "build-accuracy")
    parser.add_argument("--no-packages", action="store_true", help="install nothing")
    parser.add_argument("projects", nargs="*")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    known = {entry["name"]: entry for entry in projects.entries()}
    failed = False
    for name in arguments.projects or known:
        if name not in known:
            parser.error(f"no such project: {name}")
        try:
            print(f"{name}: ", end="", flush=True)
            print(Fetcher(known[name], arguments.work.resolve(),
                          not arguments.no_packages).fetch())
        except Failure as failure:
            failed = True
            print(f"not ready: {failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
