//===- DiscardedHandleCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiscardedHandleCheck.h"
#include "fix/EndText.h"
#include "fix/OwnerEdit.h"

using namespace clang;

namespace ticktidy {

using analysis::Discard;

void DiscardedHandleCheck::report(const analysis::UnitAnalysis &Unit) {
  ASTContext &Context = Unit.context();
  for (const Discard &Found : mine(Unit, Unit.discards())) {
    std::optional<FixItHint> Owner =
        fix::giveOwner(Found.Timer, Unit.models(), Context);
    {
      DiagnosticBuilder Report = diag(
          Found.Timer.Anchor->getBeginLoc(),
          "the only handle to a repeating timer is dropped, so that nobody can "
          "stop it");
      if (Owner)
        Report << *Owner;
    }
    analysis::TimerSite Kept = Found.Timer;
    Kept.Handle = "timer";
    Kept.Pointer = "&timer";
    if (!Owner)
      if (std::optional<std::string> End = fix::endWords(Kept, Context))
        diag(Found.Timer.Anchor->getBeginLoc(),
             "keep the handle, and end the timer with '%0'",
             DiagnosticIDs::Note)
            << *End;
  }
}

} // namespace ticktidy
