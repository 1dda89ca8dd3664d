# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ticktidy-clangd in Neovim, with nothing but Neovim's own LSP client."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from lsp import SERVER
from test_conversation import LEAK, MENDED

HERE = pathlib.Path(__file__).resolve().parent


@unittest.skipUnless(shutil.which("nvim"), "there is no Neovim here")
class Neovim(unittest.TestCase):

    def test_shows_the_report_and_applies_the_fix(self):
        with tempfile.TemporaryDirectory(prefix="ticktidy-nvim-") as folder:
            root = pathlib.Path(folder).resolve()
            file, seen = root / "look.c", root / "seen.json"
            file.write_text(LEAK)
            environment = {
                **os.environ, "TICKTIDY_FILE": str(file), "TICKTIDY_SEEN": str(seen),
                "TICKTIDY_CLANGD": SERVER, "HOME": folder, "XDG_CONFIG_HOME": folder,
                "XDG_DATA_HOME": folder, "XDG_CACHE_HOME": folder, "XDG_STATE_HOME": folder}
            environment.pop("CLANGD_FLAGS", None)
            subprocess.run(["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n",
                            "-c", f"luafile {HERE / 'neovim.lua'}"],
                           cwd=root, env=environment, stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=280, check=False)
            what = json.loads(seen.read_text())
            self.assertNotIn("problem", what, what)
            report, = what["before"]
            self.assertEqual((report["source"], report["code"], report["line"]),
                             ("clang-tidy", "timer-unstopped", 4))
            self.assertEqual(what["titles"][0], "end the timer on every path")
            self.assertEqual(what["after"], [])
            self.assertEqual(file.read_text(), MENDED)


if __name__ == "__main__":
    unittest.main()
