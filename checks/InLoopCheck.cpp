//===- InLoopCheck.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InLoopCheck.h"
#include "fix/HoistEdit.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace ticktidy {

using analysis::PileUp;

namespace {

llvm::StringRef everyRound(PileUp::Repeats By) {
  switch (By) {
  case PileUp::Repeats::Loop:
    return "in every round of this loop";
  case PileUp::Repeats::Algorithm:
    return "for every element";
  case PileUp::Repeats::Callback:
    return "in every call of this repeating callback";
  }
  return "";
}

llvm::StringRef whatRepeats(const PileUp &Found) {
  switch (Found.By) {
  case PileUp::Repeats::Loop:
    return "the loop is here";
  case PileUp::Repeats::Algorithm:
    return "called for every element here";
  case PileUp::Repeats::Callback:
    return "made the callback of a repeating timer here";
  }
  return "";
}

/// What to do where no edit is safe.
llvm::StringRef wayOut(const PileUp &Found) {
  switch (Found.By) {
  case PileUp::Repeats::Loop:
    return Found.Container
               ? "end each timer in the round that makes it"
               : "make one timer before the loop and start it anew in each "
                 "round, or end it within the round";
  case PileUp::Repeats::Algorithm:
    return "make one timer outside and start it anew for each element, or keep "
           "each handle and end them all";
  case PileUp::Repeats::Callback:
    return "make one timer outside the callback and start it anew here, or end "
           "the last one first";
  }
  return "";
}

/// The pile-ups of one loop are mended together: their edits would collide.
struct Mended {
  std::vector<FixItHint> Edits;
  std::optional<unsigned> Carrier;
};

std::vector<Mended> hoisted(llvm::ArrayRef<PileUp> Found,
                            const ASTContext &Context) {
  std::vector<Mended> Result(Found.size());
  llvm::MapVector<const Stmt *, llvm::SmallVector<unsigned, 2>> ByLoop;
  for (unsigned I = 0; I != Found.size(); ++I)
    if (Found[I].Loop && Found[I].By == PileUp::Repeats::Loop &&
        !Found[I].Container)
      ByLoop[Found[I].Loop].push_back(I);
  for (const auto &[Loop, Indices] : ByLoop) {
    llvm::SmallVector<analysis::TimerSite, 2> Timers;
    for (unsigned I : Indices)
      Timers.push_back(Found[I].Timer);
    const FunctionDecl &F = *Timers.front().Function;
    ParentMap Parents(F.getBody());
    fix::Hoist Hoist = fix::hoistOutOfLoop(Timers, *Loop, F, Parents, Context);
    for (unsigned Moved : Hoist.Moved)
      Result[Indices[Moved]].Carrier = Indices[Hoist.Moved.front()];
    if (!Hoist.Moved.empty())
      Result[Indices[Hoist.Moved.front()]].Edits = std::move(Hoist.Edits);
  }
  return Result;
}

} // namespace

void InLoopCheck::report(const analysis::UnitAnalysis &Unit) {
  std::vector<PileUp> All = mine(Unit, Unit.pileUps());
  std::vector<Mended> Fixes = hoisted(All, Unit.context());
  for (unsigned I = 0; I != All.size(); ++I) {
    const PileUp &Found = All[I];
    std::string Timer = Found.Timer.Handle.empty()
                            ? "a timer"
                            : "timer '" + Found.Timer.Handle + "'";
    diag(Found.Timer.Anchor->getBeginLoc(),
         "%0 is created %1, and none is ended before the next")
        << Timer << everyRound(Found.By) << Fixes[I].Edits;
    if (Found.Loop)
      diag(Found.Loop->getBeginLoc(), whatRepeats(Found), DiagnosticIDs::Note);
    if (Found.Container)
      diag(Found.Container->getLocation(),
           "'%0' gathers them, and is emptied only after the loop",
           DiagnosticIDs::Note)
          << Found.Container->getName();
    if (!Fixes[I].Carrier)
      diag(Found.Timer.Anchor->getBeginLoc(), wayOut(Found),
           DiagnosticIDs::Note);
    else if (*Fixes[I].Carrier != I)
      diag(All[*Fixes[I].Carrier].Timer.Anchor->getBeginLoc(),
           "the fix for the timer that is made here moves this one as well",
           DiagnosticIDs::Note);
  }
}

} // namespace ticktidy
