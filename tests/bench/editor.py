#!/usr/bin/env python3
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the checks cost while somebody types: the instructions of one reparse.

A file of some 5,000 lines is opened in ticktidy-clangd and edited, under
callgrind, which counts what clangd does each time to parse the file behind its
precompiled headers and to check it. That is done with the checks and without
them; those that clangd has on by itself are on in both.

  tests/bench/editor.py [--clangd build/bin/ticktidy-clangd] [FILE -- FLAGS...]
"""

import argparse
import os
import pathlib
import re
import shlex
import stat
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clangd"))
import lsp  # noqa: E402

EDITS = 2
LIMIT = 5.0  # per cent
# What clangd has on where nobody says anything. It has to be said: with any list,
# even one that only switches checks off, these would be off.
USUAL = ("-*,readability-misleading-indentation,readability-deleted-default,"
         "bugprone-integer-division,bugprone-sizeof-expression,"
         "bugprone-suspicious-missing-comma,bugprone-unused-raii,"
         "bugprone-unused-return-value,misc-unused-using-decls,misc-unused-alias-decls,"
         "misc-definitions-in-headers")

# 25 lines, one timer; the other functions have none.
TIMER = """int watch_{n}(const std::string &Path, int Rounds) {{
  const itimerspec Every = {{{{1, 0}}, {{1, 0}}}};
  int Timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (Timer < 0)
    return -1;
  if (timerfd_settime(Timer, 0, &Every, nullptr) != 0) {{
    close(Timer);
    return -1;
  }}
  int Seen = 0;
  while (Rounds-- > 0) {{
    std::uint64_t Ticks = 0;
    if (read(Timer, &Ticks, sizeof Ticks) != sizeof Ticks)
      break;
    if (Path.size() > Ticks)
      Seen += static_cast<int>(Ticks);
    else if (Path.empty())
      Seen -= {n};
    else
      Seen ^= 1;
  }}
  close(Timer);
  return Seen;
}}

"""
PLAIN = """std::vector<int> shift_{n}(const std::vector<int> &Values, int By) {{
  std::vector<int> Result;
  Result.reserve(Values.size());
  for (int Value : Values) {{
    if (Value % 2 == 0)
      Result.push_back(Value + By);
    else if (Value > {n})
      Result.push_back(Value - By);
    else
      Result.push_back(Value);
  }}
  std::sort(Result.begin(), Result.end());
  return Result;
}}

std::string join_{n}(const std::vector<std::string> &Parts) {{
  std::string Result;
  for (const std::string &Part : Parts) {{
    if (!Result.empty())
      Result += ", ";
    Result += Part;
  }}
  return Result;
}}

"""
HEAD = """#include <algorithm>
#include <cstdint>
#include <string>
#include <sys/timerfd.h>
#include <unistd.h>
#include <vector>

"""


def source() -> str:
    return HEAD + "".join((TIMER if n % 4 == 0 else PLAIN).format(n=n) for n in range(200))


def count(clangd: str, path: pathlib.Path, text: str, checks: bool) -> float:
    """The instructions that one parse takes."""
    root = path.parent
    (root / ".clang-tidy").write_text(
        f"Checks: '{USUAL},{'' if checks else '-'}timer-*'\n")
    out = root / "callgrind.out"
    wrapper = root / "server"
    wrapper.write_text("#!/bin/sh\nexec valgrind -q --tool=callgrind "
                       "'--toggle-collect=clang::clangd::ParsedAST::build(*' "
                       f"--callgrind-out-file={shlex.quote(str(out))} "
                       f"{shlex.quote(clangd)} \"$@\"\n")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    lsp.SERVER = str(wrapper)
    lsp.PATIENCE = 1800.0
    with lsp.Server(root) as server:
        server.open(path, text)
        for n in range(EDITS):
            server.edit(path, text + f"int added_{n};\n")
    return int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)[1]) / (EDITS + 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--clangd", default=str(HERE.parents[1] / "build/bin/ticktidy-clangd"))
    parser.add_argument("file", nargs="?", type=pathlib.Path)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ticktidy-editor-") as folder:
        root = pathlib.Path(folder).resolve()
        path = root / (options.file.name if options.file else "input.cpp")
        text = options.file.read_text() if options.file else source()
        path.write_text(text)
        flags = [*options.flags, f"-I{options.file.resolve().parent}"] if options.file else []
        (root / "compile_flags.txt").write_text("\n".join(["-std=c++17", *flags]) + "\n")
        costs = [count(os.path.abspath(options.clangd), path, text, checks)
                 for checks in (False, True)]
    more = (costs[1] / costs[0] - 1) * 100
    print(f"{path.name}, {len(text.splitlines())} lines: {costs[0]:,.0f} instructions a reparse, "
          f"{costs[1]:,.0f} with the checks ({more:+.2f} %)")
    return int(more > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
