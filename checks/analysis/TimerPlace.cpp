//===- TimerPlace.cpp - Where the code has a timer -----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerPlace.h"
#include "AccessPath.h"
#include "ExprShape.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

TimerPlace placeNamed(const Expr &Handle) {
  const Expr *Object = stripped(&Handle);
  if (const auto *Address = dyn_cast<UnaryOperator>(Object);
      Address && Address->getOpcode() == UO_AddrOf)
    Object = stripped(Address->getSubExpr());
  const std::optional<AccessPath> Path = AccessPath::of(*Object);
  if (!Path || Path->isValue())
    return {};
  const FieldDecl *Last = nullptr;
  unsigned Fields = 0;
  for (AccessPath::Step S : Path->steps())
    if (const FieldDecl *Field = S.asField()) {
      Last = Field;
      ++Fields;
    }
  if (Last)
    return {Last, Fields == 1 && !Path->variable()};
  const VarDecl *Variable = Path->variable();
  // A capture with an initializer is another name for what it copies.
  while (Variable && Variable->isInitCapture() && Variable->getInit()) {
    const Expr *Init = Variable->getInit();
    const std::optional<AccessPath> From = AccessPath::of(*stripped(Init));
    if (!From)
      break;
    return placeNamed(*Init);
  }
  return {Variable, false};
}

/// What holds the result of \p Call in \p F.
TimerPlace placeOfResult(const Expr &Call, const FunctionDecl &F) {
  TimerPlace Found;
  anyWithin(*F.getBody(), [&](const Stmt &S) {
    if (const auto *Op = dyn_cast<BinaryOperator>(&S);
        Op && Op->getOpcode() == BO_Assign && stripped(Op->getRHS()) == &Call)
      Found = placeNamed(*Op->getLHS());
    return Found.Holder != nullptr;
  });
  return Found;
}

} // namespace

TimerPlace placeOf(const TimerCall &Call, const FunctionDecl &F) {
  if (Call.What->Handle.Where == model::Place::Return)
    return placeOfResult(Call.View.expr(), F);
  const Expr *Handle = Call.at(Call.What->Handle);
  return Handle ? placeNamed(*Handle) : TimerPlace();
}

bool isNewEachTime(const TimerPlace &Place, const FunctionDecl &F) {
  const auto *Variable = dyn_cast_or_null<VarDecl>(Place.Holder);
  return Variable && Variable->hasLocalStorage() &&
         !isa<ParmVarDecl>(Variable) && Variable->getDeclContext() == &F;
}

} // namespace ticktidy::analysis
