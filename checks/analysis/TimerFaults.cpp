//===- TimerFaults.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerFaults.h"
#include "Discards.h"
#include "ExprShape.h"
#include "Gathering.h"
#include "Loops.h"
#include "PlainLifetime.h"
#include "TimerSites.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

TimerSite siteOf(const TrackedTimer &Timer, const FunctionFlow &Flow,
                 const LifetimeResult &Result) {
  TimerSite Site;
  Site.Function = &Flow.function();
  Site.Creation = Site.Anchor = &Timer.Creation->View.expr();
  Site.Of = Timer.Of;
  Site.Call = Timer.Creation->What;
  Site.Holder = Result.Holder;
  if (!Result.Holder)
    return Site;
  Site.Handle =
      handleText(Result.HolderPath, Result.HolderByAddress, Flow.function());
  Site.Pointer = Result.HolderByAddress ? "&" + Site.Handle : Site.Handle;
  return Site;
}

/// The site of the timer that \p Second stores in \p Held.
TimerSite siteOfSecond(const Expr &Second, const AccessPath &Held,
                       const TrackedTimer &Old, const FunctionFlow &Flow) {
  TimerSite Site;
  Site.Function = &Flow.function();
  Site.Creation = Site.Anchor = &Second;
  Site.Of = Old.Of;
  for (const TimerCall &Call : Flow.timerCalls(Second))
    if (Call.Of == Old.Of && Call.does(model::ActionCreate))
      Site.Call = Call.What;
  if (!Site.Call)
    Site.Call = Old.Creation->What;
  Site.Holder = Held.variable();
  bool IsPointee = !Held.steps().empty() && Held.steps().back().isDeref();
  bool IsStorage = Old.isIntrusive() && IsPointee;
  Site.Handle = handleText(Held, IsStorage, Flow.function());
  Site.Pointer = (IsStorage ? "" : "&") + Site.Handle;
  return Site;
}

} // namespace

TimerFaults::TimerFaults(ASTContext &Context, const ModelLookup &Lookup,
                         const AnalysisOptions &Options, const UnitScan &Scan,
                         const ClassIndex &Index)
    : Context(Context), Lookup(Lookup), Options(Options), Scan(Scan),
      Index(Index),
      Functions(Context, Lookup, Scan, Options.Followed, Options.Strict),
      Repeated(Scan, Lookup, Context) {
  for (const FreeSite &Free : Index.frees())
    if (const auto *Delete = dyn_cast<CXXDeleteExpr>(Free.At);
        Delete && Free.In && !Free.Later)
      if (std::optional<ReleasedTimer> Gone =
              TimerHolders::releasedBy(*Delete, Lookup))
        Deleted[Free.In].push_back(*Gone);
}

void TimerFaults::find(Findings &Into) {
  Found = &Into;
  findReleases();
  for (const FunctionDecl *F : learnFactories())
    timersOf(*F, {});
  learnReleasers({});
  // Once it is known what holds timers.
  for (Released &Each : AllReleases)
    if (!Each.Told)
      releasesOf(Each);
  Into.Doubts = Functions.doubts();
  Into.OfFactories = Functions.factories().takeCalls();
}

/// The functions that make timers, some of them by calling another one: it has
/// to be known first which of them make theirs for their callers. Those that
/// call no such function are told at once, and left out.
std::vector<const FunctionDecl *> TimerFaults::learnFactories() {
  std::vector<const ScannedFunction *> Makers;
  llvm::SmallVector<const FunctionDecl *, 16> Open;
  for (const ScannedFunction &F : Scan.Functions)
    if (llvm::any_of(F.Calls, [](const TimerCall &C) {
          return C.does(model::ActionCreate);
        })) {
      Makers.push_back(&F);
      Open.push_back(F.Function);
    }
  auto ForEachCaller = [this](const FunctionDecl &F, auto Visit) {
    for (const FunctionMention &M : Index.mentionsOf(F))
      if (M.Called && M.In)
        Visit(M.In);
  };
  FunctionSet Callers; // through others as well
  while (!Open.empty())
    ForEachCaller(*Open.pop_back_val(), [&](const FunctionDecl *F) {
      if (Callers.insert(F).second)
        Open.push_back(F);
    });

  // What the others call makes no timer for them, whatever is learnt below.
  learnReleasers(Callers);

  llvm::SetVector<const FunctionDecl *> Later;
  llvm::SetVector<const FunctionDecl *> Next;
  auto Learn = [&](const FunctionDecl &F, const PlainTimers &Plain) {
    if (FunctionFlow *Flow = Functions.flow(F))
      for (const TrackedTimer &T : timersMadeIn(*Flow, Lookup))
        if (!Plain.contains(&T.Creation->View.expr()) &&
            Functions.factories().learn(*Flow, T, Functions))
          ForEachCaller(F, [&](const FunctionDecl *C) { Next.insert(C); });
  };
  for (const ScannedFunction *F : Makers) {
    // Of the instantiations of a template the first is told.
    const bool Waits =
        Callers.contains(F->Function) || isInstantiated(*F->Function);
    PlainTimers Plain;
    if (!Waits && tellPlain(*F, Plain)) {
      assert(tellsNothing(*F) && "what seemed plain is not");
      continue;
    }
    Learn(*F->Function, Plain);
    if (Waits)
      Later.insert(F->Function);
    else
      tellAlone(*F, Plain);
  }
  constexpr unsigned MostLevels = 4;
  for (unsigned I = 1; !Next.empty(); ++I) {
    for (const FunctionDecl *F : Next) {
      Functions.forgetFlow(*F);
      Later.insert(F);
    }
    if (I == MostLevels)
      break;
    for (const FunctionDecl *F : Next.takeVector())
      Learn(*F, {});
  }
  return {Later.begin(), Later.end()};
}

/// True if \p Gone is a local of the function of \p Flow that nothing else
/// knows.
static bool isOfLocal(const ReleasedTimer &Gone, const FunctionFlow &Flow) {
  const VarDecl *V = Gone.Handle.variable();
  return V && Gone.Handle.steps().empty() && !isa<ParmVarDecl>(V) &&
         Gone.Handle.isLocalTo(Flow.function()) && !Flow.isSharedWithCode(*V);
}

/// Tells all that can be told of \p F by itself, but for its \p Plain timers,
/// and lets go what was computed for that: a unit may have thousands of such
/// functions. What those that it calls release for it has been learnt.
void TimerFaults::tellAlone(const ScannedFunction &F,
                            const PlainTimers &Plain) {
  timersOf(*F.Function, Plain);
  FunctionFlow *Flow = Functions.flow(*F.Function);
  const llvm::SmallVector<unsigned, 1> Mine = ReleasesIn.lookup(F.Function);
  // What a field or a lambda shares with other functions has to wait.
  for (unsigned I : Mine)
    if (llvm::any_of(AllReleases[I].Gone, [&](const ReleasedTimer &G) {
          return !Flow || !isOfLocal(G, *Flow);
        }))
      return;
  for (unsigned I : Mine)
    releasesOf(AllReleases[I]);
  Functions.forgetFlow(*F.Function);
}

/// Tells what can be told of timers of \p F with which nothing is wrong, and
/// that is plain to see; \p Plain are these.
/// \returns true if there is nothing else to tell of \p F.
bool TimerFaults::tellPlain(const ScannedFunction &F, PlainTimers &Plain) {
  llvm::SmallVector<TrackedTimer, 2> Timers;
  for (const TimerCall &Call : F.Calls)
    if (std::optional<TrackedTimer> Timer = timerMadeBy(Call, Lookup, Context))
      Timers.push_back(*Timer);
  const auto At = plainHolders(Timers, F, Functions);
  for (const auto &[Timer, Holder] : llvm::zip(Timers, At)) {
    // In a field it lives on, and what runs again makes more of them.
    if (!Holder || (isa<FieldDecl>(Holder) && Repeated.find(*F.Function)))
      continue;
    const Expr &Creation = Timer.Creation->View.expr();
    Plain.insert(&Creation);
    Holders.add(*Timer.Of, *Holder);
    if (isa<VarDecl>(Holder) && !isa<CXXConstructorDecl>(F.Function))
      Found->Confined.insert(&Creation);
  }
  if (Plain.size() != Timers.size())
    return false;
  const llvm::SmallVector<unsigned, 1> Mine = ReleasesIn.lookup(F.Function);
  for (unsigned I : Mine)
    for (const ReleasedTimer &Gone : AllReleases[I].Gone)
      if (const VarDecl *Of = Gone.Handle.variable();
          !Of || !Gone.Handle.steps().empty() || !llvm::is_contained(At, Of))
        return false;
  for (unsigned I : Mine)
    AllReleases[I].Told = true;
  return true;
}

#ifndef NDEBUG
std::size_t TimerFaults::told() const {
  return Found->Leaks.size() + Found->PileUps.size() +
         Found->Overwrites.size() + Found->Discards.size() +
         Found->StaleUses.size() + Found->Confined.size();
}

/// True if the walks find nothing in \p F that tellPlain has not said.
bool TimerFaults::tellsNothing(const ScannedFunction &F) {
  const std::size_t Before = told();
  if (FunctionFlow *Flow = Functions.flow(*F.Function))
    for (const TrackedTimer &T : timersMadeIn(*Flow, Lookup))
      if (Functions.factories().learn(*Flow, T, Functions))
        return false;
  tellAlone(F, {});
  return told() == Before;
}

/// The same for \p Timer alone.
bool TimerFaults::tellsNothing(const TrackedTimer &Timer, FunctionFlow &Flow) {
  const std::size_t Before = told();
  timer(Timer, Flow, Valuation());
  return told() == Before;
}
#endif

void TimerFaults::timersOf(const FunctionDecl &F, const PlainTimers &Plain) {
  FunctionFlow *Flow = Functions.flow(F);
  if (!Flow)
    return;
  std::vector<TrackedTimer> Timers = timersMadeIn(*Flow, Lookup);
  llvm::erase_if(Timers, [&](const TrackedTimer &T) {
    const bool IsPlain = Plain.contains(&T.Creation->View.expr());
    assert((!IsPlain || tellsNothing(T, *Flow)) && "what seemed plain is not");
    return IsPlain;
  });
  if (Timers.empty())
    return;
  llvm::SmallVector<const Expr *, 8> Creations;
  for (const TrackedTimer &T : Timers)
    Creations.push_back(&T.Creation->View.expr());
  auto Known = LifetimeWalk::conditionsAt(*Flow, Functions, Creations);
  for (const TrackedTimer &T : Timers)
    timer(T, *Flow, Known[&T.Creation->View.expr()]);
  // An initializer of a constructor is no part of the body.
  if (isa<CXXConstructorDecl>(F) || &Flow->body() != F.getBody())
    return;
  for (const TrackedTimer &T : Timers) {
    const CallView &Call = T.Creation->View;
    const bool IsValue =
        T.Creation->What->Handle.Where == model::Place::Return ||
        isa<CXXConstructorDecl>(Call.callee());
    if (IsValue &&
        Flow->spreadOf(AccessPath::ofValue(Call.expr()).base()).Confined)
      Found->Confined.insert(&Call.expr());
  }
}

void TimerFaults::timer(const TrackedTimer &Timer, FunctionFlow &Flow,
                        llvm::ArrayRef<Valuation> Known) {
  const Expr &Creation = Timer.Creation->View.expr();
  LifetimeWalk Walk(Flow, Timer, Functions);
  LifetimeResult Result = Walk.fromCreation(Known);
  for (const ValueDecl *Holder : Result.Holders)
    Holders.add(*Timer.Of, *Holder);
  // A template is told in its first instantiation.
  if (Result.GaveUp || !Reported.insert(Creation.getBeginLoc()).second)
    return;
  TimerSite Site = siteOf(Timer, Flow, Result);
  Site.Origin = Functions.factories().originOf(*Timer.Creation->What);
  if (Result.OverwrittenBy)
    overwrite(Timer, Flow, Walk, Result, Known);
  bool Piles = (Result.PilesUp && pileUp(Site, Timer, Flow, Result)) ||
               gathered(Site, Timer, Flow) ||
               (Result.LivesAtEnd && repeatedPileUp(Site, Timer, Flow, Result));
  if (Flow.function().isMain() || (Piles && Result.Leaks.empty()))
    return;
  if (!Result.IsHeld && Result.LivesAtEnd && isLostForGood(Timer, Result)) {
    if (!isDroppedOnPurpose(Timer, Flow, Lookup))
      Found->Discards.push_back({Site});
    return;
  }
  if (Result.Leaks.empty())
    return;
  Leak Left;
  Left.Timer = Site;
  Left.Path = tellPath(Result.Leaks.front().Steps, Flow, Result.CaredForIn);
  for (const LifetimeResult::Left &L : Result.Leaks)
    Left.Exits.push_back(L.At);
  Walk.completeExits(Left.Exits, Known);
  Left.StorageDies = Timer.isIntrusive();
  Left.CaredForElsewhere = Result.EndedByHand || !Result.CaredForIn.empty();
  Found->Leaks.push_back(std::move(Left));
}

/// True if \p Timer fires once, frees itself, and is this round's own: its time
/// is, or it is for one of the elements that \p Loop goes over.
static bool isOneOfMany(const TrackedTimer &Timer, const Stmt &Loop) {
  if (Timer.Periodic || !(Timer.SelfEnding || Timer.SmartPointer))
    return false;
  const model::Call &What = *Timer.Creation->What;
  auto IsOwn = [&](const model::Place &At) {
    // One that is written into the timer is not looked for.
    const Expr *E = At.Field.empty() ? Timer.Creation->at(At) : nullptr;
    return E && dependsOn(*E, Loop);
  };
  return IsOwn(What.Interval) ||
         (isOverElements(Loop) &&
          (IsOwn(What.Context) || IsOwn(What.UserData) ||
           IsOwn(What.Callback)));
}

void TimerFaults::overwrite(const TrackedTimer &Timer, FunctionFlow &Flow,
                            LifetimeWalk &Walk, const LifetimeResult &Result,
                            llvm::ArrayRef<Valuation> Known) {
  Overwrite Lost;
  Lost.Timer =
      siteOfSecond(*Result.OverwrittenBy, Result.OverwrittenIn, Timer, Flow);
  Lost.Timer.Origin = Functions.factories().originOf(*Lost.Timer.Call);
  Lost.Old = &Timer.Creation->View.expr();
  // Two timers may be lost to one creation.
  for (const Overwrite &Other : Found->Overwrites)
    if (Other.Timer.Anchor == Lost.Timer.Anchor)
      return;
  Lost.At.Jump = Result.OverwrittenBy;
  llvm::SmallVector<Exit, 2> Exits{Lost.At};
  Walk.completeExits(Exits, Known);
  if (Exits.size() == 1)
    Lost.At = Exits.front();
  Lost.Path = tellPath(Result.OverwriteSteps, Flow, Result.CaredForIn);
  Found->Overwrites.push_back(std::move(Lost));
}

/// \returns false if the loops around it are all too short to matter, or if
/// every round's timer has a time of its own and then frees itself.
bool TimerFaults::pileUp(const TimerSite &Site, const TrackedTimer &Timer,
                         FunctionFlow &Flow, const LifetimeResult &Result) {
  bool AllSmall = false;
  PileUp Piled;
  Piled.Loop = loopAround(*Site.Creation, Flow.parents(), Context,
                          Options.SmallTripCount, AllSmall);
  if (AllSmall || (Piled.Loop && isOneOfMany(Timer, *Piled.Loop)))
    return false;
  Piled.Timer = Site;
  Piled.Path = tellPath(Result.PileUpSteps, Flow, Result.CaredForIn);
  Found->PileUps.push_back(std::move(Piled));
  return true;
}

/// Handed to a container that only grows while the loop runs.
bool TimerFaults::gathered(const TimerSite &Site, const TrackedTimer &Timer,
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
  PileUp Piled;
  Piled.Timer = Site;
  Piled.Loop = Loop;
  Piled.Container = Container;
  Found->PileUps.push_back(std::move(Piled));
  return true;
}

bool TimerFaults::repeatedPileUp(const TimerSite &Site,
                                 const TrackedTimer &Timer, FunctionFlow &Flow,
                                 const LifetimeResult &Result) {
  const RepeatedFunctions::Reason *Why = Repeated.find(Flow.function());
  if (!Why)
    return false;
  // What frees itself piles up only if it takes longer than the period.
  bool FreesItself = Timer.isIntrusive() ? !Result.StartsPeriodic
                                         : Timer.SelfEnding && !Timer.Periodic;
  if (Why->By == PileUp::Repeats::Callback && FreesItself &&
      !Repeated.outlasts(*Timer.Creation, *Why))
    return false;
  PileUp Piled;
  Piled.Timer = Site;
  Piled.By = Why->By;
  Piled.Loop = Why->At;
  Piled.Path = tellPath(Result.EndSteps, Flow, Result.CaredForIn);
  Found->PileUps.push_back(std::move(Piled));
  return true;
}

} // namespace ticktidy::analysis
