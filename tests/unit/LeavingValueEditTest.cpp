//===- LeavingValueEditTest.cpp - Tests of kept results
//---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EditTesting.h"

using ticktidy::test::endAt;
using ticktidy::test::Standard;

namespace {

TEST(LeavingValueEdit, ComputesAResultThatNeedsTheHandleFirst) {
  EXPECT_EQ(endAt("long f(int fd) {\n  $return read_ticks(fd);\n}\n"),
            "long f(int fd) {\n"
            "  auto result = read_ticks(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
  EXPECT_EQ(endAt("long f(int fd) {\n  $return read_ticks(fd);\n}\n",
                  "close(fd);", Standard::C11),
            "long f(int fd) {\n"
            "  long result = read_ticks(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
  EXPECT_EQ(endAt("long f(int fd) {\n"
                  "  work();\n"
                  "  $return read_ticks(fd);\n"
                  "}\n",
                  "close(fd);", Standard::C89),
            "long f(int fd) {\n"
            "  work();\n"
            "  {\n"
            "    long result = read_ticks(fd);\n"
            "    close(fd);\n"
            "    return result;\n"
            "  }\n"
            "}\n");
}

TEST(LeavingValueEdit, KeepsErrno) {
  EXPECT_EQ(endAt("int f(int fd) {\n"
                  "  if (!ready())\n"
                  "    $return -errno;\n"
                  "  return close(fd);\n"
                  "}\n",
                  "close(fd);", Standard::C11),
            "int f(int fd) {\n"
            "  if (!ready()) {\n"
            "    int result = -errno;\n"
            "    close(fd);\n"
            "    return result;\n"
            "  }\n"
            "  return close(fd);\n"
            "}\n");
  EXPECT_EQ(endAt("void f(int fd) {\n"
                  "  if (!ready()) $throw errno;\n"
                  "}\n"),
            "void f(int fd) {\n"
            "  if (!ready()) { auto error = errno; close(fd); throw error; }\n"
            "}\n");
}

TEST(LeavingValueEdit, FindsAFreeName) {
  EXPECT_EQ(endAt("long f(int fd) {\n"
                  "  int result = 3;\n"
                  "  $return read_ticks(fd) + result;\n"
                  "}\n"),
            "long f(int fd) {\n"
            "  int result = 3;\n"
            "  auto result2 = read_ticks(fd) + result;\n"
            "  close(fd);\n"
            "  return result2;\n"
            "}\n");
}

TEST(LeavingValueEdit, WorksInAFunctionWithMacrosInItsHead) {
  EXPECT_EQ(endAt("#define local static\n"
                  "local long f(int fd) {\n  $return read_ticks(fd);\n}\n"),
            "#define local static\n"
            "local long f(int fd) {\n"
            "  auto result = read_ticks(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
}

TEST(LeavingValueEdit, DeclaresTheResultInABlockBeforeLabels) {
  EXPECT_EQ(endAt("long f(int fd) {\n"
                  "  switch (ready()) {\n"
                  "  case 1:\n"
                  "    $return read_ticks(fd);\n"
                  "  default:\n"
                  "    return 0;\n"
                  "  }\n"
                  "}\n"),
            "long f(int fd) {\n"
            "  switch (ready()) {\n"
            "  case 1: {\n"
            "    auto result = read_ticks(fd);\n"
            "    close(fd);\n"
            "    return result;\n"
            "  }\n"
            "  default:\n"
            "    return 0;\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(endAt("long f(int fd) {\n"
                  "  if (ready())\n"
                  "    goto out;\n"
                  "  $return read_ticks(fd);\n"
                  "out:\n"
                  "  return close(fd);\n"
                  "}\n"),
            "long f(int fd) {\n"
            "  if (ready())\n"
            "    goto out;\n"
            "  {\n"
            "    auto result = read_ticks(fd);\n"
            "    close(fd);\n"
            "    return result;\n"
            "  }\n"
            "out:\n"
            "  return close(fd);\n"
            "}\n");
}

TEST(LeavingValueEdit, KeepsResultsOfAllTypes) {
  // A void call is no value.
  EXPECT_EQ(endAt("void f(int fd) {\n  $return fail(fd);\n}\n"),
            "void f(int fd) {\n  fail(fd);\n  close(fd);\n  return;\n}\n");
  EXPECT_EQ(endAt("Text f(int fd) {\n  $return describe(fd);\n}\n"),
            "Text f(int fd) {\n"
            "  auto result = describe(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
  // The view may look into what the full-expression destroys.
  EXPECT_EQ(endAt("Text f(int fd) {\n  $return look(fd);\n}\n"),
            "Text f(int fd) {\n"
            "  Text result = look(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
  EXPECT_EQ(endAt("int &f(int fd) {\n  $return cell(fd);\n}\n"),
            "int &f(int fd) {\n"
            "  auto &result = cell(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
  EXPECT_EQ(endAt("Pinned f(int fd) {\n  $return Pinned(fd);\n}\n"), "no edit");
  EXPECT_EQ(endAt("Pinned f(int fd) {\n  $return Pinned(3);\n}\n"),
            "Pinned f(int fd) {\n  close(fd);\n  return Pinned(3);\n}\n");
  EXPECT_EQ(endAt("decltype(auto) f(int fd) {\n  $return cell(fd);\n}\n"),
            "no edit");
  EXPECT_EQ(endAt("long f(int fd) {\n  $return read_ticks(fd);\n}\n",
                  "close(fd);", Standard::Cxx98),
            "long f(int fd) {\n"
            "  long result = read_ticks(fd);\n"
            "  close(fd);\n"
            "  return result;\n"
            "}\n");
}

TEST(LeavingValueEdit, TakesAPointerOfTheSameTypeForTheHandle) {
  EXPECT_EQ(endAt("struct Timer { int ticks; void stop(); };\n"
                  "int f(struct Timer *t, struct Timer *u, int n) {\n"
                  "  $return u->ticks;\n"
                  "}\n",
                  "t->stop();", Standard::Cxx17, "t"),
            "struct Timer { int ticks; void stop(); };\n"
            "int f(struct Timer *t, struct Timer *u, int n) {\n"
            "  auto result = u->ticks;\n"
            "  t->stop();\n"
            "  return result;\n"
            "}\n");
}

TEST(LeavingValueEdit, WorksInTemplates) {
  EXPECT_EQ(endAt("template <typename T> T f(int fd, T t) {\n"
                  "  if (ready())\n"
                  "    $return T(read_ticks(fd));\n"
                  "  return t;\n"
                  "}\n"
                  "int g() { return f(3, 4); }\n"),
            "template <typename T> T f(int fd, T t) {\n"
            "  if (ready()) {\n"
            "    auto result = T(read_ticks(fd));\n"
            "    close(fd);\n"
            "    return result;\n"
            "  }\n"
            "  return t;\n"
            "}\n"
            "int g() { return f(3, 4); }\n");
}

} // namespace
