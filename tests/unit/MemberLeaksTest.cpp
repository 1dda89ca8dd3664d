//===- MemberLeaksTest.cpp ------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/MemberLeaks.h"
#include "AnalysisTesting.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;
using ticktidy::test::ParsedCode;

namespace {

using Language = ParsedCode::Language;

const char *const Header = R"(
#define TIMER(what) __attribute__((annotate("timer::" what)))
TIMER("create") TIMER("start") TIMER("periodic") int every(int period);
TIMER("release") void cancel(int id);
TIMER("borrow") int count(int id);
void keep(int id);
void free(void *);
void *malloc(unsigned long);
void f(void) {}
)";

/// What memberLeaks says of \p Code: "field in Class", with a question mark
/// where it is in doubt.
std::vector<std::string>
leaksIn(const std::string &Code, Language In = Language::Cpp,
        ParsedCode::Errors Has = ParsedCode::Errors::None) {
  ParsedCode Parsed(Header + Code, In, Has);
  model::ModelSet Models;
  ModelLookup Lookup(Models, Parsed.context());
  UnitScan Scan(Parsed.context(), Lookup);
  std::vector<std::string> Found;
  const ClassIndex Index(Scan, Lookup, Parsed.context());
  FieldTimers Fields(Scan, Index, Lookup, Parsed.context());
  for (const MemberLeak &L :
       memberLeaks(Scan, Fields, Lookup, Parsed.context()))
    Found.push_back(L.Field->getNameAsString() + " in " +
                    L.Class->getNameAsString() + (L.InDoubt ? "?" : ""));
  return Found;
}

using Names = std::vector<std::string>;

TEST(MemberLeaks, FindsTheFieldThatTheDestructorForgets) {
  EXPECT_EQ(leaksIn("class C { int a, b; public: C() : a(every(1)), b(every(1))"
                    " {} ~C() { cancel(a); count(b); } };"),
            Names{"b in C"});
}

TEST(MemberLeaks, FollowsLocalsHelpersAndPointers) {
  EXPECT_EQ(leaksIn("int make() { return every(1); }"
                    "void fill(int *p) { *p = every(1); }"
                    "class C { int a, b, c; public: C() { int t = every(1);"
                    " a = t; b = make(); fill(&c); } };"),
            (Names{"a in C", "b in C", "c in C"}));
}

TEST(MemberLeaks, KnowsWhatEndsTheTimer) {
  const char *const Endings[] = {
      "~C() { cancel(a); }",
      "~C() { stop(); } void stop() { cancel(a); }",
      "~C() { [this] { cancel(a); }(); }",
      "~C() { int t = a; if (t) cancel(t); }",
      "~C() { keep(a); }",
      "~C();",
      "void elsewhere();",
      "int get() { return a; }",
      "int &ref() { return a; }",
      "C(C &&o) : a(o.a) { o.a = 0; }",
      "friend void f();friend class Unseen;",
  };
  for (const char *End : Endings)
    EXPECT_EQ(leaksIn(std::string("class C { int a; public: C() : a(every(1)) "
                                  "{} ") +
                      End + " };"),
              Names{})
        << End;
}

TEST(MemberLeaks, TellsARestartFromAnEnd) {
  const std::string Class = "class C { int a = 0; public: void go() { STOP a = "
                            "every(1); } void halt() { cancel(a); } };";
  auto With = [&Class](const std::string &Stop, const std::string &More = "") {
    std::string Code = Class;
    return leaksIn(Code.replace(Code.find("STOP"), 4, Stop) + More);
  };
  EXPECT_EQ(With("halt();"), Names{"a in C"});
  EXPECT_EQ(With("if (a) halt();"), Names{"a in C"});
  EXPECT_EQ(With("if (a) { halt(); return; }"), Names{"a in C?"});
  EXPECT_EQ(With("halt();", "void g(C *c) { c->halt(); }"), Names{"a in C?"});
}

TEST(MemberLeaks, FindsWhatIsFreedInC) {
  const std::string Struct = "struct s { int id; };"
                             "void go(struct s *p) { p->id = every(1); }";
  EXPECT_EQ(leaksIn(Struct, Language::C), Names{});
  EXPECT_EQ(leaksIn(Struct + "void end(struct s *p) { free(p); }", Language::C),
            Names{"id in s"});
  EXPECT_EQ(leaksIn(Struct + "void end(void *d) { struct s *p = d; p->id = 0;"
                             " free(d); }",
                    Language::C),
            Names{"id in s"});
  EXPECT_EQ(leaksIn(Struct + "void end(struct s *p) { cancel(p->id);"
                             " free(p); }",
                    Language::C),
            Names{});
  EXPECT_EQ(leaksIn(Struct + "static void end(struct s *p) { free(p); }"
                             "void all(struct s *p) { cancel(p->id); end(p); }",
                    Language::C),
            Names{"id in s?"});
}

TEST(MemberLeaks, SaysNothingOfBrokenCode) {
  EXPECT_EQ(leaksIn("class C { int a; public: C() : a(every(1)) {}"
                    " void g() { nonsense(a); } };",
                    Language::Cpp, ParsedCode::Errors::Expected),
            Names{});
}

TEST(MemberLeaks, LeavesOutWhatLivesAsLongAsTheProcess) {
  const std::string Class = "class C { int a; public: C() : a(every(1)) {} };";
  EXPECT_EQ(leaksIn(Class + "C only;"), Names{});
  EXPECT_EQ(leaksIn(Class + "C only; void g() { C c; }"), Names{"a in C"});
}

} // namespace
