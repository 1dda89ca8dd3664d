//===- StaleUses.cpp - What is done to timers that are gone ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part of TimerFaults that is about releases.
//
//===----------------------------------------------------------------------===//

#include "TimerFaults.h"
#include "TimerSites.h"

using namespace clang;

namespace ticktidy::analysis {

TimerFaults::Releases TimerFaults::releasedIn(const ScannedFunction &F) const {
  // Who takes references may give them back one by one.
  auto TakesReferences = [&F](const model::Kind *Of) {
    return llvm::any_of(F.Calls, [Of](const TimerCall &Call) {
      return Call.Of == Of && Call.does(model::ActionOwn);
    });
  };
  Releases Result;
  for (const TimerCall &Call : F.Calls)
    if (std::optional<ReleasedTimer> Gone = TimerHolders::releasedBy(Call);
        Gone && !(Call.What->Counted && TakesReferences(Call.Of)))
      Result.push_back(*Gone);
  if (auto Objects = Deleted.find(F.Function); Objects != Deleted.end())
    llvm::append_range(Result, Objects->second);
  return Result;
}

void TimerFaults::addReleases(const FunctionDecl &F, Releases Gone) {
  ReleasesIn[&F].push_back(AllReleases.size());
  AllReleases.push_back({&F, std::move(Gone)});
}

/// The releases that functions do themselves.
void TimerFaults::findReleases() {
  for (const ScannedFunction &F : Scan.Functions)
    if (Releases Gone = releasedIn(F);
        !Gone.empty() && ReleasesIn.count(F.Function) == 0)
      addReleases(*F.Function, std::move(Gone));
  for (const auto &[F, Gone] : Deleted)
    if (ReleasesIn.count(F) == 0)
      addReleases(*F, Gone);
  OwnReleases = AllReleases.size();
}

/// Learns which functions release timers for their callers, but for those in
/// \p Later; a call of one that does is a release, too.
void TimerFaults::learnReleasers(const FunctionSet &Later) {
  constexpr std::size_t Most = 10000;
  for (std::size_t I = 0; I != AllReleases.size() && I != OwnReleases + Most;
       ++I) {
    const FunctionDecl *F = AllReleases[I].In;
    if (Later.contains(F) || std::exchange(AllReleases[I].Learnt, true))
      continue;
    for (const ReleasedTimer &Gone : Releases(AllReleases[I].Gone)) {
      if (!Functions.releasers().learn(*F, Gone, Functions))
        continue;
      for (const FunctionMention &M : Index.mentionsOf(*F))
        if (M.Called && M.In)
          for (ReleasedTimer &Again : Functions.releasers().releasedBy(*M.At))
            if (Again.Of == Gone.Of)
              addReleases(*M.In, {Again});
    }
  }
}

void TimerFaults::releasesOf(Released &Each) {
  Each.Told = true;
  const FunctionDecl &F = *Each.In;
  llvm::SmallVector<const ReleasedTimer *, 8> Asked;
  llvm::SmallVector<const Expr *, 8> Calls;
  for (const ReleasedTimer &G : Each.Gone) {
    FunctionFlow *Flow = Holders.isTimer(G) ? Functions.flow(F) : nullptr;
    TrackedTimer Timer;
    Timer.Of = G.Of;
    if (Flow && LifetimeWalk(*Flow, Timer, Functions).mayBeUsedAfter(G)) {
      Asked.push_back(&G);
      Calls.push_back(G.Call);
    }
  }
  if (Asked.empty())
    return;
  FunctionFlow &Flow = *Functions.flow(F);
  auto Known = LifetimeWalk::conditionsAt(Flow, Functions, Calls);
  for (const ReleasedTimer *G : Asked)
    staleUses(*G, Flow, Known[G->Call]);
}

void TimerFaults::staleUses(const ReleasedTimer &Gone, FunctionFlow &Flow,
                            llvm::ArrayRef<Valuation> Known) {
  TrackedTimer Timer;
  Timer.Of = Gone.Of;
  LifetimeWalk Walk(Flow, Timer, Functions);
  LifetimeResult Result = Walk.fromRelease(Gone, Known);
  if (Result.GaveUp)
    return;
  for (const LifetimeResult::Stale &S : Result.StaleUses) {
    auto Known = llvm::find_if(Found->StaleUses, [&](const StaleUse &Other) {
      return Other.Timer.Anchor->getBeginLoc() == S.At->getBeginLoc();
    });
    if (Known != Found->StaleUses.end()) {
      // Another instantiation of a template tells nothing new.
      if (Known->Timer.Anchor == S.At) {
        Known->Releases.push_back(Gone.Call);
        Known->Always = false;
      }
      continue;
    }
    StaleUse Use;
    Use.Timer.Function = &Flow.function();
    Use.Timer.Creation = Use.Timer.Anchor = S.At;
    Use.Timer.Of = Gone.Of;
    Use.Timer.Call = Gone.What;
    Use.Timer.Holder = Gone.Handle.variable();
    Use.Timer.Handle = handleText(Gone.Handle, Gone.ByAddress, Flow.function());
    Use.Timer.Pointer = (Gone.ByAddress ? "&" : "") + Use.Timer.Handle;
    Use.Releases.push_back(Gone.Call);
    Use.Again = S.Again;
    Use.Always = S.Always;
    Use.ByHelper = Gone.ByHelper || (Flow.timerCalls(*S.At).empty() &&
                                     !isa<CXXDeleteExpr>(S.At));
    Use.Path = tellPath(S.Steps, Flow, Result.CaredForIn);
    Found->StaleUses.push_back(std::move(Use));
  }
}

} // namespace ticktidy::analysis
