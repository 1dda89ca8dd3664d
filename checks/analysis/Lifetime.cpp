//===- Lifetime.cpp - The walks of one timer -----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"

using namespace clang;

namespace ticktidy::analysis {

/// Conditions before a creation are worth less than those after it.
static constexpr unsigned MaxKnownPerCreation = 8;

/// The name that \p Timer has once it is made, or nothing if that is not plain.
static std::optional<AccessPath> firstName(const TrackedTimer &Timer) {
  const TimerCall &Creation = *Timer.Creation;
  const Expr &Call = Creation.View.expr();
  const model::Place &Handle = Creation.What->Handle;
  if (Handle.Where == model::Place::Return || isa<CXXNewExpr>(Call) ||
      Timer.SmartPointer)
    return AccessPath::ofValue(Call);
  const Expr *At = Creation.at(Handle);
  if (!At)
    return std::nullopt;
  At = stripped(At);
  const auto *Address = dyn_cast<UnaryOperator>(At);
  return AccessPath::of(Address && Address->getOpcode() == UO_AddrOf
                            ? *Address->getSubExpr()
                            : *At);
}

LifetimeWalk::LifetimeWalk(FunctionFlow &Flow, const TrackedTimer &Timer,
                           Summaries &Functions)
    : W(std::make_unique<Worker>(Flow, &Timer, Functions,
                                 Worker::Mode::Follow)),
      Flow(Flow), Timer(Timer), Functions(Functions) {}

LifetimeWalk::~LifetimeWalk() = default;

const ValueDecl *lastOf(const AccessPath &P) {
  for (AccessPath::Step S : llvm::reverse(P.steps()))
    if (const FieldDecl *Field = S.asField())
      return Field;
  return P.variable();
}

LifetimeResult LifetimeWalk::fromCreation(llvm::ArrayRef<Valuation> Known) {
  startAt(*W, Known);
  W->run();
  return W->Result;
}

void LifetimeWalk::startAt(Worker &At, llvm::ArrayRef<Valuation> Known) {
  for (const auto &[B, I] : Flow.positionsOf(Timer.Creation->View.expr())) {
    for (const Valuation &V : Known) {
      PathState State;
      State.Known = V;
      State = At.created(std::move(State));
      for (const Alias &A : State.Aliases)
        if (!A.Path.isValue())
          At.holdIn(A);
      At.startAfterCreation(*B, I + 1, std::move(State));
    }
  }
}

LifetimeResult LifetimeWalk::fromVariable(const VarDecl &P) {
  PathState State;
  State.At = Phase::Live;
  State.Armed = true;
  const AccessPath Handle = AccessPath::ofVariable(P);
  State.Aliases.push_back({Handle, false});
  // What does not hold a timer cannot have been given.
  if (std::optional<KeyId> Key = Flow.conditions().keyOf(Handle))
    State.Known.set(*Key, handlesOf(*Timer.Of, P.getType()));
  W->start(Flow.cfg().getEntry(), 0, std::move(State));
  W->run();
  return W->Result;
}

std::optional<std::vector<LifetimeResult::Return>> LifetimeWalk::returns() {
  if (std::optional<AccessPath> First = firstName(Timer);
      First && !Flow.spreadOf(First->base()).Given)
    return std::vector<LifetimeResult::Return>();
  // Most timers stay in their function, and a look at their own lives, under
  // whatever conditions, is enough to tell.
  Worker Own(Flow, &Timer, Functions, Worker::Mode::Follow);
  Own.TellsReturns = true;
  startAt(Own, Valuation());
  Own.run();
  if (!Own.Result.GaveUp &&
      llvm::none_of(Own.Returns, [](const LifetimeResult::Return &R) {
        return R.At == Phase::Live && (R.GivesHandle || R.Filled);
      }))
    return std::vector<LifetimeResult::Return>();
  Worker All(Flow, &Timer, Functions, Worker::Mode::Complete);
  All.TellsReturns = true;
  All.start(Flow.cfg().getEntry(), 0, PathState());
  All.run();
  if (All.Result.GaveUp)
    return std::nullopt;
  return std::move(All.Returns);
}

void LifetimeWalk::completeExits(llvm::SmallVectorImpl<Exit> &Exits,
                                 llvm::ArrayRef<Valuation> Known) {
  Worker All(Flow, &Timer, Functions, Worker::Mode::Complete);
  All.Result.Holder = W->Result.Holder;
  for (const Exit &E : Exits)
    if (E.Jump && isa<Expr>(E.Jump) && !E.Unwinds)
      All.EndedBefore.insert(E.Jump);
  All.start(Flow.cfg().getEntry(), 0, PathState());
  All.run();
  auto Complete = [&All](Exit E) {
    E.MayBeEnded = true;
    for (const auto &[Reached, Phases] : All.PhasesAtExits)
      if (Reached == E && !All.Result.GaveUp) {
        E.AlwaysLive = Phases == bit(Phase::Live);
        E.MayBeEnded = Phases & (bit(Phase::Ended) | bit(Phase::Handed));
      }
    return E;
  };
  for (Exit &E : Exits)
    E = Complete(E);
  if (llvm::all_of(Exits, [](const Exit &E) { return E.AlwaysLive; }))
    return;
  Worker Jumps(Flow, &Timer, Functions, Worker::Mode::Locate);
  startAt(Jumps, Known);
  Jumps.run();
  if (Jumps.Result.GaveUp)
    return;
  llvm::SmallVector<Exit, 4> Replaced;
  for (const Exit &E : Exits) {
    llvm::SmallVector<Exit, 2> Instead;
    for (const LifetimeResult::Left &Left : Jumps.Result.Leaks)
      for (const Stmt *Jump : Left.Jumps)
        if (Left.At == E) {
          Exit Here;
          Here.Jump = Jump;
          Instead.push_back(Complete(Here));
        }
    bool Better = !E.AlwaysLive && !Instead.empty() &&
                  llvm::all_of(Instead, [](const Exit &J) {
                    return J.Jump && J.AlwaysLive;
                  });
    if (!Better)
      Instead = {E};
    for (const Exit &J : Instead)
      if (!llvm::is_contained(Replaced, J))
        Replaced.push_back(J);
  }
  Exits.assign(Replaced.begin(), Replaced.end());
}

llvm::DenseMap<const Expr *, std::vector<Valuation>>
LifetimeWalk::conditionsAt(FunctionFlow &Flow, Summaries &Functions,
                           llvm::ArrayRef<const Expr *> Creations) {
  Worker Collector(Flow, nullptr, Functions, Worker::Mode::Collect);
  llvm::SmallVector<const CFGBlock *, 16> Open;
  for (const Expr *E : Creations) {
    Collector.Collected[E];
    for (const FunctionFlow::Position &P : Flow.positionsOf(*E))
      Open.push_back(P.Block);
  }
  llvm::BitVector &Leading = Collector.Leading;
  Leading.resize(Flow.cfg().getNumBlockIDs());
  while (!Open.empty()) {
    const CFGBlock *B = Open.pop_back_val();
    if (Leading.test(B->getBlockID()))
      continue;
    Leading.set(B->getBlockID());
    for (const CFGBlock::AdjacentBlock &Before : B->preds())
      if (const CFGBlock *P = Before.getReachableBlock())
        Open.push_back(P);
  }
  Collector.start(Flow.cfg().getEntry(), 0, PathState());
  Collector.run();
  for (auto &[At, Known] : Collector.Collected) {
    if (Collector.Result.GaveUp)
      Known.clear();
    if (Known.size() <= MaxKnownPerCreation)
      continue;
    for (unsigned I = 1; I != Known.size(); ++I)
      Known.front().meet(Known[I]);
    Known.resize(1);
  }
  return std::move(Collector.Collected);
}

} // namespace ticktidy::analysis
