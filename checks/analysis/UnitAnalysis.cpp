//===- UnitAnalysis.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitAnalysis.h"
#include "Callback.h"
#include "Gathering.h"
#include "Loops.h"
#include "RepeatedFunctions.h"
#include "Summaries.h"
#include "TimerSites.h"
#include "UnitScan.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// Makes findings out of what the walks of one unit tell.
class Finder {
public:
  Finder(ASTContext &Context, const ModelLookup &Lookup,
         const AnalysisOptions &Options, const UnitScan &Scan,
         std::vector<Leak> &Leaks, std::vector<PileUp> &PileUps)
      : Context(Context), Lookup(Lookup), Options(Options),
        Functions(Context, Lookup), Repeated(Scan, Lookup, Context),
        Leaks(Leaks), PileUps(PileUps) {}

  void function(const ScannedFunction &F) {
    auto MakesTimer = [](const TimerCall &C) {
      return C.does(model::ActionCreate);
    };
    if (llvm::none_of(F.Calls, MakesTimer))
      return;
    FunctionFlow *Flow = Functions.flow(*F.Function);
    if (!Flow)
      return;
    std::vector<TrackedTimer> Timers = timersMadeIn(*Flow, Lookup);
    if (Timers.empty())
      return;
    llvm::SmallVector<const Expr *, 8> Creations;
    for (const TrackedTimer &T : Timers)
      Creations.push_back(&T.Creation->View.expr());
    auto Known = LifetimeWalk::conditionsAt(*Flow, Functions, Creations);
    for (const TrackedTimer &T : Timers)
      timer(T, *Flow, Known[&T.Creation->View.expr()]);
  }

private:
  void timer(const TrackedTimer &Timer, FunctionFlow &Flow,
             llvm::ArrayRef<Valuation> Known) {
    const Expr &Creation = Timer.Creation->View.expr();
    // A template is told in its first instantiation.
    if (!Reported.insert(Creation.getBeginLoc()).second)
      return;
    LifetimeWalk Walk(Flow, Timer, Functions);
    LifetimeResult Result = Walk.fromCreation(Known);
    if (Result.GaveUp)
      return;
    TimerSite Site = siteOf(Timer, Flow, Result);
    if (Result.PilesUp && pileUp(Site, Timer, Flow, Result))
      return;
    if (gathered(Site, Timer, Flow))
      return;
    if (Result.LivesAtEnd && repeatedPileUp(Site, Timer, Flow, Result))
      return;
    if (Result.Leaks.empty() || Flow.function().isMain())
      return;
    Leak Found;
    Found.Timer = Site;
    Found.Path = tellPath(Result.Leaks.front().Steps, Flow, Result.CaredForIn);
    for (const LifetimeResult::Left &Left : Result.Leaks)
      Found.Exits.push_back(Left.At);
    Walk.completeExits(Found.Exits, Known);
    Found.StorageDies = Timer.isIntrusive();
    Found.CaredForElsewhere = Result.EndedByHand || !Result.CaredForIn.empty();
    Leaks.push_back(std::move(Found));
  }

  static TimerSite siteOf(const TrackedTimer &Timer, const FunctionFlow &Flow,
                          const LifetimeResult &Result) {
    TimerSite Site;
    Site.Function = &Flow.function();
    Site.Creation = Site.Anchor = &Timer.Creation->View.expr();
    Site.Of = Timer.Of;
    Site.Call = Timer.Creation->What;
    Site.Holder = Result.Holder;
    if (!Result.Holder)
      return Site;
    Site.Handle = Result.HolderPath.spelling().value_or("");
    Site.Pointer = Result.HolderByAddress ? "&" + Site.Handle : Site.Handle;
    return Site;
  }

  /// \returns false if the loops around it are all too short to matter, or if
  /// every round's timer has a time of its own and then frees itself.
  bool pileUp(const TimerSite &Site, const TrackedTimer &Timer,
              FunctionFlow &Flow, const LifetimeResult &Result) {
    bool AllSmall = false;
    PileUp Found;
    Found.Loop = loopAround(*Site.Creation, Flow.parents(), Context,
                            Options.SmallTripCount, AllSmall);
    const Expr *Interval = Timer.Creation->at(Site.Call->Interval);
    if (AllSmall || (Found.Loop && Interval && Timer.SelfEnding &&
                     !Timer.Periodic && dependsOn(*Interval, *Found.Loop)))
      return false;
    Found.Timer = Site;
    Found.Path = tellPath(Result.PileUpSteps, Flow, Result.CaredForIn);
    PileUps.push_back(std::move(Found));
    return true;
  }

  /// Handed to a container that only grows while the loop runs.
  bool gathered(const TimerSite &Site, const TrackedTimer &Timer,
                FunctionFlow &Flow) {
    if (Timer.SmartPointer || (Timer.SelfEnding && !Timer.Periodic))
      return false;
    bool AllSmall = false;
    const Stmt *Loop = loopAround(*Site.Creation, Flow.parents(), Context,
                                  Options.SmallTripCount, AllSmall);
    const VarDecl *Container =
        Loop ? gatheredBy(*Loop, *Site.Creation, Site.Holder, Flow) : nullptr;
    if (!Container)
      return false;
    PileUp Found;
    Found.Timer = Site;
    Found.Loop = Loop;
    Found.Container = Container;
    PileUps.push_back(std::move(Found));
    return true;
  }

  bool repeatedPileUp(const TimerSite &Site, const TrackedTimer &Timer,
                      FunctionFlow &Flow, const LifetimeResult &Result) {
    const RepeatedFunctions::Reason *Why = Repeated.find(Flow.function());
    if (!Why)
      return false;
    // What frees itself piles up only if it takes longer than the period.
    bool FreesItself = Timer.isIntrusive()
                           ? !Result.StartsPeriodic
                           : Timer.SelfEnding && !Timer.Periodic;
    if (Why->By == PileUp::Repeats::Callback && FreesItself &&
        !Repeated.outlasts(*Timer.Creation, *Why))
      return false;
    PileUp Found;
    Found.Timer = Site;
    Found.By = Why->By;
    Found.Loop = Why->At;
    Found.Path = tellPath(Result.EndSteps, Flow, Result.CaredForIn);
    PileUps.push_back(std::move(Found));
    return true;
  }

  ASTContext &Context;
  const ModelLookup &Lookup;
  const AnalysisOptions &Options;
  Summaries Functions;
  RepeatedFunctions Repeated;
  std::vector<Leak> &Leaks;
  std::vector<PileUp> &PileUps;
  llvm::DenseSet<SourceLocation> Reported;
};

} // namespace

UnitAnalysis::UnitAnalysis(const model::ModelSet &Models, ASTContext &Context,
                           AnalysisOptions Options)
    : Context(Context), Lookup(Models, Context), Options(Options) {
  if (!Lookup.unitMayUseTimers())
    return;
  UnitScan Scan(Context, Lookup);
  llvm::DenseSet<SourceLocation> Seen;
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls) {
      const Expr *Callback = Call.at(Call.What->Callback);
      if (Callback && Seen.insert(Call.View.expr().getBeginLoc()).second)
        Callbacks.push_back(
            {Call, Callback, Call.at(Call.What->UserData), F.Function});
    }
  Finder Find(Context, Lookup, this->Options, Scan, Leaks, PileUps);
  for (const ScannedFunction &F : Scan.Functions)
    Find.function(F);
  const SourceManager &Sources = Context.getSourceManager();
  auto Earlier = [&Sources](const auto &A, const auto &B) {
    return Sources.isBeforeInTranslationUnit(A.Timer.Anchor->getBeginLoc(),
                                             B.Timer.Anchor->getBeginLoc());
  };
  llvm::sort(Leaks, Earlier);
  llvm::sort(PileUps, Earlier);
  // One report for each creation.
  llvm::DenseSet<const Expr *> Told;
  for (const Leak &L : Leaks)
    Told.insert(L.Timer.Creation);
  for (const PileUp &P : PileUps)
    Told.insert(P.Timer.Creation);
  MemberLeaks = analysis::memberLeaks(Scan, Lookup, Context);
  llvm::erase_if(MemberLeaks, [&Told](const MemberLeak &L) {
    return Told.contains(L.Timer.Creation);
  });
}

UnitAnalysis::~UnitAnalysis() = default;

} // namespace ticktidy::analysis
