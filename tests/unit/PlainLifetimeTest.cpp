//===- PlainLifetimeTest.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which timers end in plain sight, and which need a walk over all paths.
//
//===----------------------------------------------------------------------===//

#include "analysis/PlainLifetime.h"
#include "AnalysisTesting.h"
#include "analysis/Summaries.h"
#include "analysis/TimerSites.h"
#include "model/ModelSet.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

const char Prelude[] = R"(
extern "C" {
struct itimerspec { long it_interval, it_value; };
int timerfd_create(int, int);
int timerfd_settime(int, int, const itimerspec *, itimerspec *);
int close(int);
struct uv_loop_t;
struct uv_timer_t { void *data; };
int uv_timer_init(uv_loop_t *, uv_timer_t *);
int uv_timer_start(uv_timer_t *, void (*)(uv_timer_t *), unsigned long, unsigned long);
int uv_timer_stop(uv_timer_t *);
int uv_timer_again(uv_timer_t *);
int uv_is_active(const uv_timer_t *);
void uv_close(uv_timer_t *, void (*)(uv_timer_t *));
void give(int);
void take(uv_timer_t *);
void work();
int ready();
}
static void finish(int fd) { if (fd >= 0) close(fd); }
static void perhaps(int fd) { if (ready()) close(fd); }
static int look(int fd) { return fd + ready(); }
static int kept;
static void keep(int fd) { kept = fd; }
)";

/// The names of the variables that plainly hold the timers of the last
/// function of \p Function, one word each; "-" for a timer without.
std::string plain(llvm::StringRef Function, Exceptions Followed) {
  ParsedCode Code(Prelude + Function.str(), ParsedCode::Language::Cpp);
  model::ModelSet Models;
  ModelLookup Lookup(Models, Code.context());
  UnitScan Scan(Code.context(), Lookup);
  Summaries Functions(Code.context(), Lookup, Scan, Followed, false);
  std::vector<TrackedTimer> Timers;
  for (const TimerCall &Call : Scan.Functions.back().Calls)
    if (std::optional<TrackedTimer> Timer =
            timerMadeBy(Call, Lookup, Code.context()))
      Timers.push_back(*Timer);
  std::string Names;
  for (const ValueDecl *Holder :
       plainHolders(Timers, Scan.Functions.back(), Functions))
    Names += (Names.empty() ? "" : " ") +
             (Holder ? Holder->getNameAsString() : std::string("-"));
  return Names;
}

/// The same for a function with \p Body after the creation of `fd`.
std::string plainWith(const std::string &Body) {
  return plain("int f(int n) { int fd = timerfd_create(0, 0); " + Body + " }",
               Exceptions::Explicit);
}

struct Case {
  const char *Name;
  const char *Body;
};

std::ostream &operator<<(std::ostream &Out, const Case &C) {
  return Out << C.Name;
}

class Plain : public testing::TestWithParam<Case> {};

TEST_P(Plain, NeedsNoWalk) { EXPECT_EQ(plainWith(GetParam().Body), "fd"); }

INSTANTIATE_TEST_SUITE_P(
    Timers, Plain,
    testing::Values(
        Case{"ReleasedAtTheEnd", "work(); close(fd); return 0;"},
        Case{"ReleaseOfAnUnknownResult",
             "work(); (void)close(fd); return ready();"},
        Case{"FailureTold", "if (fd < 0) return -1; close(fd); return 0;"},
        Case{"SuccessTold", "if (fd != -1) { work(); close(fd); } return 0;"},
        Case{"FailureToldInPart",
             "if (fd < 0 || !ready()) { if (fd >= 0) close(fd); return 1; }"
             "close(fd); return 0;"},
        Case{"ReleasedOnEachReturn",
             "if (ready()) { close(fd); return 1; } close(fd); return 0;"},
        Case{"ReleasedInBothBranches",
             "if (ready()) close(fd); else { work(); close(fd); } return 0;"},
        Case{"Started", "itimerspec when = {1, 1};"
                        "if (timerfd_settime(fd, 0, &when, nullptr)) work();"
                        "close(fd); return 0;"},
        Case{"LookedAt", "int n2 = look(fd); close(fd); return n2;"},
        Case{"ReleasedByAHelper", "work(); finish(fd); return 0;"},
        Case{"LoopAround", "while (ready()) { if (n++ > 3) break; work(); }"
                           "close(fd); return 0;"},
        Case{"ForLoop", "for (int i = 0; i < n; ++i) { if (i == 3) continue;"
                        "look(fd); } close(fd); return 0;"},
        Case{"ReturnedFromALoop",
             "for (;;) { if (ready()) { close(fd); return 1; } }"},
        Case{"RangeLoop", "int All[3] = {}; for (int i : All) work();"
                          "close(fd); return 0;"}),
    [](const auto &Info) { return std::string(Info.param.Name); });

class NotPlain : public testing::TestWithParam<Case> {};

TEST_P(NotPlain, NeedsAWalk) { EXPECT_EQ(plainWith(GetParam().Body), "-"); }

INSTANTIATE_TEST_SUITE_P(
    Timers, NotPlain,
    testing::Values(
        Case{"NeverReleased", "work(); return 0;"},
        Case{"ReturnBefore", "if (ready()) return 1; close(fd); return 0;"},
        Case{"OneBranchOnly", "if (ready()) close(fd); return 0;"},
        Case{"WrongTest", "if (fd >= 0) return 1; close(fd); return 0;"},
        Case{"ZeroIsATimer", "if (fd > 0) close(fd); return 0;"},
        Case{"TestOfSomethingElse",
             "if (n < 0) return 1; close(fd); return 0;"},
        Case{"OnlyIfBothHold", "ready() && close(fd); return 0;"},
        Case{"OnlyIfChosen", "n = ready() ? close(fd) : 0; return 0;"},
        Case{"ReleasedTwice", "close(fd); close(fd); return 0;"},
        Case{"ReleasedAgainLater",
             "if (ready()) close(fd); close(fd); return 0;"},
        Case{"UsedAfterwards", "close(fd); return look(fd);"},
        Case{"UsedInTheSameExpression", "n = close(fd) + look(fd); return 0;"},
        Case{"ReleasedInALoop", "while (ready()) close(fd); return 0;"},
        Case{
            "LeftByBreak",
            "while (ready()) { if (n) break; close(fd); return 1; } return 0;"},
        Case{"UsedInTheNextRound",
             "for (;;) { look(fd); if (ready()) { close(fd); } }"},
        Case{"HelperThatMayRelease", "perhaps(fd); return 0;"},
        Case{"HelperThatKeeps", "keep(fd); close(fd); return 0;"},
        Case{"OutOfSight", "give(fd); close(fd); return 0;"},
        Case{"Copied", "int other = fd; close(fd); return other;"},
        Case{"Assigned", "fd = 3; close(fd); return 0;"},
        Case{"AddressTaken", "int *p = &fd; close(fd); return *p;"},
        Case{"Referred", "int &r = fd; close(fd); return r;"},
        Case{"Captured", "auto l = [&] { fd = 1; }; l(); close(fd); return 0;"},
        Case{"Returned", "return fd;"},
        Case{"JumpedOver", "if (ready()) goto out; close(fd); out: return 0;"},
        Case{"Switch", "switch (n) { case 1: close(fd); break; } return 0;"},
        Case{"Thrown", "if (ready()) throw 1; close(fd); return 0;"}),
    [](const auto &Info) { return std::string(Info.param.Name); });

TEST(PlainLifetime, TimerInALoopIsNot) {
  EXPECT_EQ(plain("void f() { while (ready()) { int fd = timerfd_create(0, 0);"
                  "close(fd); } }",
                  Exceptions::Explicit),
            "-");
}

TEST(PlainLifetime, ScopeMayBeABranch) {
  EXPECT_EQ(plain("void f() { if (ready()) { int fd = timerfd_create(0, 0);"
                  "close(fd); } work(); }",
                  Exceptions::Explicit),
            "fd");
  EXPECT_EQ(plain("void f() { if (ready()) { int fd = timerfd_create(0, 0);"
                  "if (ready()) close(fd); } work(); }",
                  Exceptions::Explicit),
            "-");
}

TEST(PlainLifetime, EachTimerIsReadByItself) {
  EXPECT_EQ(plain("void f() { int a = timerfd_create(0, 0), b = "
                  "timerfd_create(0, 0); close(a); if (ready()) close(b); }",
                  Exceptions::Explicit),
            "a -");
}

TEST(PlainLifetime, InnerScopesAreReadWithTheOuterOne) {
  const char Open[] = "void f() { int a = timerfd_create(0, 0);"
                      "if (ready()) { int b = timerfd_create(0, 0);";
  auto With = [&](const std::string &Rest) {
    return plain(Open + Rest, Exceptions::Explicit);
  };
  EXPECT_EQ(With("close(b); } close(a); }"), "a b");
  EXPECT_EQ(With("} close(a); }"), "a -");
  EXPECT_EQ(With("close(b); }  }"), "- b");
  EXPECT_EQ(With("close(b); return; } close(a); }"), "- b");
  EXPECT_EQ(With("close(a); return; } close(a); }"), "a -");
  EXPECT_EQ(With("close(a); close(b); return; } close(a); }"), "a b");
  EXPECT_EQ(With("close(b); } int c = timerfd_create(0, 0);"
                 "if (ready()) { close(a); return; } close(a); close(c); }"),
            "a b -");
}

TEST(PlainLifetime, WhatIsNotPlainHidesNothingBehindIt) {
  EXPECT_EQ(plain("void f(int n) { int a = timerfd_create(0, 0);"
                  "switch (n) { case 1: close(a); }"
                  "int b = timerfd_create(0, 0); close(b); }",
                  Exceptions::Explicit),
            "- b");
  EXPECT_EQ(plain("void f() { int a = timerfd_create(0, 0);"
                  "int b = timerfd_create(0, 0);"
                  "if (a < 0 || b < 0) { if (a >= 0) close(a);"
                  "if (b >= 0) close(b); return; }"
                  "give(a); close(b); }",
                  Exceptions::Explicit),
            "- b");
  EXPECT_EQ(plain("void f() { int a = timerfd_create(0, 0);"
                  "int b = timerfd_create(0, 0); close(a) + close(b); }",
                  Exceptions::Explicit),
            "a b");
}

/// A function of \p Count timers that are alive at once, of which that of
/// number \p Lost is not released.
std::string plainOf(unsigned Count, unsigned Lost) {
  std::string Made, Ended;
  for (unsigned I = 0; I != Count; ++I) {
    const std::string Name = "t" + std::to_string(I);
    Made += "int " + Name + " = timerfd_create(0, 0);";
    if (I != Lost)
      Ended += "if (" + Name + " >= 0) close(" + Name + ");";
  }
  return plain("void f() { " + Made + Ended + " }", Exceptions::Explicit);
}

TEST(PlainLifetime, AFunctionMayHaveAnyNumberOfTimers) {
  // Around the sizes of the sets in which they are read.
  for (auto [Count, Lost] : {std::pair{64U, 63U},
                             {65U, 0U},
                             {65U, 64U},
                             {1024U, 1000U},
                             {1025U, 1024U}}) {
    std::string Expected;
    for (unsigned I = 0; I != Count; ++I)
      Expected += (I == 0 ? "" : " ") +
                  (I == Lost ? std::string("-") : "t" + std::to_string(I));
    EXPECT_EQ(plainOf(Count, Lost), Expected) << Count;
  }
}

TEST(PlainLifetime, CallsThatMayThrowAreWaysOut) {
  const char Code[] = "void other(); void f() { int fd = timerfd_create(0, 0);"
                      "other(); close(fd); }";
  EXPECT_EQ(plain(Code, Exceptions::Explicit), "fd");
  EXPECT_EQ(plain(Code, Exceptions::All), "-");
}

/// The same for a member function with \p Body.
std::string withMember(const std::string &Body) {
  return plain("struct S { uv_timer_t timer, other; int Count;"
               "void f(uv_loop_t *loop) { " +
                   Body + " } };",
               Exceptions::Explicit);
}

TEST(PlainLifetime, MembersStay) {
  EXPECT_EQ(withMember("uv_timer_init(loop, &timer); timer.data = this;"
                       "uv_timer_start(&timer, nullptr, 1, 1);"),
            "timer");
  EXPECT_EQ(withMember("if (uv_timer_init(loop, &this->timer)) return;"
                       "uv_timer_stop(&this->timer); Count = 1;"),
            "timer");
  EXPECT_EQ(withMember("uv_timer_init(loop, &timer);"
                       "uv_timer_init(loop, &other);"),
            "timer other");
}

TEST(PlainLifetime, MembersThatDoMoreAreNot) {
  const std::string Made = "uv_timer_init(loop, &timer); ";
  for (const char *More :
       {"uv_close(&timer, nullptr);", "take(&timer);", "timer = other;",
        "uv_timer_t *p = &timer;", "uv_timer_t &r = timer;", "delete this;",
        "*this = S();", "while (ready()) work();", "throw 1;",
        "[this] { take(&timer); }();", "uv_timer_init(loop, &timer);"})
    EXPECT_EQ(withMember(Made + More).substr(0, 1), "-") << More;
  EXPECT_EQ(plain("struct S { uv_timer_t timer; };"
                  "void f(uv_loop_t *loop, S *s) {"
                  "uv_timer_init(loop, &s->timer); }",
                  Exceptions::Explicit),
            "-");
}

TEST(PlainLifetime, StaticAndMemberAreNot) {
  EXPECT_EQ(plain("void f() { static int fd = timerfd_create(0, 0);"
                  "close(fd); }",
                  Exceptions::Explicit),
            "-");
  EXPECT_EQ(plain("struct S { int fd; void f() { fd = timerfd_create(0, 0);"
                  "close(fd); } };",
                  Exceptions::Explicit),
            "-");
}

} // namespace
