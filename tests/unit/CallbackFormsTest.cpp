//===- CallbackFormsTest.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The forms of a callback beyond a lambda or function in place: what wrappers
// hold, what variables and fields hold, and which parameter gets what.
//
//===----------------------------------------------------------------------===//

#include "CaptureTesting.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;

namespace {

/// Declarations that the cases share.
std::string withForms(llvm::StringRef Code) {
  return (llvm::StringRef(MiniStd) + R"(
namespace std {
template <int N> struct _Placeholder {};
namespace placeholders {
inline constexpr _Placeholder<1> _1{};
inline constexpr _Placeholder<2> _2{};
}
template <typename F, typename... As> bound<F> bind_front(F, As &&...) {
  return {};
}
template <typename F, typename... As> bound<F> bind_back(F, As &&...) {
  return {};
}
template <typename T> struct reference_wrapper {
  T *Target;
  void operator()();
};
template <typename T> reference_wrapper<T> ref(T &Target) { return {&Target}; }
template <typename T, typename... As> shared_ptr<T> make_shared(As &&...);
}
namespace asio {
template <typename E, typename T> struct binder { void operator()(int); };
template <typename E, typename T> binder<E, T> bind_executor(E, T) {
  return {};
}
}
namespace sigc {
template <typename T, typename M> std::bound<M> mem_fun(T &, M) { return {}; }
template <typename F, typename... As> std::bound<F> bind(F, As &&...) {
  return {};
}
}
namespace Poco {
template <typename C> struct TimerCallback {
  TimerCallback(C &, void (C::*)(int));
};
}
using namespace std::placeholders;
struct Obj {
  void tick(int Error, std::vector<int> V) {}
  void on(int Error) {}
};
template <typename F> void arm(F &&Callback, void *Data = nullptr) {}
)" + Code)
      .str();
}

/// The names of the parameters that get the arguments of the timer's call,
/// "-" where none does.
std::string parameters(const Callback &Called) {
  std::string Text;
  for (const ParmVarDecl *P : Called.Parameters)
    Text += (Text.empty() ? "" : " ") + (P ? P->getNameAsString() : "-");
  return Text;
}

TEST(CallbackFormsTest, PlaceholdersSayWhereArgumentsGo) {
  ArmedUnit U(withForms("void on(int A, std::vector<int> B, int C) {}"
                        "void f(std::vector<int> V) {"
                        "  arm(std::bind(&on, _2, V, _1)); }"));
  EXPECT_EQ(parameters(U.Called), "C A");
  ASSERT_EQ(U.Called.Holds.size(), 1u) << "a placeholder is no object";
  EXPECT_EQ(U.held("V")->Inside->getName(), "B");
}

TEST(CallbackFormsTest, BoundMemberFunctionHasItsObject) {
  ArmedUnit U(withForms("struct S : Obj { void f(std::vector<int> V) {"
                        "  arm(std::bind(&Obj::tick, this, _1, V)); } };"));
  EXPECT_EQ(parameters(U.Called), "Error");
  ASSERT_TRUE(U.Called.Object);
  EXPECT_TRUE(isa<CXXThisExpr>(U.Called.Object->IgnoreImplicit()));
  EXPECT_EQ(U.held("V")->Inside->getName(), "V");
}

TEST(CallbackFormsTest, NestedBinders) {
  ArmedUnit Outer(
      withForms("void on(int A, std::vector<int> B, int C) {}"
                "void f(std::vector<int> V) {"
                "  arm(std::bind(std::bind(&on, _1, V, _2), 7, _1)); }"));
  EXPECT_EQ(parameters(Outer.Called), "C");
  EXPECT_EQ(Outer.held("V")->Inside->getName(), "B");

  ArmedUnit Inner(
      withForms("int make(std::vector<int>, int); void on(int A) {}"
                "void f(std::vector<int> V) {"
                "  arm(std::bind(&on, std::bind(&make, V, _1))); }"));
  ASSERT_TRUE(Inner.held("V"));
  EXPECT_EQ(Inner.held("V")->Inside, nullptr);
}

TEST(CallbackFormsTest, BindersFromBothEnds) {
  ArmedUnit Front(withForms("struct S : Obj { void f(std::vector<int> V) {"
                            "  arm(std::bind_front(&Obj::tick, this)); } };"));
  EXPECT_EQ(parameters(Front.Called), "Error V");
  EXPECT_TRUE(Front.Called.Object);
  ArmedUnit Back(withForms("void on(int A, std::vector<int> B) {}"
                           "void f(std::vector<int> V) {"
                           "  arm(std::bind_back(&on, V)); }"));
  EXPECT_EQ(parameters(Back.Called), "A");
  EXPECT_EQ(Back.held("V")->Inside->getName(), "B");
}

TEST(CallbackFormsTest, ReferencesAreNotHeld) {
  ArmedUnit Bound(withForms("void on(std::vector<int> &B) {}"
                            "void f(std::vector<int> V) {"
                            "  arm(std::bind(&on, std::ref(V))); }"));
  ASSERT_TRUE(Bound.held("V"));
  EXPECT_EQ(Bound.held("V")->By, Held::Referred);

  ArmedUnit Callable(withForms("void f(std::vector<int> V) {"
                               "  auto L = [V] { (void)V; };"
                               "  arm(std::ref(L)); }"));
  EXPECT_TRUE(Callable.Called.Lambda);
  ASSERT_EQ(Callable.Called.Holds.size(), 1u);
  EXPECT_EQ(Callable.held("L")->By, Held::Referred);
}

TEST(CallbackFormsTest, ModelledWrappers) {
  ArmedUnit U(withForms("struct S : Obj { int Executor; void f() {"
                        "  arm(asio::bind_executor(Executor,"
                        "      std::bind(&Obj::on, this, _1))); } };"));
  ASSERT_TRUE(U.Called.Body);
  EXPECT_EQ(U.Called.Body->getNameAsString(), "on");
  EXPECT_EQ(parameters(U.Called), "Error");

  ArmedUnit Function(withForms("void on(int Error) {} void f() {"
                               "  arm(asio::bind_executor(1, &on)); }"));
  ASSERT_TRUE(Function.Called.Body);

  ArmedUnit Slot(withForms("struct S : Obj { void f() {"
                           "  arm(sigc::bind(sigc::mem_fun(*this, &Obj::on),"
                           "      7)); } };"));
  ASSERT_TRUE(Slot.Called.Body);
  EXPECT_TRUE(Slot.Called.Object);
  EXPECT_EQ(parameters(Slot.Called), "");

  ArmedUnit Class(
      withForms("struct S : Obj { void g(int Timer) {} void f() {"
                "  arm(Poco::TimerCallback<S>(*this, &S::g)); } };"));
  ASSERT_TRUE(Class.Called.Body);
  EXPECT_EQ(Class.Called.Body->getNameAsString(), "g");
  EXPECT_EQ(parameters(Class.Called), "Timer");
  ASSERT_EQ(Class.Called.Holds.size(), 1u);
  EXPECT_EQ(Class.Called.Holds[0].By, Held::Referred);
}

TEST(CallbackFormsTest, GenericLambdaIsItsOnlyInstance) {
  ArmedUnit U(withForms("template <typename F> void run(F Call) { Call(1); }"
                        "template <typename F> void arm2(F Call) { Call(1); }"
                        "void f() { auto L = [](auto Error) { (void)Error; };"
                        "  L(1); arm(L); }"));
  ASSERT_TRUE(U.Called.Body);
  EXPECT_FALSE(U.Called.Body->isDependentContext());
  EXPECT_EQ(parameters(U.Called), "Error");
}

TEST(CallbackFormsTest, MutableNestedAndPacks) {
  ArmedUnit Nested(withForms("void f(std::vector<int> V) {"
                             "  arm([L = [V]() mutable { (void)V; }]() mutable"
                             "      { L(); }); }"));
  ASSERT_EQ(Nested.Called.Holds.size(), 1u);
  EXPECT_TRUE(Nested.Called.Holds[0].Type->getAsCXXRecordDecl()->isLambda());

  ArmedUnit Pack(withForms("template <typename... T> void g(T... Args) {"
                           "  arm([Args...] { (void)sizeof...(Args); }); }"
                           "void f(std::vector<int> V) { g(1, V); }"));
  EXPECT_EQ(Pack.Called.Holds.size(), 2u);

  ArmedUnit Init(withForms("template <typename... T> void g(T... Args) {"
                           "  arm([...Own = Args] { (void)sizeof...(Own); }); }"
                           "void f(std::vector<int> V) { g(1, V); }"),
                 {"-std=c++20"});
  ASSERT_EQ(Init.Called.Holds.size(), 2u);
  EXPECT_EQ(Init.Called.Holds[1].By, Held::Copied);
}

TEST(CallbackFormsTest, FunctionGivenLater) {
  ArmedUnit U(withForms("void f(std::vector<int> V) {"
                        "  std::function<void(int)> Tick;"
                        "  Tick = [V](int) { (void)V; };"
                        "  arm(Tick); }"));
  EXPECT_TRUE(U.Called.Lambda);
  EXPECT_TRUE(U.held("V"));

  ArmedUnit Twice(withForms("void f(bool B) {"
                            "  std::function<void(int)> Tick;"
                            "  Tick = [](int) {}; if (B) Tick = [](int) {};"
                            "  arm(Tick); }"));
  EXPECT_FALSE(Twice.Called.Body);

  ArmedUnit Written(withForms("void fill(std::function<void(int)> &);"
                              "void f() { std::function<void(int)> Tick;"
                              "  Tick = [](int) {}; fill(Tick); arm(Tick); }"));
  EXPECT_FALSE(Written.Called.Body);
}

TEST(CallbackFormsTest, FieldsAndWhatTheyPointTo) {
  ArmedUnit Set(
      withForms("struct S { std::function<void(int)> Tick = nullptr; int I;"
                "  S() : I(0) { Tick = [this](int) { ++I; }; }"
                "  void f() { arm(Tick); } };"));
  EXPECT_TRUE(Set.Called.Lambda);

  ArmedUnit Init(withForms("struct S { std::function<void(int)> Tick;"
                           "  S() : Tick([this](int) {}) {}"
                           "  void f() { arm(Tick); } };"));
  EXPECT_TRUE(Init.Called.Lambda);

  ArmedUnit Setter(withForms("struct S { std::function<void(int)> Tick;"
                             "  void set(std::function<void(int)> F) {"
                             "    Tick = std::move(F); }"
                             "  void f() { arm(Tick); } };"));
  EXPECT_FALSE(Setter.Called.Body);

  ArmedUnit Two(withForms("struct S { std::function<void(int)> Tick;"
                          "  S() : Tick([](int) {}) {}"
                          "  void other() { Tick = [](int) {}; }"
                          "  void f() { arm(Tick); } };"));
  EXPECT_FALSE(Two.Called.Body);

  ArmedUnit Behind(
      withForms("void f() {"
                "  auto Tick = std::make_shared<std::function<void(int)>>();"
                "  *Tick = [Tick](int) {};"
                "  arm(*Tick); }"));
  EXPECT_TRUE(Behind.Called.Lambda);
}

TEST(CallbackFormsTest, FunctionObjectMadeByItsConstructor) {
  ArmedUnit U(
      withForms("struct F { std::vector<int> A; std::vector<int> B; Obj &O;"
                "  F(const std::vector<int> &A, std::vector<int> B, Obj &O)"
                "      : A(A), B(std::move(B)), O(O) {}"
                "  void operator()(int Error) {} };"
                "void f(std::vector<int> V, std::vector<int> W, Obj &O) {"
                "  arm(F(V, std::move(W), O)); }"));
  ASSERT_TRUE(U.Called.Body);
  EXPECT_EQ(parameters(U.Called), "Error");
  ASSERT_EQ(U.Called.Holds.size(), 3u);
  EXPECT_EQ(U.held("V")->By, Held::Copied);
  EXPECT_EQ(U.held("W")->By, Held::Moved);
  EXPECT_EQ(U.held("O")->By, Held::Referred);
}

TEST(CallbackFormsTest, GenericFunctionObject) {
  ArmedUnit U(
      withForms("struct F { template <typename E> void operator()(E Error)"
                "  { (void)Error; } };"
                "void f() { F Call; Call(1); arm(F{}); }"));
  ASSERT_TRUE(U.Called.Body);
  EXPECT_EQ(parameters(U.Called), "Error");
}

} // namespace
