//===- TimerMaker.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerMaker.h"
#include "ExprShape.h"

using namespace clang;

namespace ticktidy::analysis {

/// True if \p Creation, in \p F, makes the timer that \p Names lead to.
static bool makes(const TimerCall &Creation, const FunctionDecl &F,
                  ArrayRef<const ValueDecl *> Names) {
  if (Creation.What->Handle.Where != model::Place::Return) {
    const Expr *Handle = Creation.at(Creation.What->Handle);
    return Handle && ArrayRef(namesOf(Handle)) == Names;
  }
  const Expr *Made = &Creation.View.expr();
  if (const auto *Variable = dyn_cast<VarDecl>(Names.back());
      Variable && Names.size() == 1 && Variable->getInit() &&
      stripped(Variable->getInit()) == Made)
    return true;
  return F.getBody() && anyWithin(*F.getBody(), [&](const Stmt &S) {
           const auto *Op = dyn_cast<BinaryOperator>(&S);
           return Op && Op->getOpcode() == BO_Assign &&
                  stripped(Op->getRHS()) == Made &&
                  ArrayRef(namesOf(Op->getLHS())) == Names;
         });
}

std::vector<const TimerCall *> makersOf(const TimerCall &Use,
                                        const UnitScan &Scan) {
  std::vector<const TimerCall *> Found;
  const Expr *Handle = Use.at(Use.What->Handle);
  if (!Handle || Use.What->Handle.Where == model::Place::Return)
    return Found;
  const auto Names = namesOf(Handle);
  if (Names.empty())
    return Found;
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls)
      if (Call.Of == Use.Of && Call.does(model::ActionCreate) &&
          makes(Call, *F.Function, Names))
        Found.push_back(&Call);
  return Found;
}

} // namespace ticktidy::analysis
