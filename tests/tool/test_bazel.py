# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rules of ci/bazel, under a real Bazel that downloads nothing.

Runs where `bazel` is installed (Debian: bazel-bootstrap, bazel-platforms,
bazel-rules-java and bazel-rules-proto).
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from project import PROGRAM
from test_whole_program import FORGETS, HEADER, STARTS, STOPS

RULES = pathlib.Path(__file__).resolve().parents[2] / "ci/bazel"
DEBIAN = pathlib.Path("/usr/share/bazel")

# What Bazel would fetch. Its own C++ rules are built in; rules_cc hands them on.
CC_RULES = "".join(f"{name} = native.{name}\n" for name in (
    "cc_binary", "cc_import", "cc_library", "cc_test", "cc_toolchain", "cc_toolchain_suite"))
NO_COVERAGE = 'filegroup(name = "coverage_report_generator", visibility = ["//visibility:public"])\n'

BUILD = """load("@ticktidy//:ticktidy.bzl", "ticktidy_report", "ticktidy_test")
filegroup(name = "settings", srcs = [".clang-tidy"])
cc_library(name = "start", srcs = ["start.cpp"], hdrs = ["poller.h"], copts = ["-DPOLLS"])
cc_library(name = "forgets", srcs = ["lib/forgets.cpp"], deps = [":start"])
cc_library(name = "stops", srcs = ["lib/stops.cpp"], deps = [":start"])
ticktidy_report(name = "report", deps = [":forgets"])
ticktidy_test(name = "bad_test", deps = [":forgets"])
ticktidy_test(name = "good_test", deps = [":stops"])
"""
FOUND = ("start.cpp:5:8: warning: timer 'fd' is still alive when its 'Poller' is destroyed "
         "[timer-unstopped-member]")


@unittest.skipUnless(shutil.which("bazel"), "Bazel is not installed")
class BazelTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ticktidy-bazel-")
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name).resolve()
        self.project("one")
        self.write("rules_cc/WORKSPACE", "")
        self.write("rules_cc/cc/BUILD", "")
        self.write("rules_cc/cc/defs.bzl", CC_RULES)
        self.write("coverage/WORKSPACE", "")
        self.write("coverage/BUILD", NO_COVERAGE)
        # Folders of Bazel's are read-only, and its server outlives the command.
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+w", self.top / "out"], check=False)
        self.addCleanup(self.bazel, "shutdown")

    def write(self, name: str, text: str) -> None:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def project(self, name: str) -> None:
        """A workspace in which one class forgets its timer, and one does not."""
        self.write(f"{name}/WORKSPACE", f"""
local_repository(name = "ticktidy", path = "{RULES}")
load("@ticktidy//:program.bzl", "ticktidy_program")
ticktidy_program(name = "ticktidy_program", path = "{pathlib.Path(PROGRAM).resolve()}")
""")
        self.write(f"{name}/.clang-tidy", "Checks: '-*,timer-*'\n")
        self.write(f"{name}/BUILD", BUILD)
        self.write(f"{name}/poller.h", HEADER)
        self.write(f"{name}/start.cpp", f"{STARTS}#ifndef POLLS\n#error\n#endif\n")
        self.write(f"{name}/lib/forgets.cpp", FORGETS)
        self.write(f"{name}/lib/stops.cpp", STOPS)

    def bazel(self, command: str, *words: str, where: str = "one", code: int = 0) -> str:
        """What Bazel says, which has to end with this exit code."""
        local = {"rules_cc": self.top / "rules_cc", "remote_coverage_tools": self.top / "coverage",
                 "platforms": DEBIAN / "tools/platforms", "rules_java": DEBIAN / "rules/java",
                 "rules_proto": DEBIAN / "rules/proto"}
        options = [] if command in ("shutdown", "clean") else [
            *(f"--override_repository={name}={path}" for name, path in local.items()),
            "--@ticktidy//:config=//:settings", f"--disk_cache={self.top}/cache",
            "--nosandbox_debug", "--noshow_progress", "--color=no", "--test_output=errors"]
        result = subprocess.run(
            ["bazel", f"--output_user_root={self.top}/out", command, *options, *words],
            cwd=self.top / where, check=False, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, "XDG_CACHE_HOME": str(self.top)})
        self.assertEqual(result.returncode, code, result.stdout)
        return result.stdout

    def ran(self, output: str) -> int:
        """How many actions a build ran, and did not take from the cache."""
        line = re.search(r"INFO: \d+ process(?:es)?: (.*)\.", output)
        kinds = re.findall(r"(\d+) ([a-z- ]+)", line[1]) if line else []
        return sum(int(count) for count, kind in kinds
                   if kind != "internal" and "cache hit" not in kind)

    def test_report_test_and_cache(self):
        self.assertEqual(self.ran(self.bazel("build", "//:report")), 3)
        made = self.top / "one/bazel-bin"
        self.assertIn(FOUND, (made / "report.txt").read_text())
        sarif = json.loads((made / "report.sarif").read_text())
        self.assertEqual([r["ruleId"] for r in sarif["runs"][0]["results"]],
                         ["timer-unstopped-member"])

        self.assertIn(FOUND, self.bazel("test", "//:bad_test", code=3))
        self.bazel("test", "//:good_test")

        # A change that leaves the summary as it is ends there.
        self.assertEqual(self.ran(self.bazel("build", "//:report")), 0)
        self.write("one/lib/forgets.cpp", FORGETS + "int more() { return 1; }\n")
        self.assertLessEqual(self.ran(self.bazel("build", "//:report")), 2)
        self.write("one/lib/forgets.cpp", FORGETS)

        # Another checkout, elsewhere, has it all from the shared cache.
        self.project("two")
        self.assertEqual(self.ran(self.bazel("build", "//:report", where="two")), 0)
        self.bazel("shutdown", where="two")


if __name__ == "__main__":
    unittest.main()
