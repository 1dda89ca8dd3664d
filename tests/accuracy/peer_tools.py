# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tools that peers.py compares, each as a function from a unit to reports.

Only what could be about a timer's life counts: reports of leaks, resources,
use after release, double release, lost storage, and captures. COUNTED names
them, tool by tool; everything else that a tool says is left out, right or wrong.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
import threading

from tidy import LINE, Report, Tidy, Unit

Path = pathlib.Path

COUNTED = {
    "clang-tidy": [
        "cppcoreguidelines-owning-memory",
        "cppcoreguidelines-avoid-capturing-lambda-coroutines",
        "cppcoreguidelines-no-malloc",
        "bugprone-dangling-handle",
        "bugprone-multiple-new-in-one-expression",
        "bugprone-return-const-ref-from-parameter",
        "bugprone-shared-ptr-array-mismatch",
        "bugprone-suspicious-realloc-usage",
        "bugprone-unique-ptr-array-mismatch",
        "bugprone-unused-raii",
        "bugprone-unused-return-value",
        "bugprone-use-after-move",
        "misc-new-delete-overloads",
        "performance-unnecessary-copy-initialization",
        "performance-unnecessary-value-param",
    ],
    "clang analyzer": [
        "clang-analyzer-core.StackAddressEscape",
        "clang-analyzer-core.uninitialized.*",
        "clang-analyzer-cplusplus.*",
        "clang-analyzer-unix.*",
        "clang-analyzer-optin.cplusplus.*",
        "clang-analyzer-alpha.core.StackAddressAsyncEscape",
        "clang-analyzer-alpha.cplusplus.*",
        "clang-analyzer-alpha.unix.*",
        "clang-analyzer-alpha.fuchsia.HandleChecker",
    ],
    "cppcheck": [
        "autoVariables", "danglingLifetime", "danglingReference", "danglingTempReference",
        "deallocDealloc", "deallocThrow", "deallocuse", "deallocret", "doubleFree",
        "invalidLifetime", "leakNoVarFunctionCall", "leakReturnValNotUsed", "leakUnsafeArgAlloc",
        "memleak", "memleakOnRealloc", "mismatchAllocDealloc", "publicAllocationError",
        "resourceLeak", "returnDanglingLifetime", "unsafeClassCanLeak", "useClosedFile",
    ],
    "clazy": [
        "connect-3arg-lambda", "ctor-missing-parent-argument", "lambda-in-connect",
        "lambda-unique-connection", "post-event", "qdeleteall", "thread-with-slots",
    ],
}
LIBRARIES = "--library=posix,gnu,qt,gtk,boost"
CPPCHECK = re.compile(r"^(?P<file>[^|\n]*)\|(?P<line>\d+)\|(?P<check>\w+)\|(?P<text>.*)$", re.M)


class Peers:
    """Runs the tools, and remembers what they said in a file."""

    def __init__(self, runner: Tidy, kept: Path):
        self.ours, self.kept, self.lock = runner, kept, threading.Lock()
        self.stock = Tidy(runner.program, None, runner.limit)
        self.known = json.loads(kept.read_text()) if kept.exists() else {}
        self.tools = {"ticktidy": self.ticktidy, "clang-tidy": self.clang_tidy,
                      "clang analyzer": self.analyzer, "cppcheck": self.cppcheck,
                      "clazy": self.clazy}

    def reports(self, tool: str, version: str, unit: Unit, text: str) -> list[Report]:
        """What the tool says about `text` in place of the unit that counts."""
        parts = [tool, version, *COUNTED.get(tool, []), str(unit.path), *unit.flags, text]
        name = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        if name not in self.known:
            got = {r for r in self.tools[tool](unit, text)
                   if Path(r.file).name == unit.path.name}
            self.known[name] = sorted([r.file, r.line, r.check, r.text] for r in got)
            self.save()
        return [Report(*entry) for entry in self.known[name]]

    def save(self) -> None:
        with self.lock:
            self.kept.parent.mkdir(parents=True, exist_ok=True)
            self.kept.write_text(json.dumps(dict(self.known)))

    def ticktidy(self, unit: Unit, text: str) -> list[Report]:
        return [r for r in self.ours.run(unit, changed=text).reports
                if r.check.startswith("timer-")]

    def clang_tidy(self, unit: Unit, text: str) -> list[Report]:
        checks = ",".join(["-*", *COUNTED["clang-tidy"]])
        stock = Unit(unit.path, (), unit.flags)
        return [r for r in self.stock.run(stock, checks, text).reports
                if not r.check.startswith("clang-diagnostic")]

    def analyzer(self, unit: Unit, text: str) -> list[Report]:
        checks = ",".join(["-*", *COUNTED["clang analyzer"]])
        stock = Unit(unit.path, ("--allow-enabling-analyzer-alpha-checkers",), unit.flags)
        return [r for r in self.stock.run(stock, checks, text).reports
                if r.check.startswith("clang-analyzer-")]

    def copied(self, command: list[str], unit: Unit, text: str, after: list[str]) -> str:
        """Runs a command over a copy of the file with this text."""
        with tempfile.TemporaryDirectory(prefix="ticktidy-") as folder:
            copy = Path(folder) / unit.path.name
            copy.write_text(text, encoding="utf-8")
            try:
                done = subprocess.run(["nice", "-n", "10", *command, str(copy), *after],
                                      capture_output=True, encoding="utf-8", errors="replace",
                                      timeout=self.ours.limit, check=False)
            except subprocess.TimeoutExpired:
                return ""
        return done.stdout + done.stderr

    def cppcheck(self, unit: Unit, text: str) -> list[Report]:
        defines = [flag for flag in unit.flags if flag.startswith("-D")]
        said = self.copied(["cppcheck", "--quiet", "--enable=all", "--inconclusive", LIBRARIES,
                            "--template={file}|{line}|{id}|{message}",
                            f"-I{unit.path.parent}", *defines], unit, text, [])
        return [Report(m["file"], int(m["line"]), m["check"], m["text"])
                for m in CPPCHECK.finditer(said) if m["check"] in COUNTED["cppcheck"]]

    def clazy(self, unit: Unit, text: str) -> list[Report]:
        if unit.path.suffix == ".c":
            return []
        said = self.copied(["clazy-standalone", "--checks=" + ",".join(COUNTED["clazy"])], unit,
                           text, ["--", f"-I{unit.path.parent}", *unit.flags])
        return [Report(m["file"], int(m["line"]), m["check"], m["text"])
                for m in LINE.finditer(said)
                if (m["check"] or "").removeprefix("-Wclazy-") in COUNTED["clazy"]]
