//===- LastUse.cpp - Is a variable needed any more? -----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LastUse.h"
#include "ExprShape.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool names(const Stmt *S, const VarDecl &Variable) {
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S);
  return Ref && Ref->getDecl() == &Variable;
}

/// True if \p S or anything below it, except for \p Except, names \p Variable.
bool mentions(const Stmt *S, const VarDecl &Variable, const Stmt *Except) {
  llvm::SmallVector<const Stmt *, 16> Open{S};
  while (!Open.empty()) {
    const Stmt *Next = Open.pop_back_val();
    if (!Next || Next == Except)
      continue;
    if (names(Next, Variable))
      return true;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Next))
      for (const LambdaCapture &C : Lambda->captures())
        if (C.capturesVariable() && C.getCapturedVar() == &Variable)
          return true;
    pushChildren(Open, *Next);
  }
  return false;
}

/// True if more than one capture of \p Lambda mentions \p Variable.
bool isCapturedTwice(const LambdaExpr &Lambda, const VarDecl &Variable) {
  unsigned Count = 0;
  for (const LambdaCapture &C : Lambda.captures()) {
    if (!C.capturesVariable())
      continue;
    const auto *Captured = dyn_cast<VarDecl>(C.getCapturedVar());
    if (Captured == &Variable ||
        (Captured && Lambda.isInitCapture(&C) && Captured->getInit() &&
         mentions(Captured->getInit(), Variable, nullptr)))
      ++Count;
  }
  return Count > 1;
}

/// Looks for other names that a variable, or what is in it, goes by.
class AliasFinder : public RecursiveASTVisitor<AliasFinder> {
public:
  AliasFinder(const VarDecl &Variable, const Stmt *Except)
      : Variable(Variable), Except(Except) {}

  /// Nobody can tell where it is still referred to.
  bool Escapes = false;
  /// References, pointers, views, iterators.
  llvm::SmallVector<const VarDecl *, 4> Aliases;

  bool VisitUnaryOperator(UnaryOperator *Op) {
    Escapes |= Op->getOpcode() == UO_AddrOf && isIt(Op->getSubExpr());
    return !Escapes;
  }
  bool VisitBinaryOperator(BinaryOperator *Op) {
    Escapes |= Op->getOpcode() == BO_Assign && Op->getType()->isPointerType() &&
               mentions(Op->getRHS(), Variable, Except);
    return !Escapes;
  }
  bool VisitVarDecl(VarDecl *Other) {
    const Expr *Init = Other->getInit();
    const QualType Type = Other->getType();
    if (!Init || Other == &Variable || Type->isArithmeticType() ||
        Type->isEnumeralType() || !mentions(Init, Variable, Except))
      return true;
    const auto *Made = dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
    const bool IsGiven =
        Made && llvm::any_of(Made->arguments(),
                             [this](const Expr *E) { return isIt(E); });
    if (IsGiven && Made->getConstructor()->isCopyOrMoveConstructor())
      return true;
    // What a guard does when it ends is not to be seen here.
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    Escapes |= IsGiven && !(Record && Record->hasTrivialDestructor());
    Aliases.push_back(Other);
    return !Escapes;
  }
  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    if (Lambda == Except)
      return true;
    for (const LambdaCapture &C : Lambda->captures())
      Escapes |= C.capturesVariable() && C.getCaptureKind() == LCK_ByRef &&
                 C.getCapturedVar() == &Variable;
    return !Escapes && RecursiveASTVisitor::TraverseLambdaExpr(Lambda);
  }

private:
  bool isIt(const Expr *E) const {
    return E != Except && names(E->IgnoreParenImpCasts(), Variable);
  }
  const VarDecl &Variable;
  const Stmt *Except;
};

/// Whether control that goes on behind \p Taken comes to a mention.
class Flow {
public:
  Flow(const VarDecl &Variable, const Stmt &Taken)
      : Variable(Variable), Taken(Taken) {}

  bool mayMentionLater(const CFG &Graph) {
    bool Seen = false;
    for (const CFGBlock *Block : Graph) {
      unsigned Index = 0;
      for (const CFGElement &Element : *Block) {
        ++Index;
        const auto S = Element.getAs<CFGStmt>();
        if (!S || S->getStmt() != &Taken)
          continue;
        Seen = true;
        follow(*Block, Index);
      }
    }
    // What is nowhere in the graph cannot be told.
    if (!Seen)
      return true;
    while (!Open.empty() && !Found)
      follow(*Open.pop_back_val(), 0);
    return Found;
  }

private:
  void follow(const CFGBlock &Block, unsigned From) {
    unsigned Index = 0;
    for (const CFGElement &Element : Block) {
      if (Index++ < From)
        continue;
      const auto S = Element.getAs<CFGStmt>();
      if (!S)
        continue;
      if (const auto *Decl = dyn_cast<DeclStmt>(S->getStmt()))
        for (const clang::Decl *D : Decl->decls())
          if (D == &Variable)
            return;
      if (names(S->getStmt(), Variable)) {
        Found = true;
        return;
      }
    }
    for (const CFGBlock::AdjacentBlock &Next : Block.succs())
      if (const CFGBlock *To = Next.getReachableBlock();
          To && Visited.insert(To).second)
        Open.push_back(To);
  }

  const VarDecl &Variable;
  const Stmt &Taken;
  bool Found = false;
  llvm::SmallPtrSet<const CFGBlock *, 16> Visited;
  llvm::SmallVector<const CFGBlock *, 16> Open;
};

} // namespace

bool isLastUse(const VarDecl &Variable, const Expr &Taken,
               const FunctionDecl &Function, const ASTContext &Context) {
  const QualType Type = Variable.getType();
  if (!Variable.hasLocalStorage() || Type.isConstQualified() ||
      Type->isLValueReferenceType() ||
      Type.getNonReferenceType().isConstQualified() ||
      Variable.getDeclContext() != &Function || Variable.isInitCapture())
    return false;
  Stmt *Body = Function.getBody();
  if (const auto *Coroutine = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  if (!Body)
    return false;

  // Within one statement the order of evaluation is not for us to tell.
  const ParentMap Parents(Body);
  const Stmt *Whole = &Taken;
  while (const Stmt *Up = Parents.getParent(Whole)) {
    if (!isa<Expr, DeclStmt, ReturnStmt>(Up))
      break;
    Whole = Up;
  }
  const auto *Lambda = dyn_cast<LambdaExpr>(&Taken);
  if (mentions(Whole, Variable, &Taken) ||
      (Lambda && isCapturedTwice(*Lambda, Variable)))
    return false;

  AliasFinder Finder(Variable, &Taken);
  Finder.TraverseStmt(Body);
  if (Finder.Escapes)
    return false;

  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddEHEdges = true;
  const std::unique_ptr<CFG> Graph = CFG::buildCFG(
      &Function, Body, const_cast<ASTContext *>(&Context), Options);
  if (!Graph || Flow(Variable, Taken).mayMentionLater(*Graph))
    return false;
  return llvm::none_of(Finder.Aliases, [&](const VarDecl *Alias) {
    return Flow(*Alias, Taken).mayMentionLater(*Graph);
  });
}

} // namespace ticktidy::analysis
