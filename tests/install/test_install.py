# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `cmake --install` and the Debian packages leave, in a fresh folder.

The environment names the build folder (TICKTIDY_BUILD), the LLVM major
(TICKTIDY_MAJOR), CMake (CMAKE) and the clang-tidy of that major (CLANG_TIDY).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "tool"), str(TESTS / "clangd")]
import lsp  # noqa: E402
from project import LEAK  # noqa: E402

BUILD = pathlib.Path(os.environ["TICKTIDY_BUILD"])
MAJOR = os.environ["TICKTIDY_MAJOR"]
CMAKE = os.environ["CMAKE"]
CLANG_TIDY = os.environ["CLANG_TIDY"]
HAS_CLANGD = (BUILD / "bin/ticktidy-clangd").exists()


def run(*words, code: int | None = 0, cwd=None, **variables: str) -> str:
    """What a program says, which has to end with this exit code."""
    result = subprocess.run([str(word) for word in words], cwd=cwd, check=False, text=True,
                            env={**os.environ, **variables}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280)
    if code is not None and result.returncode != code:
        raise AssertionError(f"{words}: {result.returncode}\n{result.stdout}")
    return result.stdout


class Fresh(unittest.TestCase):
    """Tests in a folder of their own, under which something is installed."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ticktidy-install-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.leak = self.folder / "leak.c"
        self.leak.write_text(LEAK)
        (self.folder / ".clang-tidy").write_text("Checks: '-*,timer-*'\n")

    def check_works(self, prefix: pathlib.Path) -> None:
        """Everything that is below `prefix` runs, from there."""
        report = "leak.c:5:12: warning: timer 'fd' is still alive"
        self.assertIn(report, run(CLANG_TIDY, f"--load={prefix}/lib/ticktidy.so",
                                  "--checks=-*,timer-*", self.leak, "--"))
        self.assertIn(report, run(prefix / "bin/ticktidy", "-q", "--no-cache", "leak.c", "--",
                                  cwd=self.folder, code=1))
        self.assertTrue(run(prefix / "bin/ticktidy", "--version").startswith("ticktidy "))
        self.assertIn(f"plugin for LLVM {MAJOR}", run(prefix / "bin/ticktidy", "doctor",
                                                      cwd=self.folder, code=None))
        for name in ("share/man/man1/ticktidy.1", "share/bash-completion/completions/ticktidy",
                     "share/doc/ticktidy/checks/unstopped.md", "share/doc/ticktidy/CHANGELOG.md",
                     "share/ticktidy/hooks/pre-commit", "share/ticktidy/bazel/ticktidy.bzl"):
            self.assertGreater((prefix / name).stat().st_size, 0, name)
        self.assertTrue(os.access(prefix / "share/ticktidy/hooks/pre-commit", os.X_OK))
        if HAS_CLANGD:
            lsp.SERVER = str(prefix / "bin/ticktidy-clangd")
            with lsp.Server(self.folder) as server:
                report, = server.open(self.leak)
            self.assertEqual(report["code"], "timer-unstopped")
            self.assertEqual(report["codeDescription"]["href"],
                             f"file://{prefix}/share/doc/ticktidy/checks/unstopped.md")


class Install(Fresh):

    def setUp(self):
        super().setUp()
        self.prefix = self.folder / "prefix"
        run(CMAKE, "--install", BUILD, "--prefix", self.prefix)

    def test_runs_where_it_is_installed(self):
        self.check_works(self.prefix)

    def configure(self, target_options: str, before: str = "") -> pathlib.Path:
        """A project that uses the CMake package; its build folder."""
        (self.folder / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.21)\nproject(user C)\n"
            "find_package(ticktidy 0.1 REQUIRED)\n"
            "add_library(user OBJECT leak.c)\n" + before +
            f"ticktidy_target(user {target_options})\n")
        build = self.folder / "build"
        shutil.rmtree(build, ignore_errors=True)
        run(CMAKE, "-S", self.folder, "-B", build, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-Dticktidy_CLANG_TIDY={CLANG_TIDY}")
        return build

    def test_cmake_package(self):
        report = "leak.c:5:12: warning: timer 'fd' is still alive"
        self.assertIn(report, run(CMAKE, "--build", self.configure("")))
        self.assertIn("leak.c:5:12: error: timer 'fd' is still alive",
                      run(CMAKE, "--build", self.configure("WARNINGS_AS_ERRORS"), code=1))
        self.assertNotIn("timer", run(CMAKE, "--build",
                                      self.configure("CHECKS -*,timer-in-loop")))
        self.assertIn(report, run(CMAKE, "--build", self.configure('CHECKS ""')))

    def test_cmake_without_the_package(self):
        (self.folder / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.21)\nproject(user C)\n"
            "add_library(user OBJECT leak.c)\n")
        build = self.folder / "build"
        run(CMAKE, "-S", self.folder, "-B", build, "-G", "Ninja",
            f"-DCMAKE_C_CLANG_TIDY={CLANG_TIDY};--load={self.prefix}/lib/ticktidy.so")
        self.assertIn("[timer-unstopped]", run(CMAKE, "--build", build))

    def test_cmake_package_beside_another_clang_tidy(self):
        self.leak.write_text(LEAK.replace("if (fail) {\n    return -1;\n  }",
                                          "if (fail)\n    return -1;"))
        said = run(CMAKE, "--build", self.configure("", before=(
            f'set_property(TARGET user PROPERTY C_CLANG_TIDY '
            f'"{CLANG_TIDY};--checks=-*,readability-braces-around-statements")\n')))
        self.assertIn("[timer-unstopped]", said)
        self.assertIn("[readability-braces-around-statements]", said)

    def test_cmake_package_without_a_plugin(self):
        shutil.rmtree(self.prefix / "lib/ticktidy")
        with self.assertRaisesRegex(AssertionError, "ticktidy-plugin-19"):
            self.configure("")


@unittest.skipUnless(shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps") and
                     shutil.which("cpack"), "no Debian packages are made here")
class Packages(Fresh):

    def test_packages(self):
        packages = self.folder / "packages"
        run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", packages,
            "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip",
            cwd=BUILD)
        is_default = MAJOR == "19"
        wanted = {f"ticktidy-plugin-{MAJOR}"} | ({"ticktidy", "ticktidy-common"}
                                                 if is_default else set())
        if HAS_CLANGD:
            wanted.add("ticktidy-clangd" if is_default else f"ticktidy-clangd-{MAJOR}")
        found = {}
        for file in packages.glob("*.deb"):
            found[run("dpkg-deb", "--field", file, "Package").strip()] = file
        self.assertEqual(set(found), wanted)

        needs = run("dpkg-deb", "--field", found[f"ticktidy-plugin-{MAJOR}"], "Depends")
        self.assertIn(f"clang-tidy-{MAJOR}", needs)
        self.assertIn("ticktidy-common (= ", needs)
        for name in wanted & {"ticktidy", "ticktidy-clangd"}:
            needs = run("dpkg-deb", "--field", found[name], "Depends")
            self.assertIn(f"libclang-common-{MAJOR}-dev", needs)
            self.assertRegex(needs, rf"libclang-cpp{MAJOR}|libllvm{MAJOR}")

        root = self.folder / "root"
        files: set[str] = set()
        for file in found.values():
            listing = {line.split()[-1] for line in run("dpkg-deb", "-c", file).splitlines()
                       if not line.startswith("d")}
            self.assertFalse(files & listing, "a file in two packages")
            files |= listing
            run("dpkg-deb", "-x", file, root)
        if is_default:
            self.check_works(root / "usr")


class Version(Fresh):

    def version(self) -> list[str]:
        """Numbers and text that the build would have in the folder."""
        script = self.folder / "version.cmake"
        script.write_text(
            f"include({TESTS.parent}/cmake/TicktidyVersion.cmake)\n"
            'message("${TICKTIDY_VERSION} ${TICKTIDY_VERSION_TEXT}")\n')
        return run(CMAKE, "-P", script, cwd=self.folder).split()

    def test_version_is_the_last_tag(self):
        release = self.version()
        self.assertRegex(release[0], r"^\d+\.\d+\.\d+$")
        self.assertEqual(release[0], release[1])

        def git(*words):
            run("git", "-c", "user.name=n", "-c", "user.email=e@example.org",
                "-c", "commit.gpgsign=false", *words, cwd=self.folder)
        git("init", "-q")
        git("commit", "-q", "--allow-empty", "-m", "first")
        self.assertEqual(self.version(), release)
        git("tag", "v3.4.5")
        git("tag", "vague")
        self.assertEqual(self.version(), ["3.4.5", "3.4.5"])
        git("commit", "-q", "--allow-empty", "-m", "second")
        self.assertRegex(" ".join(self.version()), r"^3\.4\.5 3\.4\.5\+1\.g[0-9a-f]+$")


if __name__ == "__main__":
    unittest.main()
