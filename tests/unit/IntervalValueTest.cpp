//===- IntervalValueTest.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisTesting.h"
#include "analysis/NumberValue.h"
#include "analysis/StructValue.h"

using namespace clang;

namespace ticktidy::analysis {
namespace {

/// The first argument of the last call of `arm` in `f`.
const Expr *armed(const test::ParsedCode &Code) {
  class Finder : public RecursiveASTVisitor<Finder> {
  public:
    const Expr *Found = nullptr;
    bool VisitCallExpr(CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (Callee && Callee->getNameAsString() == "arm")
        Found = Call->getArg(0);
      return true;
    }
  };
  Finder Find;
  Find.TraverseDecl(Code.context().getTranslationUnitDecl());
  return Find.Found;
}

std::optional<NumberValue> numberIn(const std::string &Body,
                                    const std::string &Type = "int") {
  test::ParsedCode Code("void arm(" + Type + "); void g(int *);" + Body);
  const Expr *E = armed(Code);
  return E ? numberOf(*E, Code.context()) : std::nullopt;
}

TEST(NumberValueTest, ComputesWhatIsMeant) {
  auto V = numberIn("const int Day = 86400; void f() { arm(Day * 30 * 1000); }",
                    "unsigned long");
  ASSERT_TRUE(V);
  EXPECT_EQ(V->Lost, NumberValue::Overflows);
  EXPECT_EQ(V->Meant, 2592000000.0L);
  ASSERT_NE(V->Where, nullptr);
  EXPECT_EQ(V->Where->getType().getAsString(), "int");
}

TEST(NumberValueTest, TellsLossesApart) {
  EXPECT_EQ(numberIn("void f() { arm(500 / 1000); }")->Lost,
            NumberValue::Divides);
  EXPECT_EQ(numberIn("void f() { arm(1000 / 60); }")->Lost, NumberValue::None);
  EXPECT_EQ(numberIn("void f() { arm(1.5); }")->Lost, NumberValue::Truncates);
  EXPECT_FALSE(numberIn("void f() { arm(1.5); }")->ByCast);
  EXPECT_TRUE(numberIn("void f() { arm((int)1.5); }")->ByCast);
  EXPECT_TRUE(numberIn("void f() { arm(static_cast<int>(1.5)); }")->ByCast);
  EXPECT_EQ(numberIn("void f() { arm(5000000000); }")->Lost,
            NumberValue::Narrows);
  EXPECT_EQ(numberIn("void f() { arm(-1); }", "unsigned")->Meant, -1.0L);
}

TEST(NumberValueTest, FollowsOnlyWhatHoldsOneValue) {
  EXPECT_TRUE(numberIn("void f() { int A = 5; arm(A); }"));
  EXPECT_FALSE(numberIn("void f() { int A = 5; g(&A); arm(A); }"));
  EXPECT_FALSE(numberIn("void f() { int A = 5; A = 6; arm(A); }"));
  EXPECT_FALSE(numberIn("void h(int &);"
                        "void f() { int A = 5; h(A); arm(A); }"));
  EXPECT_EQ(numberIn("void f() { arm(0.3 * 10); }")->Is, 3.0L);
  EXPECT_EQ(numberIn("void f() { arm(1.0L * 4); }")->Is, 4.0L);
  EXPECT_FALSE(numberIn("void f(int A) { arm(A * 1000); }"));
}

constexpr char Times[] =
    "struct time { long sec, part; };"
    "struct spec { time every, first; };"
    "void arm(const spec *); void fill(spec *);"
    "extern \"C\" void *memset(void *, int, unsigned long);";

/// The numbers at the call: "?" where they are not known, "-" where nothing
/// says what is in the struct.
std::string numbersIn(const std::string &Body) {
  test::ParsedCode Code(Times + Body);
  const Expr *E = armed(Code);
  if (!E)
    return "no call";
  std::string Text;
  for (const FieldNumber &N : numbersAt(*E, Code.context())) {
    std::optional<NumberValue> V;
    if (N.Known)
      V = N.Written ? numberOf(*N.Written, Code.context())
                    : std::optional<NumberValue>(NumberValue());
    Text += (Text.empty() ? "" : " ") +
            (V ? std::to_string(static_cast<long>(V->Is)) : "?");
  }
  return Text.empty() ? "-" : Text;
}

TEST(StructValueTest, FollowsStatementsInOrder) {
  EXPECT_EQ(numbersIn("void f() { spec S = {{1, 2}, {3, 4}}; arm(&S); }"),
            "1 2 3 4");
  EXPECT_EQ(numbersIn("void f() { spec S{}; S.first.sec = 5; arm(&S); }"),
            "0 0 5 0");
  EXPECT_EQ(numbersIn("void f() { spec S; memset(&S, 0, sizeof S);"
                      " S.every.part = 7; arm(&S); S.every.part = 8; }"),
            "0 7 0 0");
  EXPECT_EQ(numbersIn("void f() { spec S{}; S.first.sec = S.every.sec = 2;"
                      " arm(&S); }"),
            "2 0 2 0");
  EXPECT_EQ(numbersIn("const spec S = {{1, 0}, {}}; void f() { arm(&S); }"),
            "1 0 0 0");
}

TEST(StructValueTest, DoesNotKnowWhatMayBeWritten) {
  EXPECT_EQ(numbersIn("void f() { spec S; arm(&S); }"), "? ? ? ?");
  EXPECT_EQ(numbersIn("void f(bool B) { spec S{}; if (B) S.first.sec = 1;"
                      " arm(&S); }"),
            "0 0 ? 0");
  EXPECT_EQ(numbersIn("void f() { spec S{}; fill(&S); arm(&S); }"), "? ? ? ?");
  EXPECT_EQ(numbersIn("void f() { spec S{}; S.first = S.every; arm(&S); }"),
            "0 0 ? ?");
  EXPECT_EQ(numbersIn("void f() { spec S{}; S.first.sec += 1; arm(&S); }"),
            "0 0 ? 0");
  EXPECT_EQ(numbersIn("void f(int N) { spec S{}; while (N--) { arm(&S);"
                      " S.first.sec = 1; } }"),
            "0 0 ? 0");
  EXPECT_EQ(numbersIn("void f() { spec S{}; auto L = [&S] { S.first.sec = 1; };"
                      " L(); arm(&S); }"),
            "-");
  EXPECT_EQ(numbersIn("void f() { spec S{}; time &T = S.first; T.sec = 1;"
                      " arm(&S); }"),
            "-");
  EXPECT_EQ(numbersIn("void f() { spec S{}; time *T = &S.first;"
                      " S.first.sec = 0; T->sec = 1; arm(&S); }"),
            "-");
  EXPECT_EQ(numbersIn("void f(int N) { spec S{}; a: arm(&S);"
                      " S.first.sec = 1; if (N) goto a; }"),
            "-");
  EXPECT_EQ(numbersIn("spec S; void f() { arm(&S); }"), "-");
  EXPECT_EQ(numbersIn("void f(spec S) { arm(&S); }"), "-");
}

} // namespace
} // namespace ticktidy::analysis
