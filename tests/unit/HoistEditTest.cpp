//===- HoistEditTest.cpp - Tests of moves out of a loop -------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "fix/HoistEdit.h"
#include "EditTesting.h"

using namespace clang;
using namespace ticktidy;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

constexpr model::Call call(llvm::StringRef Name, model::ActionSet Does,
                           bool Replaces = true) {
  model::Call C;
  C.Name = Name;
  C.Does = Does;
  C.Replaces = Replaces;
  C.Fails = model::Failure::Negative;
  C.Handle = {model::Place::Return};
  return C;
}

const model::Call Calls[] = {
    call("open_timer", model::ActionCreate),
    call("start", model::ActionStart),
    call("pile", model::ActionStart, /*Replaces=*/false),
    call("attach", model::ActionAttach),
    call("close", model::ActionRelease),
};

/// The source after the timers at the marks but the first were moved out of the
/// loop at the first; the timer at a mark is held by the variable of the same
/// place in \p Holders.
std::string hoist(llvm::StringRef Code, std::vector<llvm::StringRef> Holders,
                  Standard In = Standard::Cxx17) {
  Source S(("void start(int); void pile(int); void attach(int, void (*)());\n" +
            Code)
               .str(),
           In);
  model::Kind K;
  K.EndText = "close({handle})";
  K.ValidText = "{handle} >= 0";
  K.Calls = Calls;
  std::vector<analysis::TimerSite> Timers;
  Timers.reserve(Holders.size());
  for (unsigned I = 0; I < Holders.size(); ++I) {
    Timers.push_back(S.site(K, Calls[0], Holders[I], I + 1));
  }
  const Stmt *Loop = nullptr;
  for (const Stmt *Wanted :
       {static_cast<const Stmt *>(S.at<ForStmt>()),
        static_cast<const Stmt *>(S.at<WhileStmt>()),
        static_cast<const Stmt *>(S.at<DoStmt>()),
        static_cast<const Stmt *>(S.at<CXXForRangeStmt>())})
    if (Wanted)
      Loop = Wanted;
  const FunctionDecl &F = S.function();
  ParentMap Parents(F.getBody());
  fix::Hoist Result =
      fix::hoistOutOfLoop(Timers, *Loop, F, Parents, S.context());
  if (Result.Edits.empty()) {
    EXPECT_TRUE(Result.Moved.empty());
    return "no edit";
  }
  std::string Text = S.after(Result.Edits);
  return Text.substr(Text.find('\n') + 1);
}

TEST(HoistEdit, MovesADeclaration) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  work();\n"
                  "\n"
                  "  // Every round has a timer.\n"
                  "  $for (int i = 0; i < n; ++i) {\n"
                  "    int fd = $open_timer(n, 1); // the timer\n"
                  "\n"
                  "    start(fd);\n"
                  "  }\n"
                  "}\n",
                  {"fd"}),
            "void f(int n) {\n"
            "  work();\n"
            "\n"
            "  int fd = open_timer(n, 1); // the timer\n"
            "  // Every round has a timer.\n"
            "  for (int i = 0; i < n; ++i) {\n"
            "    start(fd);\n"
            "  }\n"
            "  if (fd >= 0) close(fd);\n"
            "}\n");
}

TEST(HoistEdit, TakesTheTestThatLeavesTheFunction) {
  EXPECT_EQ(hoist("int f(int n)\n"
                  "{\n"
                  "\twhile (n)\n"
                  "\t\twork();\n"
                  "\t$while (ready()) {\n"
                  "\t\twork();\n"
                  "\t\t/* one timer */\n"
                  "\t\tint fd = $open_timer(n,\n"
                  "\t\t                    1);\n"
                  "\t\tif (fd < 0)\n"
                  "\t\t\treturn -1;\n"
                  "\t\tstart(fd);\n"
                  "\t\tif (n > 3)\n"
                  "\t\t\treturn 3;\n"
                  "\t}\n"
                  "\treturn 0;\n"
                  "}\n",
                  {"fd"}, Standard::C11),
            "int f(int n)\n"
            "{\n"
            "\twhile (n)\n"
            "\t\twork();\n"
            "\t/* one timer */\n"
            "\tint fd = open_timer(n,\n"
            "\t                    1);\n"
            "\tif (fd < 0)\n"
            "\t\treturn -1;\n"
            "\twhile (ready()) {\n"
            "\t\twork();\n"
            "\t\tstart(fd);\n"
            "\t\tif (n > 3) {\n"
            "\t\t\tclose(fd);\n"
            "\t\t\treturn 3;\n"
            "\t\t}\n"
            "\t}\n"
            "\tclose(fd);\n"
            "\treturn 0;\n"
            "}\n");
}

TEST(HoistEdit, LeavesOtherTestsInTheLoop) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  $do {\n"
                  "    int fd = $open_timer(n, 1);\n"
                  "    if (fd < 0)\n"
                  "      break;\n"
                  "    start(fd);\n"
                  "  } while (ready());\n"
                  "}\n",
                  {"fd"}),
            "void f(int n) {\n"
            "  int fd = open_timer(n, 1);\n"
            "  do {\n"
            "    if (fd < 0)\n"
            "      break;\n"
            "    start(fd);\n"
            "  } while (ready());\n"
            "  if (fd >= 0) close(fd);\n"
            "}\n");
}

TEST(HoistEdit, TakesDeclarationAndCallback) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  int a[3] = {};\n"
                  "  $for (int x : a) {\n"
                  "    int fd;\n"
                  "    work();\n"
                  "    fd = $open_timer(n, 1);\n"
                  "    attach(fd, [] { work(); });\n"
                  "    start(fd);\n"
                  "  }\n"
                  "}\n",
                  {"fd"}),
            "void f(int n) {\n"
            "  int a[3] = {};\n"
            "  int fd;\n"
            "  fd = open_timer(n, 1);\n"
            "  attach(fd, [] { work(); });\n"
            "  for (int x : a) {\n"
            "    work();\n"
            "    start(fd);\n"
            "  }\n"
            "  if (fd >= 0) close(fd);\n"
            "}\n");
}

TEST(HoistEdit, NeedsNoEndAfterAnEndlessLoop) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  $for (;;) {\n"
                  "    int fd = $open_timer(n, 1);\n"
                  "    start(fd);\n"
                  "  }\n"
                  "}\n",
                  {"fd"}),
            "void f(int n) {\n"
            "  int fd = open_timer(n, 1);\n"
            "  for (;;) {\n"
            "    start(fd);\n"
            "  }\n"
            "}\n");
}

TEST(HoistEdit, KeepsOneLineOneLine) {
  EXPECT_EQ(hoist("void f(int n) { $while (ready()) { int fd = $open_timer(n, "
                  "1); start(fd); } }\n",
                  {"fd"}),
            "void f(int n) { int fd = open_timer(n, 1); while (ready()) { "
            "start(fd); } if (fd >= 0) close(fd); }\n");
}

TEST(HoistEdit, UsesTheEndThatIsThere) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  int fd = -1;\n"
                  "  $while (ready()) {\n"
                  "    fd = $open_timer(n, 1);\n"
                  "    start(fd);\n"
                  "  }\n"
                  "  close(fd);\n"
                  "}\n",
                  {"fd"}),
            "void f(int n) {\n"
            "  int fd = -1;\n"
            "  fd = open_timer(n, 1);\n"
            "  while (ready()) {\n"
            "    start(fd);\n"
            "  }\n"
            "  close(fd);\n"
            "}\n");
}

TEST(HoistEdit, MovesSeveralTimersAtOnce) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  $while (ready()) {\n"
                  "    int a = $open_timer(n, 1);\n"
                  "    int b = $open_timer(n, 2);\n"
                  "    start(a);\n"
                  "    start(b);\n"
                  "  }\n"
                  "}\n",
                  {"a", "b"}),
            "void f(int n) {\n"
            "  int a = open_timer(n, 1);\n"
            "  int b = open_timer(n, 2);\n"
            "  while (ready()) {\n"
            "    start(a);\n"
            "    start(b);\n"
            "  }\n"
            "  if (b >= 0) close(b);\n"
            "  if (a >= 0) close(a);\n"
            "}\n");
}

TEST(HoistEdit, KeepsADiscardedHandle) {
  Source S("void f(int n) {\n"
           "  $while (ready()) {\n"
           "    $open_timer(n, 1);\n"
           "    work();\n"
           "  }\n"
           "}\n");
  model::Kind K;
  K.EndText = "close({handle})";
  K.ValidText = "{handle} >= 0";
  K.Calls = Calls;
  analysis::TimerSite Timer = S.site(K, Calls[0], "n", 1);
  Timer.Holder = nullptr;
  Timer.Handle.clear();
  Timer.Pointer.clear();
  ParentMap Parents(S.function().getBody());
  EXPECT_EQ(S.after(fix::hoistOutOfLoop(Timer, *S.at<WhileStmt>(), S.function(),
                                        Parents, S.context())
                        .Edits),
            "void f(int n) {\n"
            "  int timer = open_timer(n, 1);\n"
            "  while (ready()) {\n"
            "    work();\n"
            "  }\n"
            "  if (timer >= 0) close(timer);\n"
            "}\n");
}

TEST(HoistEdit, RefusesWhatDependsOnTheRound) {
  for (const char *Body : {
           "int fd = $open_timer(i, 1); start(fd);",
           "int k = 3; int fd = $open_timer(k, 1); start(fd);",
           "int fd = $open_timer(n, 1); start(fd); n = 3;",
           "int fd = $open_timer(n++, 1); start(fd);",
           "int fd = $open_timer(ready(), 1); start(fd);",
           "int fd = $open_timer(n, 1); if (fd < 0) fail(i); start(i);"
           "if (fd) start(fd); fd = 3;",
           "if (n) { int fd = $open_timer(n, 1); start(fd); }",
           "int fd = $open_timer(n, 1), k = 3; start(fd + k);",
           "int fd = $open_timer(n, 1); attach(fd, [] { work(); }); work();"
           "if (i) attach(fd, [] { work(); });",
       })
    EXPECT_EQ(hoist("void f(int n) { $for (int i = 0; i < n; ++i) { " +
                        std::string(Body) + " } }\n",
                    {"fd"}),
              "no edit")
        << Body;
}

TEST(HoistEdit, RefusesATimerThatTheLoopEndsOrStartsAnew) {
  for (const char *Body : {
           "int fd = $open_timer(n, 1); if (i) close(fd);",
           "int fd = $open_timer(n, 1); pile(fd);",
           "int fd = $open_timer(n, 1); int old = fd; close(old);",
           "int old; int fd = $open_timer(n, 1); old = (fd); close(old);",
           "int fd = $open_timer(n, 1);",
           "int fd = $open_timer(n, 1); try { work(); } catch (...) {}",
           "int fd = $open_timer(n, 1); start(fd); if (n > 7) goto out;",
       })
    EXPECT_EQ(hoist("void f(int n) { { $for (int i = 0; i < n; ++i) { " +
                        std::string(Body) + " } } out:; }\n",
                    {"fd"}),
              "no edit")
        << Body;
}

TEST(HoistEdit, RefusesTwoMeaningsOfAName) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  $while (ready()) {\n"
                  "    int fd = $open_timer(n, 1);\n"
                  "    start(fd);\n"
                  "  }\n"
                  "  for (int fd = 0; fd < n; ++fd)\n"
                  "    work();\n"
                  "}\n",
                  {"fd"}),
            "no edit");
}

TEST(HoistEdit, RefusesALoopWithoutAPlaceBeforeIt) {
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  if (n)\n"
                  "    $while (ready()) {\n"
                  "      int fd = $open_timer(n, 1);\n"
                  "      start(fd);\n"
                  "    }\n"
                  "}\n",
                  {"fd"}),
            "no edit");
  EXPECT_EQ(hoist("void f(int n) {\n"
                  "  $while (ready())\n"
                  "    $open_timer(n, 1);\n"
                  "}\n",
                  {"n"}),
            "no edit");
}

TEST(HoistEdit, LeavesATimerWhoseTestWouldLeaveAnother) {
  EXPECT_EQ(hoist("int f(int n) {\n"
                  "  $while (ready()) {\n"
                  "    int a = $open_timer(n, 1);\n"
                  "    if (a < 0)\n"
                  "      return 1;\n"
                  "    int b = $open_timer(n, 2);\n"
                  "    if (b < 0)\n"
                  "      return 2;\n"
                  "    start(b);\n"
                  "  }\n"
                  "  return 0;\n"
                  "}\n",
                  {"a", "b"}),
            "int f(int n) {\n"
            "  int a = open_timer(n, 1);\n"
            "  if (a < 0)\n"
            "    return 1;\n"
            "  while (ready()) {\n"
            "    int b = open_timer(n, 2);\n"
            "    if (b < 0) {\n"
            "      close(a);\n"
            "      return 2;\n"
            "    }\n"
            "    start(b);\n"
            "  }\n"
            "  close(a);\n"
            "  return 0;\n"
            "}\n");
}

TEST(HoistEdit, ComputesBeforeTheLoopWhatAConditionAssigns) {
  EXPECT_EQ(hoist("int f(int n) {\n"
                  "  $while (ready()) {\n"
                  "    int fd;\n"
                  "    if ((fd = $open_timer(n,\n"
                  "                          1)) < 0)\n"
                  "      continue;\n"
                  "    start(fd);\n"
                  "    if (n > 3)\n"
                  "      return 3;\n"
                  "  }\n"
                  "  return 0;\n"
                  "}\n",
                  {"fd"}),
            "int f(int n) {\n"
            "  int fd;\n"
            "  fd = open_timer(n,\n"
            "                        1);\n"
            "  while (ready()) {\n"
            "    if (fd < 0)\n"
            "      continue;\n"
            "    start(fd);\n"
            "    if (n > 3) {\n"
            "      if (fd >= 0) close(fd);\n"
            "      return 3;\n"
            "    }\n"
            "  }\n"
            "  if (fd >= 0) close(fd);\n"
            "  return 0;\n"
            "}\n");
  EXPECT_EQ(hoist("void f(int n) { int fd; $while (ready()) { if (0 <= (fd = "
                  "$open_timer(n, 1))) start(fd); } }\n",
                  {"fd"}),
            "void f(int n) { int fd; fd = open_timer(n, 1); while (ready()) { "
            "if (0 <= fd) start(fd); } if (fd >= 0) close(fd); }\n");
}

/// The source after the timer at the mark, which no value of its variable `t`
/// tells of, was moved out of the loop at the first mark.
std::string hoistPosix(llvm::StringRef Code) {
  Source S(("int timer_start(timer_t);\n" + Code).str());
  model::Call Create = call("timer_create", model::ActionCreate);
  Create.Fails = model::Failure::NonZero;
  Create.Handle = {model::Place::Pointee, 2};
  const model::Call All[] = {Create, call("timer_start", model::ActionStart),
                             call("timer_delete", model::ActionRelease)};
  model::Kind K;
  K.EndText = "timer_delete({handle})";
  K.Calls = All;
  analysis::TimerSite Timer = S.site(K, Create, "t", 1);
  ParentMap Parents(S.function().getBody());
  std::vector<FixItHint> Edits =
      fix::hoistOutOfLoop(Timer, *S.at<WhileStmt>(), S.function(), Parents,
                          S.context())
          .Edits;
  if (Edits.empty())
    return "no edit";
  std::string Text = S.after(Edits);
  return Text.substr(Text.find('\n') + 1);
}

TEST(HoistEdit, KeepsTheResultThatTellsOfAFailure) {
  EXPECT_EQ(hoistPosix("void f(int n) {\n"
                       "  $while (ready()) {\n"
                       "    timer_t t;\n"
                       "    if ($timer_create(n, nullptr, &t) != 0)\n"
                       "      continue;\n"
                       "    timer_start(t);\n"
                       "  }\n"
                       "}\n"),
            "void f(int n) {\n"
            "  timer_t t;\n"
            "  int result = timer_create(n, nullptr, &t);\n"
            "  while (ready()) {\n"
            "    if (result != 0)\n"
            "      continue;\n"
            "    timer_start(t);\n"
            "  }\n"
            "  if (result == 0) timer_delete(t);\n"
            "}\n");
  EXPECT_EQ(hoistPosix("void f(int n) {\n"
                       "  $while (ready()) {\n"
                       "    timer_t t;\n"
                       "    int rc = $timer_create(n, nullptr, &t);\n"
                       "    if (rc == 0)\n"
                       "      timer_start(t);\n"
                       "  }\n"
                       "}\n"),
            "void f(int n) {\n"
            "  timer_t t;\n"
            "  int rc = timer_create(n, nullptr, &t);\n"
            "  while (ready()) {\n"
            "    if (rc == 0)\n"
            "      timer_start(t);\n"
            "  }\n"
            "  if (rc == 0) timer_delete(t);\n"
            "}\n");
}

TEST(HoistEdit, CountsOnSuccessWhereNobodyTests) {
  EXPECT_EQ(hoistPosix("void f(int n) {\n"
                       "  $while (ready()) {\n"
                       "    timer_t t;\n"
                       "    $timer_create(n, nullptr, &t);\n"
                       "    timer_start(t);\n"
                       "  }\n"
                       "}\n"),
            "void f(int n) {\n"
            "  timer_t t;\n"
            "  timer_create(n, nullptr, &t);\n"
            "  while (ready()) {\n"
            "    timer_start(t);\n"
            "  }\n"
            "  timer_delete(t);\n"
            "}\n");
}

TEST(HoistEdit, RefusesAResultThatTheLoopChanges) {
  for (const char *Body : {
           "timer_t t; int rc = $timer_create(n, nullptr, &t); if (rc) "
           "continue; rc = timer_start(t);",
           "timer_t t; int rc = $timer_create(n, nullptr, &t); if (rc) "
           "continue; timer_start(t); { int rc = 3; fail(rc); }",
           "timer_t t; if ($timer_create(n, nullptr, &t) || ready()) "
           "continue; timer_start(t); timer_delete(t);",
       })
    EXPECT_EQ(hoistPosix("void f(int n) { $while (ready()) { " +
                         std::string(Body) + " } }\n"),
              "no edit")
        << Body;
}

TEST(HoistEdit, RefusesATimerThatItsCallbackEnds) {
  auto Given = [](llvm::StringRef Callback) {
    return hoist(("struct Any { template <class T> Any(T) {} };\n"
                  "void attach(int, Any);\n"
                  "void f(int n) {\n"
                  "  $while (ready()) {\n"
                  "    int fd = $open_timer(n, 1);\n"
                  "    attach(fd, " +
                  Callback +
                  ");\n"
                  "    start(fd);\n"
                  "  }\n"
                  "}\n")
                     .str(),
                 {"fd"});
  };
  EXPECT_NE(Given("[fd] { start(fd); }"), "no edit");
  for (const char *Callback :
       {"[fd] { close(fd); }", "[&fd] { start(fd); }", "[x = fd] { start(x); }",
        "[n] { close(n); }", "close"})
    EXPECT_EQ(Given(Callback), "no edit") << Callback;
}

/// A timer whose creation starts it.
std::string hoistStarted(model::Condition Periodic, llvm::StringRef Returns) {
  Source S(("int tick() { return " + Returns +
            "; }\n"
            "int open_started(int, int (*)());\n"
            "void f() { $while (ready()) { int t = $open_started(1, tick); "
            "work(); (void)t; } }\n")
               .str());
  model::Call Create =
      call("open_started", model::ActionCreate | model::ActionStart);
  Create.Periodic = Periodic;
  Create.Callback = {model::Place::Argument, 1};
  model::Kind K;
  K.EndText = "close({handle})";
  K.ValidText = "{handle} >= 0";
  K.Calls = Create;
  analysis::TimerSite Timer = S.site(K, Create, "t", 1);
  ParentMap Parents(S.function(1).getBody());
  return fix::hoistOutOfLoop(Timer, *S.at<WhileStmt>(), S.function(1), Parents,
                             S.context())
                 .Edits.empty()
             ? "no edit"
             : "edit";
}

TEST(HoistEdit, MovesAStartOnlyIfItRepeats) {
  const model::Condition Always = {model::Condition::Always};
  const model::Condition UntilZero = {model::Condition::CallbackContinues};
  EXPECT_EQ(hoistStarted(Always, "0"), "edit");
  EXPECT_EQ(hoistStarted({}, "1"), "no edit");
  EXPECT_EQ(hoistStarted(UntilZero, "1"), "edit");
  EXPECT_EQ(hoistStarted(UntilZero, "0"), "no edit");
  EXPECT_EQ(hoistStarted(UntilZero, "ready()"), "no edit");
}

} // namespace
