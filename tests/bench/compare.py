#!/usr/bin/env python3
"""Compares what the checks cost with a plugin that does nothing, and with peers.

    compare.py [--build FOLDER] [--llvm MAJOR] [--unit NAME]... [--pairs N]
               [--layouts N] [--no-count] [--no-peers]
    compare.py --quick
    compare.py --file FILE [-- FLAG...]

Prints two tables of ratios against clang-tidy with a plugin whose one check
does nothing, on the same file: the instructions that callgrind counts, the
median of N counts (default 3); and times and peak memory of ordinary runs, in pairs
that take turns, N of each (default 5), of which the median counts. Times on a
machine with other work are a hint at best.

A count is the same in every run of one command. But clang's tables are hashed by
address, and how they collide depends on where memory lies, which a longer name of
a folder changes: by half a per cent for the largest unit. Each count is therefore
of a copy of the file in another folder.

The units: two without timers (strings, plain), one each over Boost.Asio, Qt and
libuv, and a generated one of 100,000 lines and 5,000 timers. --quick counts the
two without timers and fails where they are over their aim; --file counts a file
of yours.

FOLDER is a release build with the targets ticktidy-plugin, ticktidy-loader and
ticktidy-noop (default: build).

Exit code: 0; 1 where a run failed, or, with --quick, an aim was missed.
"""

import argparse
import dataclasses
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import make_inputs
import measure

HERE = pathlib.Path(__file__).resolve().parent
QUICK = ["strings", "plain"]
UNITS = QUICK + ["asio", "qt", "uv", "generated"]


@dataclasses.dataclass
class Unit:
    """An input, and the most that the checks are to cost on it."""

    name: str
    source: pathlib.Path
    flags: list
    instructions: float = None
    memory: float = None


def packaged(name):
    """The flags that pkg-config knows for a library."""
    found = subprocess.run(
        ["pkg-config", "--cflags", name], capture_output=True, text=True
    )
    if found.returncode != 0:
        sys.exit(found.stderr)
    return found.stdout.split()


def units(folder, names):
    """The inputs of these NAMES, generated ones written into FOLDER."""
    cpp, c = ["-std=c++17"], ["-std=c11", "-D_GNU_SOURCE"]
    generated = {
        "strings": ("strings.cpp", cpp, None, 1.005, 1.05),
        "plain": ("plain.c", c, None, 1.005, 1.05),
        "generated": ("generated.cpp", cpp, "libuv", 1.10, 1.10),
    }
    written = {
        "asio": ("asio.cpp", cpp, None, 1.02, 1.02),
        "qt": ("qt.cpp", cpp + ["-fPIC"], "Qt6Widgets", 1.02, 1.02),
        "uv": ("uv.c", c, "libuv", None, None),
    }
    found = []
    for name in names:
        file, flags, package, *aims = {**generated, **written}[name]
        source = HERE / "units" / file
        if name in generated:
            source = folder / file
            source.write_text(make_inputs.INPUTS[file]())
        if package:
            flags = flags + packaged(package)
        found.append(Unit(name, source, flags, *aims))
    return found


def peers(tidy, unit):
    """The commands of the other tools, by name."""
    found = {
        check: tidy.command(check, unit.source, unit.flags)
        for check in (
            "bugprone-use-after-move",
            "bugprone-unchecked-optional-access",
            "clang-analyzer-*",
        )
    }
    # It reads no header of the system, and knows no -std that is newer.
    paths = [f for f in unit.flags if f.startswith(("-I", "-D"))]
    if shutil.which("cppcheck"):
        found["cppcheck"] = ["cppcheck", "-q", "--enable=warning", *paths]
        found["cppcheck"].append(str(unit.source))
    if shutil.which("clazy-standalone") and unit.source.suffix == ".cpp":
        found["clazy level0,level1"] = [
            "clazy-standalone",
            "-checks=level0,level1",
            str(unit.source),
            "--",
            *unit.flags,
        ]
    return found


def copies(source, layouts, folder):
    """As many copies of SOURCE, in folders within FOLDER with names of several
    lengths."""
    for n in range(1, layouts + 1):
        within = folder / ("x" * 40 * n)
        within.mkdir(exist_ok=True)
        yield shutil.copy(source, within)


def count(tidy, unit, sources):
    """Prints a row of instructions, each the median of those for SOURCES. False
    where the aim is missed."""
    noop, ours = (
        statistics.median_low(
            measure.counted(command(source, unit.flags))[0]
            for source in sources
        )
        for command in (tidy.noop, tidy.ours)
    )
    aim = unit.instructions
    missed = aim is not None and ours / noop > aim
    print(
        f"| {unit.name} | {noop:,} | {ours:,} | {ours / noop:.4f} "
        f"| {aim or ''} | {'missed' if missed else 'met' if aim else ''} |",
        flush=True,
    )
    return not missed


def compare(tidy, unit, pairs, with_peers):
    """Prints a row for each tool: times and memory, of runs in turns."""
    commands = {"ticktidy": tidy.ours(unit.source, unit.flags)}
    if with_peers:
        commands.update(peers(tidy, unit))
    noop = tidy.noop(unit.source, unit.flags)
    for name, command in commands.items():
        ratios = []
        for _ in range(pairs):
            before, after = measure.timed(noop), measure.timed(command, (0, 1))
            ratios.append(
                (
                    after.cpu / before.cpu,
                    after.wall / before.wall,
                    after.peak / before.peak,
                    after.peak,
                )
            )
        cpu, wall, memory, peak = (
            statistics.median(column) for column in zip(*ratios)
        )
        aim = unit.memory if name == "ticktidy" else None
        print(
            f"| {unit.name} | {name} | {cpu:.2f} | {wall:.2f} | {memory:.3f} "
            f"| {aim or ''} | {peak / 1024:.0f} MiB |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--build", type=pathlib.Path, default="build")
    parser.add_argument("--llvm", type=int, default=19)
    parser.add_argument("--unit", action="append", choices=UNITS)
    parser.add_argument("--pairs", type=int, default=5)
    # The names of folders have an end.
    parser.add_argument("--layouts", type=int, default=3, choices=range(1, 7))
    parser.add_argument("--no-count", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()
    tidy = measure.ClangTidy(options.build, options.llvm)

    with tempfile.TemporaryDirectory() as folder:
        if options.file:
            chosen = [Unit(options.file.name, options.file, options.flags)]
        else:
            names = QUICK if options.quick else options.unit or UNITS
            chosen = units(pathlib.Path(folder), names)
        met = True
        if not options.no_count:
            print("| unit | no-op | ticktidy | ratio | aim | |")
            print("|---|---:|---:|---:|---:|---|", flush=True)
            for unit in chosen:
                # A file of the user's may include what is beside it.
                sources = [unit.source]
                if not options.file:
                    at = pathlib.Path(folder)
                    sources = list(copies(unit.source, options.layouts, at))
                met &= count(tidy, unit, sources)
        if options.quick:
            sys.exit(0 if met else 1)
        if options.file or options.pairs == 0:
            return
        print("\n| unit | tool | CPU time | wall time | memory | aim | peak |")
        print("|---|---|---:|---:|---:|---:|---:|", flush=True)
        for unit in chosen:
            compare(tidy, unit, options.pairs, not options.no_peers)


if __name__ == "__main__":
    main()
