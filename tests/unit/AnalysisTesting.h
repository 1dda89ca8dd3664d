//===- AnalysisTesting.h - Functions parsed from code -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TESTS_UNIT_ANALYSISTESTING_H
#define TICKTIDY_TESTS_UNIT_ANALYSISTESTING_H

#include "analysis/AccessPath.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Lex/Lexer.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"
#include <memory>
#include <string>
#include <vector>

namespace ticktidy::test {

/// A unit whose function `f` is under test: C, or C++17.
class ParsedCode {
public:
  enum class Language { C, Cpp };
  enum class Errors { None, Expected };

  explicit ParsedCode(llvm::StringRef Code, Language In = Language::Cpp,
                      Errors Has = Errors::None) {
    bool IsC = In == Language::C;
    // The unit counts its errors without anybody to show them to.
    static clang::IgnoringDiagConsumer Quiet;
    Unit = clang::tooling::buildASTFromCodeWithArgs(
        Code,
        {IsC ? "-std=gnu11" : "-std=c++17", "-w", "-fexceptions",
         "-resource-dir=" TICKTIDY_RESOURCE_DIR},
        IsC ? "input.c" : "input.cpp", "test",
        std::make_shared<clang::PCHContainerOperations>(),
        clang::tooling::getClangStripDependencyFileAdjuster(), {}, &Quiet);
    EXPECT_EQ(Unit->getDiagnostics().hasErrorOccurred(),
              Has == Errors::Expected)
        << Code.str();
    Find.TraverseDecl(context().getTranslationUnitDecl());
    EXPECT_TRUE(Find.F) << Code.str();
  }

  clang::ASTContext &context() const { return Unit->getASTContext(); }
  const clang::FunctionDecl &function() const { return *Find.F; }
  const clang::Stmt &body() const { return *Find.F->getBody(); }

  /// The variable \p Name, wherever it is declared.
  const clang::VarDecl &variable(llvm::StringRef Name) const {
    for (const clang::VarDecl *V : Find.Variables)
      if (V->getName() == Name)
        return *V;
    ADD_FAILURE() << "no variable " << Name.str();
    return *Find.Variables.front();
  }
  /// The statements of type \p T in `f`, outer ones and earlier ones first.
  template <typename T> std::vector<const T *> all() const {
    std::vector<const T *> Found;
    collect(body(), Found);
    return Found;
  }
  /// The first argument of the call of `probe` number \p N in `f`.
  const clang::Expr &probed(unsigned N = 0) const {
    for (const auto *Call : all<clang::CallExpr>())
      if (const clang::FunctionDecl *Callee = Call->getDirectCallee();
          Callee && Callee->getName() == "probe" && N-- == 0)
        return *Call->getArg(0);
    ADD_FAILURE() << "no such call of probe";
    return **all<clang::Expr>().begin();
  }
  std::string textOf(const clang::Stmt &S) const {
    return clang::Lexer::getSourceText(
               clang::CharSourceRange::getTokenRange(S.getSourceRange()),
               context().getSourceManager(), context().getLangOpts())
        .str();
  }

private:
  template <typename T>
  static void collect(const clang::Stmt &S, std::vector<const T *> &Found) {
    if (const auto *Wanted = llvm::dyn_cast<T>(&S))
      Found.push_back(Wanted);
    for (const clang::Stmt *Child : S.children())
      if (Child)
        collect(*Child, Found);
  }

  struct Finder : clang::RecursiveASTVisitor<Finder> {
    bool VisitFunctionDecl(clang::FunctionDecl *D) {
      if (D->getIdentifier() && D->getName() == "f" && D->hasBody())
        F = D;
      return true;
    }
    bool VisitVarDecl(clang::VarDecl *V) {
      Variables.push_back(V);
      return true;
    }
    const clang::FunctionDecl *F = nullptr;
    std::vector<const clang::VarDecl *> Variables;
  };

  std::unique_ptr<clang::ASTUnit> Unit;
  Finder Find;
};

/// \p P step by step: `s.fd`, `p*.fd`, `fds[]`.
inline std::string describe(const analysis::AccessPath &P) {
  std::string Text = P.isValue()    ? "value"
                     : P.variable() ? P.variable()->getNameAsString()
                                    : "this";
  for (analysis::AccessPath::Step S : P.steps())
    if (const clang::FieldDecl *Field = S.asField())
      Text += "." + Field->getNameAsString();
    else
      Text += S.isDeref() ? "*" : "[]";
  return Text;
}

} // namespace ticktidy::test

#endif // TICKTIDY_TESTS_UNIT_ANALYSISTESTING_H
