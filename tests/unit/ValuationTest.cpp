//===- ValuationTest.cpp --------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/Valuation.h"
#include "AnalysisTesting.h"

using namespace clang;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

//===----------------------------------------------------------------------===//
// ValueSet
//===----------------------------------------------------------------------===//

TEST(ValuationTest, AllIsNeitherEmptyNorSmaller) {
  EXPECT_TRUE(ValueSet::all().isAll());
  EXPECT_FALSE(ValueSet::all().isEmpty());
  EXPECT_TRUE(ValueSet::atLeast(INT64_MIN).isAll());
  EXPECT_FALSE(ValueSet::only(0).isAll());
  EXPECT_FALSE(ValueSet::without(0).isAll());
  EXPECT_FALSE(ValueSet::below(INT64_MAX).isAll());
}

TEST(ValuationTest, NothingIsBelowTheLeast) {
  EXPECT_TRUE(ValueSet::below(INT64_MIN).isEmpty());
  EXPECT_EQ(ValueSet::below(INT64_MIN + 1), ValueSet::only(INT64_MIN));
  EXPECT_EQ(ValueSet::atLeast(INT64_MAX), ValueSet::only(INT64_MAX));
}

TEST(ValuationTest, IntersectionOfWhatContradicts) {
  EXPECT_TRUE(ValueSet::only(1).intersect(ValueSet::only(2)).isEmpty());
  EXPECT_TRUE(ValueSet::only(1).intersect(ValueSet::without(1)).isEmpty());
  EXPECT_TRUE(ValueSet::without(1).intersect(ValueSet::only(1)).isEmpty());
  EXPECT_TRUE(ValueSet::below(0).intersect(ValueSet::atLeast(0)).isEmpty());
  for (std::int64_t Extreme : {INT64_MIN, INT64_MAX})
    EXPECT_TRUE(ValueSet::only(Extreme)
                    .intersect(ValueSet::without(Extreme))
                    .isEmpty());
}

TEST(ValuationTest, IntersectionOfRanges) {
  ValueSet Positive = ValueSet::atLeast(0).intersect(ValueSet::without(0));
  EXPECT_EQ(Positive, ValueSet::atLeast(1)) << "a hole at the edge moves it";
  EXPECT_EQ(ValueSet::below(3).intersect(ValueSet::without(2)),
            ValueSet::below(2));
  EXPECT_EQ(ValueSet::atLeast(0).intersect(ValueSet::below(1)),
            ValueSet::only(0));
  EXPECT_EQ(ValueSet::atLeast(0).intersect(ValueSet::without(-1)),
            ValueSet::atLeast(0))
      << "a hole outside is none";
  EXPECT_EQ(ValueSet::all().intersect(ValueSet::only(7)), ValueSet::only(7));
}

TEST(ValuationTest, OrderOfHolesDoesNotMatter) {
  ValueSet One = ValueSet::without(1).intersect(ValueSet::without(2));
  ValueSet Two = ValueSet::without(2).intersect(ValueSet::without(1));
  EXPECT_EQ(One, Two);
  EXPECT_EQ(One.intersect(ValueSet::without(2)), One);
}

TEST(ValuationTest, Subsets) {
  EXPECT_TRUE(ValueSet::only(3).isSubsetOf(ValueSet::atLeast(0)));
  EXPECT_TRUE(ValueSet::only(3).isSubsetOf(ValueSet::only(3)));
  EXPECT_TRUE(ValueSet::only(3).isSubsetOf(ValueSet::without(0)));
  EXPECT_TRUE(ValueSet::atLeast(1).isSubsetOf(ValueSet::without(0)));
  EXPECT_TRUE(ValueSet::without(0).isSubsetOf(ValueSet::all()));
  EXPECT_FALSE(ValueSet::atLeast(0).isSubsetOf(ValueSet::without(0)));
  EXPECT_FALSE(ValueSet::all().isSubsetOf(ValueSet::without(0)));
  EXPECT_FALSE(ValueSet::without(0).isSubsetOf(ValueSet::atLeast(0)));
}

TEST(ValuationTest, HolesAreBounded) {
  ValueSet S;
  for (std::int64_t I = 0; I != 100; ++I)
    S = S.intersect(ValueSet::without(10 * I));
  EXPECT_TRUE(S.intersect(ValueSet::only(0)).isEmpty());
  EXPECT_FALSE(S.intersect(ValueSet::only(990)).isEmpty())
      << "what is dropped counts as possible";
  EXPECT_FALSE(S.intersect(ValueSet::only(5)).isEmpty());
}

//===----------------------------------------------------------------------===//
// ConditionTable
//===----------------------------------------------------------------------===//

/// The conditions of the `if`s in a function with a body.
class Conditions {
public:
  explicit Conditions(llvm::StringRef Body)
      : Code(("#define NULL __null\n"
              "struct Poll { int Fd; bool On; volatile int Seen;"
              " bool busy() const; bool step();"
              " bool operator<(const Poll &) const; };"
              "int open(); int peek(const char *) __attribute__((pure));"
              "void f(int a, int b, Poll s, Poll *p, char *t, bool on) {" +
              Body + "}")
                 .str()),
        Table(Code.context()), Ifs(Code.all<IfStmt>()) {}

  std::optional<Atom> operator[](unsigned N) {
    return Table.atom(*Ifs.at(N)->getCond());
  }
  /// The keys that a write to the path of the first argument of probe kills.
  llvm::SmallVector<KeyId> killed(llvm::StringRef Variable) {
    llvm::SmallVector<KeyId> Keys;
    Table.killedBy(AccessPath::ofVariable(Code.variable(Variable)), Keys);
    return Keys;
  }

  ParsedCode Code;
  ConditionTable Table;

private:
  std::vector<const IfStmt *> Ifs;
};

/// Expects the atom of \p Condition to be about the path \p Path.
void expectAtom(llvm::StringRef Condition, llvm::StringRef Path,
                const ValueSet &When, const ValueSet &Otherwise) {
  Conditions C(("if (" + Condition + ") {}").str());
  std::optional<Atom> A = C[0];
  ASSERT_TRUE(A) << Condition.str();
  const AccessPath *P = C.Table.pathOf(A->Key);
  ASSERT_TRUE(P) << Condition.str();
  EXPECT_EQ(ticktidy::test::describe(*P), Path) << Condition.str();
  EXPECT_EQ(A->When, When) << Condition.str();
  EXPECT_EQ(A->Otherwise, Otherwise) << Condition.str();
}

const ValueSet Zero = ValueSet::only(0);
const ValueSet NonZero = ValueSet::without(0);

TEST(ValuationTest, TruthIsNotZero) {
  expectAtom("a", "a", NonZero, Zero);
  expectAtom("on", "on", NonZero, Zero);
  expectAtom("t", "t", NonZero, Zero);
  expectAtom("s.On", "s.On", NonZero, Zero);
  expectAtom("p->Fd", "p*.Fd", NonZero, Zero);
}

TEST(ValuationTest, Negations) {
  expectAtom("!a", "a", Zero, NonZero);
  expectAtom("!!a", "a", NonZero, Zero);
  expectAtom("!(a < 0)", "a", ValueSet::atLeast(0), ValueSet::below(0));
}

TEST(ValuationTest, ComparisonsWithZero) {
  expectAtom("a != 0", "a", NonZero, Zero);
  expectAtom("a == 0", "a", Zero, NonZero);
  expectAtom("t != nullptr", "t", NonZero, Zero);
  expectAtom("t == NULL", "t", Zero, NonZero);
  expectAtom("on == false", "on", Zero, NonZero);
}

TEST(ValuationTest, ComparisonsWithConstants) {
  expectAtom("a == -1", "a", ValueSet::only(-1), ValueSet::without(-1));
  expectAtom("a < 0", "a", ValueSet::below(0), ValueSet::atLeast(0));
  expectAtom("a <= 4", "a", ValueSet::below(5), ValueSet::atLeast(5));
  expectAtom("a > -1", "a", ValueSet::atLeast(0), ValueSet::below(0));
  expectAtom("a >= 2 + 1", "a", ValueSet::atLeast(3), ValueSet::below(3));
}

TEST(ValuationTest, ConstantsOnTheLeft) {
  expectAtom("0 > a", "a", ValueSet::below(0), ValueSet::atLeast(0));
  expectAtom("-1 == a", "a", ValueSet::only(-1), ValueSet::without(-1));
  expectAtom("4 <= a", "a", ValueSet::atLeast(4), ValueSet::below(4));
  expectAtom("nullptr != t", "t", NonZero, Zero);
}

TEST(ValuationTest, WhatIsAssignedIsCompared) {
  expectAtom("(a = open()) < 0", "a", ValueSet::below(0), ValueSet::atLeast(0));
  expectAtom("(s.Fd = open()) == -1", "s.Fd", ValueSet::only(-1),
             ValueSet::without(-1));
  expectAtom("a = b", "a", NonZero, Zero);
  expectAtom("(open(), a)", "a", NonZero, Zero);
}

TEST(ValuationTest, ExpectationsAreLookedThrough) {
  expectAtom("__builtin_expect(a < 0, 0)", "a", ValueSet::below(0),
             ValueSet::atLeast(0));
  expectAtom("__builtin_expect(!!(a), 1)", "a", NonZero, Zero);
  expectAtom("!__builtin_expect(!!(a == 0), 0)", "a", NonZero, Zero);
}

TEST(ValuationTest, CallsAreValuesOfTheirOwn) {
  Conditions C("if (open() < 0) {} if (open() < 0) {} if (peek(t)) {}");
  ASSERT_TRUE(C[0] && C[1] && C[2]);
  EXPECT_NE(C[0]->Key, C[1]->Key);
  EXPECT_TRUE(C.Table.pathOf(C[0]->Key)->isValue());
}

TEST(ValuationTest, TheSameExpressionHasOneKey) {
  Conditions C("if (a < b) {} if (!(a < b)) {} if (b < a) {} if (a & 4) {}"
               "if ((a & 4) != 0) {} if (a & 8) {}");
  for (unsigned I = 0; I != 6; ++I)
    ASSERT_TRUE(C[I]) << I;
  EXPECT_EQ(C[0]->Key, C[1]->Key);
  EXPECT_EQ(C[0]->When, C[1]->Otherwise);
  EXPECT_NE(C[0]->Key, C[2]->Key);
  EXPECT_EQ(C[3]->Key, C[4]->Key);
  EXPECT_EQ(C[3]->When, C[4]->When);
  EXPECT_NE(C[3]->Key, C[5]->Key);
  EXPECT_FALSE(C.Table.pathOf(C[0]->Key)) << "a < b has no name";
}

TEST(ValuationTest, ConstMemberCallsHaveOneValue) {
  Conditions C("if (s.busy()) {} if (!s.busy()) {} if (p->busy()) {}"
               "if (s < *p) {} if (s < *p) {}");
  for (unsigned I = 0; I != 5; ++I)
    ASSERT_TRUE(C[I]) << I;
  EXPECT_EQ(C[0]->Key, C[1]->Key);
  EXPECT_NE(C[0]->Key, C[2]->Key);
  EXPECT_EQ(C[3]->Key, C[4]->Key);
}

TEST(ValuationTest, WhatChangesHasNoAtom) {
  for (const char *Condition :
       {"a++ < b", "--a", "s.step()", "p->step()", "(a += 2) > 3", "s.Seen",
        "s.Seen == 2", "[&] { return a; }()", "new int", "open() < b",
        "({ a; }) < b"}) {
    Conditions C(("if (" + llvm::Twine(Condition) + ") {}").str());
    if (llvm::StringRef(Condition).starts_with("[") ||
        llvm::StringRef(Condition).starts_with("new"))
      EXPECT_FALSE(C[0] && C.Table.pathOf(C[0]->Key) &&
                   !C.Table.pathOf(C[0]->Key)->isValue())
          << Condition;
    else
      EXPECT_FALSE(C[0]) << Condition;
  }
}

TEST(ValuationTest, WritesKillWhatTheyTouch) {
  Conditions C("if (a) {} if (a < b) {} if (s.Fd) {} if (s.busy()) {}"
               "if (p->Fd) {} if (on) {}");
  std::vector<KeyId> Keys;
  for (unsigned I = 0; I != 6; ++I) {
    ASSERT_TRUE(C[I]) << I;
    Keys.push_back(C[I]->Key);
  }
  using Killed = llvm::SmallVector<KeyId>;
  EXPECT_EQ(C.killed("a"), (Killed{Keys[0], Keys[1]}));
  EXPECT_EQ(C.killed("b"), (Killed{Keys[1]}));
  EXPECT_EQ(C.killed("s"), (Killed{Keys[2], Keys[3]}));
  EXPECT_EQ(C.killed("p"), (Killed{Keys[4]}));
  EXPECT_EQ(C.killed("t"), Killed{});
}

TEST(ValuationTest, WritesToAPartKillTheWholeExpression) {
  Conditions C("if (s.busy()) {} if (s.On) {} s.Fd = 1;");
  ASSERT_TRUE(C[0] && C[1]);
  const auto *Write = C.Code.all<BinaryOperator>().front();
  llvm::SmallVector<KeyId> Keys;
  C.Table.killedBy(*AccessPath::of(*Write->getLHS()), Keys);
  EXPECT_EQ(Keys, llvm::SmallVector<KeyId>{C[0]->Key});
}

TEST(ValuationTest, KeysOfPaths) {
  Conditions C("if (a) {}");
  ASSERT_TRUE(C[0]);
  AccessPath A = AccessPath::ofVariable(C.Code.variable("a"));
  AccessPath B = AccessPath::ofVariable(C.Code.variable("b"));
  EXPECT_EQ(C.Table.keyOf(A), C[0]->Key);
  EXPECT_FALSE(C.Table.keyOf(B));
  KeyId New = C.Table.addKey(B);
  EXPECT_NE(New, C[0]->Key);
  EXPECT_EQ(C.Table.addKey(B), New);
  EXPECT_EQ(C.Table.size(), 2u);
}

TEST(ValuationTest, CasesAreEqualities) {
  Conditions C("switch (a) { case 3: break; } if (a) {}");
  std::optional<Atom> Case =
      C.Table.equals(*C.Code.all<SwitchStmt>().front()->getCond(), 3);
  ASSERT_TRUE(Case && C[0]);
  EXPECT_EQ(Case->Key, C[0]->Key);
  EXPECT_EQ(Case->When, ValueSet::only(3));
  EXPECT_EQ(Case->Otherwise, ValueSet::without(3));
}

//===----------------------------------------------------------------------===//
// Valuation
//===----------------------------------------------------------------------===//

const int Here = 0, There = 0;

TEST(ValuationTest, AssumptionsAddUp) {
  Valuation V;
  EXPECT_FALSE(V.find(1));
  EXPECT_TRUE(V.assume(1, ValueSet::atLeast(0), &Here, false));
  EXPECT_TRUE(V.assume(1, ValueSet::below(1), &There, false));
  ASSERT_TRUE(V.find(1));
  EXPECT_EQ(V.find(1)->Values, Zero);
  EXPECT_EQ(V.find(1)->TestedBy, &There);
  EXPECT_FALSE(V.find(0));
}

TEST(ValuationTest, ContradictionsCannotBe) {
  Valuation V;
  EXPECT_TRUE(V.assume(1, Zero, &Here, false));
  EXPECT_FALSE(V.assume(1, NonZero, &There, false));
  EXPECT_FALSE(V.assume(1, NonZero, &There, true))
      << "another test of the same value";
  EXPECT_FALSE(V.assume(1, NonZero, &Here, false))
      << "nothing can have changed it";
}

TEST(ValuationTest, TheSameTestAgainMaySeeAnotherValue) {
  Valuation V;
  EXPECT_TRUE(V.assume(1, Zero, &Here, true));
  EXPECT_TRUE(V.assume(1, NonZero, &Here, true));
  EXPECT_EQ(V.find(1)->Values, NonZero);
}

TEST(ValuationTest, SetReplaces) {
  Valuation V;
  V.set(2, Zero);
  V.set(1, NonZero);
  V.set(2, ValueSet::only(5));
  ASSERT_TRUE(V.find(1) && V.find(2));
  EXPECT_EQ(V.find(2)->Values, ValueSet::only(5));
  EXPECT_EQ(V.find(2)->TestedBy, nullptr);
  EXPECT_FALSE(V.assume(2, Zero, &Here, true)) << "it was not tested before";
  V.set(2, ValueSet::all());
  EXPECT_FALSE(V.find(2)) << "all is nothing";
  V.forget(1);
  EXPECT_FALSE(V.find(1));
  EXPECT_TRUE(V.assume(1, Zero, &Here, false));
}

TEST(ValuationTest, MeetKeepsWhatBothKnow) {
  Valuation V, O;
  V.set(1, Zero);
  V.set(2, Zero);
  V.set(3, Zero);
  O.set(2, NonZero);
  O.set(3, Zero);
  V.meet(O);
  EXPECT_FALSE(V.find(1));
  EXPECT_FALSE(V.find(2));
  EXPECT_TRUE(V.find(3));
}

TEST(ValuationTest, KeepIf) {
  Valuation V;
  V.set(1, Zero);
  V.set(2, NonZero);
  V.keepIf([](const Valuation::Fact &F) { return F.Key == 2; });
  EXPECT_FALSE(V.find(1));
  EXPECT_TRUE(V.find(2));
}

TEST(ValuationTest, HashTellsValuesApart) {
  auto HashOf = [](const ValueSet &Values) {
    Valuation V;
    V.set(0, Values);
    StateHash Hash;
    V.mixInto(Hash);
    return Hash.value();
  };
  EXPECT_EQ(HashOf(Zero), HashOf(ValueSet::only(0)));
  EXPECT_NE(HashOf(Zero), HashOf(NonZero));
  EXPECT_NE(HashOf(ValueSet::atLeast(0)), HashOf(ValueSet::below(0)));
  // To know that the first key is zero is more than to know nothing.
  EXPECT_NE(HashOf(Zero), StateHash().value());
}

} // namespace
