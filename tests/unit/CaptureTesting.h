//===- CaptureTesting.h - Callbacks parsed from code ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TESTS_UNIT_CAPTURETESTING_H
#define TICKTIDY_TESTS_UNIT_CAPTURETESTING_H

#include "analysis/Callback.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

namespace ticktidy::analysis {

/// As much of the standard library as the cases need: the real headers take
/// half a second each time.
inline constexpr char MiniStd[] = R"(
namespace std {
template <typename T> struct remove_reference { using type = T; };
template <typename T> struct remove_reference<T &> { using type = T; };
template <typename T> struct remove_reference<T &&> { using type = T; };
template <typename T> typename remove_reference<T>::type &&move(T &&Value) {
  return static_cast<typename remove_reference<T>::type &&>(Value);
}
template <typename T> struct allocator {};
template <typename T, typename A = allocator<T>> class vector {
public:
  vector();
  vector(const vector &);
  vector(vector &&);
  ~vector();
  vector &operator=(const vector &);
  unsigned long size() const;
  bool empty() const;
  const T *data() const;
  const T &operator[](unsigned long) const;
};
template <typename C> class basic_string {
public:
  basic_string(const basic_string &);
  basic_string(basic_string &&);
  ~basic_string();
};
using string = basic_string<char>;
template <typename T, unsigned long N> struct array { T Elements[N]; };
template <typename T> struct optional { T *Value; };
template <typename T> struct atomic { T Value; ~atomic(); };
template <typename T> class shared_ptr {
public:
  shared_ptr(const shared_ptr &);
  shared_ptr(shared_ptr &&);
  ~shared_ptr();
  T *operator->() const;
  T &operator*() const;
  explicit operator bool() const;
};
template <typename T> class weak_ptr {
public:
  weak_ptr(const weak_ptr &);
  ~weak_ptr();
};
template <typename T> class unique_ptr {
public:
  explicit unique_ptr(T *);
  unique_ptr(unique_ptr &&);
  ~unique_ptr();
  T *release();
};
template <typename T, typename... As> unique_ptr<T> make_unique(As &&...Args) {
  return unique_ptr<T>(new T(static_cast<As &&>(Args)...));
}
template <typename S> class function;
template <typename R, typename... As> class function<R(As...)> {
public:
  function();
  template <typename F> function(F Callable) {}
  function(const function &);
  ~function();
  R operator()(As...) const;
};
template <typename F> struct bound { void operator()(); };
template <typename F, typename... As> bound<F> bind(F &&, As &&...) {
  return {};
}
} // namespace std
)";

/// A unit in which one function calls `arm(callback)` or `arm(callback, data)`.
class ArmedUnit {
public:
  explicit ArmedUnit(llvm::StringRef Code,
                     std::vector<std::string> Args = {"-std=c++17"}) {
    Args.emplace_back("-resource-dir=" TICKTIDY_RESOURCE_DIR);
    Ast = clang::tooling::buildASTFromCodeWithArgs(Code, Args);
    EXPECT_FALSE(Ast->getDiagnostics().hasErrorOccurred());
    Finder Find;
    Find.TraverseDecl(context().getTranslationUnitDecl());
    Call = Find.Call;
    Enclosing = Find.Enclosing;
    const ModelLookup Lookup(Models, context());
    if (Call)
      Called = resolveCallback(
          Call->getArg(0), Call->getNumArgs() > 1 ? Call->getArg(1) : nullptr,
          Lookup, context());
  }

  clang::ASTContext &context() const { return Ast->getASTContext(); }

  /// The object that comes from the variable \p Name, or that the body sees
  /// under it.
  const Held *held(llvm::StringRef Name) const {
    for (const Held &H : Called.Holds)
      if ((H.Variable && H.Variable->getName() == Name) ||
          (!H.Variable && H.Inside && H.Inside->getName() == Name))
        return &H;
    return nullptr;
  }

  const clang::CallExpr *Call = nullptr;
  const clang::FunctionDecl *Enclosing = nullptr;
  model::ModelSet Models;
  Callback Called;

private:
  class Finder : public clang::RecursiveASTVisitor<Finder> {
  public:
    bool shouldVisitTemplateInstantiations() const { return true; }
    bool TraverseFunctionDecl(clang::FunctionDecl *F) {
      const clang::FunctionDecl *Outer = std::exchange(Current, F);
      const bool Result = RecursiveASTVisitor::TraverseFunctionDecl(F);
      Current = Outer;
      return Result;
    }
    bool TraverseCXXMethodDecl(clang::CXXMethodDecl *F) {
      const clang::FunctionDecl *Outer = std::exchange(Current, F);
      const bool Result = RecursiveASTVisitor::TraverseCXXMethodDecl(F);
      Current = Outer;
      return Result;
    }
    bool VisitCallExpr(clang::CallExpr *E) {
      const clang::FunctionDecl *Callee = E->getDirectCallee();
      const clang::IdentifierInfo *Id =
          Callee ? Callee->getIdentifier() : nullptr;
      if (Id && Id->isStr("arm") && !Current->isDependentContext()) {
        Call = E;
        Enclosing = Current;
      }
      return true;
    }
    const clang::CallExpr *Call = nullptr;
    const clang::FunctionDecl *Enclosing = nullptr;

  private:
    const clang::FunctionDecl *Current = nullptr;
  };

  std::unique_ptr<clang::ASTUnit> Ast;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_TESTS_UNIT_CAPTURETESTING_H
