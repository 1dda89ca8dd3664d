//===- AfterEditTest.cpp - Tests of edits after a statement ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "fix/AfterEdit.h"
#include "EditTesting.h"

using namespace clang;
using namespace ticktidy;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

/// The source after `work();` was put after the call at the mark.
std::string after(llvm::StringRef Code, Standard In = Standard::Cxx17,
                  bool Declares = false) {
  Source S(Code, In);
  const FunctionDecl &F = S.function();
  ParentMap Parents(F.getBody());
  return S.after(fix::insertAfter(*S.at<CallExpr>(), "work();", Declares, F,
                                  Parents, S.context()));
}

TEST(AfterEdit, PutsAStatementOnTheNextLine) {
  EXPECT_EQ(after("int f() {\n"
                  "  int fd = $open_timer(0,\n"
                  "                      0);\n"
                  "  return fd;\n"
                  "}\n"),
            "int f() {\n"
            "  int fd = open_timer(0,\n"
            "                      0);\n"
            "  work();\n"
            "  return fd;\n"
            "}\n");
  EXPECT_EQ(after("void f(int fd)\r\n{\r\n\tfd = $open_timer(0, 0);\r\n}\r\n",
                  Standard::C11),
            "void f(int fd)\r\n{\r\n\tfd = open_timer(0, 0);\r\n\twork();\r\n"
            "}\r\n");
}

TEST(AfterEdit, LeavesCommentsWithTheirStatement) {
  EXPECT_EQ(after("void f() {\n"
                  "  int fd = $open_timer(0, 0); // the ticker\n"
                  "}\n"),
            "void f() {\n"
            "  int fd = open_timer(0, 0); // the ticker\n"
            "  work();\n"
            "}\n");
}

TEST(AfterEdit, StaysOnALineWithOtherStatements) {
  EXPECT_EQ(after("int f() { int fd = $open_timer(0, 0); return fd; }\n"),
            "int f() { int fd = open_timer(0, 0); work(); return fd; }\n");
}

TEST(AfterEdit, GoesAfterAWholeIf) {
  EXPECT_EQ(after("int f(int fd) {\n"
                  "  if ((fd = $open_timer(0, 0)) < 0)\n"
                  "    return -1;\n"
                  "  return fd;\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if ((fd = open_timer(0, 0)) < 0)\n"
            "    return -1;\n"
            "  work();\n"
            "  return fd;\n"
            "}\n");
  EXPECT_EQ(after("int f(int fd) {\n"
                  "  if ((fd = $open_timer(0, 0)) < 0) {\n"
                  "    return -1;\n"
                  "  }\n"
                  "  return fd;\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if ((fd = open_timer(0, 0)) < 0) {\n"
            "    return -1;\n"
            "  }\n"
            "  work();\n"
            "  return fd;\n"
            "}\n");
}

TEST(AfterEdit, RefusesALoneStatementAndMacros) {
  EXPECT_EQ(after("void f(int fd) {\n  if (fd)\n    fd = $open_timer(0, 0);\n"
                  "}\n"),
            "no edit");
  EXPECT_EQ(after("void f(int fd) { fd = ready() && $open_timer(0, 0); }\n"),
            "no edit");
  EXPECT_EQ(after("void f(int fd) {\n  $WHOLE(open_timer(0, fd);)\n}\n"),
            "no edit");
}

TEST(AfterEdit, DeclaresNothingThatALabelBypasses) {
  const char *Code = "void f(int fd) {\n"
                     "  switch (fd) {\n"
                     "  case 1:\n"
                     "    fd = $open_timer(0, 0);\n"
                     "    break;\n"
                     "  default:\n"
                     "    break;\n"
                     "  }\n"
                     "}\n";
  EXPECT_EQ(after(Code, Standard::Cxx17, /*Declares=*/true), "no edit");
  EXPECT_EQ(after(Code), "void f(int fd) {\n"
                         "  switch (fd) {\n"
                         "  case 1:\n"
                         "    fd = open_timer(0, 0);\n"
                         "    work();\n"
                         "    break;\n"
                         "  default:\n"
                         "    break;\n"
                         "  }\n"
                         "}\n");
}

/// True if a test at the mark 1 leaves when the creation at mark 0 has failed.
bool isFoundFailureTest(llvm::StringRef Code, model::Failure Fails,
                        llvm::StringRef Holder = "t") {
  Source S(Code);
  model::Kind K;
  model::Call C;
  C.Fails = Fails;
  ParentMap Parents(S.function().getBody());
  const IfStmt *Found =
      fix::failureTestOf(S.site(K, C, Holder), Parents, S.context());
  return Found && Found == S.at<IfStmt>(1);
}

TEST(FailureTestEdit, FindsTheTestThatLeaves) {
  using model::Failure;
  EXPECT_TRUE(isFoundFailureTest("int f() {\n"
                                 "  int t = $open_timer(0, 0);\n"
                                 "  $if (t < 0) return -1;\n"
                                 "  return t;\n"
                                 "}\n",
                                 Failure::Negative));
  EXPECT_TRUE(isFoundFailureTest("int f() {\n"
                                 "  int t;\n"
                                 "  t = $open_timer(0, 0);\n"
                                 "  $if (-1 == t) { fail(1); throw 3; }\n"
                                 "  return t;\n"
                                 "}\n",
                                 Failure::Negative));
  EXPECT_TRUE(isFoundFailureTest("void f() {\n"
                                 "  struct event *t = $event_new(0);\n"
                                 "  $if (__builtin_expect(!t, 0)) return;\n"
                                 "}\n",
                                 Failure::Zero));
  EXPECT_TRUE(isFoundFailureTest("void f() {\n"
                                 "  struct event *t = $event_new(0);\n"
                                 "  $if (t == nullptr) return;\n"
                                 "}\n",
                                 Failure::Zero));
  EXPECT_TRUE(isFoundFailureTest("void f() {\n"
                                 "  timer_t t;\n"
                                 "  int rc = $timer_create(0, 0, &t);\n"
                                 "  $if (rc) return;\n"
                                 "}\n",
                                 Failure::NonZero));
}

TEST(FailureTestEdit, FindsTheTestAroundTheCreation) {
  Source S("void f() {\n"
           "  timer_t t;\n"
           "  if ($timer_create(0, 0, &t) != 0) return;\n"
           "}\n");
  model::Kind K;
  model::Call C;
  C.Fails = model::Failure::NonZero;
  ParentMap Parents(S.function().getBody());
  EXPECT_TRUE(fix::failureTestOf(S.site(K, C, "t"), Parents, S.context()));
}

TEST(FailureTestEdit, RefusesOtherTests) {
  using model::Failure;
  for (const char *Code : {
           // It leaves with a timer.
           "int f() { int t = $open_timer(0, 0);\n"
           "  $if (t >= 0) return 1; return 0; }",
           "int f() { int t = $open_timer(0, 0);\n"
           "  $if (t < 0 || ready()) return 1; return 0; }",
           // It goes on without one.
           "int f() { int t = $open_timer(0, 0);\n"
           "  $if (t < 0) work(); return 0; }",
           // It does more than leave.
           "int f() { int t = $open_timer(0, 0);\n"
           "  $if (t < 0) return 1; else return 2; }",
           // It tests something else.
           "int f(int n) { int t = $open_timer(0, 0);\n"
           "  $if (n < 0) return 1; return 0; }",
       })
    EXPECT_FALSE(isFoundFailureTest(Code, Failure::Negative)) << Code;
}

} // namespace
