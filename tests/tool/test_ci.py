# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What CI services run: the steps of the GitHub action, GitLab's template."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from project import CLEAN, LEAK, PROGRAM, ProjectTest

try:
    import yaml
except ImportError:
    yaml = None

SOURCES = pathlib.Path(__file__).resolve().parents[2]


class CiTest(ProjectTest):
    """A branch `topic` that brings a fault to a clone of a repository."""

    def setUp(self):
        super().setUp()
        programs = self.root.parent / "bin"
        programs.mkdir()
        (programs / "ticktidy").symlink_to(shutil.which(PROGRAM) or PROGRAM)
        self.environment = {"PATH": f"{programs}:{os.environ['PATH']}",
                            "HOME": str(self.root.parent), "XDG_CACHE_HOME": str(self.cache)}
        if "ASAN_OPTIONS" in os.environ:
            self.environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        self.git("init", "-q", "-b", "main")
        self.sources(a=CLEAN, b=LEAK)
        (self.root / "compile_commands.json").rename(self.write("build/x", "").parent /
                                                     "compile_commands.json")
        self.git("add", "-A")
        self.git("commit", "-qm", "state")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.git("checkout", "-qb", "topic")
        self.write("src/a.c", LEAK)
        self.git("commit", "-qam", "fault")

    def step(self, command: list[str], **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.root, env={**self.environment, **variables},
                              capture_output=True, text=True, check=False, timeout=240)

    def github(self, **variables: str) -> subprocess.CompletedProcess:
        return self.step([str(SOURCES / "ci/github.sh")], TICKTIDY_BUILD_PATH="build",
                         TICKTIDY_SARIF="ticktidy.sarif", **variables)

    def test_github_pull_request(self):
        result = self.github(GITHUB_BASE_REF="main")
        self.assertEqual(result.returncode, 1, result)
        self.assertIn("::warning file=src/a.c,line=5,", result.stdout)
        self.assertNotIn("src/b.c", result.stdout)
        sarif = json.loads((self.root / "ticktidy.sarif").read_text())
        self.assertEqual([r["ruleId"] for r in sarif["runs"][0]["results"]], ["timer-unstopped"])
        # The fault taken back, with options of the user's.
        self.write("src/a.c", CLEAN)
        self.git("commit", "-qam", "no fault")
        self.assertEqual(self.github(GITHUB_BASE_REF="main", TICKTIDY_OPTIONS="-j 1 -q").returncode, 0)

    def test_github_push(self):
        result = self.github()
        self.assertEqual(result.returncode, 1, result)
        self.assertIn("src/b.c", result.stdout)

    def test_github_without_history(self):
        result = self.github(GITHUB_BASE_REF="release")
        self.assertEqual(result.returncode, 2, result)
        self.assertIn("fetch-depth: 0", result.stdout)

    def test_install_takes_what_is_there(self):
        result = self.step([str(SOURCES / "ci/install.sh"), "there"])
        self.assertEqual(result.returncode, 0, result)
        self.assertTrue(result.stdout.startswith("ticktidy "), result)

    @unittest.skipUnless(yaml, "there is no python3-yaml here")
    def test_action_names_what_is_there(self):
        action = yaml.safe_load((SOURCES / "action.yml").read_text())
        text = (SOURCES / "action.yml").read_text()
        for name in action["inputs"]:
            self.assertIn(f"inputs.{name}", text)
        hashed, *runs = [step["run"] for step in action["runs"]["steps"] if "run" in step]
        out = self.root / "out"
        result = self.step(["bash", "-ec", hashed], GITHUB_ACTION_PATH=str(SOURCES),
                           GITHUB_OUTPUT=str(out))
        self.assertEqual(result.returncode, 0, result)
        self.assertRegex(out.read_text(), "^hash=[0-9a-f]{64}\n$")
        self.assertEqual(len(runs), 2)
        for run in runs:
            script = SOURCES / run.split()[0].removeprefix("$GITHUB_ACTION_PATH/")
            self.assertTrue(os.access(script, os.X_OK), script)

    @unittest.skipUnless(yaml, "there is no python3-yaml here")
    def test_gitlab_merge_request(self):
        job = yaml.safe_load((SOURCES / "ci/gitlab.yml").read_text())["ticktidy"]
        variables = {key: str(value) for key, value in job["variables"].items()}
        base = subprocess.run(["git", "rev-parse", "main"], cwd=self.root, check=True,
                              capture_output=True, text=True).stdout.strip()
        for more, files in (({"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}, ["src/a.c"]),
                            ({}, ["src/a.c", "src/b.c"])):
            with self.subTest(more):
                result = self.step(["bash", "-ec", "\n".join(job["script"])], **variables, **more)
                self.assertEqual(result.returncode, 1, result)
                report = self.root / job["artifacts"]["reports"]["codequality"]
                self.assertEqual([entry["location"]["path"]
                                  for entry in json.loads(report.read_text())], files)


if __name__ == "__main__":
    unittest.main()
