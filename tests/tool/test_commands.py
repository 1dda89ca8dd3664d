# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The commands beside the analysis."""

import pathlib
import re
import shutil
import subprocess
import unittest

from project import LEAK, PROGRAM, ProjectTest

ROOT = pathlib.Path(__file__).parents[2]
PAGES = {f"timer-{p.stem}": p for p in (ROOT / "docs/checks").glob("*.md")}


class CommandsTest(ProjectTest):
    def test_explain(self):
        listed = self.run_it("explain", code=0).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in listed], sorted(PAGES))
        page = PAGES["timer-in-loop"].read_text()
        self.assertEqual(self.run_it("explain", "timer-in-loop", code=0).stdout, page)
        self.assertEqual(self.run_it("explain", "in-loop", code=0).stdout, page)
        self.assertIn("did you mean 'timer-in-loop'",
                      self.run_it("explain", "timer-inloop", code=2).stderr)

    def test_every_check_has_a_page(self):
        names = set()
        for line in (ROOT / "checks/TimerModule.cpp").read_text().splitlines():
            if "registerCheck<" in line or '("timer-' in line:
                names |= {word for word in line.split('"') if word.startswith("timer-")}
        self.assertEqual(names - set(PAGES), {"timer-module"} & names)

    def test_models(self):
        listed = self.run_it("models", "--list", code=0).stdout
        self.assertIn("\n  timerfd ", listed)
        good = ROOT / "checks/model/libraries/timerfd.yaml"
        self.assertIn("timerfd", self.run_it("models", "--validate", str(good), code=0).stdout)
        bad = self.write("bad.yaml", "library: mine\nno-such-key: 1\n")
        self.assertRegex(self.run_it("models", "--validate", str(bad), code=2).stderr,
                         r"bad\.yaml:\d+:\d+: ")
        self.assertIn("cannot read", self.run_it("models", "--validate=none", code=2).stderr)

    def test_init_never_overwrites(self):
        (self.root / ".clang-tidy").unlink()
        out = self.run_it("init", "--ci=github", code=0).stdout
        self.assertEqual(out.count("wrote "), 3)
        self.sources(a=LEAK)
        self.run_it(code=1)  # what it wrote is valid
        (self.root / ".clang-tidy").write_text("mine\n")
        again = self.run_it("init", "--ci=gitlab", code=0).stdout
        self.assertEqual(again.count("wrote "), 1)
        self.assertEqual(again.count("is there already"), 2)
        self.assertEqual((self.root / ".clang-tidy").read_text(), "mine\n")
        self.assertIn("no folder", self.run_it("init", "none", code=2).stderr)

    def test_doctor(self):
        self.sources(a=LEAK)
        out = self.run_it("doctor", code=0).stdout
        self.assertIn("compile database of 1 units", out)
        if pathlib.Path(PROGRAM).with_name("ticktidy-clangd").exists():
            self.assertRegex(out, r"ok +clangd \d+ with the checks, for the editor: /")
        (self.root / "src/a.c").unlink()
        self.assertIn("of which 1 have no file", self.run_it("doctor", code=2).stdout)
        (self.root / "compile_commands.json").unlink()
        self.assertIn("bear -- make", self.run_it("doctor", code=2).stdout)

    def test_doctor_knows_a_clang_tidy_that_does_not_fit(self):
        self.sources(a=LEAK)
        fake = self.write("bin/clang-tidy", "#!/bin/sh\necho 'LLVM version 12.0.1'\n")
        fake.chmod(0o755)
        out = self.start("doctor", env={"PATH": f"{fake.parent}:/usr/bin:/bin"})
        text = out.communicate()[0]
        if "plugin for LLVM" in text:
            self.assertIn("clang-tidy is of LLVM 12, for which the plugin has no build", text)

    def test_completion_scripts_are_valid_and_complete(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.run_it("completion", shell, code=0).stdout
            self.assertIn("write-baseline", script)
            if program := shutil.which(shell):
                path = self.write(f"c.{shell}", script)
                subprocess.run([program, "-n", str(path)], check=True)
        self.assertIn("bash, zsh, fish", self.run_it("completion", "tcsh", code=2).stderr)

    @unittest.skipUnless(shutil.which("bash"), "needs bash")
    def test_bash_completes(self):
        script = self.write("c.bash", self.run_it("completion", "bash", code=0).stdout)
        ask = ('. "$1"; shift; COMP_WORDS=(ticktidy "$@"); COMP_CWORD=$#; _ticktidy; '
               'printf "%s\\n" "${COMPREPLY[@]}"')

        def complete(*words: str) -> list[str]:
            return subprocess.run(["bash", "-c", ask, "-", str(script), *words], check=True,
                                  capture_output=True, text=True).stdout.split()
        self.assertEqual(complete("--wri"), ["--write-baseline"])
        self.assertEqual(complete("--format", "sa"), ["sarif"])
        self.assertEqual(complete("--format", "=", "h"), ["html"])
        self.assertEqual(complete("expl"), ["explain"])
        self.assertEqual(complete("explain", "timer-in-l"), ["timer-in-loop"])
        self.assertEqual(complete("models", "--v"), ["--validate"])

    @unittest.skipUnless(shutil.which("fish"), "needs fish")
    def test_fish_completes(self):
        script = self.write("c.fish", self.run_it("completion", "fish", code=0).stdout)

        def complete(line: str) -> list[str]:
            said = subprocess.run(
                ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]",
                 str(script), line], check=True, capture_output=True, text=True)
            return [answer.split("\t")[0] for answer in said.stdout.splitlines()]
        self.assertEqual(complete("ticktidy --wri"), ["--write-baseline"])
        self.assertEqual(complete("ticktidy --format sa"), ["sarif"])
        self.assertEqual(complete("ticktidy expl"), ["explain"])
        self.assertEqual(complete("ticktidy explain timer-in-l"), ["timer-in-loop"])
        self.assertEqual(complete("ticktidy models --v"), ["--validate"])

    def test_manual(self):
        page = self.write("ticktidy.1", self.run_it("man", code=0).stdout)
        self.assertIn(".SH EXIT STATUS", page.read_text())
        if groff := shutil.which("groff"):
            said = subprocess.run([groff, "-man", "-Tascii", "-ww", str(page)],
                                  capture_output=True, text=True)
            self.assertEqual(said.stderr, "")
            self.assertIn("write-baseline", re.sub(".\b", "", said.stdout))


if __name__ == "__main__":
    unittest.main()
