//===- ExitEditTest.cpp - Tests of the edits at exits ---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EditTesting.h"

using ticktidy::test::endAt;
using ticktidy::test::Standard;

namespace {

TEST(ExitEdit, PutsTheEndOnItsOwnLine) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready()) {\n"
                  "    $return -1;\n"
                  "  }\n"
                  "  return close(fd);\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (!ready()) {\n"
            "    close(fd);\n"
            "    return -1;\n"
            "  }\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, PutsSeveralStatements) {
  EXPECT_EQ(endAt("int f(int fd) {\n  $return 0;\n}\n",
                  "if (fd > 1) close(fd);\nwork();"),
            "int f(int fd) {\n"
            "  if (fd > 1) close(fd);\n"
            "  work();\n"
            "  return 0;\n"
            "}\n");
}

TEST(ExitEdit, StaysOnALineWithOtherStatements) {
  EXPECT_EQ(endAt("int f(int fd) { work(); $return 0; }\n"),
            "int f(int fd) { work(); close(fd); return 0; }\n");
}

TEST(ExitEdit, KeepsTabsAndCarriageReturns) {
  EXPECT_EQ(endAt("int f(int fd)\r\n{\r\n\tif (ready())\r\n\t\t$return -1;\r\n"
                  "\treturn close(fd);\r\n}\r\n",
                  "close(fd);", Standard::C11),
            "int f(int fd)\r\n{\r\n\tif (ready()) {\r\n\t\tclose(fd);\r\n"
            "\t\treturn -1;\r\n\t}\r\n\treturn close(fd);\r\n}\r\n");
}

TEST(ExitEdit, BracesALoneStatementOnTheNextLine) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready())\n"
                  "    $return -1;\n"
                  "  return close(fd);\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (!ready()) {\n"
            "    close(fd);\n"
            "    return -1;\n"
            "  }\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, KeepsCommentsAroundALoneStatement) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready()) // too early\n"
                  "    // give up\n"
                  "    $return -1; /* no timer */ // at all\n"
                  "  return close(fd);\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (!ready()) { // too early\n"
            "    // give up\n"
            "    close(fd);\n"
            "    return -1; /* no timer */ // at all\n"
            "  }\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, BracesALoneStatementOnOneLine) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready()) $return -1; // why\n"
                  "  return close(fd);\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (!ready()) { close(fd); return -1; } // why\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, BreaksALineThatGetsTooLong) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready() && !ready() && !ready() && !ready() && fd) "
                  "$return -1;\n"
                  "  return close(fd);\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (!ready() && !ready() && !ready() && !ready() && fd) {\n"
            "    close(fd);\n"
            "    return -1;\n"
            "  }\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, JoinsTheElse) {
  const char *Code = "void f(int fd) {\n"
                     "  if (ready())\n"
                     "    $return;\n"
                     "  else\n"
                     "    work();\n"
                     "  close(fd);\n"
                     "}\n";
  EXPECT_EQ(endAt(Code), "void f(int fd) {\n"
                         "  if (ready()) {\n"
                         "    close(fd);\n"
                         "    return;\n"
                         "  } else\n"
                         "    work();\n"
                         "  close(fd);\n"
                         "}\n");
}

TEST(ExitEdit, BracesAnElse) {
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready()) {\n"
                  "    work();\n"
                  "  } else\n"
                  "    $return;\n"
                  "  close(fd);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (ready()) {\n"
            "    work();\n"
            "  } else {\n"
            "    close(fd);\n"
            "    return;\n"
            "  }\n"
            "  close(fd);\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready()) work(); else $return;\n"
                  "  close(fd);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (ready()) work(); else { close(fd); return; }\n"
            "  close(fd);\n"
            "}\n");
}

TEST(ExitEdit, BracesAnElseIf) {
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready())\n"
                  "    work();\n"
                  "  else if (fd > 2 &&\n"
                  "           fd < 9)\n"
                  "    $return;\n"
                  "  close(fd);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (ready())\n"
            "    work();\n"
            "  else if (fd > 2 &&\n"
            "           fd < 9) {\n"
            "    close(fd);\n"
            "    return;\n"
            "  }\n"
            "  close(fd);\n"
            "}\n");
}

TEST(ExitEdit, BracesTheBodiesOfLoops) {
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  for (;;)\n"
                  "    $return;\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  for (;;) {\n"
            "    close(fd);\n"
            "    return;\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  while (ready()) $return;\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  while (ready()) { close(fd); return; }\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  do\n"
                  "    $return;\n"
                  "  while (ready());\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  do {\n"
            "    close(fd);\n"
            "    return;\n"
            "  } while (ready());\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  int a[3];\n"
                  "  for (int i : a)\n"
                  "    $return;\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  int a[3];\n"
            "  for (int i : a) {\n"
            "    close(fd);\n"
            "    return;\n"
            "  }\n"
            "}\n");
}

TEST(ExitEdit, FollowsBracesOnTheirOwnLine) {
  EXPECT_EQ(endAt("int f(int fd)\n"
                  "{\n"
                  "    if (fd > 3)\n"
                  "    {\n"
                  "        work();\n"
                  "    }\n"
                  "    if (!ready()) // hm\n"
                  "        $return -1;\n"
                  "    return close(fd);\n"
                  "}\n"),
            "int f(int fd)\n"
            "{\n"
            "    if (fd > 3)\n"
            "    {\n"
            "        work();\n"
            "    }\n"
            "    if (!ready()) // hm\n"
            "    {\n"
            "        close(fd);\n"
            "        return -1;\n"
            "    }\n"
            "    return close(fd);\n"
            "}\n");
}

TEST(ExitEdit, FollowsIndentedBraces) {
  EXPECT_EQ(endAt("int\n"
                  "f (int fd)\n"
                  "{\n"
                  "  if (fd > 3)\n"
                  "    {\n"
                  "      work ();\n"
                  "    }\n"
                  "  if (!ready ())\n"
                  "    $return -1;\n"
                  "  return close (fd);\n"
                  "}\n",
                  "close (fd);", Standard::C11),
            "int\n"
            "f (int fd)\n"
            "{\n"
            "  if (fd > 3)\n"
            "    {\n"
            "      work ();\n"
            "    }\n"
            "  if (!ready ())\n"
            "    {\n"
            "      close (fd);\n"
            "      return -1;\n"
            "    }\n"
            "  return close (fd);\n"
            "}\n");
}

TEST(ExitEdit, GoesAfterLabels) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  switch (ready()) {\n"
                  "  case 1:\n"
                  "    $return -1;\n"
                  "  default: return close(fd);\n"
                  "  }\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  switch (ready()) {\n"
            "  case 1:\n"
            "    close(fd);\n"
            "    return -1;\n"
            "  default: return close(fd);\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (ready())\n"
                  "    goto out;\n"
                  "  work();\n"
                  "out: $return -1;\n"
                  "}\n"),
            "int f(int fd) {\n"
            "  if (ready())\n"
            "    goto out;\n"
            "  work();\n"
            "out: close(fd); return -1;\n"
            "}\n");
}

TEST(ExitEdit, EndsBeforeBreakContinueGotoAndThrow) {
  EXPECT_EQ(endAt("void f() {\n"
                  "  for (;;) {\n"
                  "    int fd = open_timer(0, 0);\n"
                  "    if (ready())\n"
                  "      $break;\n"
                  "    close(fd);\n"
                  "  }\n"
                  "}\n"),
            "void f() {\n"
            "  for (;;) {\n"
            "    int fd = open_timer(0, 0);\n"
            "    if (ready()) {\n"
            "      close(fd);\n"
            "      break;\n"
            "    }\n"
            "    close(fd);\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) { for (;;) { if (ready()) $continue; } }\n"),
            "void f(int fd) { for (;;) { if (ready()) { close(fd); continue; } "
            "} }\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready()) $goto out;\n"
                  "  close(fd);\n"
                  "out:;\n"
                  "}\n",
                  "close(fd);", Standard::C11),
            "void f(int fd) {\n"
            "  if (ready()) { close(fd); goto out; }\n"
            "  close(fd);\n"
            "out:;\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready())\n"
                  "    $throw Text(\"no\");\n"
                  "  close(fd);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (ready()) {\n"
            "    close(fd);\n"
            "    throw Text(\"no\");\n"
            "  }\n"
            "  close(fd);\n"
            "}\n");
}

TEST(ExitEdit, RefusesAConditionalThrow) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  int n = fd ? 1 : $throw 2;\n"
                  "  return n;\n"
                  "}\n"),
            "no edit");
}

TEST(ExitEdit, EndsAtTheEndOfAScope) {
  EXPECT_EQ(endAt("void f(int fd) {\n  work();\n$}\n"),
            "void f(int fd) {\n  work();\n  close(fd);\n}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n$}\n"),
            "void f(int fd) {\n  close(fd);\n}\n");
  EXPECT_EQ(endAt("void f(int fd) { work(); $}\n"),
            "void f(int fd) { work(); close(fd); }\n");
  EXPECT_EQ(endAt("void f(int fd) {work();$}\n"),
            "void f(int fd) {work(); close(fd);}\n");
  EXPECT_EQ(endAt("void f(int fd) {$}\n"), "void f(int fd) {close(fd);}\n");
  EXPECT_EQ(endAt("void f(int fd)\n{\n\tif (fd) {\n\t\twork();\n\t$}\n}\n"),
            "void f(int fd)\n{\n\tif (fd) {\n\t\twork();\n\t\tclose(fd);\n\t}\n"
            "}\n");
}

TEST(ExitEdit, EndsAtTheEndOfALambda) {
  EXPECT_EQ(endAt("auto f = [](int fd) {\n  work();\n$};\n"),
            "auto f = [](int fd) {\n  work();\n  close(fd);\n};\n");
}

TEST(ExitEdit, EndsBeforeTheCallThatFrees) {
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (ready())\n"
                  "    $close(7);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (ready()) {\n"
            "    close(fd);\n"
            "    close(7);\n"
            "  }\n"
            "}\n");
}

TEST(ExitEdit, LetsMacrosStandForValues) {
  EXPECT_EQ(endAt("void *f(int fd) {\n"
                  "  if (!ready())\n"
                  "    $return NULL;\n"
                  "  return 0;\n"
                  "}\n",
                  "close(fd);", Standard::C11),
            "void *f(int fd) {\n"
            "  if (!ready()) {\n"
            "    close(fd);\n"
            "    return NULL;\n"
            "  }\n"
            "  return 0;\n"
            "}\n");
}

TEST(ExitEdit, RefusesMacros) {
  EXPECT_EQ(endAt("int f(int fd) {\n  $FAIL_IF(ready());\n  return 0;\n}\n"),
            "no edit");
  EXPECT_EQ(endAt("int f(int fd) {\n  $RETURN(0);\n}\n"), "no edit");
  EXPECT_EQ(endAt("int f(int fd) { $WHOLE(return 0;) }\n"), "no edit");
}

TEST(ExitEdit, RefusesDirectivesInWhatItReplaces) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (ready())\n"
                  "#if 1\n"
                  "    $return 0;\n"
                  "#endif\n"
                  "  return 1;\n"
                  "}\n"),
            "no edit");
}

} // namespace
