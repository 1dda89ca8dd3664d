//===- CallbackTest.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CaptureTesting.h"
#include "analysis/ExprShape.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;

namespace {

/// Declarations that the cases share.
std::string withArm(llvm::StringRef Code) {
  return (llvm::StringRef(MiniStd) +
          "struct Obj { void tick(std::vector<int> V, int Id) {} };\n"
          "void plain(void *) {}\n"
          "template <typename F> void arm(F &&Callback, void *Data = "
          "nullptr) {}\n" +
          Code)
      .str();
}

TEST(CallbackTest, LambdaInPlace) {
  ArmedUnit U(withArm("void f(std::vector<int> V, int I, int &R) {"
                      "  arm([V, I, &R] { (void)V; (void)I; (void)R; }); }"));
  ASSERT_TRUE(U.Called.Lambda);
  EXPECT_EQ(U.Called.Body, U.Called.Lambda->getCallOperator());
  ASSERT_EQ(U.Called.Holds.size(), 3u);
  EXPECT_EQ(U.held("V")->By, Held::Copied);
  EXPECT_EQ(U.held("I")->By, Held::Copied);
  EXPECT_EQ(U.held("R")->By, Held::Referred);
  EXPECT_FALSE(U.held("V")->Implicit);
}

TEST(CallbackTest, InitCapturesTellHowTheyWereMade) {
  ArmedUnit U(withArm(
      "std::vector<int> load();"
      "void f(std::vector<int> A, std::vector<int> B,"
      "       const std::vector<int> C, std::vector<int> D) {"
      "  arm([a = A, b = std::move(B), c = std::move(C), d = load(), &e = D]"
      "      { (void)a; (void)b; (void)c; (void)d; (void)e; }); }"));
  ASSERT_EQ(U.Called.Holds.size(), 5u);
  EXPECT_EQ(U.held("A")->By, Held::Copied);
  EXPECT_EQ(U.held("B")->By, Held::Moved);
  EXPECT_EQ(U.held("C")->By, Held::Copied) << "moving a constant copies it";
  EXPECT_EQ(U.held("d")->By, Held::Fresh);
  EXPECT_EQ(U.held("D")->By, Held::Referred);
  EXPECT_EQ(U.held("A")->What, Held::InitCapture);
  EXPECT_EQ(U.held("A")->Inside->getName(), "a");
}

TEST(CallbackTest, CaptureDefaultIsWhereItIsWritten) {
  ArmedUnit U(withArm("void f(std::vector<int> V) { arm([=] { (void)V; }); }"));
  ASSERT_EQ(U.Called.Holds.size(), 1u);
  EXPECT_TRUE(U.held("V")->Implicit);
  EXPECT_EQ(U.held("V")->Where, U.Called.Lambda->getCaptureDefaultLoc());
}

TEST(CallbackTest, ThisAndItsCopy) {
  ArmedUnit U(
      withArm("struct S { int I; void f() { arm([this] { ++I; }); } };"));
  ASSERT_EQ(U.Called.Holds.size(), 1u);
  EXPECT_EQ(U.Called.Holds[0].What, Held::This);
  EXPECT_EQ(U.Called.Holds[0].By, Held::Referred);

  ArmedUnit Copy(withArm(
      "struct S { char I[99]; void f() { arm([*this] { (void)I; }); } };"));
  ASSERT_EQ(Copy.Called.Holds.size(), 1u);
  EXPECT_EQ(Copy.Called.Holds[0].By, Held::Copied);
  EXPECT_EQ(Copy.context()
                .getTypeSizeInChars(Copy.Called.Holds[0].Type)
                .getQuantity(),
            99);
}

TEST(CallbackTest, LambdaThroughVariable) {
  for (const char *Use : {"arm(L);", "arm(std::move(L));"}) {
    ArmedUnit U(
        withArm("void f(std::vector<int> V) { auto L = [V] { (void)V; }; " +
                std::string(Use) + "}"));
    ASSERT_TRUE(U.Called.Lambda) << Use;
    EXPECT_EQ(U.Called.Holds.size(), 1u);
  }
}

TEST(CallbackTest, StdFunctionThroughVariable) {
  ArmedUnit U(
      withArm("void f(std::vector<int> V) {"
              "  std::function<void()> L = [V] { (void)V; }; arm(L); }"));
  ASSERT_TRUE(U.Called.Lambda);
  EXPECT_EQ(U.Called.Holds.size(), 1u);
}

TEST(CallbackTest, WhatChangesIsNotFollowed) {
  ArmedUnit U(withArm("void f(std::vector<int> V, bool B) {"
                      "  std::function<void()> L = [V] { (void)V; };"
                      "  if (B) L = [] {};"
                      "  arm(L); }"));
  EXPECT_FALSE(U.Called.Lambda);
  EXPECT_FALSE(U.Called.Body);
  EXPECT_TRUE(U.Called.Holds.empty());
}

TEST(CallbackTest, Functions) {
  for (const char *Callback :
       {"plain", "&plain", "reinterpret_cast<void (*)(void *)>(plain)"}) {
    ArmedUnit U(withArm("void f() { arm(" + std::string(Callback) + "); }"));
    ASSERT_TRUE(U.Called.Body) << Callback;
    EXPECT_EQ(U.Called.Body->getNameAsString(), "plain");
    EXPECT_TRUE(U.Called.Holds.empty());
  }
  ArmedUnit Pointer(
      withArm("void f() { void (*const P)(void *) = plain; arm(P); }"));
  ASSERT_TRUE(Pointer.Called.Body);
  EXPECT_EQ(Pointer.Called.Body->getNameAsString(), "plain");
}

TEST(CallbackTest, FunctionOutOfSightHasNoBody) {
  ArmedUnit U(withArm("void far(void *); void f() { arm(far); }"));
  EXPECT_FALSE(U.Called.Body);
}

TEST(CallbackTest, LambdaAsFunctionPointer) {
  for (const char *Plus : {"", "+"}) {
    ArmedUnit U(withArm("void g(void (*)(void *)); void f() { arm(" +
                        std::string(Plus) + "[](void *) {}); }"));
    EXPECT_TRUE(U.Called.Lambda);
  }
}

TEST(CallbackTest, MemberFunction) {
  ArmedUnit U(withArm("void f() { arm(&Obj::tick); }"));
  ASSERT_TRUE(U.Called.Body);
  EXPECT_EQ(U.Called.Body->getNameAsString(), "tick");
}

TEST(CallbackTest, BoundFunction) {
  ArmedUnit U(withArm("void on(const std::vector<int> &V, int I) {}"
                      "void f(std::vector<int> V, std::vector<int> W) {"
                      "  arm(std::bind(&on, V, 7)); }"));
  ASSERT_TRUE(U.Called.Binder);
  ASSERT_TRUE(U.Called.Body);
  ASSERT_EQ(U.Called.Holds.size(), 2u);
  EXPECT_EQ(U.held("V")->What, Held::Bound);
  EXPECT_EQ(U.held("V")->By, Held::Copied);
  EXPECT_EQ(U.held("V")->Inside, U.Called.Body->getParamDecl(0));
}

TEST(CallbackTest, BoundMemberFunctionTakesTheObjectFirst) {
  ArmedUnit U(withArm("void f(Obj *O, std::vector<int> V, char Name[9]) {"
                      "  arm(std::bind(&Obj::tick, O, std::move(V), 1)); }"));
  ASSERT_EQ(U.Called.Holds.size(), 3u);
  EXPECT_EQ(U.held("V")->By, Held::Moved);
  EXPECT_EQ(U.held("V")->Inside, U.Called.Body->getParamDecl(0));
}

TEST(CallbackTest, BoundArraysDecay) {
  ArmedUnit U(
      withArm("void on(const char *T) {}"
              "void f() { char Text[999]; arm(std::bind(&on, Text)); }"));
  ASSERT_EQ(U.Called.Holds.size(), 1u);
  EXPECT_TRUE(U.Called.Holds[0].Type->isPointerType());
}

TEST(CallbackTest, FunctionObject) {
  ArmedUnit U(withArm("struct F { std::vector<int> V; int I = 1;"
                      "  void operator()() {} };"
                      "void f(std::vector<int> V) { arm(F{V}); }"));
  ASSERT_TRUE(U.Called.Body);
  ASSERT_EQ(U.Called.Holds.size(), 1u);
  EXPECT_EQ(U.held("V")->What, Held::Member);
  EXPECT_EQ(U.held("V")->Inside->getName(), "V");
}

TEST(CallbackTest, WrapperHandsItsCallableOn) {
  ArmedUnit U(withArm(
      "struct Strand { template <typename F> F wrap(F Call) { return Call; } };"
      "void f(Strand S, std::vector<int> V) {"
      "  arm(S.wrap([V] { (void)V; })); }"));
  ASSERT_TRUE(U.Called.Lambda);
  EXPECT_EQ(U.Called.Holds.size(), 1u);
}

TEST(CallbackTest, UserData) {
  ArmedUnit Copy(withArm("void f(std::vector<int> V) {"
                         "  arm(plain, new std::vector<int>(V)); }"));
  ASSERT_EQ(Copy.Called.Holds.size(), 1u);
  EXPECT_EQ(Copy.held("V")->What, Held::UserData);
  EXPECT_EQ(Copy.held("V")->By, Held::Copied);

  ArmedUnit Members(withArm("struct C { std::vector<int> V; int I; };"
                            "void f(std::vector<int> V) {"
                            "  auto *Data = new C{std::move(V), 1};"
                            "  arm(plain, Data); }"));
  ASSERT_EQ(Members.Called.Holds.size(), 2u);
  EXPECT_EQ(Members.held("V")->By, Held::Moved);

  ArmedUnit Released(withArm("struct S { char Bytes[99]; };"
                             "void f(const S &From) {"
                             "  auto Data = std::make_unique<S>(From);"
                             "  arm(plain, Data.release()); }"));
  ASSERT_EQ(Released.Called.Holds.size(), 1u);
  EXPECT_EQ(Released.held("From")->By, Held::Copied);

  ArmedUnit Plain(withArm("void f(std::vector<int> V) { arm(plain, &V); }"));
  EXPECT_TRUE(Plain.Called.Holds.empty());
}

TEST(CallbackTest, AssignedField) {
  const char *Struct = "struct U { void *Ptr; int Int; };"
                       "struct E { U Value; int Other; };";
  auto Found = [&](llvm::StringRef Body) {
    ArmedUnit U(withArm((Struct + ("void f(void *P, void *Q, bool B) { E Ev;" +
                                   Body + " arm(plain, &Ev); }"))
                            .str()));
    const Expr *Value =
        assignedField(*U.Enclosing, *U.Call->getArg(1), "Value.Ptr");
    const VarDecl *Variable = Value ? namedVariable(Value) : nullptr;
    return Variable ? Variable->getNameAsString() : std::string();
  };
  EXPECT_EQ(Found("Ev.Value.Ptr = P; Ev.Other = 1;"), "P");
  EXPECT_EQ(Found("Ev.Value.Ptr = P; Ev.Value.Ptr = Q;"), "");
  EXPECT_EQ(Found("E Un; Un.Value.Ptr = P;"), "");
}

/// What is known of callbacks that return \p Body.
Truth continuing(llvm::StringRef Body) {
  const std::string Code =
      ("struct T;"
       "T *begin() __attribute__((annotate(\"timer::start\")));"
       "void end(T *) __attribute__((annotate(\"timer::release\")));"
       "T *Timer;"
       "void helper() { end(Timer); }"
       "void other();"
       "int cb(bool B) {" +
       Body +
       "} void arm(int (*)(bool), void * = nullptr);"
       "void f() { arm(cb); }")
          .str();
  ArmedUnit U(Code);
  const model::ModelSet Models;
  const ModelLookup Lookup(Models, U.context());
  model::Condition C;
  C.Test = model::Condition::CallbackContinues;
  C.Value = 0;
  return continues(C, U.Called, Lookup, U.context());
}

TEST(CallbackTest, Continues) {
  EXPECT_EQ(continuing("return 1;"), Truth::True);
  EXPECT_EQ(continuing("other(); if (B) return true; return 2;"), Truth::True);
  EXPECT_EQ(continuing("return 0;"), Truth::False);
  EXPECT_EQ(continuing("if (B) return 0; return 1;"), Truth::Unknown);
  EXPECT_EQ(continuing("return B;"), Truth::Unknown);
  EXPECT_EQ(continuing("throw 1;"), Truth::Unknown);
  EXPECT_EQ(continuing("auto L = [] { return 0; }; return 1;"), Truth::True);
}

TEST(CallbackTest, WhatEndsItsTimerDoesNotContinue) {
  EXPECT_EQ(continuing("end(Timer); return 1;"), Truth::Unknown);
  EXPECT_EQ(continuing("helper(); return 1;"), Truth::Unknown);
  EXPECT_EQ(continuing("void (*F)(T *) = end; F(Timer); return 1;"),
            Truth::Unknown);
}

} // namespace
