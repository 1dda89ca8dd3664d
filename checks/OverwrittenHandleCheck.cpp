//===- OverwrittenHandleCheck.cpp -----------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OverwrittenHandleCheck.h"
#include "fix/EndText.h"
#include "fix/ExitPlan.h"

using namespace clang;

namespace ticktidy {

using analysis::Overwrite;

namespace {

/// The statement that ends the lost timer before the new one is made.
std::optional<std::string> endOfOld(const Overwrite &Found,
                                    const ASTContext &Context) {
  // A variable that nothing has been stored in yet cannot be tested.
  const VarDecl *Holder = Found.Timer.Holder;
  if (!Found.At.AlwaysLive && Holder && Holder->hasLocalStorage() &&
      !isa<ParmVarDecl>(Holder) && !Holder->hasInit())
    return std::nullopt;
  return fix::endStatement(Found.Timer, Found.At, Context);
}

} // namespace

void OverwrittenHandleCheck::report(const analysis::UnitAnalysis &Unit) {
  std::vector<Overwrite> All = mine(Unit, Unit.overwrites());
  ASTContext &Context = Unit.context();
  fix::ExitPlan Plan(Context);
  for (unsigned I = 0; I != All.size(); ++I)
    Plan.add(I, All[I].Timer, All[I].At, endOfOld(All[I], Context));
  std::map<unsigned, fix::ExitPlan::Outcome> Outcomes = Plan.resolve();
  for (unsigned I = 0; I != All.size(); ++I) {
    const Overwrite &Found = All[I];
    diag(Found.Timer.Anchor->getBeginLoc(),
         "the timer that %0 holds is overwritten while it is alive")
        << nameOf(Found.Timer) << Outcomes[I].Edits;
    if (Found.Old == Found.Timer.Anchor)
      diag(Found.Old->getBeginLoc(),
           "control comes here again with the timer of the last time",
           DiagnosticIDs::Note);
    else
      diag(Found.Old->getBeginLoc(), "the timer that is lost is created here",
           DiagnosticIDs::Note);
    tell(Found.Path, describe(*Found.Timer.Function), nameOf(Found.Timer),
         endVerbOf(Found.Timer));
    if (!Outcomes[I].Carrier)
      if (std::optional<std::string> End = fix::endWords(Found.Timer, Context))
        diag(Found.Timer.Anchor->getBeginLoc(),
             "end the old one first, with '%0'", DiagnosticIDs::Note)
            << *End;
  }
}

} // namespace ticktidy
