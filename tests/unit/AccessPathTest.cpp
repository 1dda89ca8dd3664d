//===- AccessPathTest.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisTesting.h"

using namespace clang;
using namespace ticktidy::analysis;
using ticktidy::test::describe;
using ticktidy::test::ParsedCode;

namespace {

std::string withTypes(llvm::StringRef Code) {
  return ("struct Timer { int Fd; };"
          "struct Poll { int Fd; Timer T; Timer *Next; int Fds[4];"
          " struct { int Hidden; }; static int Count; Timer *timer(); };"
          "template <typename T> struct Ptr { T *get() const;"
          " T *operator->() const; T &operator*() const;"
          " explicit operator bool() const; T *release(); };"
          "template <typename... T> void probe(T &&...) {}"
          "int open(); int global;" +
          Code)
      .str();
}

std::string inFunction(llvm::StringRef Body) {
  return withTypes(("void f(int a, Poll s, Poll *p, Poll &r, Ptr<Poll> u,"
                    " int i, int **h) { int Fds[4]; Poll All[2];" +
                    Body + "}")
                       .str());
}

/// The path that `probe(Expression)` gets, or "none".
std::string pathOf(llvm::StringRef Expression, llvm::StringRef Before = "") {
  ParsedCode Code(inFunction((Before + "probe(" + Expression + ");").str()));
  std::optional<AccessPath> P = AccessPath::of(Code.probed());
  return P ? describe(*P) : "none";
}

TEST(AccessPathTest, Variables) {
  EXPECT_EQ(pathOf("a"), "a");
  EXPECT_EQ(pathOf("(a)"), "a");
  EXPECT_EQ(pathOf("(long)a"), "a");
  EXPECT_EQ(pathOf("static_cast<int &&>(a)"), "a");
  EXPECT_EQ(pathOf("global"), "global");
  EXPECT_EQ(pathOf("r"), "r") << "the referent of a parameter is unknown";
}

TEST(AccessPathTest, Fields) {
  EXPECT_EQ(pathOf("s.Fd"), "s.Fd");
  EXPECT_EQ(pathOf("s.T.Fd"), "s.T.Fd");
  EXPECT_EQ(pathOf("p->Fd"), "p*.Fd");
  EXPECT_EQ(pathOf("(*p).Fd"), "p*.Fd");
  EXPECT_EQ(pathOf("(&s)->Fd"), "none")
      << "an address is no path, nor is what it leads to";
  EXPECT_EQ(pathOf("p->Next->Fd"), "p*.Next*.Fd");
  EXPECT_EQ(pathOf("s.Count"), "none") << "a static member is no field";
}

TEST(AccessPathTest, Pointers) {
  EXPECT_EQ(pathOf("*p"), "p*");
  EXPECT_EQ(pathOf("**h"), "h**");
  EXPECT_EQ(pathOf("*&a"), "a");
  EXPECT_EQ(pathOf("&a"), "none");
  EXPECT_EQ(pathOf("*(p + 1)"), "none");
}

TEST(AccessPathTest, Elements) {
  EXPECT_EQ(pathOf("Fds[1]"), "Fds[]");
  EXPECT_EQ(pathOf("Fds[1]"), pathOf("Fds[2]")) << "all elements are one";
  EXPECT_EQ(pathOf("All[0].Fd"), "All[].Fd");
  EXPECT_EQ(pathOf("p->Fds[3]"), "p*.Fds[]");
  EXPECT_EQ(pathOf("Fds[i]"), "none") << "which one is not plain";
  EXPECT_EQ(pathOf("p[0]"), "none") << "behind a pointer";
  EXPECT_EQ(pathOf("p[0].Fd"), "none");
}

TEST(AccessPathTest, NoPath) {
  EXPECT_EQ(pathOf("open()"), "none");
  EXPECT_EQ(pathOf("a + 1"), "none");
  EXPECT_EQ(pathOf("7"), "none");
  EXPECT_EQ(pathOf("p->timer()->Fd"), "none");
  EXPECT_EQ(pathOf("open"), "none");
  EXPECT_EQ(pathOf("a ? s.Fd : p->Fd"), "none");
}

TEST(AccessPathTest, LengthIsBounded) {
  EXPECT_EQ(pathOf("c->Next->Next", "struct Cell { Cell *Next; } *c;"),
            "c*.Next*.Next");
  EXPECT_EQ(pathOf("c->Next->Next->Next", "struct Cell { Cell *Next; } *c;"),
            "none");
}

TEST(AccessPathTest, LocalReferencesAreTheirReferents) {
  EXPECT_EQ(pathOf("x", "int &x = s.Fd;"), "s.Fd");
  EXPECT_EQ(pathOf("x.Fd", "Timer &x = p->T;"), "p*.T.Fd");
  EXPECT_EQ(pathOf("y", "int &x = a; auto &&y = x;"), "a");
  EXPECT_EQ(pathOf("x", "int &x = Fds[i];"), "x");
  EXPECT_EQ(pathOf("x", "static int &x = global;"), "global");
}

TEST(AccessPathTest, SmartPointersAreThePointersThatTheyHold) {
  EXPECT_EQ(pathOf("u->Fd"), "u*.Fd");
  EXPECT_EQ(pathOf("(*u).Fd"), "u*.Fd");
  EXPECT_EQ(pathOf("u.get()"), "u");
  EXPECT_EQ(pathOf("u.get()->Fd"), "u*.Fd");
  EXPECT_EQ(pathOf("(bool)u"), "u");
  EXPECT_EQ(pathOf("u.release()"), "none");
}

TEST(AccessPathTest, MembersOfThis) {
  ParsedCode Code(withTypes("struct Job { int Fd; Timer *T; void f() {"
                            " probe(Fd); probe(this->Fd); probe(T->Fd); } };"));
  for (unsigned N : {0, 1}) {
    std::optional<AccessPath> P = AccessPath::of(Code.probed(N));
    ASSERT_TRUE(P);
    EXPECT_EQ(describe(*P), "this.Fd");
    EXPECT_EQ(P->spelling(), "this->Fd");
    EXPECT_EQ(P->variable(), nullptr);
    EXPECT_EQ(P->base(), nullptr);
    EXPECT_FALSE(P->isValue());
    EXPECT_FALSE(P->isLocalTo(Code.function()));
  }
  EXPECT_EQ(AccessPath::of(Code.probed(2))->spelling(), "this->T->Fd");
}

/// How the path of \p Expression is spelled, or "none".
std::string spelled(llvm::StringRef Expression) {
  ParsedCode Code(inFunction(("probe(" + Expression + ");").str()));
  std::optional<AccessPath> P = AccessPath::of(Code.probed());
  return P ? P->spelling().value_or("none") : "no path";
}

TEST(AccessPathTest, Spelling) {
  EXPECT_EQ(spelled("a"), "a");
  EXPECT_EQ(spelled("s.T.Fd"), "s.T.Fd");
  EXPECT_EQ(spelled("(*p).Fd"), "p->Fd");
  EXPECT_EQ(spelled("p->Next->Fd"), "p->Next->Fd");
  EXPECT_EQ(spelled("*p"), "p") << "a pointee is spelled as its pointer";
  EXPECT_EQ(spelled("Fds[1]"), "none");
  EXPECT_EQ(spelled("All[1].Fd"), "none");
  EXPECT_EQ(spelled("s.Hidden"), "none") << "a step has no name";
}

TEST(AccessPathTest, Values) {
  ParsedCode Code(inFunction("probe(open());"));
  AccessPath P = AccessPath::ofValue(Code.probed());
  EXPECT_TRUE(P.isValue());
  EXPECT_EQ(P.variable(), nullptr);
  EXPECT_EQ(P.base(), &Code.probed());
  EXPECT_FALSE(P.spelling());
  EXPECT_TRUE(P.isLocalTo(Code.function()));
}

TEST(AccessPathTest, Prefixes) {
  ParsedCode Code(inFunction("probe(s.T); probe(s.T.Fd); probe(s.Fd);"
                             "probe(p); probe(p->Fd);"));
  auto Path = [&](unsigned N) { return *AccessPath::of(Code.probed(N)); };
  EXPECT_TRUE(Path(0).isPrefixOf(Path(0)));
  EXPECT_TRUE(Path(0).isPrefixOf(Path(1)));
  EXPECT_FALSE(Path(1).isPrefixOf(Path(0)));
  EXPECT_FALSE(Path(0).isPrefixOf(Path(2)));
  EXPECT_FALSE(Path(2).isPrefixOf(Path(1)));
  EXPECT_TRUE(Path(3).isPrefixOf(Path(4)));
  EXPECT_FALSE(Path(3).isPrefixOf(Path(0)));
  EXPECT_FALSE(AccessPath::ofValue(Code.probed(0)).isPrefixOf(Path(0)));
}

TEST(AccessPathTest, LocalStorage) {
  auto IsLocal = [](llvm::StringRef Expression, llvm::StringRef Before = "") {
    ParsedCode Code(inFunction((Before + "probe(" + Expression + ");").str()));
    return AccessPath::of(Code.probed())->isLocalTo(Code.function());
  };
  EXPECT_TRUE(IsLocal("a"));
  EXPECT_TRUE(IsLocal("s.T.Fd"));
  EXPECT_TRUE(IsLocal("Fds[1]"));
  EXPECT_TRUE(IsLocal("p"));
  EXPECT_FALSE(IsLocal("p->Fd"));
  EXPECT_FALSE(IsLocal("u->Fd"));
  EXPECT_FALSE(IsLocal("r.Fd"));
  EXPECT_FALSE(IsLocal("global"));
  EXPECT_FALSE(IsLocal("x", "static int x;"));
}

TEST(AccessPathTest, OtherFunctionsStorageIsNotLocal) {
  ParsedCode Code(inFunction("auto L = [&] { return a; }; probe(L);"));
  const FunctionDecl *Lambda =
      Code.all<LambdaExpr>().front()->getCallOperator();
  AccessPath A = AccessPath::ofVariable(Code.variable("a"));
  EXPECT_TRUE(A.isLocalTo(Code.function()));
  EXPECT_FALSE(A.isLocalTo(*Lambda));
}

TEST(AccessPathTest, WithoutDeref) {
  ParsedCode Code(inFunction("probe(*p); probe(p); probe(p->Fd);"));
  std::optional<AccessPath> Pointer =
      AccessPath::of(Code.probed(0))->withoutDeref();
  ASSERT_TRUE(Pointer);
  EXPECT_TRUE(*Pointer == *AccessPath::of(Code.probed(1)));
  EXPECT_FALSE(AccessPath::of(Code.probed(1))->withoutDeref());
  EXPECT_FALSE(AccessPath::of(Code.probed(2))->withoutDeref());
  EXPECT_TRUE(AccessPath::of(Code.probed(2))->goesThroughPointer());
  EXPECT_FALSE(AccessPath::of(Code.probed(1))->goesThroughPointer());
}

TEST(AccessPathTest, EqualPathsHaveEqualHashes) {
  ParsedCode Code(inFunction("probe(p->Fd); probe((*p).Fd); probe(s.Fd);"));
  auto HashOf = [&](unsigned N) {
    StateHash Hash;
    AccessPath::of(Code.probed(N))->mixInto(Hash);
    return Hash.value();
  };
  EXPECT_EQ(HashOf(0), HashOf(1));
  EXPECT_NE(HashOf(0), HashOf(2));
}

} // namespace
