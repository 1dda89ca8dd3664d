//===- LoopsTest.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/Loops.h"
#include "AnalysisTesting.h"

using namespace clang;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

/// The part of the standard library that the cases use; the headers themselves
/// would be most of the time of these tests.
const char Declared[] = R"(
#include <initializer_list>
namespace std {
template <typename T, unsigned long N> struct array { T *begin(); T *end(); };
template <typename T> struct vector { T *begin(); T *end(); };
template <typename T> T &&move(T &X) { return static_cast<T &&>(X); }
template <typename I, typename F> void for_each(I, I, F) {}
template <typename I, typename F> void for_each_n(I, int, F) {}
template <typename I, typename F> void generate(I, I, F) {}
template <typename I, typename F> void transform(I, I, I, F) {}
template <typename I, typename F> void sort(I, I, F) {}
}
)";

std::string inFunction(llvm::StringRef Body) {
  return (llvm::Twine(Declared) +
          "void tick(); bool more(); template <typename T> void probe(T &&) {}"
          "constexpr int Limit = 5;"
          "void f(int n, std::vector<int> &v, std::array<int, 3> &fixed) {"
          "  int i; int raw[6]; int grid[2][7];" +
          Body + "}")
      .str();
}

bool isLoop(const Stmt *S) {
  return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
}

/// How often the loop \p Loop runs, or -1.
int tripsOf(llvm::StringRef Loop) {
  ParsedCode Code(inFunction(Loop));
  for (const auto *S : Code.all<Stmt>())
    if (isLoop(S)) {
      std::optional<std::uint64_t> Count = tripCount(*S, Code.context());
      return Count ? static_cast<int>(*Count) : -1;
    }
  ADD_FAILURE() << "no loop";
  return -2;
}

TEST(LoopsTest, CountersBetweenConstants) {
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4; ++x) tick();"), 4);
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4; x++) tick();"), 4);
  EXPECT_EQ(tripsOf("for (int x = 1; x <= 4; ++x) tick();"), 4);
  EXPECT_EQ(tripsOf("for (int x = 0; x != 4; ++x) tick();"), 4);
  EXPECT_EQ(tripsOf("for (int x = 4; x > 0; --x) tick();"), 4);
  EXPECT_EQ(tripsOf("for (int x = 4; x >= 0; --x) tick();"), 5);
  EXPECT_EQ(tripsOf("for (i = 2; i < 4; ++i) tick();"), 2);
  EXPECT_EQ(tripsOf("for (unsigned long x = 0; x < Limit; ++x) tick();"), 5);
  EXPECT_EQ(tripsOf("for (int x = 4; x < 4; ++x) tick();"), 0);
  EXPECT_EQ(tripsOf("for (int x = 5; x < 4; ++x) tick();"), 0);
}

TEST(LoopsTest, CountersThatAreNotPlain) {
  EXPECT_EQ(tripsOf("for (int x = 0; x < n; ++x) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = n; x < 4; ++x) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4; x += 2) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; i < 4; ++x) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4; ++i) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0, y = 1; x < 4; ++x) tick();"), -1);
  EXPECT_EQ(tripsOf("for (;;) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4;) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; more(); ++x) tick();"), -1);
  EXPECT_EQ(tripsOf("for (int x = 0; x < 4 && more(); ++x) tick();"), -1);
}

TEST(LoopsTest, Ranges) {
  EXPECT_EQ(tripsOf("for (int x : raw) tick();"), 6);
  EXPECT_EQ(tripsOf("for (auto &x : grid) tick();"), 2);
  EXPECT_EQ(tripsOf("for (int x : fixed) tick();"), 3);
  EXPECT_EQ(tripsOf("for (int x : {1, 2, 3}) tick();"), 3);
  EXPECT_EQ(tripsOf("for (int x : v) tick();"), -1);
}

TEST(LoopsTest, OtherLoops) {
  EXPECT_EQ(tripsOf("do { tick(); } while (0);"), 1);
  EXPECT_EQ(tripsOf("do { tick(); } while (false);"), 1);
  EXPECT_EQ(tripsOf("do { tick(); } while (more());"), -1);
  EXPECT_EQ(tripsOf("while (more()) tick();"), -1);
  EXPECT_EQ(tripsOf("while (true) tick();"), -1);
}

/// The first line of the loop around the call of tick; "none", or "small" if
/// all loops around it are known to be short.
std::string around(llvm::StringRef Body, unsigned Small = 4) {
  ParsedCode Code(inFunction(Body));
  ParentMap Parents(Code.function().getBody());
  for (const auto *Call : Code.all<CallExpr>()) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || !F->getIdentifier() || F->getName() != "tick")
      continue;
    bool AllSmall = true;
    const Stmt *Loop =
        loopAround(*Call, Parents, Code.context(), Small, AllSmall);
    EXPECT_FALSE(Loop && AllSmall);
    if (!Loop)
      return AllSmall ? "small" : "none";
    std::string Text = Code.textOf(*Loop);
    return Text.substr(0, Text.find(')') + 1);
  }
  return "no call";
}

TEST(LoopsTest, LoopAround) {
  EXPECT_EQ(around("tick();"), "none");
  EXPECT_EQ(around("while (true) { tick(); }"), "while (true)");
  EXPECT_EQ(around("while (true) { if (n) { tick(); break; } }"),
            "while (true)");
  EXPECT_EQ(around("while (true) {} tick();"), "none");
  EXPECT_EQ(around("for (int x : v) for (;;) tick();"), "for (;;)");
  EXPECT_EQ(around("for (int x : v) tick();"), "for (int x : v)");
}

TEST(LoopsTest, ShortLoopsAreLookedThrough) {
  EXPECT_EQ(around("do { tick(); } while (0);"), "small");
  EXPECT_EQ(around("for (int x = 0; x < 4; ++x) tick();"), "small");
  EXPECT_EQ(around("for (int x = 0; x < 5; ++x) tick();"),
            "for (int x = 0; x < 5; ++x)");
  EXPECT_EQ(around("for (int x = 0; x < 5; ++x) tick();", 5), "small");
  EXPECT_EQ(around("while (n) { do { tick(); } while (0); }"), "while (n)");
  EXPECT_EQ(around("for (int x : fixed) do { tick(); } while (0);"), "small");
}

TEST(LoopsTest, DependsOnWhatTheLoopDeclares) {
  auto Depends = [](llvm::StringRef Loop) {
    ParsedCode Code(inFunction(Loop));
    for (const auto *S : Code.all<Stmt>())
      if (isLoop(S))
        return dependsOn(Code.probed(), *S);
    return false;
  };
  EXPECT_TRUE(Depends("for (int x = 0; x < n; ++x) probe(x);"));
  EXPECT_TRUE(Depends("for (int x = 0; x < n; ++x) probe(100 * (x + 1));"));
  EXPECT_TRUE(Depends("for (int x : v) probe(x);"));
  EXPECT_TRUE(Depends("while (n) { int x = n; probe(n + x); }"));
  EXPECT_FALSE(Depends("for (int x = 0; x < n; ++x) probe(n);"));
  EXPECT_FALSE(Depends("for (int x = 0; x < n; ++x) probe(100);"));
  EXPECT_TRUE(Depends("for (i = 0; i < n; ++i) probe(i);"))
      << "declared before it, and set by its increment";
  EXPECT_FALSE(Depends("while (i < n) { ++i; probe(i); }"));
}

TEST(LoopsTest, GoesOverElements) {
  auto IsOver = [](llvm::StringRef Loop) {
    ParsedCode Code(inFunction(Loop));
    for (const auto *S : Code.all<Stmt>())
      if (isLoop(S))
        return isOverElements(*S);
    return false;
  };
  EXPECT_TRUE(IsOver("for (int x : v) probe(x);"));
  EXPECT_TRUE(IsOver("for (i = 0; i < n; ++i) probe(i);"));
  EXPECT_FALSE(IsOver("for (;;) probe(n);"));
  EXPECT_FALSE(IsOver("while (i < n) probe(i);"));
}

/// How many lambdas the first call of \p Body runs for each element.
unsigned lambdasIn(llvm::StringRef Body) {
  ParsedCode Code(inFunction(Body));
  for (const auto *Call : Code.all<CallExpr>())
    if (unsigned Count = lambdasOfAlgorithm(*Call).size())
      return Count;
  return 0;
}

TEST(LoopsTest, LambdasOfAlgorithms) {
  constexpr const char *Each = "std::for_each(v.begin(), v.end(), ";
  auto ForEach = [&](llvm::StringRef Function) {
    return (Each + Function + ");").str();
  };
  EXPECT_EQ(lambdasIn(ForEach("[](int) { tick(); }")), 1u);
  EXPECT_EQ(lambdasIn(("auto Run = [](int) { tick(); };" + ForEach("Run"))),
            1u);
  EXPECT_EQ(lambdasIn(ForEach("std::move(*new auto([](int) {}))")), 0u);
  EXPECT_EQ(lambdasIn("std::for_each_n(v.begin(), 3, [](int) {});"), 1u);
  EXPECT_EQ(lambdasIn("std::generate(v.begin(), v.end(), [] { return 1; });"),
            1u);
  EXPECT_EQ(lambdasIn("std::transform(v.begin(), v.end(), v.begin(),"
                      " [](int x) { return x; });"),
            1u);
}

TEST(LoopsTest, OtherCallsRunNoLambdaForEach) {
  EXPECT_EQ(lambdasIn("probe([] {});"), 0u);
  EXPECT_EQ(lambdasIn("std::sort(v.begin(), v.end(),"
                      " [](int x, int y) { return x < y; });"),
            0u);
  EXPECT_EQ(lambdasIn("extern void each(int);"
                      "std::for_each(v.begin(), v.end(), each);"),
            0u);
}

} // namespace
