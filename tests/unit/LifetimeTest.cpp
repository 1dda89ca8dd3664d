//===- LifetimeTest.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The walk from a timer's creation, seen through what a unit's analysis makes
// of it: which exits leak, and what the path to them tells.
//
//===----------------------------------------------------------------------===//

#include "AnalysisTesting.h"
#include "analysis/UnitAnalysis.h"
#include "model/ModelSet.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

const char Prelude[] = R"(
#ifdef __cplusplus
extern "C" {
#endif
struct timespec { long tv_sec; long tv_nsec; };
struct itimerspec { struct timespec it_interval; struct timespec it_value; };
int timerfd_create(int, int);
int timerfd_settime(int, int, const struct itimerspec *, struct itimerspec *);
int close(int);
long read(int, void *, unsigned long);
void give(int);
void work(void);
int ready(void);
void stop_all(void) __attribute__((noreturn));
#ifdef __cplusplus
}
struct Error { int Code; };
struct Late : Error {};
#endif
)";

/// What the analysis says of a source.
class Findings {
public:
  explicit Findings(llvm::StringRef Functions,
                    ParsedCode::Language In = ParsedCode::Language::C)
      : Code(Prelude + Functions.str(), In),
        Unit(Models, Code.context(), AnalysisOptions()) {}

  /// Each leak in a line: the handle, the path, and after `=>` the exits, with
  /// `?` where some path comes with a timer that was ended.
  std::string leaks() const {
    std::string Text;
    for (const Leak &L : Unit.leaks()) {
      Text += (Text.empty() ? "" : "\n") + L.Timer.Handle + ":" + steps(L.Path);
      const char *Separator = " => ";
      for (const Exit &E : L.Exits) {
        Text += Separator + (E.Jump ? Code.textOf(*E.Jump) : "end") +
                (E.MayBeEnded ? "?" : "");
        Separator = ", ";
      }
    }
    return Text;
  }
  /// Each pile-up in a line: the handle, the first word of the loop, the path.
  std::string pileUps() const {
    std::string Text;
    for (const PileUp &P : Unit.pileUps()) {
      std::string Loop = P.Loop ? Code.textOf(*P.Loop) : "goto";
      Text += (Text.empty() ? "" : "\n") + P.Timer.Handle + ": " +
              Loop.substr(0, Loop.find(' ')) + steps(P.Path);
    }
    return Text;
  }

  const UnitAnalysis &unit() const { return Unit; }

private:
  static std::string steps(llvm::ArrayRef<Step> Path) {
    std::string Text;
    for (const Step &S : Path) {
      static constexpr const char *Names[] = {
          "starts", "true",       "false",    "case",     "runs",   "skips",
          "jumps",  "throws",     "mayThrow", "suspends", "leaves", "loses",
          "frees",  "overwrites", "releases", "replaces", "uses"};
      Text += (" " + llvm::Twine(Names[S.What]) +
               (S.Text.empty() ? "" : "(" + S.Text + ")"))
                  .str();
    }
    return Text;
  }

  model::ModelSet Models;
  ParsedCode Code;
  UnitAnalysis Unit;
};

constexpr llvm::StringLiteral Create = "int fd = timerfd_create(1, 0);";

/// The leaks of `int f(int a, int b)`, which makes a timer and goes on with
/// \p Rest.
std::string leaksAfter(llvm::StringRef Rest) {
  return Findings(("int f(int a, int b) {" + Create + Rest + "}").str())
      .leaks();
}

std::string leaksAfterInCpp(llvm::StringRef Rest) {
  return Findings(("int f(int a, int b) {" + Create + Rest + "}").str(),
                  ParsedCode::Language::Cpp)
      .leaks();
}

TEST(LifetimeTest, NeverClosed) {
  EXPECT_EQ(leaksAfter("work(); return 0;"), "fd: leaves => return 0");
  EXPECT_EQ(Findings("void f(void) {" + Create.str() + "}").leaks(),
            "fd: leaves => end");
}

TEST(LifetimeTest, Closed) {
  EXPECT_EQ(leaksAfter("work(); close(fd); return 0;"), "");
  EXPECT_EQ(leaksAfter("if (fd < 0) return -1; close(fd); return 0;"), "");
  EXPECT_EQ(leaksAfter("if (fd == -1) return -1; close(fd); return 0;"), "");
  EXPECT_EQ(leaksAfter("if (fd >= 0) close(fd); return 0;"), "");
}

TEST(LifetimeTest, EarlyReturn) {
  EXPECT_EQ(leaksAfter("if (a) return -1; close(fd); return 0;"),
            "fd: true(a) leaves => return -1");
  EXPECT_EQ(leaksAfter("if (fd < 0) return -1; if (a > 3) return 1;"
                       "close(fd); return 0;"),
            "fd: false(fd < 0) true(a > 3) leaves => return 1");
  EXPECT_EQ(leaksAfter("if (a) close(fd); return 0;"),
            "fd: false(a) leaves => return 0?")
      << "one path has closed it";
}

TEST(LifetimeTest, AlwaysLiveOnlyWhereTheCreationIsKnownToHaveWorked) {
  auto AlwaysLive = [](llvm::StringRef Rest) {
    Findings F(("int f(int a, int b) {" + Create + Rest + "}").str());
    return F.unit().leaks().size() == 1 &&
           F.unit().leaks().front().Exits.front().AlwaysLive;
  };
  EXPECT_TRUE(AlwaysLive("if (fd < 0) return -1; return 0;"));
  EXPECT_FALSE(AlwaysLive("return 0;")) << "nobody has looked";
  EXPECT_FALSE(AlwaysLive("if (fd < 0) return -1; if (a) close(fd);"
                          "return 0;"));
}

TEST(LifetimeTest, EveryExitIsTold) {
  std::string Text = leaksAfter("if (a) return 1; if (b) return 2;"
                                "close(fd); return 0;");
  EXPECT_NE(Text.find("return 1"), std::string::npos) << Text;
  EXPECT_NE(Text.find("return 2"), std::string::npos) << Text;
  EXPECT_EQ(Text.find("return 0"), std::string::npos) << Text;
  EXPECT_EQ(Findings(("int f(int a, int b) {" + Create +
                      "if (a) return 1; if (b) return 2; close(fd); return 0;}")
                         .str())
                .unit()
                .leaks()
                .size(),
            1u);
}

TEST(LifetimeTest, EachTimerHasItsOwnLeak) {
  Findings F("int f(int a) { int x = timerfd_create(1, 0);"
             " int y = timerfd_create(1, 0); close(x); return 0; }"
             "int g(void) { int z = timerfd_create(1, 0); return 0; }");
  EXPECT_EQ(F.leaks(), "y: leaves => return 0\nz: leaves => return 0");
}

TEST(LifetimeTest, StartsAreTold) {
  EXPECT_EQ(leaksAfter("struct itimerspec s = {{1, 0}, {1, 0}};"
                       "timerfd_settime(fd, 0, &s, 0); return 0;"),
            "fd: starts leaves => return 0");
}

TEST(LifetimeTest, HandedOn) {
  EXPECT_EQ(leaksAfter("return fd;"), "");
  EXPECT_EQ(leaksAfter("give(fd); return 0;"), "");
  EXPECT_EQ(leaksAfter("static int kept; kept = fd; return 0;"), "");
  EXPECT_EQ(leaksAfter("long t; read(fd, &t, sizeof t); return 0;"),
            "fd: leaves => return 0")
      << "who reads keeps nothing";
}

TEST(LifetimeTest, CopiesAreTheTimer) {
  EXPECT_EQ(leaksAfter("int other = fd; close(other); return 0;"), "");
  EXPECT_EQ(leaksAfter("int other = fd; fd = -1; close(other); return 0;"), "");
}

TEST(LifetimeTest, HelpersThatCloseOrOnlyLook) {
  const std::string Helpers =
      "static void finish(int fd) { if (fd >= 0) close(fd); }"
      "static int look(int fd) { return fd < 0; }";
  EXPECT_EQ(
      Findings(Helpers + "void f(void) {" + Create.str() + "finish(fd); }")
          .leaks(),
      "");
  EXPECT_EQ(Findings(Helpers + "void f(void) {" + Create.str() + "look(fd); }")
                .leaks(),
            "fd: leaves => end");
}

TEST(LifetimeTest, CorrelatedFlags) {
  EXPECT_EQ(Findings("int f(int a) { int fd = -1;"
                     " if (a) fd = timerfd_create(1, 0); work();"
                     " if (a) close(fd); return 0; }")
                .leaks(),
            "");
  EXPECT_EQ(Findings("int f(int a) { int fd = -1;"
                     " if (a) fd = timerfd_create(1, 0);"
                     " if (fd != -1) close(fd); return 0; }")
                .leaks(),
            "");
  EXPECT_EQ(leaksAfter("int open = 1; if (a) { close(fd); open = 0; }"
                       "if (open) close(fd); return 0;"),
            "");
  EXPECT_EQ(leaksAfter("int bad = a < b; if (!bad) close(fd);"
                       "if (bad) close(fd); return 0;"),
            "");
  EXPECT_EQ(leaksAfter("int err = 0; if (a) err = -1; if (!err) close(fd);"
                       "return err;"),
            "fd: false(!err) leaves => return err?");
}

TEST(LifetimeTest, ChangedFlagsAreForgotten) {
  EXPECT_EQ(leaksAfter("if (a) close(fd); a = b; if (!a) close(fd);"
                       "return 0;"),
            "fd: false(a) false(!a) leaves => return 0?");
}

TEST(LifetimeTest, Switches) {
  EXPECT_EQ(leaksAfter("switch (a) { case 1: close(fd); return 1;"
                       " case 2: return 2; default: close(fd); }"
                       "return 0;"),
            "fd: case leaves => return 2");
  EXPECT_EQ(leaksAfter("switch (a) { case 1: close(fd); }"
                       "switch (a) { case 1: break; default: close(fd); }"
                       "return 0;"),
            "");
}

TEST(LifetimeTest, Jumps) {
  EXPECT_EQ(leaksAfter("if (a) goto out; close(fd); return 0;"
                       "out: return -1;"),
            "fd: true(a) jumps(out) leaves => return -1");
  EXPECT_EQ(leaksAfter("if (a) goto out; work(); out: close(fd); return 0;"),
            "");
}

TEST(LifetimeTest, NoReturn) {
  EXPECT_EQ(leaksAfter("if (a) stop_all(); close(fd); return 0;"), "");
}

TEST(LifetimeTest, MainMayLeaveItToTheSystem) {
  EXPECT_EQ(Findings("int main(void) {" + Create.str() +
                     "return 0; } void f(void) {}")
                .leaks(),
            "");
}

TEST(LifetimeTest, Throws) {
  EXPECT_EQ(leaksAfterInCpp("if (a) throw 1; close(fd); return 0;"),
            "fd: true(a) throws => throw 1");
}

TEST(LifetimeTest, CatchHandlers) {
  EXPECT_EQ(leaksAfterInCpp("try { if (a) throw 1; work(); }"
                            "catch (int) { return 1; } close(fd); return 0;"),
            "fd: true(a) leaves => return 1");
  EXPECT_EQ(leaksAfterInCpp("try { if (a) throw Late(); work(); }"
                            "catch (Error &) { close(fd); return 1; }"
                            "close(fd); return 0;"),
            "")
      << "a base catches";
  EXPECT_EQ(leaksAfterInCpp("try { if (a) throw 1; work(); }"
                            "catch (Error &) { close(fd); return 1; }"
                            "catch (...) { close(fd); throw; }"
                            "close(fd); return 0;"),
            "");
  EXPECT_EQ(leaksAfterInCpp("try { if (a) throw 1; }"
                            "catch (Error &) { close(fd); return 1; }"
                            "close(fd); return 0;"),
            "fd: true(a) throws => throw 1")
      << "no handler is for it";
}

TEST(LifetimeTest, LambdasInSight) {
  EXPECT_EQ(leaksAfterInCpp("auto end = [&] { close(fd); }; end(); return 0;"),
            "");
}

TEST(LifetimeTest, ScopesThatEnd) {
  EXPECT_EQ(Findings("void f(int a) { if (a) {" + Create.str() +
                     "work(); } work(); }")
                .leaks(),
            "fd: loses => end");
}

TEST(LifetimeTest, PilesUpInALoop) {
  Findings F("void f(void) { while (ready()) {" + Create.str() + "work(); } }");
  EXPECT_EQ(F.unit().pileUps().size(), 1u);
  const unsigned All = ~0U;
  const TimerSite &Site = F.unit().pileUps().front().Timer;
  EXPECT_TRUE(F.unit().isFirst(Fault::PileUp, Site, All));
  EXPECT_FALSE(F.unit().isFirst(Fault::Leak, Site, All))
      << "one report a timer";
  EXPECT_EQ(F.unit().pileUps().front().By, PileUp::Repeats::Loop);
  EXPECT_EQ(F.pileUps().substr(0, 9), "fd: while");
}

TEST(LifetimeTest, ContinueSkipsTheEnd) {
  Findings F("void f(int a) { for (;;) {" + Create.str() +
             "if (a) continue; close(fd); } }");
  EXPECT_EQ(F.unit().pileUps().size(), 1u) << F.leaks();
}

TEST(LifetimeTest, RoundsThatClean) {
  for (const char *Loop :
       {"while (ready()) { int fd = timerfd_create(1, 0); close(fd); }",
        "do { int fd = timerfd_create(1, 0); if (fd < 0) continue; work();"
        " close(fd); } while (ready());",
        "int fd = timerfd_create(1, 0); while (ready()) work(); close(fd);"}) {
    Findings F(std::string("void f(void) {") + Loop + "}");
    EXPECT_EQ(F.pileUps(), "") << Loop;
    EXPECT_EQ(F.leaks(), "") << Loop;
  }
}

TEST(LifetimeTest, ShortLoopsPileNothingUp) {
  Findings F("void f(void) { for (int i = 0; i < 3; ++i) {" + Create.str() +
             "work(); } }");
  EXPECT_EQ(F.pileUps(), "");
  EXPECT_EQ(F.unit().leaks().size(), 1u);
}

TEST(LifetimeTest, GotoIsALoop) {
  Findings F("void f(void) { int fd; again: fd = timerfd_create(1, 0);"
             " if (ready()) goto again; close(fd); }");
  EXPECT_EQ(F.pileUps(), "fd: goto true(ready()) jumps(again)");
  ASSERT_EQ(F.unit().pileUps().size(), 1u);
  EXPECT_EQ(F.unit().pileUps().front().Loop, nullptr);
}

/// \p Count branches one after another, all with conditions of their own.
std::string diamonds(unsigned Count) {
  std::string Text;
  for (unsigned I = 0; I != Count; ++I)
    Text += "if (a == " + std::to_string(I) + " + b) work(); else ready();\n";
  return Text;
}

TEST(LifetimeTest, ManyBranchesStayBounded) {
  EXPECT_EQ(leaksAfter(diamonds(200) + "return 0;"), "fd: leaves => return 0");
  EXPECT_EQ(leaksAfter(diamonds(200) + "close(fd); return 0;"), "");
}

TEST(LifetimeTest, TooManyStatesAreSilent) {
  std::string First, Second, Parameters;
  for (char Flag = 'a'; Flag <= 'j'; ++Flag) {
    Parameters += std::string(Flag == 'a' ? "" : ", ") + "int " + Flag;
    First += std::string("if (") + Flag + ") work();";
    Second += std::string("if (") + Flag + ") ready();";
  }
  auto Leaks = [&](const std::string &Body) {
    return Findings("void f(" + Parameters + ") {" + Create.str() + Body + "}")
        .leaks();
  };
  EXPECT_EQ(Leaks(First + Second), "");
  EXPECT_EQ(Leaks(First), "fd: leaves => end");
}

TEST(LifetimeTest, ErrorsSilenceTheirFunctionAlone) {
  ParsedCode Code(Prelude +
                      ("void f(int a) {" + Create +
                       "if (a) return; Unknown b; close(fd); }"
                       "void g(void) { int left = timerfd_create(1, 0); }")
                          .str(),
                  ParsedCode::Language::C, ParsedCode::Errors::Expected);
  model::ModelSet Models;
  UnitAnalysis Unit(Models, Code.context(), AnalysisOptions());
  ASSERT_EQ(Unit.leaks().size(), 1u);
  EXPECT_EQ(Unit.leaks().front().Timer.Handle, "left");
}

} // namespace
