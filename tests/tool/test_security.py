# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sources, compile commands, models, baselines, summaries and caches of
strangers: SECURITY.md says what they cannot do."""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import unittest

from project import CLEAN, LEAK, ProjectTest

SCRIPT = "</code><script>document.title='owned'</script><img src=x onerror=alert(1)>"
DEEP = "[" * 100000


def can_confine() -> bool:
    """Has this system Landlock?"""
    import ctypes
    return ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


class SecurityTest(ProjectTest):
    def summary(self, change) -> str:
        """The name of a summary of LEAK that `change` was applied to."""
        self.sources(a=LEAK)
        self.run_it("summarize", "src/a.c", "-o", "a.sum", code=0)
        content = json.loads((self.root / "a.sum").read_text())
        change(content["result"]["findings"][0])
        self.write("a.sum", json.dumps(content))
        return "a.sum"

    def test_markup_everywhere(self):
        self.write("a'&<q>.c", LEAK.replace("int fd =", "/* " + SCRIPT + " */ int fd ="))
        self.database("a'&<q>.c")
        for kind in ("html", "junit"):
            self.run_it(f"--format={kind}", "-o", "out", code=1)
            text = (self.root / "out").read_text()
            self.assertNotIn("<script>", text)
            self.assertNotIn("<img", text)
            self.assertNotIn("<q>", text)

    def test_markup_in_a_summary(self):
        def change(finding):
            finding["check"] = finding["message"] = finding["fingerprint"] = SCRIPT
            finding["notes"][0]["message"] = SCRIPT
        name = self.summary(change)
        for kind in ("html", "junit"):
            self.run_it("link", name, f"--format={kind}", "-o", "out", code=1)
            self.assertNotIn("<script>", (self.root / "out").read_text())

    def test_control_characters_do_not_reach_the_terminal(self):
        odd = "\x1b]0;owned\x07\x1b[2J\u009b31m"
        self.sources(a=LEAK.replace("int fd =", f"/* {odd} */ int fd ="))
        result = self.run_it(code=1)
        self.assertIn("timer-unstopped", result.stdout)
        self.assertIn("\\x1b]0;owned\\x07\\x1b[2J\\xc2\\x9b31m", result.stdout)
        caret = next(line for line in result.stdout.splitlines() if line.strip(" |") == "^")
        line, = (line for line in result.stdout.splitlines() if "timerfd_create" in line
                 and "owned" in line)
        self.assertEqual(line.index("timerfd_create"), caret.index("^"))
        self.assertFalse(set(result.stdout + result.stderr) & set("\x1b\x07\u009b"))

        def change(finding):
            finding["message"] = odd
        result = self.run_it("link", self.summary(change), code=1)
        self.assertFalse(set(result.stdout + result.stderr) & set("\x1b\x07\u009b"))

    def test_workflow_commands_are_not_injected(self):
        def change(finding):
            finding["message"] = "a\n::set-output name=x::y\r\n"
            finding["at"]["file"] = "a,line=1::b\n.c"
        result = self.run_it("link", self.summary(change), "--format=github", code=1)
        self.assertEqual(result.stdout.count("\n"), 1)
        self.assertTrue(result.stdout.startswith("::warning file=a%2Cline=1%3A%3Ab%0A.c,"))

    def test_numbers_out_of_range(self):
        for key in ("line", "column", "offset"):
            for number in (-1, -2**31, 2**31 - 1, 2**40, 1e300, "1"):
                def change(finding, key=key, number=number):
                    finding["at"][key] = number
                self.run_it("link", self.summary(change), code=2)
        for offset, length in ((2**30, 2**30), (0, 2**30), (2**30, 0), (5, 0)):
            def edit(finding, offset=offset, length=length):
                finding["at"]["line"] = finding["at"]["column"] = 2**30
                finding["at"]["offset"] = 2**30
                finding["edits"] = [{"file": "src/a.c", "offset": offset, "length": length,
                                     "text": "x"}] * 2
            name = self.summary(edit)
            for kind in ("text", "json", "sarif", "html", "github", "gitlab", "junit"):
                self.run_it("link", name, f"--format={kind}", code=1)

    def test_summaries_show_no_other_files(self):
        secret = self.root.parent / "secret"
        secret.write_text("sesame\n")
        (self.root / "inside.c").symlink_to(secret)
        for file in (str(secret), "../secret", "src/../../secret", "inside.c"):
            def change(finding, file=file):
                finding["at"] |= {"file": file, "line": 1, "column": 1, "offset": 0}
                finding["edits"] = [{"file": file, "offset": 0, "length": 3, "text": "x"}]
            name = self.summary(change)
            for kind in ("text", "html", "sarif"):
                shown = self.run_it("link", name, f"--format={kind}", code=1).stdout
                self.assertNotIn("sesame", shown)

    def test_fixes_stay_in_the_project(self):
        outside = self.root.parent / "outside.c"
        outside.write_text(LEAK)
        self.git("init", "-q")
        (self.root / "a.c").symlink_to(outside)
        self.database("a.c")
        result = self.run_it("--fix", code=1)
        self.assertIn("which is outside of the project", result.stderr)
        self.assertEqual(outside.read_text(), LEAK)

    def test_deep_and_broken_files(self):
        self.sources(a=CLEAN)
        for text in (DEEP, "{" + '"a":{' * 100000, '"' + "a" * 1000, "\x00", "\xff\xfe", "", "[1",
                     '{"format": 1e999, "findings": []}', '{"format": 1, "findings": {}}'):
            self.write("odd", text)
            self.run_it("--baseline=odd", code=2)
            self.run_it("link", "odd", code=2)
            self.run_it("models", "--validate", "odd", code=2)
            self.write("db/compile_commands.json", text)
            self.run_it("-p", "db", code=2)
        self.write("odd", "kinds:\n" + "".join(" " * i + "-\n" for i in range(2000)))
        self.run_it("models", "--validate", "odd", code=2)

    def test_files_without_an_end(self):
        self.sources(a=CLEAN)
        self.run_it("models", "--validate", "/dev/zero", code=2)
        self.run_it("--baseline=/dev/zero", code=2)
        self.write(".clang-tidy", "Checks: '-*,timer-*'\nCheckOptions: {TimerModels: /dev/zero}\n")
        self.assertIn("no file of at most 1 MiB", self.run_it(code=2).stderr)

    def test_cache_entries_are_verified(self):
        self.sources(a=LEAK)
        self.run_it(code=1)
        entries = self.entries()
        self.assertTrue(entries)
        for entry in entries:
            self.assertEqual(stat.S_IMODE(entry.parent.stat().st_mode) & 0o022, 0)
            # A finding is taken out, and nothing else changes.
            head, _, body = entry.read_text().partition("\n")
            content = json.loads(body)
            content["findings"] = []
            entry.write_text(head + "\n" + json.dumps(content))
        self.run_it(code=1)

    def test_cache_that_others_can_write_is_not_used(self):
        self.sources(a=LEAK)
        (self.cache / "ticktidy").mkdir(parents=True)
        for folder in (self.cache, self.cache / "ticktidy"):
            folder.chmod(0o777)
        self.run_it(code=1)
        self.assertFalse([p for p in self.cache.rglob("*") if p.is_file()])

    def test_temporary_files_are_private(self):
        self.sources(a=LEAK)
        temporary = self.root.parent / "tmp"
        temporary.mkdir()
        # Looks at its own temporary folder while it runs.
        self.write("look.sh", f"while [ ! -e done ]; do find {temporary} -printf '%m %y\\n' "
                   ">>seen 2>/dev/null; done")
        with subprocess.Popen(["sh", "look.sh"], cwd=self.root) as looker:
            os.umask(0)
            try:
                self.run_it(code=1, env={"TMPDIR": str(temporary)})
            finally:
                os.umask(0o022)
                self.write("done", "")
            looker.wait()
        seen = set((self.root / "seen").read_text().split("\n")[1:]) - {""}
        kinds = {line for line in seen if line != f"{temporary.stat().st_mode & 0o7777:o} d"}
        self.assertIn("700 d", kinds)
        self.assertEqual(list(temporary.iterdir()), [])

    def test_replaced_file_is_never_more_open(self):
        path = self.write("a.c", LEAK)
        path.chmod(0o600)
        self.database("a.c")
        self.run_it("--fix", code=0)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertNotEqual(path.read_text(), LEAK)


class CommandTest(ProjectTest):
    """Compile commands are read, and never run."""

    def over(self, *flags: str, cc: str = "cc") -> None:
        self.write("a.c", CLEAN)
        self.write("compile_commands.json", json.dumps([
            {"directory": str(self.root), "file": "a.c", "arguments": [cc, *flags, "-c", "a.c"]}]))
        with self.start("-q") as process:
            process.communicate(timeout=240)

    def setUp(self):
        super().setUp()
        self.out = self.root.parent / "out"
        self.out.mkdir()

    def nothing_happened(self, *what: str) -> None:
        self.assertEqual([p.name for p in self.out.iterdir()], [], what)

    def test_the_compiler_is_not_started(self):
        program = self.write("cc", f"#!/bin/sh\necho x >{self.out}/ran\n")
        program.chmod(0o755)
        self.over(cc=str(program))
        self.over(cc="$(touch ran)")
        self.over("-fuse-ld=" + str(program), "-B" + str(self.root), "-no-canonical-prefixes")
        self.write("compile_commands.json", json.dumps([
            {"directory": str(self.root), "file": "a.c",
             "command": f"cc -c a.c; touch {self.out}/ran $(touch {self.out}/ran) "
                        f"`touch {self.out}/ran` | touch {self.out}/ran"}]))
        with self.start("-q") as process:
            process.communicate(timeout=240)
        self.nothing_happened()

    @unittest.skipUnless(shutil.which("gcc"), "needs a compiler")
    def test_no_plugin_is_loaded(self):
        source = self.write("evil.c", "#include <stdio.h>\n__attribute__((constructor)) void go"
                            f'(void) {{ fclose(fopen("{self.out}/ran", "w")); }}\n')
        library = str(self.root / "evil.so")
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, str(source)], check=True)
        self.write("f.rsp", f"-Xclang -load -Xclang {library}")
        for flags in (["-fplugin=" + library], ["-Xclang", "-load", "-Xclang", library],
                      ["-fpass-plugin=" + library], ["-mllvm", "-load=" + library],
                      ["-Xclang", "-plugin", "-Xclang", "x", "-fplugin=" + library],
                      [f"@{self.root}/f.rsp"], [f"--config={self.root}/f.rsp"]):
            self.over(*flags)
            self.nothing_happened(*flags)

    @unittest.skipUnless(can_confine(), "needs Landlock")
    def test_no_file_is_written(self):
        out = str(self.out / "made")
        self.write("f.rsp", f"--serialize-diagnostics {out}")
        for flags in (["-o", out], ["-MD", "-MF", out], ["-MD", "-MF", "x", "-MJ", out],
                      ["--serialize-diagnostics", out], ["-save-temps=obj", "-o", out],
                      ["-Xclang", "-dependency-file", "-Xclang", out, "-MT", "x", "-MD"],
                      ["-Wp,-MD," + out], ["-Xclang", "-header-include-file", "-Xclang", out],
                      ["-Xclang", "-diagnostic-log-file", "-Xclang", out],
                      ["-Xclang", "-stats-file=" + out],
                      ["-Xclang", "-dependency-dot", "-Xclang", out],
                      ["-fmodules", "-fmodules-cache-path=" + out], ["-ftime-trace=" + out],
                      [f"@{self.root}/f.rsp"], [f"--config={self.root}/f.rsp"]):
            self.over(*flags)
            self.nothing_happened(*flags)
            victim = pathlib.Path(out)
            victim.write_text("precious\n")
            self.over(*flags)
            self.assertEqual(victim.read_text(), "precious\n", flags)
            victim.unlink()

    def test_modules_work_all_the_same(self):
        self.write("m/module.modulemap", 'module m { header "m.h" }\n')
        self.write("m/m.h", "int from_module(void);\n")
        self.write("a.c", '#include "m.h"\nint x(void) { return from_module(); }\n')
        self.database("a.c", flags=("-Im", "-fmodules", "-fmodules-cache-path=made"))
        self.run_it(code=0)

    def test_git_runs_no_program_of_the_repository(self):
        self.sources(a=CLEAN)
        self.git("init", "-q")
        self.git("add", ".")
        self.git("commit", "-qm", "x")
        program = self.write("hook", f"#!/bin/sh\necho x >{self.out}/ran\n")
        program.chmod(0o755)
        self.git("config", "core.fsmonitor", str(program))
        self.git("config", "diff.external", str(program))
        self.git("config", "diff.x.textconv", str(program))
        self.write(".gitattributes", "*.c diff=x\n")
        self.write("src/a.c", LEAK)
        self.run_it("--since=HEAD", code=1)
        self.nothing_happened()
        self.run_it("--since=--output=" + str(self.out / "ran"), code=2)
        self.nothing_happened()


if __name__ == "__main__":
    unittest.main()
