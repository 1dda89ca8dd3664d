//===- TimerTextEditTest.cpp - Tests of ends and guards in words ----------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EditTesting.h"
#include "fix/EndText.h"
#include "fix/Guard.h"

using namespace ticktidy;
using namespace ticktidy::fix;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

constexpr model::Call Opens = [] {
  model::Call C;
  C.Name = "open_timer";
  C.Fails = model::Failure::Negative;
  return C;
}();

model::Kind kind(llvm::StringRef End, llvm::StringRef Valid = "") {
  model::Kind K;
  K.Name = "test";
  K.EndText = End;
  K.ValidText = Valid;
  return K;
}

std::string orNone(const std::optional<std::string> &Text) {
  return Text ? *Text : "nothing";
}

std::string fill(llvm::StringRef Template, llvm::StringRef Handle,
                 llvm::StringRef Pointer = "") {
  return orNone(filled(Template, Handle, Pointer));
}

TEST(EndTextEdit, FillsTheTemplate) {
  EXPECT_EQ(fill("close({handle})", "fd"), "close(fd)");
  EXPECT_EQ(fill("stop((base_t *){pointer}, NULL)", "t", "&t"),
            "stop((base_t *)&t, NULL)");
  EXPECT_EQ(fill("delete {handle}", "w->timers[i]"), "delete w->timers[i]");
  EXPECT_EQ(fill("{handle} != -1", "*slot"), "*slot != -1");
}

TEST(EndTextEdit, MindsPrecedence) {
  EXPECT_EQ(fill("{pointer}->stop()", "t", "&t"), "t.stop()");
  EXPECT_EQ(fill("{handle}.cancel()", "*t"), "t->cancel()");
  EXPECT_EQ(fill("{handle}.cancel()", "a + 1"), "(a + 1).cancel()");
  EXPECT_EQ(fill("close({handle})", "a + 1"), "close(a + 1)");
  EXPECT_EQ(fill("{handle} >= 0", "a ? b : c"), "(a ? b : c) >= 0");
}

TEST(EndTextEdit, NeedsAllItsParts) {
  EXPECT_EQ(fill("", "fd"), "nothing");
  EXPECT_EQ(fill("close({handle})", ""), "nothing");
  EXPECT_EQ(fill("remove({arg0}, {handle})", "fd"), "nothing");
  EXPECT_EQ(fill("[&]{ close({handle}); }()", "fd"), "[&]{ close(fd); }()");
}

/// The end text of the timer `t` in \p Code, which needs the first argument.
std::string endWithArgument(llvm::StringRef Code) {
  std::string Whole = "void remove_timer(int, int);\n" + Code.str();
  Source S(Whole);
  model::Kind K = kind("remove_timer({arg0}, {handle})");
  return orNone(endText(S.site(K, Opens, "t"), S.context()));
}

TEST(EndTextEdit, RepeatsAnArgumentThatCannotChange) {
  EXPECT_EQ(endWithArgument("void f() { int t = $open_timer(3, 1); }"),
            "remove_timer(3, t)");
  EXPECT_EQ(endWithArgument("void f(int q) { int t = $open_timer(q + 1, 1); }"),
            "remove_timer(q + 1, t)");
  EXPECT_EQ(endWithArgument("#define QUEUE (7 + 1)\n"
                            "void f() { int t = $open_timer(QUEUE, 1); }"),
            "remove_timer(QUEUE, t)");
  EXPECT_EQ(endWithArgument("void f(int n) {\n"
                            "  const int q = n; int t;\n"
                            "  if (n) t = $open_timer(q, 1);\n"
                            "}"),
            "remove_timer(q, t)");
}

TEST(EndTextEdit, RefusesAnArgumentThatMayChange) {
  for (const char *Code : {
           "void f(int q) { int t = $open_timer(q, 1); q = 3; }",
           "void f(int q) { int t = $open_timer(q++, 1); }",
           "void f(int *q) { int t = $open_timer(*q, 1); }",
           "void g(int &); void f(int q) { int t = $open_timer(q, 1); g(q); }",
           "int q; void f() { int t = $open_timer(q, 1); }",
           "void f() { int t = $open_timer(ready(), 1); }",
           "void f() { int t; { int q = 3; t = $open_timer(q, 1); } }",
           "void f(int q) { int t = $open_timer(q, 1); { int q = 3; } }",
       })
    EXPECT_EQ(endWithArgument(Code), "nothing") << Code;
}

/// The end text of the timer `t` in \p Code, which needs the object on which it
/// was created.
std::string endWithReceiver(llvm::StringRef Code) {
  std::string Whole =
      "struct Wheel { int every(int); void cancel(int); };\n" + Code.str();
  Source S(Whole);
  model::Kind K = kind("{receiver}->cancel({handle})");
  return orNone(endText(S.site(K, Opens, "t"), S.context()));
}

TEST(EndTextEdit, NamesTheReceiverAgain) {
  EXPECT_EQ(endWithReceiver("void f(Wheel &w) { int t = $w.every(1); }"),
            "w.cancel(t)");
  EXPECT_EQ(endWithReceiver("void f(Wheel *w) { int t = $w->every(1); }"),
            "w->cancel(t)");
  EXPECT_EQ(endWithReceiver("Wheel w; void f() { int t = $w.every(1); }"),
            "w.cancel(t)");
  EXPECT_EQ(endWithReceiver("struct Fast : Wheel {};"
                            "void f(Fast &w) { int t = $w.every(1); }"),
            "w.cancel(t)");
  EXPECT_EQ(endWithReceiver("struct My : Wheel {"
                            "  void f() { int t = $every(1); } };"),
            "this->cancel(t)");
  EXPECT_EQ(endWithReceiver("struct Has { Wheel w; Wheel &r; Wheel *const p;"
                            "  void f() { int t = $w.every(1); } };"),
            "w.cancel(t)");
  EXPECT_EQ(endWithReceiver("struct Has { Wheel w; Wheel &r; Wheel *const p;"
                            "  void f() { int t = $r.every(1); } };"),
            "r.cancel(t)");
  EXPECT_EQ(endWithReceiver("struct Has { Wheel w; Wheel &r; Wheel *const p;"
                            "  void f() { int t = $p->every(1); } };"),
            "p->cancel(t)");
  EXPECT_EQ(endWithReceiver("struct Has { Wheel w; };"
                            "void f(Has *h) { int t = $h->w.every(1); }"),
            "h->w.cancel(t)");
  EXPECT_EQ(endWithReceiver("void f(Wheel &w) {"
                            "  [&] { int t = $w.every(1); }(); }"),
            "w.cancel(t)");
}

TEST(EndTextEdit, RefusesAReceiverThatMayBeAnother) {
  for (const char *Code : {
           "void f(Wheel *w) { int t = $w->every(1); w = nullptr; }",
           "void f(Wheel *w) { int t = $w[2].every(1); }",
           "Wheel &next(); void f() { int t = $next().every(1); }",
           "Wheel *w; void f() { int t = $w->every(1); }",
           "struct Has { Wheel *w; void f() { int t = $w->every(1); } };",
           "struct Has { Wheel w; void f() { int t = $w.every(1);"
           "  { Wheel w; } } };",
           "Wheel w; void f() { int t = $w.every(1); { Wheel w; } }",
           "int every(int); void f() { int t = $every(1); }",
       })
    EXPECT_EQ(endWithReceiver(Code), "nothing") << Code;
}

/// The end text of the timer `t` in \p Code.
std::string endIn(llvm::StringRef Code, llvm::StringRef End) {
  Source S(Code);
  model::Kind K = kind(End);
  return orNone(endText(S.site(K, Opens, "t"), S.context()));
}

TEST(EndTextEdit, CallsTheFunctionOfTheGlobalScope) {
  EXPECT_EQ(endIn("void f() { int t = $open_timer(1, 1); }", "close({handle})"),
            "close(t)");
  for (const char *Code : {
           "struct C { void close(); void f() { int t = $open_timer(1, 1); } "
           "};",
           "struct B { void close(); };"
           "struct C : B { void f() { int t = $open_timer(1, 1); } };",
           "struct C { void close(); void f() {"
           "  [] { int t = $open_timer(1, 1); }(); } };",
           "namespace n { void close(char *);"
           "void f() { int t = $open_timer(1, 1); } }",
           "void f(bool close) { int t = $open_timer(1, 1); }",
           "void f() { int t = $open_timer(1, 1); bool close = t < 0; }",
       })
    EXPECT_EQ(endIn(Code, "close({handle})"), "::close(t)") << Code;
}

TEST(EndTextEdit, NeedsAKnownFunction) {
  const char Code[] = "void f() { int t = $open_timer(1, 1); }"
                      "void late(int);";
  EXPECT_EQ(endIn(Code, "unheard({handle})"), "nothing");
  EXPECT_EQ(endIn(Code, "late({handle})"), "nothing");
  EXPECT_EQ(endIn(Code, "delete {handle}"), "delete t");
}

TEST(EndTextEdit, TestsTheHandleWhereItMayHoldNoTimer) {
  Source S("void f() { int t = $open_timer(0, 0); }");
  model::Kind K = kind("close({handle})", "{handle} >= 0");
  model::Kind Untested = kind("close({handle})");
  auto Site = S.site(K, Opens, "t");
  auto UntestedSite = S.site(Untested, Opens, "t");
  analysis::Exit E;
  E.AlwaysLive = true;
  EXPECT_EQ(orNone(endStatement(Site, E, S.context())), "close(t);");
  EXPECT_EQ(orNone(endStatement(UntestedSite, E, S.context())), "close(t);");
  E.AlwaysLive = false;
  EXPECT_EQ(orNone(endStatement(Site, E, S.context())),
            "if (t >= 0) close(t);");
  EXPECT_EQ(orNone(endStatement(UntestedSite, E, S.context())), "nothing");
  E.MayBeEnded = true;
  EXPECT_EQ(orNone(endStatement(Site, E, S.context())), "nothing");
}

/// The guard of the timer `t` in \p Code.
std::string guard(llvm::StringRef Code, const model::Kind &K,
                  GuardStyle Style = GuardStyle::UniquePtr,
                  bool KnownLive = true, Standard In = Standard::Cxx17) {
  Source S(Code, In);
  std::optional<GuardText> Text =
      guardFor(S.site(K, Opens, "t"), Style, KnownLive, S.context());
  return Text ? Text->Statement : "nothing";
}

TEST(GuardEdit, KnowsItsStyles) {
  for (GuardStyle Style :
       {GuardStyle::UniquePtr, GuardStyle::AbslCleanup, GuardStyle::GslFinally,
        GuardStyle::BoostScopeExit, GuardStyle::QtScopeGuard})
    EXPECT_EQ(parseGuardStyle(guardStyleName(Style)), Style);
  EXPECT_EQ(parseGuardStyle("unique_ptr"), std::nullopt);
  EXPECT_EQ(guardStyleNames(),
            "'std::unique_ptr', 'absl::Cleanup', 'gsl::finally', "
            "'boost::scope::scope_exit', 'qScopeGuard'");
}

TEST(GuardEdit, HoldsTheAddressOfAValue) {
  model::Kind K = kind("close({handle})", "{handle} >= 0");
  const char *Code = "void f() { int t = $open_timer(0, 0); }";
  EXPECT_EQ(guard(Code, K),
            "std::unique_ptr<int, void (*)(int *)> tGuard(&t, [](int *handle) "
            "{ close(*handle); });");
  EXPECT_EQ(guard(Code, K, GuardStyle::UniquePtr, /*KnownLive=*/false),
            "std::unique_ptr<int, void (*)(int *)> tGuard(&t, [](int *handle) "
            "{ if (*handle >= 0) close(*handle); });");
  EXPECT_EQ(guard(Code, kind("close({handle})"), GuardStyle::UniquePtr,
                  /*KnownLive=*/false),
            "nothing");
}

TEST(GuardEdit, HoldsAPointer) {
  EXPECT_EQ(guard("void f() { auto *t = $event_new(0); }",
                  kind("event_free({handle})"), GuardStyle::UniquePtr,
                  /*KnownLive=*/false),
            "std::unique_ptr<struct event, void (*)(struct event *)> tGuard(t, "
            "[](struct event *handle) { event_free(handle); });");
  EXPECT_EQ(guard("struct Timer {}; void f() { Timer *t = $new Timer; }",
                  kind("delete {handle}")),
            "std::unique_ptr<Timer> tGuard(t);");
  // A typedef of a pointer need not have null for an invalid value.
  EXPECT_EQ(guard("timer_t make(); void f() { timer_t t = $make(); }",
                  kind("timer_delete({handle})")),
            "std::unique_ptr<timer_t, void (*)(timer_t *)> tGuard(&t, "
            "[](timer_t *handle) { timer_delete(*handle); });");
}

TEST(GuardEdit, CallsAClosure) {
  model::Kind K = kind("close({handle})", "{handle} >= 0");
  const char *Code = "void f() { int t = $open_timer(0, 0); }";
  EXPECT_EQ(guard(Code, K, GuardStyle::AbslCleanup),
            "absl::Cleanup tGuard = [&t] { close(t); };");
  EXPECT_EQ(guard(Code, K, GuardStyle::AbslCleanup, true, Standard::Cxx11),
            "auto tGuard = absl::MakeCleanup([&t] { close(t); });");
  EXPECT_EQ(guard(Code, K, GuardStyle::GslFinally),
            "auto tGuard = gsl::finally([&t] { close(t); });");
  EXPECT_EQ(guard(Code, K, GuardStyle::BoostScopeExit),
            "boost::scope::scope_exit tGuard([&t] { close(t); });");
  EXPECT_EQ(guard(Code, K, GuardStyle::BoostScopeExit, true, Standard::Cxx11),
            "auto tGuard = boost::scope::make_scope_exit([&t] { close(t); });");
  EXPECT_EQ(guard(Code, K, GuardStyle::QtScopeGuard, false),
            "auto tGuard = qScopeGuard([&t] { if (t >= 0) close(t); });");
}

TEST(GuardEdit, FindsAFreeName) {
  EXPECT_EQ(guard("void f() { int t = $open_timer(0, 0), tGuard = 0; }",
                  kind("close({handle})"), GuardStyle::GslFinally),
            "auto tGuard2 = gsl::finally([&t] { close(t); });");
}

TEST(GuardEdit, NeedsALocalAndASimpleEnd) {
  model::Kind K = kind("close({handle})");
  EXPECT_EQ(guard("void f() { static int t = $open_timer(0, 0); }", K),
            "nothing");
  EXPECT_EQ(guard("void f() { int t = $open_timer(0, 0); }",
                  kind("drop({arg0}, {handle})")),
            "nothing");
  EXPECT_EQ(guard("void f() { int t = $open_timer(0, 0); }", K,
                  GuardStyle::UniquePtr, true, Standard::Cxx98),
            "nothing");
  EXPECT_EQ(guard("void f(void) { int t = $open_timer(0, 0); }", K,
                  GuardStyle::UniquePtr, true, Standard::C11),
            "nothing");
}

} // namespace
