//===- KeepHandleEditTest.cpp - Tests of edits that keep a handle ---------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EditTesting.h"
#include "fix/HandleName.h"
#include "fix/KeepHandle.h"

using namespace ticktidy;
using ticktidy::fix::KeepPlan;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

const char Declared[] = "typedef unsigned guint;\n"
                        "guint add_timer(int, int (*)(void *), void *);\n"
                        "struct event *add_event(int);\n"
                        "void remove_timer(guint);\n"
                        "int on_tick(void *);\n"
                        "int pollNow(void *);\n";

model::Kind kind() {
  model::Kind K;
  K.EndText = "remove_timer({handle})";
  K.ValidText = "{handle} != 0";
  return K;
}

analysis::TimerSite site(Source &S, const model::Kind &K, unsigned N = 0) {
  static const model::Call Adds;
  analysis::TimerSite Site;
  Site.Function = &S.function(N);
  Site.Creation = Site.Anchor = S.at<clang::CallExpr>(N);
  Site.Of = &K;
  Site.Call = &Adds;
  return Site;
}

/// The source, without the library, after the handles of the calls at the
/// \p Count marks were kept in members.
std::string kept(llvm::StringRef Code, Standard In = Standard::Cxx17,
                 unsigned Count = 1) {
  Source S((Declared + Code).str(), In);
  const model::Kind K = kind();
  KeepPlan Plan(S.context());
  for (unsigned N = 0; N < Count; ++N)
    Plan.keepInMember(N, site(S, K, N), "0");
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes.size(), Count);
  for (unsigned N = 0; N < Count; ++N)
    if (!Outcomes[N].Carrier || Outcomes[N].Name.empty())
      return "no edit";
  return S.after(Outcomes[0].Edits).substr(sizeof Declared - 1);
}

TEST(KeepHandleEdit, KeepsOneInAMember) {
  EXPECT_EQ(kept("class Panel {\n"
                 "public:\n"
                 "  Panel() {}\n"
                 "  void show() {\n"
                 "    $add_timer(10, on_tick, this);\n"
                 "  }\n"
                 "\n"
                 "private:\n"
                 "  int count_; // of shows\n"
                 "};\n"),
            "class Panel {\n"
            "public:\n"
            "  Panel() {}\n"
            "  ~Panel() {\n"
            "    if (tick_timer_ != 0) remove_timer(tick_timer_);\n"
            "  }\n"
            "  void show() {\n"
            "    tick_timer_ = add_timer(10, on_tick, this);\n"
            "  }\n"
            "\n"
            "private:\n"
            "  int count_; // of shows\n"
            "  guint tick_timer_ = 0;\n"
            "};\n");
}

TEST(KeepHandleEdit, FollowsTheClassOutOfLine) {
  EXPECT_EQ(kept("class Panel\n"
                 "{\n"
                 "public:\n"
                 "    Panel();\n"
                 "    void show();\n"
                 "};\n"
                 "Panel::Panel()\n"
                 "{\n"
                 "}\n"
                 "void Panel::show()\n"
                 "{\n"
                 "    if (ready())\n"
                 "        $add_timer(10, pollNow, this);\n"
                 "}\n"),
            "class Panel\n"
            "{\n"
            "public:\n"
            "    Panel();\n"
            "    ~Panel();\n"
            "    void show();\n"
            "\n"
            "private:\n"
            "    guint poll_now_timer = 0;\n"
            "};\n"
            "Panel::Panel()\n"
            "{\n"
            "}\n"
            "\n"
            "Panel::~Panel()\n"
            "{\n"
            "    if (poll_now_timer != 0) remove_timer(poll_now_timer);\n"
            "}\n"
            "void Panel::show()\n"
            "{\n"
            "    if (ready())\n"
            "        poll_now_timer = add_timer(10, pollNow, this);\n"
            "}\n");
}

TEST(KeepHandleEdit, JoinsHandlesOfAClass) {
  EXPECT_EQ(kept("class Panel {\n"
                 "  void show() {\n"
                 "    $add_timer(1, on_tick, this);\n"
                 "    $add_timer(2, on_tick, this);\n"
                 "  }\n"
                 "};\n",
                 Standard::Cxx17, 2),
            "class Panel {\n"
            "  void show() {\n"
            "    tick_timer = add_timer(1, on_tick, this);\n"
            "    tick_timer2 = add_timer(2, on_tick, this);\n"
            "  }\n"
            "  guint tick_timer = 0;\n"
            "  guint tick_timer2 = 0;\n"
            "\n"
            "public:\n"
            "  ~Panel() {\n"
            "    if (tick_timer2 != 0) remove_timer(tick_timer2);\n"
            "    if (tick_timer != 0) remove_timer(tick_timer);\n"
            "  }\n"
            "};\n");
  EXPECT_EQ(kept("class P { int n; void f() { $add_timer(1, 0, this); "
                 "$add_timer(2, 0, this); } };",
                 Standard::Cxx17, 2),
            "class P { int n; guint timer = 0; guint timer2 = 0; void f() { "
            "timer = add_timer(1, 0, this); timer2 = add_timer(2, 0, this); } "
            "public: ~P() { if (timer2 != 0) remove_timer(timer2); "
            "if (timer != 0) remove_timer(timer); } };");
}

TEST(KeepHandleEdit, NamesAMemberAsTheOthers) {
  auto Named = [](llvm::StringRef Fields) {
    Source S((Declared + std::string("class P { ") + Fields.str() +
              " public: P(); ~P() {} void f() "
              "{ $add_timer(1, on_tick, this); } };"));
    const model::Kind K = kind();
    KeepPlan Plan(S.context());
    Plan.keepInMember(0, site(S, K), "0");
    return Plan.resolve()[0].Name;
  };
  EXPECT_EQ(Named("int m_count; int m_lastTime;"), "m_tickTimer");
  EXPECT_EQ(Named("int m_count; int m_last_time;"), "m_tick_timer");
  EXPECT_EQ(Named("int _count; int _lastTime;"), "_tickTimer");
  EXPECT_EQ(Named("int Count; int LastTime;"), "TickTimer");
  EXPECT_EQ(Named("int count_; int last_time_;"), "tick_timer_");
  EXPECT_EQ(Named("int count; int tick_timer;"), "tick_timer2");
  EXPECT_EQ(Named("int count, n; void tick_timer();"), "tick_timer2");
}

TEST(KeepHandleEdit, LeavesWhatNoMemberCanKeep) {
  for (const char *Code : {
           "void f() { $add_timer(1, 0, 0); }",
           "class P { static void f() { $add_timer(1, 0, 0); } };",
           "class P { void f() const { $add_timer(1, 0, 0); } };",
           "class P { ~P() { $add_timer(1, 0, 0); } };",
           "class P { void f() { [] { $add_timer(1, 0, 0); }(); } };",
           "class P { void f() { while (ready()) $add_timer(1, 0, 0); } };",
           "class P { guint f() { return $add_timer(1, 0, 0); } };",
           "class P { void f() { if ($add_timer(1, 0, 0)) work(); } };",
           "class P { void f() { (void)$add_timer(1, 0, 0); } };",
           "class P { void f() { $WHOLE(add_timer(1, 0, 0);) } };",
           "class P { void f() { $add_event(1); } };"
           "P g(P &p) { return p; }",
           "class P { ~P(); void f() { $add_timer(1, 0, 0); } };",
       })
    EXPECT_EQ(kept(Code), "no edit") << Code;
  EXPECT_EQ(kept("class P { int n; void f() { $add_timer(1, 0, 0); } };",
                 Standard::Cxx98),
            "no edit");
}

std::string keptInLocal(llvm::StringRef Code, Standard In = Standard::Cxx17) {
  Source S((Declared + Code).str(), In);
  const model::Kind K = kind();
  KeepPlan Plan(S.context());
  Plan.keepInLocal(4, site(S, K), {S.exit(1), S.exit(2)});
  auto Outcomes = Plan.resolve();
  return Outcomes[4].Carrier
             ? S.after(Outcomes[4].Edits).substr(sizeof Declared - 1)
             : "no edit";
}

TEST(KeepHandleEdit, KeepsOneInALocal) {
  const char *Code = "void f(void) {\n"
                     "  $add_timer(10, on_tick, 0);\n"
                     "  if (ready())\n"
                     "    $return;\n"
                     "  work();\n"
                     "$}\n";
  EXPECT_EQ(keptInLocal(Code),
            "void f(void) {\n"
            "  const auto tick_timer = add_timer(10, on_tick, 0);\n"
            "  if (ready()) {\n"
            "    remove_timer(tick_timer);\n"
            "    return;\n"
            "  }\n"
            "  work();\n"
            "  remove_timer(tick_timer);\n"
            "}\n");
  EXPECT_EQ(keptInLocal(Code, Standard::C11),
            "void f(void) {\n"
            "  guint tick_timer = add_timer(10, on_tick, 0);\n"
            "  if (ready()) {\n"
            "    remove_timer(tick_timer);\n"
            "    return;\n"
            "  }\n"
            "  work();\n"
            "  remove_timer(tick_timer);\n"
            "}\n");
  EXPECT_EQ(keptInLocal(Code, Standard::C89), "no edit");
}

TEST(KeepHandleEdit, NeedsTheLocalAtTheExits) {
  for (const char *Code : {
           "void f() { { $add_timer(1, 0, 0); } if (ready()) $return; $}",
           "void f() { if (ready()) $add_timer(1, 0, 0); if (ready()) $return;"
           " $}",
           "void f() { goto out; $add_timer(1, 0, 0); if (ready()) $return;"
           " out: work(); $}",
       })
    EXPECT_EQ(keptInLocal(Code), "no edit") << Code;
}

} // namespace
