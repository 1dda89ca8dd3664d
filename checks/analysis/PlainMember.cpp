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

void findPlainMembers(llvm::ArrayRef<TrackedTimer> Timers,
                      const ScannedFunction &F, Summaries &Functions,
                      llvm::MutableArrayRef<const ValueDecl *> Holders) {
  struct Making {
    std::size_t Timer; ///< place in Timers
    const MemberExpr *At;
  };
  // By field; and where they are named in a way that is plain.
  llvm::SmallDenseMap<const ValueDecl *, Making, 4> Made;
  llvm::SmallPtrSet<const Expr *, 8> Known;
  for (std::size_t I = 0; I != Timers.size(); ++I)
    if (const MemberExpr *At =
            Timers[I].isIntrusive() ? memberIn(*Timers[I].Creation) : nullptr;
        At && isa<FieldDecl>(At->getMemberDecl())) {
      Made.insert({At->getMemberDecl(), {I, At}});
      Known.insert(At);
    }
  if (Made.empty())
    return;
  for (const TimerCall &Call : F.Calls) {
    const MemberExpr *At = memberIn(Call);
    const auto Field = At ? Made.find(At->getMemberDecl()) : Made.end();
    if (Field == Made.end() || At == Field->second.At)
      continue;
    constexpr model::ActionSet More = model::ActionCreate |
                                      model::ActionRelease | model::ActionOwn |
                                      model::ActionAsk;
    if (Call.Of != Timers[Field->second.Timer].Of || (Call.Does & More) != 0)
      Made.erase(Field);
    else
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
    if (!Known.contains(Member))
      Made.erase(Member->getMemberDecl());
    return Made.empty();
  });
  if (Tangled)
    return;
  for (const auto &[Field, By] : Made)
    Holders[By.Timer] = Field;
}

} // namespace ticktidy::analysis
