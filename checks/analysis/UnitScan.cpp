//===- UnitScan.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitScan.h"
#include "BrokenCode.h"
#include "ExprShape.h"
#include "Loops.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include <algorithm>
#include <functional>

using namespace clang;

namespace ticktidy::analysis {

namespace {

class Scanner {
public:
  Scanner(UnitScan &Result, ASTContext &Context, const ModelLookup &Lookup)
      : Result(Result), Context(Context), Lookup(Lookup),
        HasErrors(Context.getDiagnostics().hasUncompilableErrorOccurred()) {}

  void run() {
    const SourceManager &Sources = Context.getSourceManager();
    // An editor restricts the scope to the open file; walking the whole unit
    // would load its preamble.
    for (const Decl *D : Context.getTraversalScope()) {
      if (const auto *Unit = dyn_cast<TranslationUnitDecl>(D)) {
        for (const Decl *Top : Unit->decls())
          if (!Sources.isInSystemHeader(Top->getLocation()))
            Pending.push_back(Top);
      } else {
        Pending.push_back(D);
      }
    }
    // In source order: what is found inside a declaration comes after it.
    // NOLINTNEXTLINE(modernize-loop-convert): Pending grows.
    for (std::size_t I = 0; I != Pending.size(); ++I)
      declaration(*Pending[I]);
  }

private:
  template <typename Range> void later(const Range &Declarations) {
    for (const Decl *D : Declarations)
      Pending.push_back(D);
  }

  /// A template may be declared many times, by its friends too.
  template <typename Template> void specializations(const Template &T) {
    if (Templates.insert(T.getCanonicalDecl()).second)
      later(T.specializations());
  }

  void declaration(const Decl &D) {
    if (D.isInvalidDecl())
      return;
    if (const auto *Function = dyn_cast<FunctionDecl>(&D))
      return function(*Function);
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(&D))
      return specializations(*Template);
    if (const auto *Template = dyn_cast<ClassTemplateDecl>(&D))
      return specializations(*Template);
    if (const auto *Friend = dyn_cast<FriendDecl>(&D)) {
      if (const auto *Named =
              dyn_cast_or_null<FunctionDecl>(Friend->getFriendDecl()))
        function(*Named);
      return;
    }
    if (const auto *Variable = dyn_cast<VarDecl>(&D)) {
      if (Variable->getDeclContext()->isDependentContext())
        return;
      Result.Variables.push_back(Variable);
      if (const Expr *Init = Variable->getInit())
        Result.HasErrors |= !statements(*Init, nullptr);
      return;
    }
    const auto *Members = dyn_cast<DeclContext>(&D);
    if (!Members || Members->isDependentContext() ||
        !isa<NamespaceDecl, LinkageSpecDecl, ExportDecl, CXXRecordDecl>(D))
      return;
    later(Members->decls());
  }

  void function(const FunctionDecl &F) {
    if (!F.doesThisDeclarationHaveABody() || F.isDependentContext() ||
        F.hasSkippedBody())
      return;
    const Stmt *Body = F.getBody();
    if (!Body)
      return;
    Result.Bodies.push_back(&F);
    ScannedFunction Found{&F, {}};
    bool Sound = statements(*Body, &Found);
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (const Expr *Value = Init->getInit()) {
          if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(Value))
            Value = Default->getExpr();
          Sound &= statements(*Value, &Found);
        }
    Sound &= !HasErrors || !goesOnAfterwards(F, Context);
    Result.HasErrors |= !Sound;
    if (!Sound || Found.Calls.empty())
      return;
    sort(Found.Calls);
    Result.Functions.push_back(std::move(Found));
  }

  /// Into source order. What begins at one place, as a call and that of what it
  /// returns, stays as it is.
  void sort(std::vector<TimerCall> &Calls) const {
    const SourceManager &Sources = Context.getSourceManager();
    auto IsBefore = [&Sources](const TimerCall &A, const TimerCall &B) {
      return Sources.isBeforeInTranslationUnit(A.View.expr().getBeginLoc(),
                                               B.View.expr().getBeginLoc());
    };
    // The last ones are found first.
    if (std::adjacent_find(Calls.rbegin(), Calls.rend(),
                           std::not_fn(IsBefore)) == Calls.rend())
      std::reverse(Calls.begin(), Calls.end());
    else
      llvm::stable_sort(Calls, IsBefore);
  }

  /// \returns false if there is an error in the code.
  bool statements(const Stmt &Root, ScannedFunction *Found) {
    bool Sound = true;
    llvm::SmallVector<const Stmt *, 64> Stack{&Root};
    while (!Stack.empty()) {
      const Stmt *S = Stack.pop_back_val();
      if (!S)
        continue;
      if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
        for (const Decl *D : Declaration->decls())
          if (isa<CXXRecordDecl>(D))
            Pending.push_back(D);
          else if (const auto *V = dyn_cast<VarDecl>(D))
            Sound &= !V->isInvalidDecl();
      } else if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
        Sound &= !HasErrors || !lacksStatements(*Block, Context);
      } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
        lambda(*Lambda);
        Stack.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
        continue;
      } else if (const auto *E = dyn_cast<Expr>(S)) {
        Sound &= !E->containsErrors();
        if (const auto *Call = dyn_cast<CallExpr>(E))
          for (const LambdaExpr *Each : lambdasOfAlgorithm(*Call))
            Result.RunForEach[Each->getCallOperator()] = Call;
        if (Found && isa<CallExpr, CXXConstructExpr, CXXNewExpr>(E))
          llvm::append_range(Found->Calls, timerCallsAt(*E, Lookup, Context));
      }
      pushUnconverted(Stack, *S);
    }
    return Sound;
  }

  void lambda(const LambdaExpr &Lambda) {
    if (const FunctionTemplateDecl *Generic = Lambda.getDependentCallOperator())
      specializations(*Generic);
    else if (const CXXMethodDecl *Operator = Lambda.getCallOperator())
      Pending.push_back(Operator);
  }

  UnitScan &Result;
  ASTContext &Context;
  const ModelLookup &Lookup;
  const bool HasErrors;
  std::vector<const Decl *> Pending;
  llvm::DenseSet<const Decl *> Templates;
};

} // namespace

UnitScan::UnitScan(ASTContext &Context, const ModelLookup &Lookup) {
  Scanner(*this, Context, Lookup).run();
}

} // namespace ticktidy::analysis
