//===- UsesTest.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/Uses.h"
#include "AnalysisTesting.h"
#include "analysis/TimerCall.h"

using namespace clang;
using namespace ticktidy::analysis;
using ticktidy::test::describe;
using ticktidy::test::ParsedCode;

namespace {

/// The uses in a function with a body; the values of calls of `open` are
/// followed, too.
class UsesIn {
public:
  explicit UsesIn(llvm::StringRef Body,
                  ParsedCode::Language In = ParsedCode::Language::Cpp)
      : Code(prelude(In) + Body.str() + "}", In), Parents(body()),
        Map(*body(), Parents, opened()) {}

  /// What happens to \p Variable, or to "value", in source order: the kind,
  /// `&` for an address, the path; of a store, where it goes.
  std::string of(llvm::StringRef Variable) {
    std::string Text;
    auto Tell = [&](const void *At) {
      for (const Use &U : Map.at(At)) {
        if (describe(U.Path).substr(0, describe(U.Path).find_first_of(".*[")) !=
            Variable)
          continue;
        Text += (Text.empty() ? "" : "; ") + kind(U) + " " +
                (U.Address ? "&" : "") + describe(U.Path) +
                (U.Target ? " -> " + describe(*U.Target) : "");
      }
    };
    for (const auto *S : Code.all<Stmt>()) {
      Tell(S);
      if (const auto *Declaration = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Declaration->decls())
          Tell(D);
    }
    return Text;
  }
  /// Whether the result of the call of `open` number \p N is thrown away.
  bool isDiscarded(unsigned N = 0) { return Map.isDiscarded(*opened().at(N)); }
  bool isAddressTaken(llvm::StringRef Variable) {
    return Map.isAddressTaken(Code.variable(Variable));
  }
  bool isAddressKept(llvm::StringRef Variable) {
    return Map.isAddressKept(Code.variable(Variable));
  }

private:
  static std::string prelude(ParsedCode::Language In) {
    std::string Text = "int open(void); void take(int); void keep(void *);"
                       "struct Timer { int Fd; void *Data; };"
                       "struct Pair { int Id; struct Timer T; };"
                       "void fill(struct Timer *); int global;";
    if (In == ParsedCode::Language::C)
      return Text + "void f(int a, int b, struct Timer *p, struct Pair s) {";
    return Text + "void refer(int &); void look(const int &);"
                  "struct Job { int Fd; Job(int); void run();"
                  " Job(const Job &); bool done() const; };"
                  "struct Ptr { Job *get() const; Job *operator->() const;"
                  " void reset(); };"
                  "void f(int a, int b, Timer *p, Pair s, Job &j, Job *k,"
                  " Ptr u) {";
  }
  static std::string kind(const Use &U) {
    switch (U.What) {
    case Use::Store:
      return "store";
    case Use::Overwrite:
      return "overwrite";
    case Use::Argument:
      return "argument " + std::to_string(U.Index);
    case Use::Object:
      return "object";
    case Use::Capture:
      return "capture";
    case Use::Delete:
      return "delete";
    case Use::Escape:
      return "escape";
    }
    return "";
  }
  Stmt *body() { return Code.function().getBody(); }
  std::vector<const Expr *> opened() {
    std::vector<const Expr *> Calls;
    for (const auto *Call : Code.all<CallExpr>())
      if (const FunctionDecl *F = Call->getDirectCallee();
          F && F->getIdentifier() && F->getName() == "open")
        Calls.push_back(Call);
    return Calls;
  }

  ParsedCode Code;
  ParentMap Parents;
  UseMap Map;
};

std::string usesOf(llvm::StringRef Variable, llvm::StringRef Body) {
  return UsesIn(Body).of(Variable);
}

TEST(UsesTest, Stores) {
  EXPECT_EQ(usesOf("a", "b = a;"), "store a -> b");
  EXPECT_EQ(usesOf("a", "int x = a;"), "store a -> x");
  EXPECT_EQ(usesOf("a", "int x{a};"), "store a -> x");
  EXPECT_EQ(usesOf("a", "p->Fd = a;"), "store a -> p*.Fd");
  EXPECT_EQ(usesOf("a", "s.T.Fd = (int)a;"), "store a -> s.T.Fd");
  EXPECT_EQ(usesOf("a", "int *x = &a;"), "store &a -> x");
  EXPECT_EQ(usesOf("p", "int x = p->Fd;"), "store p*.Fd -> x");
  EXPECT_EQ(usesOf("a", "global = a;"), "store a -> global");
}

TEST(UsesTest, StoresOutOfSightEscape) {
  EXPECT_EQ(usesOf("a", "static int x = a;"), "escape a");
  EXPECT_EQ(usesOf("a", "p[b].Fd = a;"), "escape a");
}

TEST(UsesTest, Overwrites) {
  EXPECT_EQ(usesOf("a", "a = 1;"), "overwrite a");
  EXPECT_EQ(usesOf("a", "a += 1;"), "overwrite a");
  EXPECT_EQ(usesOf("a", "a++;"), "overwrite a");
  EXPECT_EQ(usesOf("s", "s.T.Fd = open();"), "overwrite s.T.Fd");
  EXPECT_EQ(usesOf("p", "p->Fd = 1;"), "overwrite p*.Fd");
  EXPECT_EQ(usesOf("b", "int x = b = a;"), "overwrite b");
  EXPECT_EQ(usesOf("a", "int x = b = a;"), "store a -> x; store a -> b")
      << "an assignment hands its value on";
}

TEST(UsesTest, ReadingIsNoUse) {
  EXPECT_EQ(usesOf("a", "if (a < 0) {} while (a) {} b = a + 1; switch (a) {}"),
            "");
  EXPECT_EQ(usesOf("a", "(void)a; (void)sizeof(a); a;"), "");
  EXPECT_EQ(usesOf("a", "b = a ? 1 : 2; b = !a && a > 1;"), "");
}

TEST(UsesTest, Arguments) {
  EXPECT_EQ(usesOf("a", "take(a);"), "argument 0 a");
  EXPECT_EQ(usesOf("a", "refer(a);"), "argument 0 &a");
  EXPECT_EQ(usesOf("a", "look(a);"), "argument 0 &a");
  EXPECT_EQ(usesOf("a", "keep(&a);"), "argument 0 &a");
  EXPECT_EQ(usesOf("s", "fill(&s.T);"), "argument 0 &s.T");
  EXPECT_EQ(usesOf("p", "fill(p);"), "argument 0 p");
  EXPECT_EQ(usesOf("p", "fill(&*p);"), "argument 0 p");
  EXPECT_EQ(usesOf("p", "take(p->Fd);"), "argument 0 p*.Fd");
  EXPECT_EQ(usesOf("a", "take(b ? a : 1);"), "argument 0 a");
  EXPECT_EQ(usesOf("a", "take((b, a));"), "argument 0 a");
  EXPECT_EQ(usesOf("a", "Job x(a);"), "argument 0 a");
  EXPECT_EQ(usesOf("a", "new Job(a);"), "argument 0 a");
}

TEST(UsesTest, ConstructionByCopyHandsThrough) {
  EXPECT_EQ(usesOf("j", "Job x(j);"), "store j -> x");
  EXPECT_EQ(usesOf("j", "Job x = j;"), "store j -> x");
}

TEST(UsesTest, Objects) {
  EXPECT_EQ(usesOf("j", "j.run();"), "object &j");
  EXPECT_EQ(usesOf("k", "k->run();"), "object k");
  EXPECT_EQ(usesOf("k", "(*k).run();"), "object &k*");
  EXPECT_EQ(usesOf("u", "u.reset();"), "object &u");
  EXPECT_EQ(usesOf("u", "u->run();"), "object u");
  EXPECT_EQ(usesOf("u", "u.get()->run();"), "object u");
}

TEST(UsesTest, Captures) {
  EXPECT_EQ(usesOf("a", "auto L = [a] { take(a); };"), "capture a");
  EXPECT_EQ(usesOf("a", "auto L = [&a] { take(a); };"), "capture &a");
  EXPECT_EQ(usesOf("a", "auto L = [=] { take(a); };"), "capture a");
  EXPECT_EQ(usesOf("a", "auto L = [&] { take(a); };"), "capture &a");
  EXPECT_EQ(usesOf("a", "auto L = [x = &a] { keep(x); };"), "capture &a");
  EXPECT_EQ(usesOf("a", "auto L = [] { int a = 1; take(a); };"), "");
}

TEST(UsesTest, Deletions) {
  EXPECT_EQ(usesOf("k", "delete k;"), "delete k");
  EXPECT_EQ(usesOf("k", "delete (Job *)k;"), "delete k");
  EXPECT_EQ(usesOf("u", "delete u.get();"), "delete u");
}

TEST(UsesTest, Initializers) {
  EXPECT_EQ(usesOf("a", "Timer x = {a, nullptr};"), "store a -> x.Fd");
  EXPECT_EQ(usesOf("a", "Timer x{1, &a};"), "store &a -> x.Data");
  EXPECT_EQ(usesOf("a", "Pair x = {1, {a, nullptr}};"), "store a -> x.T.Fd");
  EXPECT_EQ(usesOf("a", "int x[] = {1, a};"), "store a -> x[]");
  EXPECT_EQ(usesOf("a", "static Timer x = {a, nullptr};"), "escape a");
}

TEST(UsesTest, InitializersOfC) {
  auto InC = [](llvm::StringRef Body) {
    return UsesIn(Body, ParsedCode::Language::C).of("a");
  };
  EXPECT_EQ(InC("struct Timer x = {.Fd = a};"), "store a -> x.Fd");
  EXPECT_EQ(InC("struct Pair x = {.T = {.Fd = a}};"), "store a -> x.T.Fd");
  EXPECT_EQ(InC("int x[4] = {[2] = a};"), "store a -> x[]");
  EXPECT_EQ(InC("fill(&(struct Timer){.Fd = a});"), "escape a")
      << "a compound literal has no name";
}

TEST(UsesTest, Escapes) {
  EXPECT_EQ(usesOf("a", "keep((void *)(long)a);"), "escape a")
      << "a number in disguise";
  EXPECT_EQ(usesOf("a", "void *x = reinterpret_cast<void *>((long)a);"),
            "escape a");
  EXPECT_EQ(usesOf("a", "throw a;"), "escape a");
  EXPECT_EQ(usesOf("p", "fill(p + 1);"), "escape p");
  EXPECT_EQ(usesOf("a", "auto x = [] (int *) {}; (void)(&a + 1);"),
            "escape &a");
}

TEST(UsesTest, ReturnedValuesEscape) {
  ParsedCode Code("int f(int a) { return a; }");
  ParentMap Parents(Code.function().getBody());
  UseMap Map(Code.body(), Parents, {});
  const auto *Returned = Code.all<ReturnStmt>().front();
  ASSERT_EQ(Map.at(Returned).size(), 1u);
  EXPECT_EQ(Map.at(Returned).front().What, Use::Escape);
}

TEST(UsesTest, Elements) {
  EXPECT_EQ(usesOf("x", "int x[4]; take(x[1]);"), "argument 0 x[]");
  EXPECT_EQ(usesOf("x", "int x[4]; take(x[b]);"), "argument 0 x[]");
  EXPECT_EQ(usesOf("p", "take(p[1].Fd);"), "argument 0 p*[].Fd");
  EXPECT_EQ(usesOf("b", "int x[4]; take(x[b]);"), "") << "an index is read";
}

TEST(UsesTest, ValuesOfCalls) {
  EXPECT_EQ(usesOf("value", "a = open();"), "store value -> a");
  EXPECT_EQ(usesOf("value", "int x = open();"), "store value -> x");
  EXPECT_EQ(usesOf("value", "take(open());"), "argument 0 value");
  EXPECT_EQ(usesOf("value", "Timer x = {open(), nullptr};"),
            "store value -> x.Fd");
  EXPECT_EQ(usesOf("value", "if ((a = open()) < 0) {}"), "store value -> a");
  EXPECT_EQ(usesOf("value", "int &&x = open();"), "escape value");
  EXPECT_EQ(usesOf("value", "b = ({ open(); });"), "store value -> b");
}

TEST(UsesTest, DiscardedValues) {
  EXPECT_TRUE(UsesIn("open();").isDiscarded());
  EXPECT_TRUE(UsesIn("(void)open();").isDiscarded());
  EXPECT_TRUE(UsesIn("if (a) open();").isDiscarded());
  EXPECT_TRUE(UsesIn("if (a) {} else (void)open();").isDiscarded());
  EXPECT_TRUE(UsesIn("again: open();").isDiscarded());
  EXPECT_TRUE(UsesIn("switch (a) { case 1: open(); }").isDiscarded());
  EXPECT_FALSE(UsesIn("a = open();").isDiscarded());
  EXPECT_FALSE(UsesIn("take(open());").isDiscarded());
  EXPECT_FALSE(UsesIn("if (open() < 0) {}").isDiscarded());
  EXPECT_FALSE(UsesIn("if (open()) {}").isDiscarded());
}

TEST(UsesTest, AddressesTakenAndKept) {
  UsesIn Given("keep(&a); refer(b); auto L = [&s] { s.Id = 1; };"
               "void *x = &global; (void)j;");
  EXPECT_TRUE(Given.isAddressTaken("a"));
  EXPECT_TRUE(Given.isAddressTaken("b"));
  EXPECT_TRUE(Given.isAddressTaken("s"));
  EXPECT_TRUE(Given.isAddressTaken("global"));
  EXPECT_FALSE(Given.isAddressTaken("x"));
  EXPECT_FALSE(Given.isAddressKept("a"));
  EXPECT_FALSE(Given.isAddressKept("b"));
  EXPECT_TRUE(Given.isAddressKept("s"));
}

} // namespace
