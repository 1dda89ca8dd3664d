//===- ExitPlanEditTest.cpp - Tests of edits that findings share ----------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EditTesting.h"
#include "fix/ExitPlan.h"

using namespace ticktidy;
using ticktidy::fix::ExitPlan;
using ticktidy::test::Source;

namespace {

const model::Kind Timer;
const model::Call Opens;

TEST(ExitPlanEdit, JoinsFindingsAtOneExit) {
  Source S("int f() {\n"
           "  int a = $open_timer(0, 0);\n"
           "  if (ready())\n"
           "    $return 1;\n"
           "  int b = $open_timer(0, 0);\n"
           "  $return 0;\n"
           "}\n");
  ExitPlan Plan(S.context());
  Plan.add(3, S.site(Timer, Opens, "a", 0), S.exit(1), "close(a);");
  Plan.add(3, S.site(Timer, Opens, "a", 0), S.exit(3), "close(a);");
  Plan.add(7, S.site(Timer, Opens, "b", 2), S.exit(3), "close(b);");
  auto Outcomes = Plan.resolve();
  ASSERT_EQ(Outcomes.size(), 2u);
  EXPECT_EQ(Outcomes[3].Carrier, 3u);
  EXPECT_EQ(Outcomes[7].Carrier, 3u);
  EXPECT_TRUE(Outcomes[7].Edits.empty());
  EXPECT_EQ(S.after(Outcomes[3].Edits), "int f() {\n"
                                        "  int a = open_timer(0, 0);\n"
                                        "  if (ready()) {\n"
                                        "    close(a);\n"
                                        "    return 1;\n"
                                        "  }\n"
                                        "  int b = open_timer(0, 0);\n"
                                        "  close(b);\n"
                                        "  close(a);\n"
                                        "  return 0;\n"
                                        "}\n");
}

TEST(ExitPlanEdit, JoinsFindingsThroughOthers) {
  Source S("void f() {\n"
           "  int a = $open_timer(0, 0), b = $open_timer(0, 0),\n"
           "      c = $open_timer(0, 0), d = $open_timer(0, 0);\n"
           "  if (ready()) $return;\n"
           "  if (ready()) $return;\n"
           "  if (ready()) $return;\n"
           "}\n");
  ExitPlan Plan(S.context());
  Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(4), "close(a);");
  Plan.add(1, S.site(Timer, Opens, "b", 1), S.exit(5), "close(b);");
  Plan.add(2, S.site(Timer, Opens, "c", 2), S.exit(4), "close(c);");
  Plan.add(2, S.site(Timer, Opens, "c", 2), S.exit(5), "close(c);");
  Plan.add(4, S.site(Timer, Opens, "d", 3), S.exit(6), "close(d);");
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes[0].Carrier, 0u);
  EXPECT_EQ(Outcomes[1].Carrier, 0u);
  EXPECT_EQ(Outcomes[2].Carrier, 0u);
  EXPECT_EQ(Outcomes[4].Carrier, 4u);
  EXPECT_EQ(Outcomes[0].Edits.size(), 2u);
  EXPECT_EQ(Outcomes[4].Edits.size(), 1u);
  std::vector<clang::FixItHint> All = Outcomes[0].Edits;
  All.push_back(Outcomes[4].Edits.front());
  EXPECT_EQ(S.after(All), "void f() {\n"
                          "  int a = open_timer(0, 0), b = open_timer(0, 0),\n"
                          "      c = open_timer(0, 0), d = open_timer(0, 0);\n"
                          "  if (ready()) { close(c); close(a); return; }\n"
                          "  if (ready()) { close(c); close(b); return; }\n"
                          "  if (ready()) { close(d); return; }\n"
                          "}\n");
}

TEST(ExitPlanEdit, LeavesOutWhatCannotBeFixed) {
  Source S("int f() {\n"
           "  int a = $open_timer(0, 0), b = $open_timer(0, 0);\n"
           "  if (ready())\n"
           "    $return 1;\n"
           "  $RETURN(0);\n"
           "}\n");
  ExitPlan Plan(S.context());
  // One exit in a macro spoils the fix of the finding, not of the other.
  Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(2), "close(a);");
  Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(3), "close(a);");
  Plan.add(1, S.site(Timer, Opens, "b", 1), S.exit(2), "close(b);");
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes[0].Carrier, std::nullopt);
  EXPECT_TRUE(Outcomes[0].Edits.empty());
  EXPECT_EQ(Outcomes[1].Carrier, 1u);
  EXPECT_EQ(S.after(Outcomes[1].Edits),
            "int f() {\n"
            "  int a = open_timer(0, 0), b = open_timer(0, 0);\n"
            "  if (ready()) {\n"
            "    close(b);\n"
            "    return 1;\n"
            "  }\n"
            "  RETURN(0);\n"
            "}\n");
}

TEST(ExitPlanEdit, NeedsAStatementForEveryExit) {
  Source S("int f() {\n"
           "  int a = $open_timer(0, 0);\n"
           "  if (ready()) $return 1;\n"
           "  $return 0;\n"
           "}\n");
  ExitPlan Plan(S.context());
  Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(1), "close(a);");
  Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(2), std::nullopt);
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes[0].Carrier, std::nullopt);
  EXPECT_TRUE(Outcomes[0].Edits.empty());
}

TEST(ExitPlanEdit, NeedsTheHandleInScope) {
  for (const char *Code : {
           "void f() { if ($int a = $open_timer(0, 0); a > 0) work(); $return;"
           "}",
           "void f() { for ($int a = $open_timer(0, 0); ready();) work();"
           "  $return; }",
           "void f() { $int a = $open_timer(0, 0);"
           "  { int *a = nullptr; $return; } }",
           "void f() { $int a = $open_timer(0, 0);"
           "  for (int a = 0; a < 3; ++a) $return; }",
       }) {
    Source S(Code);
    ExitPlan Plan(S.context());
    analysis::TimerSite Site = S.site(Timer, Opens, "a", 1);
    Site.Holder =
        llvm::cast<clang::VarDecl>(S.at<clang::DeclStmt>(0)->getSingleDecl());
    Plan.add(0, Site, S.exit(2), "close(a);");
    EXPECT_FALSE(Plan.resolve()[0].Carrier) << Code;
  }
  for (const char *Code : {
           "void f() { if (int a = $open_timer(0, 0)) $return; else work(); }",
           "void f() { int a = $open_timer(0, 0); { $return; } int b; }",
           "void f(int a) { a = $open_timer(0, 0); $return; }",
           "void f() { int a = 0; [&a] { a = $open_timer(0, 0); $return; }; }",
           "int a; void f() { a = $open_timer(0, 0); $return; }",
       }) {
    Source S(Code);
    ExitPlan Plan(S.context());
    Plan.add(0, S.site(Timer, Opens, "a", 0), S.exit(1), "close(a);");
    EXPECT_TRUE(Plan.resolve()[0].Carrier) << Code;
  }
}

} // namespace
