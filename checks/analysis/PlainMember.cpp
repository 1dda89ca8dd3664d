//===- PlainMember.cpp - Timers that stay in fields -----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprShape.h"
#include "PlainLifetime.h"
#include "Summaries.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The field of `this` that \p E names, or null.
const MemberExpr *ownMember(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(stripped(E));
  return Member && isa<FieldDecl>(Member->getMemberDecl()) &&
                 isa<CXXThisExpr>(stripped(Member->getBase()))
             ? Member
             : nullptr;
}

/// The field whose address is the handle of \p Call, or null.
const MemberExpr *memberIn(const TimerCall &Call) {
  const Expr *Handle = Call.at(Call.What->Handle);
  const auto *Address =
      Handle ? dyn_cast<UnaryOperator>(stripped(Handle)) : nullptr;
  return Address && Address->getOpcode() == UO_AddrOf
             ? ownMember(Address->getSubExpr())
             : nullptr;
}

/// True for what leaves a function, repeats in it or goes on in another one.
bool isTangled(const Stmt &S, Summaries &Functions) {
  switch (S.getStmtClass()) {
  case Stmt::ForStmtClass:
  case Stmt::WhileStmtClass:
  case Stmt::DoStmtClass:
  case Stmt::CXXForRangeStmtClass:
  case Stmt::LabelStmtClass:
  case Stmt::LambdaExprClass:
  case Stmt::StmtExprClass:
  case Stmt::BlockExprClass:
  case Stmt::CXXTryStmtClass:
  case Stmt::CXXThrowExprClass:
  case Stmt::CXXDeleteExprClass:
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
    return true;
  case Stmt::UnaryOperatorClass:
    // Of the object as a whole.
    return cast<UnaryOperator>(S).getOpcode() == UO_Deref &&
           isa<CXXThisExpr>(stripped(cast<UnaryOperator>(S).getSubExpr()));
  default:
    break;
  }
  const auto *Call = dyn_cast<CallExpr>(&S);
  return Call && (Call->getBuiltinCallee() == Builtin::BIfree ||
                  Functions.exceptions().mayThrow(*Call));
}

} // namespace

const FieldDecl *plainMember(const TrackedTimer &Timer,
                             const ScannedFunction &F, Summaries &Functions) {
  const MemberExpr *Made =
      Timer.isIntrusive() ? memberIn(*Timer.Creation) : nullptr;
  if (!Made)
    return nullptr;
  const ValueDecl *Field = Made->getMemberDecl();
  // Where it is named in a way that is plain.
  llvm::SmallPtrSet<const Expr *, 4> Known{Made};
  for (const TimerCall &Call : F.Calls) {
    const MemberExpr *At = memberIn(Call);
    if (!At || At->getMemberDecl() != Field || At == Made)
      continue;
    constexpr model::ActionSet More = model::ActionCreate |
                                      model::ActionRelease | model::ActionOwn |
                                      model::ActionAsk;
    if (Call.Of != Timer.Of || (Call.Does & More) != 0)
      return nullptr;
    Known.insert(At);
  }
  const bool Tangled = anyWithin(*F.Function->getBody(), [&](const Stmt &S) {
    const auto *Member = dyn_cast<MemberExpr>(&S);
    if (!Member)
      return isTangled(S, Functions);
    // A part of the storage; what it belongs to comes later.
    if (const MemberExpr *Whole =
            Member->isArrow() ? nullptr : ownMember(Member->getBase()))
      Known.insert(Whole);
    return Member->getMemberDecl() == Field && !Known.contains(Member);
  });
  return Tangled ? nullptr : cast<FieldDecl>(Field);
}

} // namespace ticktidy::analysis
