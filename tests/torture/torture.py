#!/usr/bin/env python3
# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the plugin over files that were written to break compilers.

    torture.py --plugin LIB [OPTION...] FILE-OR-FOLDER...

Every source file below the folders is given to the stock clang-tidy with all
timer checks, in groups to save time. The compiler's flags are those of the
file's own first RUN line, as far as they say what the code is. torture.yaml
makes timers of the names that test suites use, so that the analysis has to
look at code that has nothing to do with timers.

A group that ends by a signal, a sanitizer, or the clock is run again file by
file, and each file that does so alone once more without the plugin: what the
stock clang-tidy does as well is not ours. Exit code 1: the plugin crashed, hung
or took too much memory somewhere.

With a plugin that was built with sanitizers, --preload names the runtime.

With --fix, all of it is done in a copy of what is named, and each file with a
report that compiles is mended: it must compile afterwards, too.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = {
    ".c": "c", ".i": "c", ".m": "objective-c", ".mm": "objective-c++", ".cl": "cl",
    ".clcpp": "clcpp", ".cu": "cuda", ".hip": "hip", ".cpp": "c++", ".cc": "c++",
    ".cxx": "c++", ".C": "c++", ".ii": "c++", ".cppm": "c++", ".ixx": "c++",
    ".h": "c-header", ".hpp": "c++-header", ".hlsl": "hlsl",
}
# Flags of the compiler proper that say what the code is, and nothing of what is
# to become of it.
WITH_VALUE = {"-triple", "-x", "-D", "-U", "-I", "-isystem", "-include", "-target-feature",
              "-target-cpu", "-std"}
OF_CODE = re.compile(
    r"-(std=|D|U|I|f(?!syntax-only|modules?[-=]|prebuilt|diagnostics|crash|debug|profile|"
    r"coverage|sanitize|plugin|save|bypass|record|time|xray|lto|dump|no-crash|allow-pch|"
    r"validate|system-module|depfile|implicit-module|use-line|pass-plugin|embed|test-module)|"
    r"m(?!llvm|relax)|cl-std=|O[0-3s]$|pthread|nostdinc|nobuiltininc|ansi|"
    r"trigraphs|pedantic)")
GROUP = 16
ERROR = re.compile(r"^(/[^:\n]+):\d+:\d+: (?:fatal )?error: ", re.MULTILINE)
REPORT = re.compile(r"^(?:(/[^:\n]+):.*)?\[timer-[\w-]+\]$", re.MULTILINE)


@dataclasses.dataclass
class Ended:
    """How one process ended. Memory in MiB."""
    how: str  # "done", "crashed", "timed out", "too large"
    seconds: float
    memory: float
    output: str


def flags_of(file: pathlib.Path) -> list[str]:
    """The compiler's words for `file`, without those that only a run of its own
    test would need."""
    text = file.read_text(errors="replace")
    language = LANGUAGES[file.suffix]
    words: list[str] = []
    run = re.search(r"RUN:.*?%(clang\w*|clangxx|check_clang_tidy)\b((?:[^\n]|\\\n[^\n]*RUN:)*)",
                    text)
    if run:
        line = re.sub(r"\\\n[^\n]*RUN:", " ", run.group(2)).split("|")[0].split("&&")[0]
        line = line.replace("%S", str(file.parent)).replace("%s", "")
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
    is_cc1 = bool(run) and run.group(1) != "clangxx"
    result: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        value = words[position + 1] if position + 1 < len(words) else ""
        position += 1
        if "%" in word or ">" in word or "<" in word:
            continue
        if word == "-x":
            language = value if re.fullmatch(r"[\w+-]+", value) else language
        elif word == "-triple":
            result += [] if "%" in value else ["--target=" + value]
        elif word.startswith("-triple="):
            result.append("--target=" + word.removeprefix("-triple="))
            continue
        elif word in WITH_VALUE:
            prefix = ["-Xclang"] if is_cc1 and word.startswith("-target") else []
            if "%" not in value:
                result += [*prefix, word, *prefix, value]
        elif OF_CODE.match(word):
            result += ["-Xclang", word] if is_cc1 and word[1] == "f" else [word]
            continue
        else:
            continue
        position += 1
    if language in ("cuda", "hip"):
        result += ["--cuda-host-only", "-nocudainc", "-nocudalib"]
        result += ["-nogpuinc"] if language == "hip" else []
    return ["-x", language, *result]


def sources(paths: list[str], skip: str = "") -> list[pathlib.Path]:
    found: list[pathlib.Path] = []
    for path in map(pathlib.Path, paths):
        if path.is_dir():
            found += [p for p in path.rglob("*") if p.suffix in LANGUAGES and p.is_file()]
        else:
            found.append(path)
    return sorted(p.absolute() for p in found if not skip or not re.search(skip, str(p)))


class Driver:
    """Runs clang-tidy over files whose flags are in the database in `folder`."""

    def __init__(self, options: argparse.Namespace, folder: str):
        self.options = options
        self.folder = folder
        self.environment = dict(os.environ)
        if options.preload:
            self.environment |= {
                "LD_PRELOAD": options.preload,
                "ASAN_OPTIONS": "detect_leaks=0:allow_user_poisoning=0:handle_abort=1:"
                                f"hard_rss_limit_mb={options.memory}",
                "UBSAN_OPTIONS": "print_stacktrace=1"}
        # clang-tidy goes on without a plugin that it cannot load.
        listed = subprocess.run(
            [options.clang_tidy, "--load=" + options.plugin, "--checks=-*,timer-*",
             "--list-checks"], capture_output=True, text=True, env=self.environment)
        if "timer-" not in listed.stdout:
            sys.exit(f"{options.plugin} offers no checks:\n{listed.stderr}")

    def run(self, files: list[pathlib.Path], with_plugin: bool = True, fix: bool = False) -> Ended:
        checks = "-*,timer-*" if with_plugin else "-*,misc-definitions-in-headers"
        command = [self.options.clang_tidy, "-p", self.folder, "--checks=" + checks, "--quiet",
                   "--header-filter=.*", "--system-headers",
                   "--extra-arg=-fno-crash-diagnostics", "--extra-arg=-ferror-limit=0"]
        if with_plugin:
            command += ["--load=" + self.options.plugin, *(["--fix"] if fix else [])]
            if self.options.models:
                command.append("--config={CheckOptions: {TimerModels: '" + self.options.models
                               + "'}, InheritParentConfig: false}")
        command += map(str, files)

        def limit() -> None:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            # A sanitizer's shadow is larger than any machine.
            if not self.options.preload:
                size = self.options.memory << 20
                resource.setrlimit(resource.RLIMIT_AS, (size, size))

        start = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
                command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env=self.environment, cwd=self.folder, preexec_fn=limit)
            deadline = start + self.options.timeout * (1 + len(files) / 4)
            late = False
            pause = 0.01
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() > deadline and not late:
                    late = True
                    os.killpg(process.pid, signal.SIGKILL)
                time.sleep(pause)
                pause = min(pause * 1.5, 0.2)
            process.returncode = status
            output.seek(0)
            text = output.read().decode(errors="replace")
        memory = usage.ru_maxrss / 1024
        how = "done"
        if late:
            how = "timed out"
        elif "hard rss limit exhausted" in text or "out of memory" in text:
            how = "too large"
        elif (os.WIFSIGNALED(status) or "Sanitizer" in text or "runtime error:" in text
              or "PLEASE submit a bug report" in text):
            how = "crashed"
        return Ended(how, time.monotonic() - start, memory, text)

    def judge(self, some: list[pathlib.Path]) -> list[tuple[pathlib.Path, Ended, bool]]:
        """Runs some files, and alone those that may be to blame if that fails:
        (file, how it ended, does it end so without the plugin too?)"""
        whole = self.run(some)
        if whole.how == "done":
            return [(some[0], whole, False)]
        result = []
        for one in some:
            alone = self.run([one])
            too = alone.how != "done" and self.run([one], with_plugin=False).how == alone.how
            result.append((one, alone, too))
        if all(ended.how == "done" for _, ended, _ in result):
            # Only several files in one process do it.
            result.append((some[0], whole, False))
        return result

    def mend(self, file: pathlib.Path) -> tuple[bool, Ended] | None:
        """Makes all fixes in `file`. \\returns whether that changed it, and the run
        over what came out; None if it does not compile as it is."""
        if ERROR.search(self.run([file]).output):
            return None
        before = file.read_bytes()
        mending = self.run([file], fix=True)
        if mending.how != "done":
            return False, mending
        after = self.run([file])
        if after.how == "done" and ERROR.search(after.output):
            after.how = "no longer compiles"
        return file.read_bytes() != before, after


def reason(text: str) -> str:
    """The line of an output that says best why the process ended."""
    for pattern in (r"Assertion `.*", r".*runtime error:.*", r"ERROR: AddressSanitizer:.*",
                    r"UNREACHABLE executed.*", r"LLVM ERROR:.*", r".*: (fatal )?error: .*"):
        if found := re.search(pattern, text):
            return found.group(0)
    frames = re.findall(r"ticktidy::[\w:]+", text)
    return ", ".join(frames[:3])


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--clang-tidy", default="clang-tidy-19")
    parser.add_argument("--preload", default="", help="the sanitizer's runtime")
    parser.add_argument("--jobs", "-j", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one file")
    parser.add_argument("--memory", type=int, default=4096, help="MiB for one process")
    parser.add_argument("--logs", type=pathlib.Path, help="folder for the output of what failed")


class Totals:
    """What came of all groups; tells of failures as they come."""

    def __init__(self, logs: pathlib.Path | None):
        self.logs = logs
        self.ours: list[pathlib.Path] = []
        self.shared: list[pathlib.Path] = []
        self.reports = 0
        self.broken: set[str] = set()
        self.reported: set[str] = set()
        self.largest, self.slowest = (0.0, ""), (0.0, "")

    def add(self, file: pathlib.Path, ended: Ended, too: bool) -> None:
        places = REPORT.findall(ended.output)
        self.reports += len(places)
        self.reported |= set(places)
        self.broken |= set(ERROR.findall(ended.output))
        self.largest = max(self.largest, (ended.memory, str(file)))
        self.slowest = max(self.slowest, (ended.seconds, str(file)))
        if ended.how == "done":
            return
        (self.shared if too else self.ours).append(file)
        print(f"{'stock too: ' if too else ''}{file}: {ended.how}: {reason(ended.output)}",
              flush=True)
        if self.logs and not too:
            self.logs.mkdir(parents=True, exist_ok=True)
            (self.logs / ("_".join(file.parts[-3:]) + ".log")).write_text(ended.output)

    def tell(self, files: int) -> int:
        """\\returns the exit code."""
        print(f"{files} files; errors in {len(self.broken)}; {self.reports} reports; "
              f"{len(self.ours)} failed; {len(self.shared)} fail without the plugin as well")
        print(f"the largest process had {self.largest[0]:.0f} MiB ({self.largest[1]}), "
              f"the slowest took {self.slowest[0]:.1f} s ({self.slowest[1]})")
        return 1 if self.ours else 0


def run_all(driver: Driver, files: list[pathlib.Path], totals: Totals) -> None:
    groups = [files[i:i + GROUP] for i in range(0, len(files), GROUP)]
    with concurrent.futures.ThreadPoolExecutor(driver.options.jobs) as pool:
        for number, results in enumerate(pool.map(driver.judge, groups), 1):
            for result in results:
                totals.add(*result)
            if number % 50 == 0:
                print(f"{number} of {len(groups)} groups", file=sys.stderr, flush=True)


def mend_all(driver: Driver, files: list[pathlib.Path], totals: Totals) -> None:
    mended, compiling, changed = Totals(totals.logs), 0, 0
    with concurrent.futures.ThreadPoolExecutor(driver.options.jobs) as pool:
        for file, result in zip(files, pool.map(driver.mend, files)):
            if result:
                compiling += 1
                changed += result[0]
                mended.add(file, result[1], False)
    totals.ours += mended.ours
    print(f"{compiling} of {len(files)} files with reports compile; fixes change {changed} of "
          f"these; {mended.reports} reports are left")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="FILE-OR-FOLDER")
    add_options(parser)
    parser.add_argument("--models", default=str(HERE / "torture.yaml"),
                        help="a model file; empty: only the built-in ones")
    parser.add_argument("--skip", default="", metavar="REGEX", help="leave such paths out")
    parser.add_argument("--part", default="1/1", help="2/10: the second of ten parts")
    parser.add_argument("--fix", action="store_true", help="make the fixes, in copies")
    options = parser.parse_args()
    options.plugin = str(pathlib.Path(options.plugin).absolute())
    part, parts = map(int, options.part.split("/"))
    totals = Totals(options.logs)
    with tempfile.TemporaryDirectory(prefix="ticktidy-torture-") as folder:
        if options.fix:
            for number, path in enumerate(options.paths):
                copy = pathlib.Path(folder, f"{number}", pathlib.Path(path).resolve().name)
                copy.parent.mkdir()
                (shutil.copytree if pathlib.Path(path).is_dir() else shutil.copy)(path, copy)
                options.paths[number] = str(copy)
        files = sources(options.paths, options.skip)[part - 1::parts]
        database = [{"directory": str(f.parent), "file": str(f),
                     "arguments": ["clang", *flags_of(f), "-c", str(f)]} for f in files]
        pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(database))
        driver = Driver(options, folder)
        run_all(driver, files, totals)
        if options.fix:
            mend_all(driver, [f for f in files if str(f) in totals.reported], totals)
    return totals.tell(len(files))


if __name__ == "__main__":
    sys.exit(main())
