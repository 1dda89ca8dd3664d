# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The hook before a commit, as git and as pre-commit run it."""

import os
import pathlib
import shutil
import subprocess
import unittest

from project import CLEAN, LEAK, PROGRAM, ProjectTest

SOURCES = pathlib.Path(__file__).resolve().parents[2]
SOUND = LEAK.replace("  if (fail) {\n", "  if (fail) {\n    close(fd);\n")


class HookTest(ProjectTest):
    """A repository with one file that is in order, and a hook."""

    def setUp(self):
        super().setUp()
        # The hook finds the command by its name.
        programs = self.root.parent / "bin"
        programs.mkdir()
        (programs / "ticktidy").symlink_to(shutil.which(PROGRAM) or PROGRAM)
        self.environment = {
            **os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "NO_COLOR": "1",
            "XDG_CACHE_HOME": str(self.cache), "HOME": str(self.root.parent),
            "PRE_COMMIT_HOME": str(self.root.parent / "pre-commit"),
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ALLOW_PROTOCOL": "file",
            "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "e@example.org",
            "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "e@example.org"}
        self.git("init", "-q")
        self.write(".gitignore", "/compile_commands.json\n")
        self.write("src/odd näme.h", "#define LIMIT 3\n")
        self.sources(a=SOUND, b='#include "odd näme.h"\n' + CLEAN)
        self.git("add", "-A")
        self.git("commit", "-qm", "state")
        self.install()

    def install(self) -> None:
        raise NotImplementedError

    def commit(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(["git", "commit", "-qm", "next", *words], cwd=self.root,
                              env=self.environment, capture_output=True, text=True,
                              check=False, timeout=240)

    def refused(self, *words: str) -> str:
        result = self.commit(*words)
        self.assertNotEqual(result.returncode, 0, result)
        return result.stdout + result.stderr

    def taken(self, *words: str) -> None:
        result = self.commit(*words)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


class Cases:
    """What holds for both ways to run the hook."""

    def test_bad_commit_is_refused_and_the_mended_one_taken(self):
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        said = self.refused()
        self.assertIn("src/a.c:5:12: warning: timer 'fd' is still alive", said)
        self.assertIn("[timer-unstopped]", said)
        self.write("src/a.c", SOUND + "/* more */\n")
        self.git("add", "src/a.c")
        self.taken()

    def test_headers_are_seen_through_their_users(self):
        self.write("src/odd näme.h", LEAK.replace("int look", "static int look"))
        self.git("add", "-A")
        self.write("src/odd näme.h", "#define LIMIT 4\n")
        self.assertIn("src/odd näme.h:5:12: warning", self.refused())

    def test_what_is_staged_counts(self):
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        self.write("src/a.c", SOUND)
        self.assertIn("timer-unstopped", self.refused())
        self.assertEqual((self.root / "src/a.c").read_text(), SOUND)
        self.git("add", "src/a.c")
        self.write("src/a.c", LEAK)
        self.write("src/b.c", "int more;\n")
        self.git("add", "src/b.c")
        self.taken()
        self.assertEqual((self.root / "src/a.c").read_text(), LEAK)

    def test_old_faults_are_not_the_commits(self):
        self.write("src/a.c", LEAK)
        self.git("add", "-A")
        self.taken("--no-verify")
        self.write("src/a.c", LEAK + "int more(void) { return 1; }\n")
        self.git("add", "-A")
        self.taken()

    def test_without_a_compile_database(self):
        (self.root / "compile_commands.json").unlink()
        self.write("notes.txt", "no source\n")
        self.git("add", "notes.txt")
        self.taken()
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        self.assertIn("CMAKE_EXPORT_COMPILE_COMMANDS", self.refused())


class GitTest(Cases, HookTest):
    def install(self) -> None:
        shutil.copy(SOURCES / "hooks/pre-commit", self.root / ".git/hooks/pre-commit")

    def test_commit_of_named_files(self):
        # Git makes an index of its own for that.
        self.write("src/a.c", LEAK)
        self.write("src/b.c", "int more;\n")
        self.assertIn("timer-unstopped", self.refused("src/a.c"))
        self.taken("src/b.c")
        self.assertIn("timer-unstopped", self.refused("-a"))

    def test_options_and_ways_out(self):
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        self.git("config", "ticktidy.options", "--checks=-timer-unstopped -p .")
        self.taken()
        self.git("config", "--unset", "ticktidy.options")
        self.write("src/a.c", LEAK.replace("return -1;\n  }", "return -2;\n  }"))
        self.git("add", "src/a.c")
        self.assertIn("timer-unstopped", self.refused())
        self.environment["SKIP"] = "ticktidy"
        self.taken()

    def test_without_the_command(self):
        (self.root.parent / "bin/ticktidy").unlink()
        self.environment["PATH"] = f"{self.root.parent}/bin:/usr/bin:/bin"
        self.write("src/a.c", LEAK)
        self.git("add", "src/a.c")
        if shutil.which("ticktidy", path=self.environment["PATH"]) is None:
            self.assertIn("not in PATH", self.refused())


@unittest.skipUnless(shutil.which("pre-commit"), "there is no pre-commit here")
class PreCommitTest(Cases, HookTest):
    """With this repository as the one that provides the hook."""

    def install(self) -> None:
        provider = self.root.parent / "provider"
        (provider / "hooks").mkdir(parents=True)
        for name in (".pre-commit-hooks.yaml", "hooks/pre-commit"):
            shutil.copy(SOURCES / name, provider / name)
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "hook"], ["tag", "v1"]):
            subprocess.run(["git", *words], cwd=provider, env=self.environment, check=True,
                           capture_output=True)
        self.write(".pre-commit-config.yaml",
                   f"repos:\n  - repo: {provider}\n    rev: v1\n    hooks:\n      - id: ticktidy\n")
        self.git("add", ".pre-commit-config.yaml")
        self.git("commit", "-qm", "settings")
        subprocess.run(["pre-commit", "install"], cwd=self.root, env=self.environment,
                       check=True, capture_output=True)


if __name__ == "__main__":
    unittest.main()
