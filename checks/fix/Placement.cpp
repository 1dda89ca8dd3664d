//===- Placement.cpp - Where a statement stands ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Editable.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// The place after the token at \p Token.
static SourceLocation after(SourceLocation Token, const ASTContext &Context) {
  if (Token.isInvalid() || Token.isMacroID())
    return {};
  return Lexer::getLocForEndOfToken(Token, 0, Context.getSourceManager(),
                                    Context.getLangOpts());
}

/// The place after the `:` of the label or case \p S.
static SourceLocation afterColon(const Stmt &S, const ASTContext &Context) {
  if (const auto *Case = dyn_cast<SwitchCase>(&S))
    return after(Case->getColonLoc(), Context);
  SourceLocation Name = cast<LabelStmt>(S).getIdentLoc();
  if (Name.isMacroID())
    return {};
  return Lexer::findLocationAfterToken(
      Name, tok::colon, Context.getSourceManager(), Context.getLangOpts(),
      /*SkipTrailingWhitespaceAndNewLine=*/false);
}

/// Fills in what introduces and follows \p P.Whole, if \p P.Parent is an `if`
/// or loop of which it is the body.
static bool placeLone(Placement &P, const ASTContext &Context) {
  P.How = Placement::Lone;
  if (const auto *If = dyn_cast<IfStmt>(P.Parent)) {
    if (If->getThen() == P.Whole) {
      P.Head = after(If->getRParenLoc(), Context);
      P.Next = If->getElseLoc();
      return true;
    }
    P.Head = after(If->getElseLoc(), Context);
    return If->getElse() == P.Whole;
  }
  if (const auto *For = dyn_cast<ForStmt>(P.Parent)) {
    P.Head = after(For->getRParenLoc(), Context);
    return For->getBody() == P.Whole;
  }
  if (const auto *For = dyn_cast<CXXForRangeStmt>(P.Parent)) {
    P.Head = after(For->getRParenLoc(), Context);
    return For->getBody() == P.Whole;
  }
  if (const auto *While = dyn_cast<WhileStmt>(P.Parent)) {
    P.Head = after(While->getRParenLoc(), Context);
    return While->getBody() == P.Whole;
  }
  if (const auto *Do = dyn_cast<DoStmt>(P.Parent)) {
    P.Head = after(Do->getDoLoc(), Context);
    P.Next = Do->getWhileLoc();
    return Do->getBody() == P.Whole;
  }
  return false;
}

/// True if \p Child is evaluated whenever \p Parent is, once, and before any
/// statement in it.
static bool goesAlong(const Stmt &Parent, const Stmt &Child) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(&Parent))
    return !Binary->isLogicalOp() || Binary->getLHS() == &Child;
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(&Parent))
    return Choice->getCond() == &Child;
  if (isa<LambdaExpr, StmtExpr>(Parent))
    return false;
  if (const auto *If = dyn_cast<IfStmt>(&Parent))
    return If->getCond() == &Child || If->getInit() == &Child;
  if (const auto *Switch = dyn_cast<SwitchStmt>(&Parent))
    return Switch->getCond() == &Child || Switch->getInit() == &Child;
  if (const auto *For = dyn_cast<ForStmt>(&Parent))
    return For->getInit() == &Child;
  return isa<Expr, DeclStmt, ReturnStmt, CoreturnStmt, AttributedStmt>(Parent);
}

std::optional<Placement> placementOf(const Stmt &S, const ParentMap &Parents,
                                     const ASTContext &Context) {
  Placement P;
  P.Whole = &S;
  while ((P.Parent = Parents.getParent(P.Whole))) {
    if (isa<CompoundStmt>(P.Parent))
      return P;
    bool IsLabelled = false;
    if (const auto *Label = dyn_cast<LabelStmt>(P.Parent))
      IsLabelled = Label->getSubStmt() == P.Whole;
    else if (const auto *Case = dyn_cast<SwitchCase>(P.Parent))
      IsLabelled = Case->getSubStmt() == P.Whole;
    if (IsLabelled) {
      P.How = Placement::AfterLabel;
      P.Head = afterColon(*P.Parent, Context);
      const Stmt *Outer = P.Parent;
      while (Outer && isa<LabelStmt, SwitchCase>(Outer))
        Outer = Parents.getParent(Outer);
      if (Outer && isa<CompoundStmt>(Outer))
        return P;
      return std::nullopt;
    }
    if (placeLone(P, Context))
      return P;
    P = Placement{Placement::InBlock, P.Whole, P.Parent};
    if (!goesAlong(*P.Parent, *P.Whole))
      return std::nullopt;
    P.Whole = P.Parent;
  }
  return std::nullopt;
}

/// The call that the statement \p S is, whose value it throws away, or null.
static const Expr *callOf(const Stmt &S) {
  const auto *E = dyn_cast<Expr>(&S);
  if (!E)
    return nullptr;
  E = E->IgnoreImplicit();
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    if (Cast->getType()->isVoidType())
      E = Cast->getSubExpr()->IgnoreImplicit();
  return E;
}

std::optional<Placement> callStatement(const Expr &Call,
                                       const ParentMap &Parents,
                                       const ASTContext &Context) {
  std::optional<Placement> Place = placementOf(Call, Parents, Context);
  if (!Place || callOf(*Place->Whole) != Call.IgnoreImplicit())
    return std::nullopt;
  return Place;
}

const Stmt *nextInBlock(const Stmt &S, const Stmt &Block) {
  bool Passed = false;
  for (const Stmt *Child : Block.children()) {
    if (Passed)
      return Child;
    Passed = Child == &S;
  }
  return nullptr;
}

static bool holdsLabel(const Stmt &S) {
  return isa<LabelStmt, SwitchCase>(S) ||
         llvm::any_of(S.children(), [](const Stmt *Child) {
           return Child && !isa<LambdaExpr>(Child) && holdsLabel(*Child);
         });
}

bool isFollowedByLabel(const Stmt &S, const Stmt &Block) {
  bool Passed = false;
  for (const Stmt *Child : Block.children()) {
    if (Passed && Child && holdsLabel(*Child))
      return true;
    Passed |= Child == &S;
  }
  return false;
}

} // namespace ticktidy::fix
