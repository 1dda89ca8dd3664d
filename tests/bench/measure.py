"""Runs a program and tells what that cost; for the scripts beside this one."""

import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Run:
    """What one run took."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # KiB of resident memory


def timed(command, accepted=(0,)):
    """Runs COMMAND as it is. It may end with one of the ACCEPTED codes."""
    with tempfile.TemporaryFile() as said:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        code = process.returncode = os.waitstatus_to_exitcode(status)
        if code not in accepted:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {code}:\n{said.read().decode()}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def counted(command):
    """The instructions of one run of COMMAND, and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "callgrind.out"
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
            + command,
            capture_output=True,
            text=True,
        )
        if run.returncode != 0:
            said = run.stdout + run.stderr
            sys.exit(f"{command[0]} ended with {run.returncode}:\n{said}")
        for line in out.read_text().splitlines():
            if line.startswith(("summary: ", "totals: ")):
                return int(line.split()[1]), run.stdout
    sys.exit(f"valgrind counted nothing for {' '.join(command)}")


class ClangTidy:
    """The stock clang-tidy, alone or with a plugin of a build folder."""

    def __init__(self, build, llvm):
        self.program = f"clang-tidy-{llvm}"
        self.libraries = build.resolve() / "lib"
        for plugin in ("ticktidy.so", "ticktidy-noop.so"):
            if not (self.libraries / plugin).is_file():
                sys.exit(f"no {plugin} in {self.libraries}: build it first")

    def command(self, checks, source, flags, plugin=None):
        """Runs CHECKS, and no others, over SOURCE."""
        load = [f"--load={self.libraries / plugin}"] if plugin else []
        return [
            self.program,
            *load,
            f"--checks=-*,{checks}",
            "--quiet",
            "--config={}",
            str(source),
            "--",
            *flags,
        ]

    def noop(self, source, flags):
        """With a plugin whose one check does nothing: the yardstick."""
        return self.command("noop-*", source, flags, "ticktidy-noop.so")

    def ours(self, source, flags):
        """With all of ticktidy's checks."""
        return self.command("timer-*", source, flags, "ticktidy.so")
