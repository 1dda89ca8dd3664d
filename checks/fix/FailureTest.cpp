//===- FailureTest.cpp - Tests whether a creation has failed --------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FailureTest.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// True if control never goes on after \p S.
static bool neverGoesOn(const Stmt &S) {
  if (isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt>(S))
    return true;
  if (const auto *Block = dyn_cast<CompoundStmt>(&S))
    return !Block->body_empty() && neverGoesOn(*Block->body_back());
  const auto *E = dyn_cast<Expr>(&S);
  if (!E)
    return false;
  E = E->IgnoreImplicit();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && Callee->isNoReturn();
  }
  return isa<CXXThrowExpr>(E);
}

static bool holds(const Stmt &S, const Stmt &Wanted) {
  return &S == &Wanted || llvm::any_of(S.children(), [&](const Stmt *Child) {
    return Child && holds(*Child, Wanted);
  });
}

/// The variable that the statement \p Creation gives the value of \p Call to.
static const VarDecl *resultOf(const Stmt &Creation, const Expr &Call) {
  if (const auto *Declaration = dyn_cast<DeclStmt>(&Creation)) {
    for (const Decl *D : Declaration->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      if (Variable && Variable->getInit() &&
          Variable->getInit()->IgnoreParenCasts() == Call.IgnoreParenCasts())
        return Variable;
    }
    return nullptr;
  }
  const auto *E = dyn_cast<Expr>(&Creation);
  const auto *Assignment =
      E ? dyn_cast<BinaryOperator>(E->IgnoreImplicit()) : nullptr;
  if (!Assignment || Assignment->getOpcode() != BO_Assign ||
      Assignment->getRHS()->IgnoreParenCasts() != Call.IgnoreParenCasts())
    return nullptr;
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParenCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

namespace {

/// A comparison of a value with a constant, value first.
struct Comparison {
  const Expr *Value;
  BinaryOperatorKind How;
  int64_t With;
};

} // namespace

static std::optional<int64_t> constantOf(const Expr &E,
                                         const ASTContext &Context) {
  if (E.isValueDependent())
    return std::nullopt;
  if (E.isNullPointerConstant(const_cast<ASTContext &>(Context),
                              Expr::NPC_NeverValueDependent))
    return 0;
  Expr::EvalResult Result;
  if (!E.getType()->isIntegralOrEnumerationType() ||
      !E.EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt().getExtValue();
}

/// \p Condition as one comparison; `x` is `x != 0`.
static std::optional<Comparison> comparisonIn(const Expr &Condition,
                                              const ASTContext &Context) {
  const Expr *E = Condition.IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getBuiltinID() == Builtin::BI__builtin_expect)
      return comparisonIn(*Call->getArg(0), Context);
  }
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    std::optional<Comparison> Inner = comparisonIn(*Not->getSubExpr(), Context);
    if (Inner)
      Inner->How = BinaryOperator::negateComparisonOp(Inner->How);
    return Inner;
  }
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  if (!Binary || !Binary->isComparisonOp())
    return Comparison{E, BO_NE, 0};
  if (Binary->getOpcode() == BO_Cmp)
    return std::nullopt;
  if (auto With = constantOf(*Binary->getRHS(), Context))
    return Comparison{Binary->getLHS(), Binary->getOpcode(), *With};
  if (auto With = constantOf(*Binary->getLHS(), Context))
    return Comparison{Binary->getRHS(),
                      BinaryOperator::reverseComparisonOp(Binary->getOpcode()),
                      *With};
  return std::nullopt;
}

/// True if \p C holds exactly for the values that \p Fails stands for.
static bool meansFailure(const Comparison &C, model::Failure Fails) {
  switch (Fails) {
  case model::Failure::Never:
  case model::Failure::NeverZero:
    return false;
  case model::Failure::Zero:
    return (C.How == BO_EQ && C.With == 0) || (C.How == BO_LE && C.With == 0) ||
           (C.How == BO_LT && C.With == 1);
  case model::Failure::NonZero:
    return (C.How == BO_NE && C.With == 0) || (C.How == BO_LT && C.With == 0) ||
           (C.How == BO_EQ && C.With == -1);
  case model::Failure::Negative:
    return (C.How == BO_LT && C.With == 0) ||
           (C.How == BO_LE && C.With == -1) || (C.How == BO_EQ && C.With == -1);
  }
  return false;
}

bool isFailureTest(const IfStmt &If, const analysis::TimerSite &Site,
                   const Stmt *Creation, const ASTContext &Context) {
  if (If.getElse() || If.getInit() || If.hasVarStorage() || If.isConsteval() ||
      !neverGoesOn(*If.getThen()))
    return false;
  std::optional<Comparison> Test = comparisonIn(*If.getCond(), Context);
  if (!Test || !meansFailure(*Test, Site.Call->Fails))
    return false;
  const Expr *Value = Test->Value->IgnoreParenImpCasts();
  const Expr *Call = Site.Creation->IgnoreParenCasts();
  if (const auto *Assignment = dyn_cast<BinaryOperator>(Value);
      Assignment && Assignment->getOpcode() == BO_Assign)
    Value = Assignment->getRHS()->IgnoreParenCasts();
  if (Creation == &If)
    return Value->IgnoreParenCasts() == Call && holds(*If.getCond(), *Call);
  const auto *Ref = dyn_cast<DeclRefExpr>(Value);
  return Ref && Ref->getDecl() == resultOf(*Creation, *Call);
}

} // namespace ticktidy::fix
