//===- ModelLookupTest.cpp ------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "analysis/ModelLookup.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;
using llvm::StringRef;
using model::Place;
using model::Regime;

namespace {

/// Finds the functions and the classes of a unit by their qualified names.
class CallFinder : public RecursiveASTVisitor<CallFinder> {
public:
  CallFinder(StringRef Name) : Name(Name) {}
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitCallExpr(CallExpr *E) {
    take(E->getDirectCallee());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    take(E->getConstructor());
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl *F) {
    if (!Function && hasQualifiedName(*F, Name))
      Function = F;
    return true;
  }
  bool VisitCXXRecordDecl(CXXRecordDecl *R) {
    if (hasQualifiedName(*R, Name))
      Class = R;
    return true;
  }

  StringRef Name;
  const FunctionDecl *Function = nullptr;
  const FunctionDecl *Called = nullptr;
  const CXXRecordDecl *Class = nullptr;

private:
  void take(const FunctionDecl *F) {
    if (F && hasQualifiedName(*F, Name))
      Called = F;
  }
};

/// A unit that was parsed from code, with its models.
class Unit {
public:
  Unit(StringRef Code, std::vector<std::string> Args = {"-std=c++17"},
       StringRef File = "input.cpp") {
    Args.emplace_back("-resource-dir=" TICKTIDY_RESOURCE_DIR);
    Ast = tooling::buildASTFromCodeWithArgs(Code, Args, File);
    Lookup = std::make_unique<ModelLookup>(Models, Ast->getASTContext());
  }

  static Unit c(StringRef Code) {
    return Unit(Code, {"-std=gnu11", "-xc"}, "input.c");
  }

  CallFinder find(StringRef Name) const {
    CallFinder F(Name);
    F.TraverseDecl(Ast->getASTContext().getTranslationUnitDecl());
    return F;
  }

  llvm::ArrayRef<ModelLookup::Entry> calls(StringRef Name) const {
    CallFinder F = find(Name);
    const FunctionDecl *D = F.Called ? F.Called : F.Function;
    if (!D) {
      ADD_FAILURE() << "no function " << Name.str();
      return {};
    }
    return Lookup->calls(*D);
  }

  /// The one model of a function.
  ModelLookup::Entry call(StringRef Name) const {
    llvm::ArrayRef<ModelLookup::Entry> Found = calls(Name);
    if (Found.size() == 1)
      return Found.front();
    ADD_FAILURE() << Found.size() << " models for " << Name.str();
    static constexpr model::Kind NoKind = {};
    static constexpr model::Call NoCall = {};
    return {&NoKind, &NoCall};
  }

  bool mayUseTimers() const { return Lookup->unitMayUseTimers(); }

  model::ModelSet Models;
  std::unique_ptr<ASTUnit> Ast;
  std::unique_ptr<ModelLookup> Lookup;
};

TEST(QualifiedNameTest, IgnoresWhatDoesNotCount) {
  Unit U(R"(
    namespace a { inline namespace v1 { namespace { struct S {
      S(); ~S(); void m(); template <class T> void t(T); void operator()();
    }; } } }
    namespace a { template <class T> struct V { void m(); };
                  template <> struct V<int> { void m(); }; }
    extern "C" { void linked(); }
    void outer() { struct Local { void m() {} }; void declared(); declared(); }
    void use() { a::V<char> v; v.m(); a::V<int> w; w.m(); })");
  for (StringRef Name : {"a::S::m", "a::S::t", "a::S::S", "a::S::~S", "linked",
                         "declared", "a::V::m"}) {
    CallFinder F = U.find(Name);
    ASSERT_NE(F.Function, nullptr) << Name.str();
    EXPECT_EQ(qualifiedName(*F.Function), Name);
  }
  EXPECT_NE(U.find("a::V").Class, nullptr);
  for (StringRef Name : {"S::m", "a::v1::S::m", "m", "a::m", "::linked",
                         "xa::S::m", "Local::m", "outer::Local::m", "~S", ""})
    EXPECT_EQ(U.find(Name).Function, nullptr) << Name.str();
}

TEST(ModelLookupTest, FindsModelsByName) {
  Unit U(R"(
    extern "C" int uv_timer_start(void *, void *, int, int);
    namespace mine { int uv_timer_start(); }
    struct QObject { virtual ~QObject(); };
    struct QTimer : QObject { QTimer(QObject * = nullptr);
                              QTimer(const QTimer &); void start(int);
                              virtual void stop(); };
    struct MyTimer : QTimer { void stop() override; void start(); };
    void use(MyTimer t) { QTimer q, p(q); uv_timer_start(0, 0, 0, 0); })");
  EXPECT_EQ(U.call("uv_timer_start").Of->Name, "uv_timer_t");
  EXPECT_TRUE(U.calls("mine::uv_timer_start").empty());
  EXPECT_EQ(U.call("QTimer::start").What->Does,
            model::ActionStart | model::ActionInterval);
  // An override means what it overrides; a name that merely looks alike not.
  EXPECT_EQ(U.call("MyTimer::stop").What->Name, "QTimer::stop");
  EXPECT_TRUE(U.calls("MyTimer::start").empty());

  CallFinder F = U.find("QTimer");
  for (const CXXConstructorDecl *C : F.Class->ctors())
    EXPECT_EQ(U.Lookup->calls(*C).empty(), C->isCopyOrMoveConstructor());
  ASSERT_NE(U.Lookup->timerClass(*F.Class), nullptr);
  EXPECT_EQ(U.Lookup->timerClass(*F.Class)->Name, "QTimer");
  EXPECT_EQ(U.Lookup->timerClass(*U.find("MyTimer").Class),
            U.Lookup->timerClass(*F.Class));
  EXPECT_EQ(U.Lookup->timerClass(*U.find("QObject").Class), nullptr);
}

TEST(ModelLookupTest, FindsBlockingFunctions) {
  Unit U(R"(#include <chrono>
    #include <condition_variable>
    #include <future>
    #include <thread>
    #include <unistd.h>
    void use(std::condition_variable &c, std::condition_variable_any &a,
             std::unique_lock<std::mutex> &l, std::future<int> &f,
             std::shared_future<int> &g, std::thread &t) {
      using namespace std::chrono_literals;
      sleep(1); std::this_thread::sleep_for(1ms); c.wait(l); a.wait(l);
      c.wait_for(l, 1ms); f.get(); f.wait(); g.wait_for(1ms); t.join();
      f.valid();
    })");
  for (StringRef Name :
       {"sleep", "std::this_thread::sleep_for", "std::condition_variable::wait",
        "std::condition_variable_any::wait",
        "std::condition_variable::wait_for", "std::future::get",
        "std::thread::join"}) {
    const FunctionDecl *F = U.find(Name).Called;
    ASSERT_NE(F, nullptr) << Name.str();
    EXPECT_EQ(U.Lookup->blocking(*F), ModelLookup::Blocking::Waits)
        << Name.str();
  }
}

TEST(ModelLookupTest, LeavesUnitsWithoutTimers) {
  // The headers declare timers, and nobody uses them.
  EXPECT_FALSE(Unit(R"(#include <string>
    #include <vector>
    #include <time.h>
    #include <sys/timerfd.h>
    int size(std::vector<std::string> v) { return v.size(); })")
                   .mayUseTimers());
  EXPECT_FALSE(
      Unit::c("#include <uv.h>\nint f(void) { return 1; }\n").mayUseTimers());
  EXPECT_FALSE(Unit("class QTimer; QTimer *t;").mayUseTimers());
  EXPECT_TRUE(Unit("class QTimer {}; QTimer *t;").mayUseTimers());
  EXPECT_TRUE(Unit::c("#include <sys/timerfd.h>\n"
                      "int f(void) { return timerfd_create(1, 0); }\n")
                  .mayUseTimers());
  EXPECT_TRUE(Unit(R"(#include <time.h>
    auto *address = &timer_create;)")
                  .mayUseTimers());
  EXPECT_TRUE(Unit(R"(namespace asio { template <class> class
    basic_waitable_timer {}; })")
                  .mayUseTimers());
  EXPECT_TRUE(
      Unit::c("__attribute__((annotate(\"timer::create\"))) int f(void);\n")
          .mayUseTimers());
}

TEST(AnnotationTest, ResourceWithANumber) {
  Unit U = Unit::c(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    typedef int tick_id;
    TIMER("create") TIMER("start") TIMER("periodic") TIMER("may_fail_negative")
    tick_id tick_every(TIMER("interval_ms") unsigned ms,
                       TIMER("callback") void (*run)(void *),
                       TIMER("user_data") void *data);
    TIMER("release") void tick_end(tick_id id);
    TIMER("borrow") int tick_left(tick_id id);
    void plain(tick_id id);
  )");
  EXPECT_TRUE(U.mayUseTimers());
  ModelLookup::Entry Every = U.call("tick_every");
  EXPECT_EQ(Every.What->Does, model::ActionCreate | model::ActionStart |
                                  model::ActionAttach | model::ActionInterval);
  EXPECT_EQ(Every.What->Handle.Where, Place::Return);
  EXPECT_EQ(Every.What->Interval.Index, 0);
  EXPECT_EQ(Every.What->IntervalUnit, model::Unit::Milliseconds);
  EXPECT_EQ(Every.What->Callback.Index, 1);
  EXPECT_EQ(Every.What->UserData.Index, 2);
  EXPECT_EQ(Every.What->Periodic.Test, model::Condition::Always);
  EXPECT_EQ(Every.What->Fails, model::Failure::Negative);
  EXPECT_EQ(Every.Of->Losing, Regime::Resource);
  EXPECT_EQ(Every.Of->Name, "tick_id");
  EXPECT_EQ(Every.Of->EndText, "tick_end({handle})");
  EXPECT_EQ(Every.Of->EndVerb, "released");
  EXPECT_EQ(Every.Of->ValidText, "{handle} >= 0");
  EXPECT_EQ(Every.Of->Calls.size(), 3u);
  ModelLookup::Entry End = U.call("tick_end");
  EXPECT_EQ(End.Of, Every.Of);
  EXPECT_EQ(End.What->Handle.Where, Place::Argument);
  EXPECT_EQ(End.What->Handle.Index, 0);
  EXPECT_FALSE(End.What->Idempotent);
  EXPECT_EQ(U.call("tick_left").Of, Every.Of);
  EXPECT_TRUE(U.calls("plain").empty());
  EXPECT_TRUE(U.Lookup->unknownAnnotations().empty());
}

TEST(AnnotationTest, OpaquePointerAndOutParameter) {
  Unit U(R"(
    struct Tick;
    namespace app {
    [[clang::annotate("timer::create"), clang::annotate("timer::may_fail_zero")]]
    Tick *make();
    [[clang::annotate("timer::create")]]
    int makeInto([[clang::annotate("timer::handle")]] Tick **out);
    [[clang::annotate("timer::start")]] bool go(Tick *t, int ms);
    [[clang::annotate("timer::release")]] void drop(Tick *t);
    [[clang::annotate("timer::stop")]] void halt(Tick *t);
    })");
  ModelLookup::Entry Make = U.call("app::make"), Into = U.call("app::makeInto");
  EXPECT_EQ(Make.What->Handle.Where, Place::Return);
  EXPECT_EQ(Into.What->Handle.Where, Place::Pointee);
  EXPECT_EQ(Make.Of, Into.Of);
  EXPECT_EQ(Make.Of->Losing, Regime::Resource);
  EXPECT_EQ(Make.Of->EndText, "app::drop({handle})");
  EXPECT_EQ(Make.Of->ValidText, "{handle}");
  ModelLookup::Entry Go = U.call("app::go");
  EXPECT_EQ(Go.Of, Make.Of);
  EXPECT_EQ(Go.What->Handle.Where, Place::Argument);
  EXPECT_EQ(Go.What->Handle.Index, 0);
}

TEST(AnnotationTest, IntrusiveStruct) {
  Unit U = Unit::c(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    struct TIMER("intrusive") tick { int ms; };
    TIMER("create") void tick_init(TIMER("handle") struct tick *t);
    TIMER("start") int tick_start(struct tick *t);
    TIMER("stop") void tick_stop(struct tick *t);
  )");
  ModelLookup::Entry Init = U.call("tick_init");
  EXPECT_EQ(Init.Of->Losing, Regime::Intrusive);
  EXPECT_EQ(Init.What->Handle.Where, Place::Pointee);
  EXPECT_EQ(U.call("tick_start").What->Handle.Where, Place::Pointee);
  EXPECT_EQ(U.call("tick_stop").What->Handle.Where, Place::Pointee);
  EXPECT_EQ(Init.Of->EndText, "tick_stop({pointer})");
  EXPECT_EQ(Init.Of->EndVerb, "stopped");
}

TEST(AnnotationTest, ClassesByRegime) {
  Unit U(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    class TIMER("intrusive") Ticker {
    public:
      TIMER("start") TIMER("periodic") void start(TIMER("interval_s") int);
      TIMER("stop") void stop();
    };
    class TIMER("object") Pulse { public: TIMER("create") Pulse();
                                          TIMER("start") bool go(); };
    struct Special : Ticker {};
    template <class T> class Wheel {
    public:
      TIMER("start") void start(T, TIMER("interval") long);
      TIMER("stop") void stop();
    };
    void use(Wheel<int> a, Wheel<char> b) { a.start(1, 2); Pulse p; b.stop(); }
  )");
  ModelLookup::Entry Start = U.call("Ticker::start");
  EXPECT_EQ(Start.Of->Losing, Regime::Intrusive);
  EXPECT_EQ(Start.Of->Class, "Ticker");
  EXPECT_EQ(Start.What->Handle.Where, Place::This);
  EXPECT_EQ(Start.What->IntervalUnit, model::Unit::Seconds);
  EXPECT_EQ(Start.Of->EndText, "{pointer}->stop()");
  EXPECT_EQ(U.Lookup->timerClass(*U.find("Special").Class), Start.Of);
  EXPECT_EQ(U.call("Pulse::Pulse").What->Handle.Where, Place::This);
  EXPECT_EQ(U.call("Pulse::go").Of->EndText, "delete {handle}");
  EXPECT_EQ(U.call("Pulse::go").Of->Losing, Regime::Object);
  // One kind for all instantiations.
  EXPECT_EQ(U.call("Wheel::start").Of, U.call("Wheel::stop").Of);
  EXPECT_EQ(U.call("Wheel::start").What->IntervalUnit, model::Unit::Chrono);
}

TEST(AnnotationTest, AManagerMakesTimersThatAreNotItself) {
  Unit U(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    class Loop {
    public:
      TIMER("create") TIMER("start") long every(int);
      TIMER("release") void cancel(TIMER("handle") long id);
    };)");
  ModelLookup::Entry Every = U.call("Loop::every");
  EXPECT_EQ(Every.What->Handle.Where, Place::Return);
  EXPECT_EQ(Every.Of->Losing, Regime::Resource);
  EXPECT_EQ(U.call("Loop::cancel").Of, Every.Of);
  EXPECT_EQ(Every.Of->EndText, "{receiver}->cancel({handle})");
}

TEST(AnnotationTest, AmbiguousEndsAreNotWritten) {
  Unit U = Unit::c(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    TIMER("create") int a_make(void);
    TIMER("release") void a_end(int);
    TIMER("create") int b_make(void);
    TIMER("release") void b_end(int);
    TIMER("create") long c_make(void);
    TIMER("release") void c_end(long, int how);
  )");
  EXPECT_EQ(U.call("a_make").Of->EndText, "");
  EXPECT_EQ(U.call("c_make").Of->EndText, "");
}

TEST(AnnotationTest, ListsUnknownOnesInOrder) {
  Unit U(R"(
    #define TIMER(what) __attribute__((annotate("timer::" what)))
    TIMER("crate") TIMER("create") int make(TIMER("interval_min") int);
    __attribute__((annotate("other::thing"))) TIMER("resource") void other();
    int use() { return make(1); })");
  U.call("make");
  std::vector<UnknownAnnotation> Unknown = U.Lookup->unknownAnnotations();
  ASSERT_EQ(Unknown.size(), 3u);
  EXPECT_EQ(Unknown[0].Text, "timer::crate");
  EXPECT_EQ(Unknown[1].Text, "timer::interval_min");
  EXPECT_EQ(Unknown[2].Text, "timer::resource");
  EXPECT_TRUE(Unknown[0].Where.isValid());
}

} // namespace
