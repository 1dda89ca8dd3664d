#!/usr/bin/env python3
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the plugin over fixtures that were damaged at random.

    fixtures.py --plugin LIB [--count N] [--seed N] [OPTION...]

Tokens and lines of a fixture are taken out, doubled, swapped, or replaced by
some of another fixture. What comes out is code about timers that is wrong in
ways nobody thinks of, half of it with errors. It is run as torture.py runs its
files; --logs keeps the files that failed, beside what was said. The same seed
gives the same files.
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "torture")]
import fixture_format  # noqa: E402 pylint: disable=wrong-import-position
import torture  # noqa: E402 pylint: disable=wrong-import-position

TOKEN = re.compile(r'\s+|//[^\n]*|"(?:\\.|[^"\\\n])*"|\w+|::|->|&&|\|\||[^\w\s]')
INSERTED = ["return ", "co_await ", "throw ", "delete ", "new ", "goto again; ", "this", "0", "{", "}",
            "(", ")", ";", "&", "*", "[&] { ", "[=] ", "template <typename T> ", "static ", "if (x) ",
            "for (;;) ", "do ", "while (0) ", "try {", "} catch (...) {", "switch (1) { case 0: ",
            "const ", "auto ", "::", "->", "...", "break; ", "__builtin_unreachable(); ",
            "requires ", "struct S; ", "\n#if 0\n", "\n#endif\n", "#", "operator ", "~", "?", ":"]


def mutate(text: str, others: list[str], chance: random.Random) -> str:
    """The text with one to six changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        by_line = chance.random() < 0.4
        parts = text.splitlines(keepends=True) if by_line else TOKEN.findall(text)
        # What is to be changed is code, and not the text above it.
        places = [i for i, part in enumerate(parts) if part.strip() and not part.startswith("//")]
        if len(places) < 3:
            break
        at, other = chance.choice(places), chance.choice(places)
        length = chance.choice((1, 1, 1, 2, 5, 20))
        match chance.randrange(7):
            case 0:
                del parts[at:at + length]
            case 1:
                parts[at:at] = parts[at:at + length]
            case 2:
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts[at:at + chance.randrange(2)] = parts[other:other + length]
            case 4:
                lines = chance.choice(others).splitlines(keepends=True)
                begin = chance.randrange(len(lines))
                parts[at:at] = lines[begin:begin + chance.choice((1, 5, 30, 100))]
            case 5:
                parts[at:at] = [chance.choice(INSERTED)]
            case 6:
                # One name, or number, becomes another one everywhere.
                words = [p for p in parts if re.fullmatch(r"\w+", p)]
                if words:
                    one, two = chance.choice(words), chance.choice(words)
                    parts = [two if p == one else p for p in parts]
        text = "".join(parts)
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    torture.add_options(parser)
    parser.add_argument("--fixtures", type=pathlib.Path, default=HERE.parent / "fixtures")
    parser.add_argument("--count", type=int, default=1000, help="how many files are made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="REGEX", help="fixtures whose name fits")
    options = parser.parse_args()
    options.plugin = str(pathlib.Path(options.plugin).absolute())
    options.models = ";".join(map(str, sorted(options.fixtures.rglob("*.yaml"))))
    chance = random.Random(options.seed)
    fixtures = sorted(p for p in options.fixtures.rglob("*")
                      if p.suffix in (".c", ".cpp") and re.search(options.only, str(p)))
    texts = {p: p.read_text() for p in fixtures}
    of_kind = {suffix: [texts[p] for p in fixtures if p.suffix == suffix]
               for suffix in (".c", ".cpp")}
    totals = torture.Totals(options.logs)
    with tempfile.TemporaryDirectory(prefix="ticktidy-fuzz-") as folder:
        files, database = [], []
        for number in range(options.count):
            fixture = chance.choice(fixtures)
            run = chance.choice(fixture_format.parse_runs(texts[fixture], fixture))
            file = pathlib.Path(folder, f"{number}-{fixture.stem}{fixture.suffix}")
            file.write_text(mutate(texts[fixture], of_kind[fixture.suffix], chance))
            flags = [f"-I{fixture.parent}", *run.compiler_arguments, f"-std={run.standard}"]
            database.append({"directory": folder, "file": str(file),
                             "arguments": ["clang", *flags, "-c", str(file)]})
            files.append(file)
        pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(database))
        torture.run_all(torture.Driver(options, folder), files, totals)
        for file in totals.ours:
            if options.logs:
                shutil.copy(file, options.logs)
    return totals.tell(len(files))


if __name__ == "__main__":
    sys.exit(main())
