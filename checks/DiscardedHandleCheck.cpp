//===- DiscardedHandleCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiscardedHandleCheck.h"
#include "fix/EndText.h"
#include "fix/KeepHandle.h"
#include "fix/OwnerEdit.h"

using namespace clang;

namespace ticktidy {

using analysis::Discard;

namespace {

/// The value of a handle without a timer: "0" of "{handle} = 0".
llvm::StringRef noTimer(const analysis::TimerSite &Site) {
  return Site.Of->ResetText.split('=').second.trim();
}

/// True if the timer is made for the object at hand, whose destructor can end
/// it, and is free for that: timers in its members may want it first.
bool isMadeInMember(const analysis::TimerSite &Site,
                    const analysis::UnitAnalysis &Unit) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Site.Function);
  return Method && !Method->isStatic() && !Method->getParent()->isLambda() &&
         !noTimer(Site).empty() &&
         llvm::none_of(Unit.memberLeaks(), [&](const analysis::MemberLeak &L) {
           return declaresSameEntity(L.End.Class, Method->getParent());
         });
}

} // namespace

void DiscardedHandleCheck::report(const analysis::UnitAnalysis &Unit) {
  ASTContext &Context = Unit.context();
  std::vector<Discard> All = mine(Unit, Unit.discards());
  fix::KeepPlan Plan(Context);
  std::vector<std::optional<FixItHint>> Owners(All.size());
  for (unsigned I = 0; I != All.size(); ++I) {
    Owners[I] = fix::giveOwner(All[I].Timer, Unit.models(), Context);
    if (!Owners[I] && isMadeInMember(All[I].Timer, Unit))
      Plan.keepInMember(I, All[I].Timer, noTimer(All[I].Timer));
  }
  std::map<unsigned, fix::KeepPlan::Outcome> Outcomes = Plan.resolve();
  for (unsigned I = 0; I != All.size(); ++I) {
    const Discard &Found = All[I];
    SourceLocation At = Found.Timer.Anchor->getBeginLoc();
    const fix::KeepPlan::Outcome Outcome =
        Owners[I] ? fix::KeepPlan::Outcome{I, {*Owners[I]}, ""} : Outcomes[I];
    diag(At, "the only handle to a repeating timer is dropped, so that nobody "
             "can stop it")
        << Outcome.Edits;
    if (Outcome.Carrier && *Outcome.Carrier != I)
      diag(All[*Outcome.Carrier].Timer.Anchor->getBeginLoc(),
           "the fix for the timer that is made here keeps this one as well",
           DiagnosticIDs::Note);
    analysis::TimerSite Kept = Found.Timer;
    Kept.Handle = "timer";
    Kept.Pointer = "&timer";
    if (!Outcome.Carrier)
      if (std::optional<std::string> End = fix::endWords(Kept, Context))
        diag(At, "keep the handle, and end the timer with '%0'",
             DiagnosticIDs::Note)
            << *End;
  }
}

} // namespace ticktidy
