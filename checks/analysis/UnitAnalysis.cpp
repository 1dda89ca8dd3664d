//===- UnitAnalysis.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitAnalysis.h"
#include "CaptureFaults.h"
#include "TimerFaults.h"
#include "UnguardedRearm.h"
#include "UnitScan.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// \p F as a bit in a set of faults.
constexpr unsigned bit(Fault F) { return 1U << static_cast<unsigned>(F); }

} // namespace

UnitAnalysis::UnitAnalysis(const model::ModelSet &Models, ASTContext &Context,
                           AnalysisOptions Options)
    : Context(Context), Lookup(Models, Context), Options(Options),
      Captures(std::make_unique<CaptureFindings>()) {
  if (!Lookup.unitMayUseTimers())
    return;
  Scan = std::make_unique<UnitScan>(Context, Lookup);
  llvm::DenseSet<SourceLocation> Seen;
  for (const ScannedFunction &F : Scan->Functions)
    for (const TimerCall &Call : F.Calls) {
      const Expr *Argument = Call.at(Call.What->Callback);
      if (!Argument || !Seen.insert(Call.View.expr().getBeginLoc()).second)
        continue;
      Callbacks.push_back(
          {Call, Argument, Call.at(Call.What->UserData), F.Function, {}});
      Callbacks.back().Called =
          resolveCallback(Callbacks.back(), Lookup, Context);
    }
  const ClassIndex Index(*Scan, Lookup, Context);
  TimerFaults(Context, Lookup, this->Options, *Scan, Index).find(Found);
  const SourceManager &Sources = Context.getSourceManager();
  auto Earlier = [&Sources](const auto &A, const auto &B) {
    return Sources.isBeforeInTranslationUnit(A.Timer.Anchor->getBeginLoc(),
                                             B.Timer.Anchor->getBeginLoc());
  };
  auto Settle = [&](auto &Some, Fault F) {
    llvm::stable_sort(Some, Earlier);
    for (const auto &One : Some)
      Faults[{One.Timer.Anchor->getBeginLoc(), nullptr}] |= bit(F);
  };
  Settle(Found.Leaks, Fault::Leak);
  Settle(Found.PileUps, Fault::PileUp);
  Settle(Found.Overwrites, Fault::Overwrite);
  Settle(Found.Discards, Fault::Discard);
  Settle(Found.StaleUses, Fault::StaleUse);
  Rearms = unguardedRearms(*Scan, Callbacks, Lookup, Context);
  FieldTimers Fields(*Scan, Index, Lookup, Context, Found.Confined);
  Found.MemberLeaks = analysis::memberLeaks(*Scan, Fields, Lookup, Context);
  Settle(Found.MemberLeaks, Fault::MemberLeak);
  *Captures = captureFaults(Callbacks, *Scan, Fields, Found.MemberLeaks, Lookup,
                            Context);
  for (const DanglingCapture &One : Captures->Dangling)
    Faults[{One.Object.Where, One.Object.Inside}] |=
        bit(Fault::DanglingCapture);
  for (const RetainCycle &One : Captures->Cycles)
    if (!One.TestsError)
      Faults[{One.Object.Where, One.Object.Inside}] |= bit(Fault::RetainCycle);
}

bool UnitAnalysis::isFirst(Fault F, const TimerSite &Site,
                           unsigned Asked) const {
  return isFirst(F, Site.Anchor->getBeginLoc(), nullptr, Asked);
}

bool UnitAnalysis::isFirst(Fault F, SourceLocation Where,
                           const ValueDecl *Inside, unsigned Asked) const {
  unsigned Here = Faults.lookup({Where, Inside});
  return (Here & Asked & (bit(F) - 1)) == 0;
}

llvm::ArrayRef<UnguardedRearm> UnitAnalysis::rearms() const { return Rearms; }

UnitAnalysis::~UnitAnalysis() = default;

} // namespace ticktidy::analysis
