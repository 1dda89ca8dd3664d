# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ticktidy-clangd, as an editor sees it."""

import pathlib
import tempfile
import unittest
import urllib.parse

from lsp import Server, applied, compile_error

# A path that forgets the timer, another exit that does not.
LEAK = """#include <sys/timerfd.h>
#include <unistd.h>

int look(int fail) {
  int ticks = timerfd_create(CLOCK_MONOTONIC, 0);
  if (ticks < 0)
    return -1;
  if (fail == 1)
    return -1;
  if (fail == 2)
    return -2;
  close(ticks);
  return 0;
}
"""
MENDED = LEAK.replace("1)\n    return -1;", "1) {\n    close(ticks);\n    return -1;\n  }").replace(
    "2)\n    return -2;", "2) {\n    close(ticks);\n    return -2;\n  }")
# No path ends the timer by hand: a guard is the other way.
GUARD = """#include <memory>
#include <stdexcept>
#include <sys/timerfd.h>
#include <unistd.h>

void ticks(int count) {
  int ticker = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (ticker < 0)
    throw std::runtime_error("no timer");
  while (count-- > 0) {
    unsigned long long buffer = 0;
    if (read(ticker, &buffer, sizeof buffer) != sizeof buffer)
      throw std::runtime_error("no tick");
  }
}
"""


def timer_reports(diagnostics: list[dict]) -> list[dict]:
    return [d for d in diagnostics if d.get("source") == "clang-tidy" and
            str(d.get("code", "")).startswith("timer-")]


class Conversation(unittest.TestCase):
    """Each has a project of its own: files without any settings."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ticktidy-clangd-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def server(self, *flags: str, **capabilities) -> Server:
        return Server(self.root, *flags, **capabilities)

    def only_report(self, diagnostics: list[dict]) -> dict:
        reports = timer_reports(diagnostics)
        self.assertEqual(len(reports), 1, diagnostics)
        return reports[0]

    def test_tells_what_the_check_tells(self):
        file = self.write("look.c", LEAK)
        with self.server() as server:
            report = self.only_report(server.open(file))
        self.assertEqual(report["code"], "timer-unstopped")
        self.assertEqual(report["range"]["start"], {"line": 4, "character": 14})
        self.assertIn("imer 'ticks' is still alive when 'look' returns", report["message"])
        story = [(note["location"]["range"]["start"]["line"], note["message"])
                 for note in report["relatedInformation"]]
        self.assertIn((8, "'look' returns here, and 'ticks' is not closed"),
                      [(line, text[0].lower() + text[1:]) for line, text in story])

    def test_links_to_the_page_on_the_check(self):
        file = self.write("look.c", LEAK)
        with self.server() as server:
            report = self.only_report(server.open(file))
        link = urllib.parse.urlsplit(report["codeDescription"]["href"])
        self.assertEqual(link.scheme, "file")
        page = pathlib.Path(urllib.parse.unquote(link.path))
        self.assertTrue(page.read_text().startswith("# timer-unstopped\n"), page)

    def test_each_check_has_words_for_its_fixes(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        words = (root / "tool/clangd/Messages.cpp").read_text()
        for page in (root / "docs/checks").glob("*.md"):
            self.assertIn(f'"timer-{page.stem}"', words)

    def test_follows_what_is_typed(self):
        file = self.write("look.c", LEAK)
        with self.server() as server:
            self.only_report(server.open(file))
            self.assertEqual(server.edit(file, MENDED), [])
            self.only_report(server.edit(file, LEAK))

    def test_each_quick_fix_mends_the_file(self):
        for name, text, titles in [
                ("look.c", LEAK, ["end the timer on every path"]),
                ("ticks.cpp", GUARD, ["end the timer on every path",
                                      "guard 'ticker' with 'std::unique_ptr'"])]:
            file = self.write(name, text)
            with self.subTest(name), self.server() as server:
                report = self.only_report(server.open(file))
                fixes = server.quick_fixes(file, report)
                self.assertEqual([fix["title"] for fix in fixes if "gnore" not in fix["title"]],
                                 titles)
                for fix in fixes:
                    with self.subTest(fix["title"]):
                        self.assertEqual(fix["kind"], "quickfix")
                        mended = applied(text, file, fix)
                        self.assertEqual(compile_error(file, mended), "")
                        self.assertEqual(timer_reports(server.edit(file, mended)), [])
                        server.edit(file, text)

    def test_editors_that_take_fixes_with_the_report(self):
        file = self.write("look.c", LEAK)
        with self.server(codeActionsInline=True, relatedInformation=False) as server:
            report = self.only_report(server.open(file))
        self.assertEqual([fix["title"] for fix in report["codeActions"]],
                         ["end the timer on every path"])
        self.assertIn("'look' returns here", report["message"])

    def test_several_files_at_once(self):
        files = [self.write(f"look{n}.c", LEAK.replace("look", f"look{n}")) for n in range(6)]
        with self.server("-j=4") as server:
            for file in files:
                server.show(file)
            for n, file in enumerate(files):
                self.assertIn(f"'look{n}'", self.only_report(server.diagnostics(file))["message"])

    def test_a_fix_of_one_edit_says_what_it_inserts(self):
        text = LEAK.replace("  if (fail == 2)\n    return -2;\n", "").replace(
            "1)\n    return -1;", "1) {\n    return -1;\n  }")
        file = self.write("look.c", text)
        with self.server() as server:
            report = self.only_report(server.open(file))
            fix, = server.quick_fixes(file, report)
            self.assertTrue(fix["title"].startswith("insert 'close(ticks);"), fix["title"])
            self.assertEqual(timer_reports(server.edit(file, applied(text, file, fix))), [])

    def test_broken_code_makes_no_report(self):
        correct = LEAK.replace("return -1;\n  if (fail == 2)", "{ close(ticks); return -1; }\n"
                               "  if (fail == 2)").replace("return -2;",
                                                            "{ close(ticks); return -2; }")
        file = self.write("look.c", correct)
        with self.server() as server:
            self.assertEqual(server.open(file), [])
            # Elsewhere in the file, and in the function itself, half a line.
            for broken in [correct[:correct.index("  close(ticks);\n  return 0;")],
                           correct.replace("close(ticks);\n  return 0;", "close\n  return 0;"),
                           correct + "int other(void) { return nobody(3; }\n",
                           correct.replace("close(ticks);\n  return 0;", "clo\n  return 0;"),
                           correct.replace("if (fail == 2)", "if (fail == "),
                           correct.replace("#include <unistd.h>", "#include <nowhere.h>"),
                           correct.replace("return 0;\n}", "return 0;")]:
                diagnostics = server.edit(file, broken)
                self.assertNotEqual(diagnostics, [])
                self.assertEqual(timer_reports(diagnostics), [], broken)

    def test_a_fault_is_told_beside_an_error_elsewhere(self):
        file = self.write("look.c", LEAK + "int other(void) { return nobody; }\n")
        with self.server() as server:
            diagnostics = server.open(file)
        self.only_report(diagnostics)
        self.assertIn("undeclared_var_use", [d.get("code") for d in diagnostics])

    def test_class_of_a_header_is_not_judged_by_what_is_not_seen(self):
        self.write("ticker.h", """#pragma once
#include <sys/timerfd.h>
#include <unistd.h>
class Ticker {
public:
  ~Ticker() { stop(); }
  void start();
  void stop() { if (fd >= 0) close(fd); fd = -1; }
private:
  int fd = -1;
};
""")
        file = self.write("ticker.cpp", '#include "ticker.h"\n'
                          "void Ticker::start() { stop(); fd = timerfd_create(1, 0); }\n"
                          "void once() { Ticker ticker; ticker.start(); }\n")
        with self.server() as server:
            self.assertEqual(timer_reports(server.open(file)), [])

    def test_the_rest_of_clangd_is_there(self):
        text = LEAK + "int main(void) { return look(1); }\n"
        file = self.write("look.c", text)
        line = text.splitlines().index("int main(void) { return look(1); }")
        column = text.splitlines()[line].index("look")
        with self.server() as server:
            server.open(file)
            hover = server.at("hover", file, 4, 15)
            self.assertIn("timerfd_create", hover["contents"]["value"])
            (there,) = server.at("definition", file, line, column)
            self.assertEqual(there["range"]["start"], {"line": 3, "character": 4})
            server.edit(file, text.replace("return look(1)", "return loo"))
            offers = server.at("completion", file, line, column + 3)
            self.assertIn("look", [item["filterText"] for item in offers["items"]])
            # Its own warnings, under their own names and links.
            other, = server.edit(file, "int f(int x) { if (x = 1) return 1; return 0; }\n")
            self.assertEqual((other["source"], other["code"]), ("clang", "-Wparentheses"))

    def test_settings_have_the_last_word(self):
        file = self.write("look.c", LEAK)
        for settings, text, is_on in [
                (".clang-tidy", "Checks: 'bugprone-*,-timer-unstopped'\n", False),
                (".clang-tidy", "Checks: '-*,modernize-*'\n", True),
                (".clang-tidy", "Checks: '-*,timer-*'\n", True),
                (".clangd", "Diagnostics: {ClangTidy: {Remove: 'timer-*'}}\n", False)]:
            path = self.write(settings, text)
            with self.subTest(text), self.server("--enable-config") as server:
                self.assertEqual(len(timer_reports(server.open(file))), int(is_on))
            path.unlink()
        with self.subTest("NOLINT"), self.server() as server:
            self.assertEqual(timer_reports(server.open(
                file, LEAK.replace("MONOTONIC, 0);", "MONOTONIC, 0); // NOLINT"))), [])


if __name__ == "__main__":
    unittest.main()
