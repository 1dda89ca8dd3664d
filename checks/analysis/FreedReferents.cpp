//===- FreedReferents.cpp - Objects that are freed too early --------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClassWorld.h"
#include "ExprShape.h"
#include "MemberEnds.h"
#include "ObjectReferents.h"
#include "Settling.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if \p Free gives back what its function was given.
bool freesForOthers(const FreeSite &Free) {
  auto IsGiven = [](const Expr *E) {
    const VarDecl *V = namedVariable(stripped(E));
    return isa_and_nonnull<ParmVarDecl>(V);
  };
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(Free.At))
    return !namedVariable(stripped(Delete->getArgument())) ||
           IsGiven(Delete->getArgument());
  const auto *Call = dyn_cast<CallExpr>(Free.At);
  return Call && llvm::any_of(Call->arguments(), IsGiven);
}

} // namespace

/// True if nobody has the timer of \p Site, and the object that its callback
/// gets is freed by code that does not know of it.
bool ObjectReferents::isFreed(const CallbackSite &Site, const Callback &Called,
                              DanglingCapture &D) const {
  const model::Place &Place = Site.Call.What->Handle;
  const Expr *Data = D.Object.Source;
  if (!Data || EndedByData.contains(Site.Call.Of) ||
      (Place && Place.Where != model::Place::Return) ||
      !(Site.Call.does(model::ActionCreate) ||
        Site.Call.does(model::ActionStart)) ||
      !isDiscarded(Site))
    return false;
  const RecordDecl *Class = recordBehind(stripped(Data)->getType());
  const bool Names =
      isa<CXXThisExpr>(stripped(Data)) || namedVariable(stripped(Data));
  if (!Class || !Names || !isInSourceFile(*Class))
    return false;
  // A function that frees the data when the timer is gone, or that gets it.
  for (const Expr *Argument : Site.Call.View.args()) {
    const auto Path = namesOf(Argument);
    if (Argument != Site.Callback && Path.size() == 1 &&
        isa<FunctionDecl>(Path[0]))
      return false;
  }
  for (const FunctionDecl *F : reachedFrom(*Called.Body))
    if (!definitionOf(F) && !F->getBuiltinID() &&
        llvm::any_of(F->parameters(), [Class](const ParmVarDecl *P) {
          return recordBehind(P->getType()) == Class;
        }))
      return false;
  const FunctionSet FromCallback = reachedFrom(*Called.Body);
  const auto *Variable = namedVariable(stripped(Data));
  // One that counts references, or notes that a callback is to come, knows.
  llvm::SmallPtrSet<const ValueDecl *, 8> Noted;
  bool Refs = false;
  for (const Stmt *Part : partsOf(*Site.Enclosing))
    forEachOwn(*Part, [&](const Stmt &S) {
      const auto *Op = dyn_cast<BinaryOperator>(&S);
      const auto *Unary = dyn_cast<UnaryOperator>(&S);
      const Expr *Target = Op && Op->isAssignmentOp() ? Op->getLHS()
                           : Unary && Unary->isIncrementDecrementOp()
                               ? Unary->getSubExpr()
                               : nullptr;
      if (const auto *M =
              Target ? dyn_cast<MemberExpr>(stripped(Target)) : nullptr)
        Noted.insert(M->getMemberDecl());
      const auto *Call = dyn_cast<CallExpr>(&S);
      const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
      if (F && (nameOf(*F).contains("ref") || nameOf(*F).contains("retain") ||
                nameOf(*F).ends_with("_get")))
        Refs = true;
    });
  if (Refs)
    return false;
  const FreeSite *End = nullptr;
  for (const FreeSite &Free : Index.frees()) {
    if (Free.Record != Class)
      continue;
    if (!Free.In || Free.Later || Free.In->isMain() ||
        FromCallback.contains(Free.In->getCanonicalDecl()))
      return false;
    if (Free.In == Site.Enclosing && Variable)
      return false;
    bool Asks = false;
    for (const Stmt *Part : partsOf(*Free.In))
      forEachOwn(*Part, [&](const Stmt &S) {
        if (const auto *M = dyn_cast<MemberExpr>(&S))
          Asks |= Noted.contains(M->getMemberDecl());
        if (const auto *Call = dyn_cast<CallExpr>(&S))
          if (Call != Free.At)
            Asks |= maySettle(*Call, Lookup, Context);
      });
    if (Asks)
      return false;
    // What made it may free it again before anybody has it.
    if (!End && freesForOthers(Free))
      End = &Free;
  }
  if (!End)
    return false;
  D.What = DanglingCapture::Freed;
  D.Class = Class;
  D.Variable = Variable;
  D.End = End->At->getBeginLoc();
  return true;
}

} // namespace ticktidy::analysis
