#!/usr/bin/env python3
"""Counts how the cost of the checks grows with the size of a function.

    growth.py [--build FOLDER] [--llvm MAJOR] [--shape NAME]...
              [--sizes N,N,...] [--chart FILE.svg] [--jobs N]

Writes C units of a given shape in growing sizes, and counts with callgrind the
instructions that clang-tidy executes for each with ticktidy's checks, beyond
those that it executes with a plugin that does nothing. What an empty unit costs
is left out. Prints a table; `share` is the cost in per cent of what the other
plugin takes, `per doubling` the factor by which the cost grows when the size
doubles: 2 is linear, 4 is quadratic.

FOLDER is a release build with the targets ticktidy-plugin, ticktidy-loader and
ticktidy-noop (default: build). Every unit leaks one timer at its end; the
column `found` says whether the checks still report it at that size.

Exit code: 0, or 1 where a run failed.
"""

import argparse
import concurrent.futures
import math
import os
import pathlib
import sys
import tempfile

import measure

HEAD = """\
int timerfd_create(int clock, int flags);
int close(int fd);
int ask(int question);
"""

# The one leak that every unit ends with.
LEAK = """\
  int last = timerfd_create(1, 0);
  if (last < 0)
    return -1;
  return ask(total);
}
"""


def branches(size):
    """One timer, alive over SIZE branches."""
    text = HEAD + "int run(int total) {\n  int fd = timerfd_create(1, 0);\n"
    text += "  if (fd < 0)\n    return -1;\n"
    for n in range(size):
        text += f"  if (ask({n}))\n    total += {n};\n"
    return text + "  close(fd);\n" + LEAK


def sequence(size):
    """SIZE timers, each closed before the next is made."""
    text = HEAD + "int run(int total) {\n"
    for n in range(size):
        text += f"  int fd{n} = timerfd_create(1, 0);\n"
        text += f"  if (fd{n} < 0)\n    return -1;\n"
        text += f"  total += ask({n});\n  close(fd{n});\n"
    return text + LEAK


def overlap(size):
    """SIZE timers, all alive at once."""
    text = HEAD + "int run(int total) {\n"
    for n in range(size):
        text += f"  int fd{n} = timerfd_create(1, 0);\n"
    text += "  total += ask(total);\n"
    for n in range(size):
        text += f"  if (fd{n} >= 0)\n    close(fd{n});\n"
    return text + LEAK


def depth(size):
    """A timer that goes through SIZE calls, the innermost closes it."""
    text = HEAD + "static void end0(int fd) { close(fd); }\n"
    for n in range(1, size):
        text += f"static void end{n}(int fd) {{ end{n - 1}(fd); }}\n"
    text += "int run(int total) {\n  int fd = timerfd_create(1, 0);\n"
    return text + f"  end{size - 1}(fd);\n" + LEAK


SHAPES = {
    "branches": (branches, [625, 1250, 2500, 5000]),
    "sequence": (sequence, [125, 250, 500, 1000]),
    "overlap": (overlap, [125, 250, 500, 1000]),
    "depth": (depth, [25, 50, 100, 200]),
}


def extra(tidy, source, text):
    """What the checks cost on a unit, which is written to SOURCE, and whether
    they found its leak."""
    source.write_text(text)
    noop, _ = measure.counted(tidy.noop(source, ["-std=c11"]))
    ours, printed = measure.counted(tidy.ours(source, ["-std=c11"]))
    return ours - noop, ours / noop, "timer-unstopped" in printed


def per_doubling(before, after):
    """The growth from one (size, cost) to the next, for twice the size."""
    steps = math.log2(after[0] / before[0])
    if before[1] <= 0 or after[1] <= 0 or steps == 0:
        return None
    return (after[1] / before[1]) ** (1 / steps)


def chart(curves):
    """An SVG of the costs over the sizes, both on logarithmic scales. A dashed
    line beside each curve shows growth in proportion to the size."""
    width, height, left, bottom, right, top = 640, 400, 70, 50, 120, 20
    colours = ["#1b6ca8", "#c0392b", "#27854a", "#8e5ea2"]
    points = [p for curve in curves.values() for p in curve if p[1] > 0]
    if not points:
        sys.exit("nothing to draw: no cost was measured")
    low_x, high_x = (f(math.log10(x) for x, _ in points) for f in (min, max))
    low_y = math.floor(min(math.log10(y) for _, y in points))
    high_y = math.ceil(max(math.log10(y) for _, y in points))

    def at(x, y):
        span_x = (high_x - low_x) or 1
        span_y = (high_y - low_y) or 1
        return (
            left + (math.log10(x) - low_x) / span_x * (width - left - right),
            height
            - bottom
            - (math.log10(y) - low_y) / span_y * (height - top - bottom),
        )

    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}"'
        f' height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(low_y, high_y + 1):
        _, y = at(10**low_x, 10**power)
        svg.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}"'
            ' stroke="#ddd"/>'
        )
        svg.append(
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"1e{power}</text>"
        )
    for size in sorted({x for x, _ in points}):
        x, _ = at(size, 10**low_y)
        svg.append(
            f'<text x="{x:.1f}" y="{height - bottom + 18}"'
            f' text-anchor="middle">{size}</text>'
        )
    svg.append(
        f'<text x="{(left + width - right) / 2}" y="{height - 12}"'
        ' text-anchor="middle">size (dashed: in proportion)</text>'
    )
    svg.append(
        f'<text transform="translate(16 {(height - bottom + top) / 2})'
        ' rotate(-90)" text-anchor="middle">instructions</text>'
    )
    for (name, curve), colour in zip(curves.items(), colours):
        curve = [(x, y) for x, y in curve if y > 0]
        drawn = [at(x, y) for x, y in curve]
        if not drawn:
            continue
        # What the first cost grows to if it grows in proportion.
        (from_x, from_y), to_x = curve[0], curve[-1][0]
        even = [at(from_x, from_y), at(to_x, from_y * to_x / from_x)]
        dashes = " ".join(f"{x:.1f},{y:.1f}" for x, y in even)
        svg.append(
            f'<polyline points="{dashes}" fill="none" stroke="{colour}"'
            ' stroke-dasharray="3 4" opacity="0.6"/>'
        )
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
        svg.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}"'
            ' stroke-width="2"/>'
        )
        x, y = drawn[-1]
        svg.append(
            f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">'
            f"{name}</text>"
        )
    return "\n".join(svg + ["</svg>", ""])


def sizes(text):
    """The sizes of --sizes, in order."""
    found = sorted({int(word) for word in text.split(",")})
    if not found or found[0] < 1:
        raise argparse.ArgumentTypeError("sizes are whole numbers from 1 on")
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--build", type=pathlib.Path, default="build")
    parser.add_argument("--llvm", type=int, default=19)
    parser.add_argument("--shape", action="append", choices=SHAPES)
    parser.add_argument("--sizes", type=sizes)
    parser.add_argument("--chart", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    tidy = measure.ClangTidy(options.build, options.llvm)

    curves = {}
    with tempfile.TemporaryDirectory() as folder:
        def start(name, text):
            source = pathlib.Path(folder) / f"{name}.c"
            return pool.submit(extra, tidy, source, text)

        pool = concurrent.futures.ThreadPoolExecutor(options.jobs)
        empty = start("empty", HEAD)
        # The largest first: they take longest.
        runs = {
            (name, size): start(f"{name}{size}", SHAPES[name][0](size))
            for name in options.shape or SHAPES
            for size in reversed(options.sizes or SHAPES[name][1])
        }
        fixed, _, _ = empty.result()
        print(f"An empty unit: {fixed:,} instructions more, left out below\n")
        print("| shape | size | instructions | share | per doubling | found |")
        print("|---|---:|---:|---:|---:|---|", flush=True)
        for name in options.shape or SHAPES:
            curve = curves[name] = []
            for size in options.sizes or SHAPES[name][1]:
                cost, ratio, found = runs[name, size].result()
                curve.append((size, cost - fixed))
                growth = per_doubling(*curve[-2:]) if len(curve) > 1 else None
                print(
                    f"| {name} | {size:,} | {cost - fixed:,} "
                    f"| {(ratio - 1) * 100:+.1f} % "
                    f"| {f'{growth:.2f}' if growth else ''} "
                    f"| {'yes' if found else 'no'} |",
                    flush=True,
                )
    if options.chart:
        options.chart.write_text(chart(curves))


if __name__ == "__main__":
    main()
