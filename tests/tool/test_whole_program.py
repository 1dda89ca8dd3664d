# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What only several units together can tell."""

import json
import subprocess
import unittest

from project import LEAK, PROGRAM, ProjectTest

HEADER = """#pragma once
class Poller {
public:
  Poller();
  ~Poller();
  void start();
  void halt();
private:
  int fd = -1;
};
"""
STARTS = """#include "poller.h"
#include <sys/timerfd.h>
#include <unistd.h>
void Poller::start() {
  fd = timerfd_create(CLOCK_MONOTONIC, 0);
}
"""
FORGETS = """#include "poller.h"
Poller::Poller() = default;
Poller::~Poller() {}
void Poller::halt() {}
"""
STOPS = """#include "poller.h"
#include <unistd.h>
Poller::Poller() = default;
Poller::~Poller() { halt(); }
void Poller::halt() { if (fd >= 0) close(fd); }
"""
ASKS = """#include <sys/timerfd.h>
#include <unistd.h>
void watch(int fd);
int ask(void) {
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  if (fd < 0)
    return -1;
  watch(fd);
  return 0;
}
"""


class WholeProgramTest(ProjectTest):
    def whole(self, code: int) -> list[dict]:
        found = self.findings("--whole-program", code=code)
        # Both ways and any number of processes come to the same.
        self.assertEqual(self.findings("--whole-program", "-j1", "--no-cache", code=code), found)
        return found

    def poller(self, other: str) -> None:
        self.write("src/poller.h", HEADER)
        self.write("src/start.cpp", STARTS)
        self.write("src/end.cpp", other)
        self.database("src/start.cpp", "src/end.cpp")

    def test_member_started_here_and_forgotten_by_the_destructor_there(self):
        self.poller(FORGETS)
        self.assertEqual(self.findings(code=0), [])
        found, = self.whole(code=1)
        self.assertEqual(found["check"], "timer-unstopped-member")
        self.assertEqual(found["message"],
                         "timer 'fd' is still alive when its 'Poller' is destroyed")
        self.assertTrue(found["at"]["file"].endswith("src/start.cpp"))
        self.assertEqual(found["at"]["line"], 5)
        self.assertTrue(found["notes"][-1]["at"]["file"].endswith("src/poller.h"))

    def test_public_member_that_no_other_unit_names(self):
        self.write("src/poller.h", HEADER.replace("private:", "").replace("halt", "look"))
        self.write("src/start.cpp", STARTS + "Poller::Poller() {}\nPoller::~Poller() {}\n"
                   "void Poller::look() {}\n")
        self.write("src/end.cpp", '#include "poller.h"\nvoid serve() { Poller P; P.start(); }\n')
        self.database("src/start.cpp", "src/end.cpp")
        self.assertEqual(self.findings(code=0), [])
        found, = self.whole(code=1)
        self.assertEqual(found["check"], "timer-unstopped-member")
        self.write("src/end.cpp", '#include "poller.h"\n#include <unistd.h>\n'
                   "void serve() { Poller P; P.start(); close(P.fd); }\n")
        self.whole(code=0)

    def test_field_of_a_plain_struct_that_one_unit_frees(self):
        self.write("src/session.h", "#include <ev.h>\nstruct session { ev_timer idle; int fd; };\n"
                   "struct session *session_new(struct ev_loop *loop);\n"
                   "void session_free(struct session *s);\n")
        self.write("src/session.c", """#include "session.h"
#include <stdlib.h>
static void expired(struct ev_loop *loop, ev_timer *w, int events) {}
struct session *session_new(struct ev_loop *loop) {
  struct session *s = malloc(sizeof *s);
  ev_timer_init(&s->idle, expired, 5., 5.);
  ev_timer_start(loop, &s->idle);
  return s;
}
void session_free(struct session *s) { free(s); }
""")
        self.write("src/main.c", '#include "session.h"\nvoid serve(struct ev_loop *l) {'
                   " session_free(session_new(l)); }\n")
        self.database("src/session.c", "src/main.c")
        self.assertEqual(self.findings(code=0), [])
        found, = self.whole(code=1)
        self.assertEqual((found["check"], found["at"]["line"]), ("timer-unstopped-member", 7))
        self.write("src/main.c", '#include "session.h"\nvoid serve(struct ev_loop *l) {'
                   " struct session *s = session_new(l); ev_timer_stop(l, &s->idle);"
                   " session_free(s); }\n")
        self.whole(code=0)
        self.write("src/main.c", '#include "session.h"\n#include <stddef.h>\n'
                   "void stop_at(struct ev_loop *l, void *s, size_t at);\n"
                   "void serve(struct ev_loop *l) { struct session *s = session_new(l);"
                   " stop_at(l, s, offsetof(struct session, idle)); session_free(s); }\n")
        self.whole(code=0)

    def test_member_that_the_destructor_there_stops(self):
        self.poller(STOPS)
        self.assertEqual(self.whole(code=0), [])

    def test_member_of_objects_that_live_for_ever(self):
        self.poller(FORGETS)
        for make, found in (("static Poller one;", 0), ("struct Box { Poller in; }; Box box;", 0),
                            ("void f() { Poller p; p.start(); }", 1),
                            ("Poller a; void f() { new Poller; }", 1)):
            with self.subTest(make):
                self.write("src/main.cpp", f'#include "poller.h"\n{make}\n')
                self.database("src/start.cpp", "src/end.cpp", "src/main.cpp")
                self.assertEqual(len(self.whole(code=found)), found)

    def test_member_of_a_class_with_code_that_nobody_has(self):
        self.poller(FORGETS.replace("void Poller::halt() {}", ""))
        self.assertEqual(self.whole(code=0), [])

    def test_member_that_is_silenced(self):
        self.poller(FORGETS)
        self.write("src/start.cpp", STARTS.replace("0);", "0); // NOLINT"))
        self.assertEqual(self.whole(code=0), [])
        self.write("src/start.cpp", STARTS)
        self.assertEqual(self.findings("--whole-program", "--checks=-timer-unstopped-member",
                                       code=0), [])

    def helper(self, body: str, more: str = "") -> None:
        self.sources(ask=ASKS, watch="#include <stdio.h>\n#include <unistd.h>\n" + more +
                     f"void watch(int fd) {{ {body} }}\n")

    def test_helper_that_was_assumed_to_stop(self):
        for body in ('printf("%d", fd);', "", "if (fd > 3) puts(\"x\");"):
            with self.subTest(body):
                self.helper(body)
                self.assertEqual(self.findings(code=0), [])
                found, = self.whole(code=1)
                self.assertEqual(found["check"], "timer-unstopped")
                self.assertEqual(found["at"]["line"], 5)
                self.assertEqual(found["edits"], [])

    def test_helper_that_takes_care(self):
        for body, more in (("close(fd);", ""), ("kept = fd;", "int kept;\n"),
                           ("other(fd);", "void other(int fd);\n"),
                           ("end(fd);", "static void end(int fd) { close(fd); }\n"),
                           ("if (fd > 3) close(fd);", "")):
            with self.subTest(body):
                self.helper(body, more)
                self.assertEqual(self.whole(code=0), [])

    def test_helper_of_two_programs(self):
        self.helper("")
        self.write("src/second.c", "#include <unistd.h>\nvoid watch(int fd) { close(fd); }\n")
        self.database("src/ask.c", "src/watch.c", "src/second.c")
        self.assertEqual(self.whole(code=0), [])

    def test_doubts_of_strict_mode_are_settled(self):
        self.write(".clang-tidy", "CheckOptions:\n  StrictMode: true\n")
        self.helper("close(fd);")
        self.assertEqual(len(self.findings()), 1)
        self.assertEqual(self.whole(code=0), [])

    def summarize(self, unit: str, to: str) -> None:
        self.run_it("summarize", unit, "-o", to, code=0)

    def test_separate_steps_are_hermetic_and_deterministic(self):
        self.poller(FORGETS)
        self.summarize("src/start.cpp", "1.sum")
        self.summarize("src/end.cpp", "2.sum")
        first = (self.root / "1.sum").read_bytes()
        self.assertNotIn(str(self.root).encode(), first)
        self.summarize("src/start.cpp", "1.sum")
        self.assertEqual((self.root / "1.sum").read_bytes(), first)
        linked = self.run_it("link", "1.sum", "2.sum", "--format=json", code=1).stdout
        self.assertEqual(json.loads(linked)["findings"], self.whole(code=1))
        self.assertEqual(self.run_it("link", "2.sum", "1.sum", "--format=json", code=1).stdout,
                         linked)
        # In another folder the summary is the same.
        moved = self.root.parent / "moved"
        self.root.rename(moved)
        self.root = moved
        self.database("src/start.cpp", "src/end.cpp")
        self.summarize("src/start.cpp", "1.sum")
        self.assertEqual((self.root / "1.sum").read_bytes(), first)

    def test_ordinary_findings_are_in_the_link_too(self):
        self.sources(a=LEAK)
        self.summarize("src/a.c", "a.sum")
        self.assertIn("src/a.c:5:12: warning", self.run_it("link", "a.sum", code=1).stdout)

    def test_a_build_system_drives_it(self):
        self.poller(FORGETS)
        self.write("build.ninja",
                   f"rule sum\n  command = {PROGRAM} summarize $in -o $out\n"
                   f"rule link\n  command = {PROGRAM} link $in --format json --output $out"
                   " > /dev/null || [ $$? -eq 1 ]\n"
                   "build 1.sum: sum src/start.cpp\nbuild 2.sum: sum src/end.cpp\n"
                   "build found.json: link 1.sum 2.sum\n")
        subprocess.run(["ninja"], cwd=self.root, check=True, capture_output=True)
        self.assertEqual(len(json.loads((self.root / "found.json").read_text())["findings"]), 1)

    def test_mistakes(self):
        self.sources(a=LEAK)
        self.assertIn("takes one unit", self.run_it("summarize", "src/a.c", code=2).stderr)
        self.assertIn("not a folder", self.run_it("summarize", "src", "-o", "x", code=2).stderr)
        self.assertIn("takes summaries", self.run_it("link", code=2).stderr)
        self.assertIn("cannot read", self.run_it("link", "none", code=2).stderr)
        for text in ("", "{}", '{"ticktidy-summary": 9, "result": {}}', "[" * 100000):
            self.write("bad", text)
            self.assertIn("is no summary", self.run_it("link", "bad", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
