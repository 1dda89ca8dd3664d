//===- BrokenCodeTest.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/BrokenCode.h"
#include "AnalysisTesting.h"

using namespace clang;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

/// Whether the body of a function with \p Body in its braces lacks statements.
bool lacks(llvm::StringRef Body,
           ParsedCode::Errors Has = ParsedCode::Errors::None,
           ParsedCode::Language In = ParsedCode::Language::Cpp) {
  ParsedCode Code(
      ("#define CALL(X) work(X)\n#define TWICE(X) work(X); work(X)\n"
       "#define BLOCK { work(1); }\n"
       "void work(int); int open(void);\n"
       "void f(int a) {" +
       Body + "}")
          .str(),
      In, Has);
  return lacksStatements(*cast<CompoundStmt>(&Code.body()), Code.context());
}

bool lacksInBroken(llvm::StringRef Body) {
  return lacks(Body, ParsedCode::Errors::Expected);
}

TEST(BrokenCodeTest, WholeBlocks) {
  EXPECT_FALSE(lacks(""));
  EXPECT_FALSE(lacks("work(a);"));
  EXPECT_FALSE(lacks("int b = open(); work(b); return;"));
  EXPECT_FALSE(lacks("if (a) { work(1); } else work(2);"));
  EXPECT_FALSE(lacks("again: work(1); if (a) goto again;"));
  EXPECT_FALSE(lacks("struct Local { int Id; }; using T = int; T b = 1;"));
  EXPECT_FALSE(lacks("switch (a) { case 1: work(1); break; default:; }"));
  EXPECT_FALSE(lacks("try { work(1); } catch (...) {}"));
  EXPECT_FALSE(lacks("auto L = [a] { work(a); }; L();"));
}

TEST(BrokenCodeTest, StraySemicolonsAndComments) {
  EXPECT_FALSE(lacks(";;"));
  EXPECT_FALSE(lacks("work(1);; ; work(2); ;"));
  EXPECT_FALSE(lacks("struct Local {};; work(1);"));
  EXPECT_FALSE(lacks("/* before */ work(1); // after\n /* last */"));
}

TEST(BrokenCodeTest, Attributes) {
  EXPECT_FALSE(lacks("[[maybe_unused]] int b = 1; work(2);"));
  EXPECT_FALSE(lacks("__attribute__((unused)) int b = 1;"));
  EXPECT_FALSE(lacks("switch (a) { case 1: work(1); [[fallthrough]];"
                     " default: work(2); }"));
}

TEST(BrokenCodeTest, Macros) {
  EXPECT_FALSE(lacks("CALL(1); work(2);"));
  EXPECT_FALSE(lacks("TWICE(1); work(2);"));
  EXPECT_FALSE(lacks("BLOCK work(2); BLOCK"));
  EXPECT_FALSE(lacks("work(1); CALL(open());"));
}

TEST(BrokenCodeTest, Directives) {
  EXPECT_FALSE(lacks("work(1);\n#if 0\nwork(2);\n#endif\nwork(3);\n"));
  EXPECT_FALSE(lacks("\n#ifdef OTHER\nwork(1);\n#else\nwork(2);\n#endif\n"));
  EXPECT_FALSE(lacks("\n#define HERE 1\nwork(HERE);\n#undef HERE\n"));
  EXPECT_FALSE(lacks("\n#pragma GCC diagnostic push\nwork(1);\n"));
}

TEST(BrokenCodeTest, DroppedStatements) {
  EXPECT_TRUE(lacksInBroken("a = ; work(1);"));
  EXPECT_TRUE(lacksInBroken("work(1); a = ;"));
  EXPECT_TRUE(lacksInBroken("work(1); open() +; work(2);"));
  EXPECT_TRUE(lacksInBroken("goto;"));
  EXPECT_TRUE(lacksInBroken("work(1); break; work(2);"));
}

TEST(BrokenCodeTest, DroppedStatementsOfC) {
  auto InC = [](llvm::StringRef Body) {
    return lacks(Body, ParsedCode::Errors::Expected, ParsedCode::Language::C);
  };
  EXPECT_TRUE(InC("work(1); a = ;"));
  EXPECT_TRUE(InC("work(1); continue; work(2);"));
}

TEST(BrokenCodeTest, BlocksWithoutAnEnd) {
  EXPECT_TRUE(lacksInBroken("work(1); if (a) { work(2);"));
  EXPECT_TRUE(lacksInBroken("{"));
  EXPECT_TRUE(lacksInBroken("work(1); {\n  // not yet\n"));
}

TEST(BrokenCodeTest, HalfStatements) {
  EXPECT_TRUE(lacksInBroken("open\n work(1);"));
  EXPECT_TRUE(lacksInBroken("work(1); work(2)"));
  EXPECT_TRUE(lacksInBroken("a\n"));
}

/// Whether the function `f`, whose definition is at the start of \p Text, goes
/// on behind its end.
bool goesOn(llvm::StringRef Text) {
  ParsedCode Code(("void work(int);\n" + Text).str(), ParsedCode::Language::Cpp,
                  ParsedCode::Errors::Expected);
  return goesOnAfterwards(Code.function(), Code.context());
}

TEST(BrokenCodeTest, StatementsBehindTheEnd) {
  EXPECT_TRUE(goesOn("void f(int a) { work(1); }\n if (a) { work(2); }\n"));
  EXPECT_TRUE(goesOn("void f(int a) { work(1); }\n return; }\n"));
  EXPECT_FALSE(goesOn("void f(int a) { work(1); }\n int g() { return x; }\n"));
  EXPECT_FALSE(goesOn("void f(int a) { work(1); }\n REGISTER(f);\n"));
  EXPECT_FALSE(goesOn("namespace n { void f(int a) { } }\n int b = x;\n"));
}

TEST(BrokenCodeTest, ErrorsThatAreInTheTree) {
  EXPECT_FALSE(lacksInBroken("work(unknown); work(1);"));
  EXPECT_FALSE(lacksInBroken("work(1); work(1, 2);"));
  EXPECT_FALSE(lacksInBroken("Unknown b; work(1);"))
      << "the declaration is marked";
}

TEST(BrokenCodeTest, BlocksOfMacrosAreNotLookedInto) {
  ParsedCode Code("void work(int);\n"
                  "#define BODY { a = ; work(1); }\n"
                  "void f(int a) BODY",
                  ParsedCode::Language::Cpp, ParsedCode::Errors::Expected);
  EXPECT_FALSE(
      lacksStatements(*cast<CompoundStmt>(&Code.body()), Code.context()));
}

} // namespace
