#!/usr/bin/env python3
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that a fault which a check finds is one, and that its fix mends it.

A program of this folder is compiled with AddressSanitizer and LeakSanitizer and
run: it must fail, with the text of its FAULT line. Then its fixes are made, on a
copy, and it must run to its end in silence.

    // CHECKS: timer-dangling-capture
    // FLAGS: -std=c++17 %pkg-config{Qt5Core}
    // FAULT: heap-use-after-free
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

Path = pathlib.Path


def setting(text: str, name: str) -> str:
    found = re.search(rf"^// {name}: (.*)$", text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def flags_of(text: str) -> tuple[list[str], list[str]]:
    """What to compile and to link the program with."""
    flags = setting(text, "FLAGS")
    packages = [name for group in re.findall(r"%pkg-config\{([^}]*)\}", flags)
                for name in group.split(",")]
    compiling = re.sub(r"%pkg-config\{[^}]*\}", "", flags).split()
    linking = ["-pthread"]
    for package in packages:
        cflags = subprocess.check_output(["pkg-config", "--cflags", package], text=True).split()
        compiling += [re.sub("^-I", "-isystem", flag) for flag in cflags]
        linking += subprocess.check_output(["pkg-config", "--libs", package], text=True).split()
    return compiling, linking


def run(compiler: str, source: Path, compiling: list[str],
        linking: list[str]) -> tuple[int, str]:
    """Compiles and runs `source`; its exit code and what it said."""
    program = source.with_suffix(".out")
    subprocess.run(
        [compiler, "-g", "-fno-omit-frame-pointer", "-fsanitize=address",
         "-fsanitize-address-use-after-return=always", *compiling, str(source),
         "-o", str(program), *linking], check=True)
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, timeout=60,
        env={"ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1",
             "PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("program", type=Path)
    args = parser.parse_args()

    text = args.program.read_text()
    fault = setting(text, "FAULT")
    compiling, linking = flags_of(text)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / args.program.name
        source.write_text(text)
        code, said = run(args.compiler, source, compiling, linking)
        if code == 0 or fault not in said:
            print(f"before the fix: exit code {code}, and no '{fault}' in:\n{said}")
            return 1
        subprocess.run(
            [args.clang_tidy, f"--load={args.plugin}", "--quiet", "--fix",
             f"--checks=-*,{setting(text, 'CHECKS')}", str(source), "--", *compiling],
            capture_output=True, check=False)
        if source.read_text() == text:
            print("no fix was made")
            return 1
        code, said = run(args.compiler, source, compiling, linking)
        if code != 0 or said:
            print(f"after the fix: exit code {code}\n{said}\n{source.read_text()}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
