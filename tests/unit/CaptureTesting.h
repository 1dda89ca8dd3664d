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

/// A unit in which one function calls `arm(callback)` or `arm(callback, data)`.
class ArmedUnit {
public:
  explicit ArmedUnit(llvm::StringRef Code,
                     std::vector<std::string> Args = {"-std=c++17"}) {
    Args.push_back("-resource-dir=" TICKTIDY_RESOURCE_DIR);
    Ast = clang::tooling::buildASTFromCodeWithArgs(Code, Args);
    EXPECT_FALSE(Ast->getDiagnostics().hasErrorOccurred());
    Finder Find;
    Find.TraverseDecl(context().getTranslationUnitDecl());
    Call = Find.Call;
    Enclosing = Find.Enclosing;
    if (Call)
      Called = resolveCallback(
          Call->getArg(0), Call->getNumArgs() > 1 ? Call->getArg(1) : nullptr,
          context());
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
  Callback Called;

private:
  class Finder : public clang::RecursiveASTVisitor<Finder> {
  public:
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
      if (Id && Id->isStr("arm")) {
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
