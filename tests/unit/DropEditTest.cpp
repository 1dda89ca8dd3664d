//===- DropEditTest.cpp - Tests of edits of a second release --------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "fix/DropEdit.h"
#include "EditTesting.h"

using namespace ticktidy;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

/// The source without the call at the mark.
std::string dropped(llvm::StringRef Code, Standard In = Standard::Cxx17) {
  Source S(Code, In);
  clang::ParentMap Parents(S.function().getBody());
  return S.after(fix::dropCall(*S.at<clang::CallExpr>(), Parents, S.context()));
}

/// The source after `fd` was reset after the calls at all marks but the last,
/// and tested at that.
std::string reset(llvm::StringRef Code, unsigned Releases = 1) {
  Source S(Code);
  const clang::FunctionDecl &F = S.function();
  clang::ParentMap Parents(F.getBody());
  std::vector<const clang::Expr *> Calls;
  Calls.reserve(Releases);
  for (unsigned N = 0; N < Releases; ++N)
    Calls.push_back(S.at<clang::CallExpr>(N));
  auto Edits = fix::resetBetween(Calls, *S.at<clang::CallExpr>(Releases),
                                 {"fd = -1;", "fd >= 0"}, S.variable("fd"), F,
                                 Parents, S.context());
  return Edits.empty() ? "no edit" : S.after(Edits);
}

TEST(DropEdit, RemovesAStatementWithItsLine) {
  EXPECT_EQ(dropped("void f(int fd) {\n"
                    "  work();\n"
                    "  $close(fd); // again\n"
                    "  work();\n"
                    "}\n"),
            "void f(int fd) {\n"
            "  work();\n"
            "  work();\n"
            "}\n");
  EXPECT_EQ(dropped("void f(int fd) {\n"
                    "  if (fd)\n"
                    "    work();\n"
                    "  $close(\n"
                    "      fd);\n"
                    "}\n",
                    Standard::C11),
            "void f(int fd) {\n"
            "  if (fd)\n"
            "    work();\n"
            "}\n");
  EXPECT_EQ(dropped("void f(int fd) {\n  $close(fd);\n}\n"),
            "void f(int fd) {\n}\n");
}

TEST(DropEdit, LeavesTheRestOfALine) {
  EXPECT_EQ(dropped("void f(int fd) { work(); $close(fd); work(); }\n"),
            "void f(int fd) { work(); work(); }\n");
  EXPECT_EQ(dropped("void f(int fd) {\n  work(); $close(fd);\n}\n"),
            "void f(int fd) {\n  work();\n}\n");
  EXPECT_EQ(dropped("void f(int fd) {\n  $close(fd); work();\n}\n"),
            "void f(int fd) {\n  work();\n}\n");
}

TEST(DropEdit, RemovesAnIfThatDoesNothingElse) {
  for (const char *Body :
       {"\n    $close(fd);\n", " $close(fd);\n", " {\n    $close(fd);\n  }\n"})
    EXPECT_EQ(dropped(std::string("void f(int fd) {\n  work();\n"
                                  "  if (fd >= 0)") +
                      Body + "  work();\n}\n"),
              "void f(int fd) {\n  work();\n  work();\n}\n");
  for (const char *Code : {
           "void f(int fd) { if (ready()) $close(fd); }",
           "void f(int fd) { if (fd++) { $close(fd); } }",
           "void f(int fd) { if (fd) $close(fd); else work(); }",
           "void f(int fd) { if (fd) { $close(fd); } else work(); }",
           "void f(int fd) { if (fd) work(); else $close(fd); }",
           "void f(int fd) { if (fd) work(); else if (fd > 1) $close(fd); }",
           "void f(int fd) { while (fd) $close(fd); }",
           "void f(int fd) { for (; fd;) { $close(fd); } }",
       })
    EXPECT_EQ(dropped(Code), "no edit") << Code;
}

TEST(DropEdit, LeavesLabelsTheirStatement) {
  EXPECT_EQ(dropped("void f(int fd) {\n"
                    "  switch (fd) {\n"
                    "  case 1:\n"
                    "    $close(fd);\n"
                    "    break;\n"
                    "  }\n"
                    "}\n"),
            "void f(int fd) {\n"
            "  switch (fd) {\n"
            "  case 1:\n"
            "    break;\n"
            "  }\n"
            "}\n");
  EXPECT_EQ(dropped("void f(int fd) { goto out; out: $close(fd); }"),
            "no edit");
}

TEST(DropEdit, LeavesWhatIsMoreThanTheCall) {
  for (const char *Code : {
           "void f(int fd) { $close(fd++); }",
           "void f(int fd) { $close(ready()); }",
           "int f(int fd) { return $close(fd); }",
           "void f(int fd) { int r = $close(fd); }",
           "void f(int fd) { ready() && $close(fd); }",
           "void f(int fd) { $WHOLE(close(fd);) }",
           "void f(int fd) { $close(\n#if 1\n fd\n#endif\n); }",
       })
    EXPECT_EQ(dropped(Code), "no edit") << Code;
}

TEST(ResetEdit, ResetsAndTests) {
  EXPECT_EQ(reset("void f(int fd) {\n"
                  "    $close(fd); // done\n"
                  "    work();\n"
                  "    $close(fd);\n"
                  "}\n"),
            "void f(int fd) {\n"
            "    close(fd); // done\n"
            "    fd = -1;\n"
            "    work();\n"
            "    if (fd >= 0)\n"
            "        close(fd);\n"
            "}\n");
  EXPECT_EQ(reset("void f(int fd) {\n"
                  "  if (ready()) { $close(fd); }\n"
                  "  else if (fd) {\n"
                  "    int r = $close(fd);\n"
                  "  }\n"
                  "  if (ready()) work(); else $close(fd);\n"
                  "}\n",
                  2),
            "void f(int fd) {\n"
            "  if (ready()) { close(fd); fd = -1; }\n"
            "  else if (fd) {\n"
            "    int r = close(fd);\n"
            "    fd = -1;\n"
            "  }\n"
            "  if (ready()) work(); else if (fd >= 0) close(fd);\n"
            "}\n");
}

TEST(ResetEdit, LeavesWhatItWouldChange) {
  for (const char *Code : {
           "void f(const int fd) { $close(fd); $close(fd); }",
           "void f(int fd) { if (ready()) $close(fd); $close(fd); }",
           "void f(int fd) { if ($close(fd)) return; $close(fd); }",
           "void f(int fd) { $close(fd); if ($close(fd)) work(); }",
           "void f(int fd) { $close(fd); if (ready()) $close(fd); else work(); "
           "}",
           "void f(int fd) { $close(fd);$close(fd); }",
           "void f(int fd) { $close(fd); { long fd = 1; $close(fd); } }",
           "void f(int fd) { $close(fd); $WHOLE(close(fd);) }",
           "void f(int fd) { $WHOLE(close(fd);) $close(fd); }",
       })
    EXPECT_EQ(reset(Code), "no edit") << Code;
}

} // namespace
