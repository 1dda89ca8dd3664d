//===- LifetimeRelease.cpp - What is done to a timer that is gone ---------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if doing \p What to a released timer is a fault.
bool isStale(const TimerCall &What, const TrackedTimer &Timer, bool MayLiveOn) {
  if (What.does(model::ActionRelease))
    return !What.What->Idempotent ||
           What.What->Handle.Where == model::Place::Pointee;
  if (MayLiveOn)
    return false;
  // Storage that was released may still be asked what it is.
  return !Timer.isIntrusive() || What.does(model::ActionStart);
}

} // namespace

PathState LifetimeWalk::Worker::released(PathState S) {
  S.At = Phase::Ended;
  S.Aliases = {{Gone->Handle, Gone->ByAddress}};
  const VarDecl *V = Gone->Handle.variable();
  S.Shared = !Gone->Handle.isLocalTo(Flow.function()) ||
             (V && Flow.isSharedWithCode(*V));
  S.Steps = step(Step::Releases, Gone->Call, nullptr, nullptr);
  return S;
}

void LifetimeWalk::Worker::forget(PathState &State) {
  State.Aliases.clear();
  State.At = Phase::Handed;
}

bool LifetimeWalk::Worker::transferReleased(const Stmt &S, PathState &State) {
  if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S))
    State.Leaving = &S;
  if (const auto *E = dyn_cast<Expr>(&S); E && IsComplete)
    if (auto Found = PhasesAtUses.find(E); Found != PhasesAtUses.end())
      Found->second |= bit(State.At);
  if (State.At == Phase::Ended) {
    // A helper that releases it once more.
    if (const auto *E = dyn_cast<Expr>(&S))
      for (const ReleasedTimer &Again : Functions.releasers().releasedBy(*E))
        if (Again.Of == Timer->Of &&
            llvm::is_contained(State.Aliases,
                               Alias{Again.Handle, Again.ByAddress}))
          stale(*E, /*Again=*/true, State);
    if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
      for (const Decl *D : Declaration->decls()) {
        llvm::erase_if(State.Aliases,
                       [D](const Alias &A) { return A.Path.variable() == D; });
        useAllReleased(D, State);
      }
    } else {
      useAllReleased(&S, State);
    }
    if (const auto *Call = dyn_cast<CallExpr>(&S);
        Call && State.Shared && mayReachShared(*Call))
      forget(State);
    if (State.Aliases.empty())
      forget(State);
  }
  if (IsComplete && &S == Gone->Call)
    State = released(std::move(State));
  return IsComplete || State.At == Phase::Ended;
}

void LifetimeWalk::Worker::useAllReleased(const void *At, PathState &State) {
  for (bool Overwrites : {true, false})
    for (const Use &U : Flow.uses().at(At)) {
      if ((U.What == Use::Overwrite) != Overwrites)
        continue;
      for (const Alias &A : llvm::SmallVector<Alias, 2>(State.Aliases)) {
        Relation R = relate(U, A);
        if (R != Relation::None && R != Relation::Inside)
          useReleased(U, R, A, At, State);
      }
    }
}

void LifetimeWalk::Worker::useReleased(const Use &U, Relation R, const Alias &A,
                                       const void *At, PathState &State) {
  auto Drop = [&] {
    llvm::erase_if(State.Aliases, [&A](const Alias &B) { return A == B; });
  };
  switch (U.What) {
  case Use::Store:
    if (R == Relation::Exact && U.Target->isLocalTo(Flow.function()))
      State.addAlias({*U.Target, false});
    return;
  case Use::Argument:
  case Use::Object: {
    if (!staysGoneAt(*static_cast<const Expr *>(At), U, R, State))
      Drop();
    return;
  }
  case Use::Delete:
    if (R == Relation::Exact && Timer->Of->Losing == model::Regime::Object)
      stale(*static_cast<const Expr *>(At), /*Again=*/true, State);
    return Drop();
  case Use::Overwrite:
  case Use::Capture:
  case Use::Escape:
    return Drop();
  }
}

/// \returns false if the call may give the variable another timer.
bool LifetimeWalk::Worker::staysGoneAt(const Expr &Call, const Use &U,
                                       Relation R, PathState &State) {
  bool Known = false;
  for (const TimerCall &Meaning : Flow.timerCalls(Call)) {
    if (Meaning.Of != Timer->Of ||
        !isPlaceOf(Meaning.What->Handle, Meaning.View, U) ||
        R == Relation::Around)
      continue;
    Known = true;
    // Storage may be asked about even then; what was freed may not.
    if (Meaning.does(model::ActionCreate) || Meaning.does(model::ActionOwn) ||
        (Meaning.does(model::ActionAsk) && Timer->isIntrusive()))
      return false;
    if (isStale(Meaning, *Timer, Gone->What && Gone->What->Counted))
      stale(Call, Meaning.does(model::ActionRelease), State);
  }
  if (Known)
    return true;
  std::optional<CallView> View = CallView::of(Call);
  if (!View || R != Relation::Exact || U.What != Use::Argument || U.Address)
    return View && R == Relation::Exact;
  // A number that goes along with another one may get a new meaning (dup2).
  if (isSystemFunction(View->callee()) && U.Index > 0 &&
      View->args()[0]->getType()->isIntegerType())
    return false;
  // A helper that ends what it is given, whatever happens.
  if (!isSystemFunction(View->callee()) && !Timer->isIntrusive() &&
      Functions.parameter(View->callee(), U.Index, *Timer->Of) == Effect::Ends)
    stale(Call, /*Again=*/true, State);
  return true;
}

void LifetimeWalk::Worker::stale(const Expr &At, bool Again, PathState &State) {
  // What is tried again until it succeeds was not done before.
  if (&At == Gone->Call && !Flow.uses().isDiscarded(At))
    return forget(State);
  if (llvm::none_of(Result.StaleUses, [&At](const LifetimeResult::Stale &S) {
        return S.At == &At;
      }))
    Result.StaleUses.push_back(
        {&At, Again, step(Step::Uses, &At, nullptr, State.Steps)});
  if (!IsComplete)
    forget(State);
}

void LifetimeWalk::followRelease(const ReleasedTimer &Gone,
                                 llvm::ArrayRef<Valuation> Known) {
  W = std::make_unique<Worker>(Flow, &Timer, Functions, Worker::Mode::Released);
  W->Gone = &Gone;
  for (const auto &[B, I] : Flow.positionsOf(*Gone.Call))
    for (const Valuation &V : Known) {
      PathState State;
      State.Known = V;
      W->start(*B, I + 1, W->released(std::move(State)));
    }
  W->run();
}

bool LifetimeWalk::mayBeUsedAfter(const ReleasedTimer &Gone) {
  followRelease(Gone, Valuation());
  return W->Result.GaveUp || !W->Result.StaleUses.empty();
}

LifetimeResult LifetimeWalk::fromRelease(const ReleasedTimer &Gone,
                                         llvm::ArrayRef<Valuation> Known) {
  followRelease(Gone, Known);
  LifetimeResult &Result = W->Result;
  if (Result.GaveUp || Result.StaleUses.empty())
    return Result;
  // Once more from the entry: which uses come after a release always?
  Worker All(Flow, &Timer, Functions, Worker::Mode::Released);
  All.Gone = &Gone;
  All.IsComplete = true;
  for (const LifetimeResult::Stale &S : Result.StaleUses)
    All.PhasesAtUses[S.At] = 0;
  All.start(Flow.cfg().getEntry(), 0, PathState());
  All.run();
  for (LifetimeResult::Stale &S : Result.StaleUses)
    S.Always = !All.Result.GaveUp &&
               All.PhasesAtUses.lookup(S.At) == bit(Phase::Ended);
  return Result;
}

bool LifetimeWalk::alwaysReleases(const ReleasedTimer &Gone) {
  Worker All(Flow, &Timer, Functions, Worker::Mode::Released);
  All.Gone = &Gone;
  All.IsComplete = true;
  All.start(Flow.cfg().getEntry(), 0, PathState());
  All.run();
  return !All.Result.GaveUp && All.Result.PhasesAtEnd == bit(Phase::Ended);
}

/// True if the path knows that there is no timer in the handle.
bool LifetimeWalk::Worker::holdsNone(const PathState &State) const {
  std::optional<KeyId> Key = Flow.conditions().keyOf(Gone->Handle);
  const Valuation::Fact *Known = Key ? State.Known.find(*Key) : nullptr;
  return Known && Known->Values.isSubsetOf(ValueSet::below(1));
}

} // namespace ticktidy::analysis
