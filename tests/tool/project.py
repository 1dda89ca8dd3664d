# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small projects for the command to run over.

The environment names the program, in TICKTIDY.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("TICKTIDY", "ticktidy")

# One fault, with a fix that the check makes.
LEAK = """#include <sys/timerfd.h>
#include <unistd.h>

int look(int fail) {
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  if (fd < 0)
    return -1;
  if (fail) {
    return -1;
  }
  close(fd);
  return 0;
}
"""
CLEAN = "int nothing(void) { return 0; }\n"
# What the command says of LEAK: the line of the warning.
LEAK_LINE = 5


class ProjectTest(unittest.TestCase):
    """Each test has a project of its own, with a cache of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ticktidy-test-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve() / "project"
        self.root.mkdir()
        self.cache = self.root.parent / "cache"
        # Nothing above the project has a say in it.
        self.write(".clang-tidy", "Checks: '-*,timer-*'\n")

    def entries(self) -> list[pathlib.Path]:
        """The files that the cache keeps results in."""
        return [*self.cache.rglob("llvmcache-*")]

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def database(self, *names: str, flags: tuple[str, ...] = (), where: str = ".") -> None:
        """A compile database of these files."""
        self.write(f"{where}/compile_commands.json", json.dumps([
            {"directory": str(self.root), "file": name,
             "arguments": ["cc", *flags, "-c", name]} for name in names]))

    def sources(self, **texts: str) -> None:
        """Writes `a="…"` to src/a.c, and so on, with their database."""
        for name, text in texts.items():
            self.write(f"src/{name}.c", text)
        self.database(*(f"src/{name}.c" for name in texts))

    def start(self, *words: str, cwd: pathlib.Path | None = None, **more) -> subprocess.Popen:
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache), "NO_COLOR": "1"}
        environment.update(more.pop("env", {}))
        return subprocess.Popen([PROGRAM, *words], cwd=cwd or self.root, env=environment,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **more)

    def run_it(self, *words: str, code: int, text: str = "", **more) -> subprocess.CompletedProcess:
        """Runs the command, which has to end with this exit code."""
        with self.start(*words, **more) as process:
            out, err = process.communicate(text, timeout=240)
        result = subprocess.CompletedProcess(words, process.returncode, out, err)
        self.assertEqual(result.returncode, code, f"{words}\n{out}\n{err}")
        return result

    def findings(self, *words: str, code: int = 1) -> list[dict]:
        return json.loads(self.run_it("-q", "--format=json", *words, code=code).stdout)["findings"]

    def git(self, *words: str) -> None:
        subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@example.org",
                        "-c", "commit.gpgsign=false", *words],
                       cwd=self.root, check=True, capture_output=True)
