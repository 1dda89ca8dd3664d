#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy with the plugin over ticktidy's own sources; a warning is an error.

    own_style.py [--build build] [OPTION...] [REGEX...]

clang-tidy takes half a minute over LLVM's headers, and a second over a source
file. Therefore many source files are included into one unit. Which of them go
together is found out here: those that define no name twice, as far as one sees
without parsing; a file at which the compiler stumbles all the same goes into
another unit. The build folder has to be configured, and the plugin built. Of
several REGEX, a source file has to match each to be chosen.

What clang-tidy says of a unit's main file alone is not heard so, such as
misc-use-internal-linkage and misc-unused-using-decls: run-clang-tidy over the
build folder is the slow way to hear that.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

Path = pathlib.Path
ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("checks", "tool", "tests/unit", "tests/tool/unit")
# Flags that say what the code is, and those of them whose value is the next word.
OF_CODE = re.compile(r"-(I|D|W(?!invalid-pch)|isystem$|std=|f(no-)?(exceptions|rtti)$)")
WITH_VALUE = ("-I", "-D", "-isystem")
# Of a main file, clang-tidy knows which header is its own; and units include
# what one does not include.
OF_MAIN_FILES = "-llvm-include-order,-bugprone-suspicious-include"


class Source:
    """A source file, with what it needs and what it may clash about."""

    def __init__(self, file: Path, command: str):
        self.file = file
        text = file.read_text()
        self.usings = re.findall(r"^using namespace ([\w:]+);", text, re.M)
        self.names = set(re.findall(r"^(?:class|struct|union|enum(?: class)?|#define) (\w+)\b(?!;)",
                                    text, re.M))
        self.names |= set(re.findall(r"^(?:using|typedef) (\w+) =", text, re.M))
        self.names |= set(re.findall(
            r"^(?:static|const|constexpr) [^=;({]*?(\w+)(?:\[\w*\])? ?[=;({]", text, re.M))
        for part in re.findall(r"^namespace \{\n(.*?)^\}", text, re.M | re.S):
            self.names |= set(re.findall(r"^(?!return)\w[^=;({]*[ *&](\w+)\(", part, re.M))
        self.flags: list[tuple[str, ...]] = []
        words = shlex.split(command)
        for word, value in zip(words, words[1:] + [""]):
            if OF_CODE.match(word):
                self.flags.append((word, value) if word in WITH_VALUE else (word,))


def own_sources(build: Path, wanted: list[str]) -> list[Source]:
    """Our source files in the build's compile database, each once; those with
    the same using directives, which the files after them hear too, together."""
    found: dict[Path, Source] = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = Path(entry["directory"], entry["file"])
        is_own = any(file.is_relative_to(ROOT / folder) for folder in FOLDERS)
        if is_own and all(re.search(expression, str(file)) for expression in wanted):
            found.setdefault(file, Source(file, entry["command"]))
    return sorted(found.values(), key=lambda source: (source.usings, source.file))


class Unit:
    """Source files that are parsed as one."""

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def takes(self, source: Source) -> bool:
        return all(one.file.suffix == source.file.suffix and not one.names & source.names
                   for one in self.sources)

    def flags(self) -> list[str]:
        """Those of all files, each once."""
        return [word for flag in dict.fromkeys(flag for source in self.sources
                                               for flag in source.flags) for word in flag]


def group(some: list[Source], most: int) -> list[Unit]:
    """Units of at most `most` files."""
    units: list[Unit] = []
    for source in some:
        unit = next((u for u in units if len(u.sources) < most and u.takes(source)), None)
        if not unit:
            unit = Unit()
            units.append(unit)
        unit.sources.append(source)
    return units


class Runner:
    """Runs the compiler and clang-tidy over units, which it writes to `folder`."""

    def __init__(self, options: argparse.Namespace, folder: str):
        self.options = options
        self.folder = Path(folder)

    def write(self, unit: Unit) -> str:
        file = self.folder / f"{unit.sources[0].file.stem}-and-others{unit.sources[0].file.suffix}"
        file.write_text("".join(f'#include "{source.file}"\n' for source in unit.sources))
        return str(file)

    def settle(self, unit: Unit) -> list[Source]:
        """Takes those files out of `unit` that do not go together with the others.
        \\returns them."""
        others: list[Source] = []
        while True:
            done = subprocess.run(
                [self.options.clang, "-fsyntax-only", "-w", "-ferror-limit=0",
                 "-fno-caret-diagnostics", *unit.flags(), self.write(unit)],
                capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return others
            # A header that is included into a file can be what does not go with it.
            places = set(re.findall(r"^([^:\n]+):\d+:\d+: (?:fatal )?error: ", done.stderr, re.M))
            places |= set(re.findall(r"^In file included from ([^:\n]+):\d+", done.stderr, re.M))
            # The first of a unit has nobody to clash with.
            bad = [source for source in unit.sources[1:] if str(source.file) in places]
            if not bad:
                sys.exit(f"{unit.sources[0].file} does not compile:\n{done.stderr}")
            first = re.search(r" error: (.*)", done.stderr)[1]
            print(f"{', '.join(one.file.name for one in bad)}: into another unit, for: {first}",
                  flush=True)
            others += bad
            unit.sources = [source for source in unit.sources if source not in bad]

    def tidy(self, unit: Unit) -> str:
        """What clang-tidy finds fault with."""
        command = [self.options.clang_tidy, f"--load={self.options.plugin}", "--quiet",
                   f"--config-file={ROOT / '.clang-tidy'}", f"--checks={OF_MAIN_FILES}",
                   f"--header-filter=/({'|'.join(FOLDERS)})/.*", "--warnings-as-errors=*",
                   self.write(unit), "--", *unit.flags()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout + (done.stderr if done.returncode and not done.stdout else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="build folder")
    parser.add_argument("--plugin", type=Path, help="default: that of the build folder")
    parser.add_argument("--clang-tidy", default="clang-tidy-19")
    parser.add_argument("--clang", default="clang-19")
    parser.add_argument("--jobs", "-j", type=int, default=os.cpu_count())
    parser.add_argument("--most", type=int, default=60, help="files in a unit")
    parser.add_argument("wanted", nargs="*", metavar="REGEX")
    options = parser.parse_args()
    options.plugin = (options.plugin or options.build / "lib/ticktidy.so").absolute()
    waiting = own_sources(options.build.absolute(), options.wanted)
    if not waiting:
        sys.exit("no such source file in the compile database")
    files, start, units, complaints = len(waiting), time.monotonic(), [], 0
    with (tempfile.TemporaryDirectory(prefix="ticktidy-style-") as folder,
          concurrent.futures.ThreadPoolExecutor(options.jobs) as pool):
        runner = Runner(options, folder)
        while waiting:
            some = group(waiting, options.most)
            waiting = [source for others in pool.map(runner.settle, some) for source in others]
            units += some
        settled = time.monotonic()
        for said in pool.map(runner.tidy, units):
            complaints += len(re.findall(r" error: .*\]$", said, re.M)) or bool(said.strip())
            print(said.replace(f"{ROOT}/", ""), end="", flush=True)
    print(f"{files} files in {len(units)} units; {complaints} complaints; "
          f"{settled - start:.0f} s to group, {time.monotonic() - settled:.0f} s in clang-tidy")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
