# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the formats write, held against schemas and real readers.

sarif-schema-2.1.0.json is the schema that OASIS publishes with SARIF 2.1.0, as
it comes with the npm package @microsoft/jest-sarif (MIT licence).
"""

import html.parser
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from project import CLEAN, LEAK, LEAK_LINE, ProjectTest

try:
    import jsonschema
except ImportError:
    jsonschema = None

# Markup in the source, characters of several bytes before the column, a tab.
ODD = """#include <sys/timerfd.h>
#include <unistd.h>
/* <script>document.title = "owned"</script> & "quotes" */
int odd(int f) {
\tint fd = /* é 😀 */ timerfd_create(CLOCK_MONOTONIC, 0); // </pre><img src=x onerror=alert(1)>
  if (f) {
    return -1;
  }
  return close(fd);
}
"""


class FormatTest(ProjectTest):
    def make(self, kind: str, *more: str, code: int = 1) -> str:
        self.run_it("--format", kind, "--output", "out." + kind, *more, code=code)
        return (self.root / f"out.{kind}").read_text()

    def test_several_at_once(self):
        self.sources(a=LEAK)
        result = self.run_it("-q", "--format=json", "-o", "a.json", "--format=github",
                             "--format=junit", "-o", "a.xml", code=1)
        self.assertTrue(result.stdout.startswith("::warning "))
        self.assertEqual(len(json.loads((self.root / "a.json").read_text())["findings"]), 1)
        self.assertTrue((self.root / "a.xml").exists())
        # Where all go to files, people still get to read something.
        result = self.run_it("-q", "--format=json", "-o", "a.json", code=1)
        self.assertIn("[timer-unstopped]", result.stdout)
        self.assertIn("only one", self.run_it("--format=json", "--format=text", code=2).stderr)

    def test_json(self):
        self.sources(a=LEAK)
        report = json.loads(self.make("json"))
        self.assertEqual(report["format"], 1)
        found, = report["findings"]
        self.assertEqual(found["check"], "timer-unstopped")
        self.assertEqual(found["at"]["line"], LEAK_LINE)
        self.assertEqual([n["at"]["line"] for n in found["notes"]], [6, 8, 9])
        self.assertIn("close(fd);", found["edits"][0]["text"])

    @unittest.skipUnless(jsonschema, "needs Python's jsonschema")
    def test_sarif_is_valid(self):
        schema = json.loads((pathlib.Path(__file__).parent / "sarif-schema-2.1.0.json").read_text())
        validator = jsonschema.validators.validator_for(schema)(schema)
        self.sources(a=LEAK, b=ODD, c=LEAK + "int x = nowhere;\n")
        validator.validate(json.loads(self.make("sarif", code=3)))
        self.sources(a=CLEAN)
        validator.validate(json.loads(self.make("sarif", code=0)))

    def test_sarif_tells_all(self):
        self.sources(a=ODD)
        log = json.loads(self.make("sarif"))
        run, = log["runs"]
        result, = run["results"]
        self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
        place = result["locations"][0]["physicalLocation"]
        self.assertEqual(place["artifactLocation"], {"uri": "src/a.c", "uriBaseId": "SRCROOT"})
        # In UTF-16 units: the tab is one, the last character two.
        self.assertEqual(place["region"], {"startLine": 5, "startColumn": 22})
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        self.assertEqual([s["location"]["physicalLocation"]["region"]["startLine"] for s in steps],
                         [5, 6, 7])
        self.assertTrue(result["partialFingerprints"]["ticktidy/v1"])
        change, = result["fixes"][0]["artifactChanges"]
        self.assertIn("close(fd);", change["replacements"][0]["insertedContent"]["text"])

    def test_gitlab(self):
        self.sources(a=LEAK)
        found, = json.loads(self.make("gitlab"))
        # What GitLab's documentation of its Code Quality report demands.
        self.assertEqual(found["location"], {"path": "src/a.c", "lines": {"begin": LEAK_LINE}})
        self.assertIn(found["severity"], ("info", "minor", "major", "critical", "blocker"))
        for key in ("description", "check_name", "fingerprint"):
            self.assertTrue(found[key])
        self.sources(a=CLEAN)
        self.assertEqual(json.loads(self.make("gitlab", code=0)), [])

    def test_github(self):
        self.sources(a=LEAK)
        line, = self.make("github").splitlines()
        properties, _, message = line.removeprefix("::warning ").partition("::")
        self.assertEqual(dict(p.split("=") for p in properties.split(",")),
                         {"file": "src/a.c", "line": "5", "col": "12", "title": "timer-unstopped"})
        self.assertIn("%0Asrc/a.c:9: 'look' returns here", message)

    def test_junit(self):
        self.sources(a=LEAK, b=ODD, c="int x = nowhere;\n")
        suite = xml.etree.ElementTree.fromstring(self.make("junit", code=3))[0]
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("errors")),
                         ("3", "2", "1"))
        self.assertEqual(suite[0].get("name"), "src/a.c:5:12")
        self.assertEqual(suite[0][0].get("type"), "timer-unstopped")
        self.sources(a=CLEAN)
        suite = xml.etree.ElementTree.fromstring(self.make("junit", code=0))[0]
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "0"))

    def test_html_escapes_and_is_self_contained(self):
        self.write("src/<b>.c", ODD)
        self.database("src/<b>.c")
        page = self.make("html")
        parser = TagLister()
        parser.feed(page)
        self.assertEqual(parser.tags & {"script", "img", "link", "iframe"}, set())
        self.assertEqual(parser.links, {"#timer-unstopped"})
        self.assertEqual(parser.open, [])
        self.assertIn("&lt;script&gt;document.title", page)
        for text in ("src/&lt;b&gt;.c", "+    if (fd &gt;= 0) close(fd);", "prefers-color-scheme: dark"):
            self.assertIn(text, page)

    @unittest.skipUnless(shutil.which("chromium"), "needs Chromium")
    def test_html_in_a_browser(self):
        self.sources(a=ODD)
        self.make("html")
        with tempfile.TemporaryDirectory() as user:
            shown = subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                 "--disable-background-networking", f"--user-data-dir={user}", "--dump-dom",
                 f"file://{self.root}/out.html"], capture_output=True, text=True, timeout=120).stdout
        parser = TagLister()
        parser.feed(shown)
        self.assertIn("<title>ticktidy: 1 finding</title>", shown)
        self.assertEqual(parser.tags & {"script", "img"}, set())
        self.assertIn("timerfd_create(CLOCK_MONOTONIC, 0)", shown)


class TagLister(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.open = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links |= {v for k, v in attrs if k in ("href", "src")}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.open.remove(tag)


if __name__ == "__main__":
    unittest.main()
