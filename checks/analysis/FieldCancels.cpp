//===- FieldCancels.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FieldCancels.h"
#include "ClassWorld.h"
#include "ExprShape.h"
#include "HandleChain.h"

using namespace clang;

namespace ticktidy::analysis {

FieldCancels::FieldCancels(const UnitScan &Scan, const ClassIndex &Index)
    : Index(Index) {
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls) {
      if (Call.does(model::ActionCreate))
        Creations.insert(&Call.View.expr());
      const Expr *Handle = Call.at(Call.What->Handle);
      if (!Handle || Call.What->Handle.Where == model::Place::Return)
        continue;
      const HandleChain Chain = chainOf(Handle);
      const bool Ends = Call.does(model::ActionStop) ||
                        Call.does(model::ActionRelease) ||
                        Call.does(model::ActionOwn);
      for (const MemberExpr *Step : Chain.Steps)
        if (Ends)
          Stopped.insert(cast<FieldDecl>(Step->getMemberDecl()));
        else
          Harmless.insert(Step);
    }
}

/// True if the code at \p M only puts a new timer into the field.
bool FieldCancels::onlyFills(const FieldMention &M) const {
  constexpr llvm::StringLiteral Adding[] = {
      "push_back", "emplace_back", "emplace", "insert", "try_emplace",
      "append",    "reserve",      "size",    "empty"};
  if (!M.In)
    return false;
  auto IsHere = [&M](const Expr *E) { return stripped(E) == M.At; };
  bool Fills = false;
  for (const Stmt *Part : partsOf(*M.In))
    Fills |= anyWithin(*Part, [&](const Stmt &S) {
      const Expr *Target = nullptr, *Value = nullptr;
      if (const auto *Op = dyn_cast<BinaryOperator>(&S);
          Op && Op->getOpcode() == BO_Assign) {
        Target = Op->getLHS();
        Value = Op->getRHS();
      } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S);
                 Op && Op->getOperator() == OO_Equal && Op->getNumArgs() == 2) {
        Target = Op->getArg(0);
        Value = Op->getArg(1);
      } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(&S)) {
        const CXXMethodDecl *Method = Call->getMethodDecl();
        return Method && IsHere(Call->getImplicitObjectArgument()) &&
               llvm::is_contained(Adding, nameOf(*Method));
      }
      return Target && IsHere(Target) &&
             anyWithin(*Value, [this](const Stmt &V) {
               const auto *E = dyn_cast<Expr>(&V);
               return E && Creations.contains(E);
             });
    });
  return Fills;
}

bool FieldCancels::isNeverStopped(const FieldDecl &F) const {
  return !Stopped.contains(&F) && isClosedFor(classOf(F), F) &&
         llvm::all_of(Index.mentionsOf(F), [this](const FieldMention &M) {
           return Harmless.contains(M.At) || onlyFills(M);
         });
}

} // namespace ticktidy::analysis
