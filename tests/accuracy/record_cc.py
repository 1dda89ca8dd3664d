#!/usr/bin/env python3
#
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for the C compiler of a `make`: notes the command and compiles nothing.

    make -k CC=.../record_cc.py

Each compilation becomes a line of $TICKTIDY_RECORD, which fetch.py turns into a
compile database. Outputs are made empty, so that make goes on.
"""

import json
import os
import pathlib
import re
import sys

Path = pathlib.Path
ASKS = {"-E", "--version", "-v", "-dumpmachine", "-print-search-dirs"}


def main(words: list[str]) -> int:
    sources = [w for w in words if re.search(r"\.(c|cc|cpp|cxx)$", w) and not w.startswith("-")]
    output = words[words.index("-o") + 1] if "-o" in words else ""
    if "-c" in words and sources:
        entry = {"directory": os.getcwd(), "file": os.path.abspath(sources[0]),
                 "arguments": ["clang", *words]}
        with open(os.environ["TICKTIDY_RECORD"], "a", encoding="utf-8") as record:
            record.write(json.dumps(entry) + "\n")
        output = output or Path(sources[0]).stem + ".o"
    elif ASKS & set(words):
        os.execvp("gcc", ["gcc", *words])
    depends = words[words.index("-MF") + 1] if "-MF" in words else ""
    for made in filter(None, (output, depends)):
        Path(made).parent.mkdir(parents=True, exist_ok=True)
        Path(made).touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
