//===- Lifetime.cpp - The worklist ----------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// Beyond these a timer counts as handled.
constexpr unsigned MaxStatesPerBlock = 64;
constexpr unsigned MaxVisits = 20000;
/// Conditions before a creation are worth less than those after it.
constexpr unsigned MaxKnownPerCreation = 8;

unsigned bit(Phase P) { return 1U << static_cast<unsigned>(P); }

bool isWithin(const Stmt *S, const Stmt *Scope, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(S))
    if (S == Scope)
      return true;
  return false;
}

} // namespace

LifetimeWalk::Worker::Worker(FunctionFlow &Flow, const TrackedTimer *Timer,
                             Summaries &Functions, Mode Does)
    : Flow(Flow), Timer(Timer), Functions(Functions), Does(Does),
      Seen(Flow.cfg().getNumBlockIDs()) {}

const Trail *LifetimeWalk::Worker::step(Step::Kind What, const Stmt *At,
                                        const CFGBlock *Branch,
                                        const Trail *Before) {
  return new (Memory.Allocate<Trail>()) Trail{What, At, Branch, Before};
}

void LifetimeWalk::Worker::start(const CFGBlock &B, unsigned Element,
                                 PathState S) {
  runBlock(B, Element, std::move(S));
}

void LifetimeWalk::Worker::run() {
  while (!Work.empty() && !Result.GaveUp) {
    Item Next = std::move(Work.front());
    Work.pop_front();
    runBlock(*Next.Block, 0, std::move(Next.State));
  }
}

void LifetimeWalk::Worker::enqueue(const CFGBlock &B, PathState S) {
  S.Known.keepIf([&](KeyId K) { return Flow.isTestedFrom(B, K); });
  auto &Hashes = Seen[B.getBlockID()];
  unsigned Hash = S.hash();
  if (llvm::is_contained(Hashes, Hash))
    return;
  if (Hashes.size() >= MaxStatesPerBlock || ++Visits > MaxVisits) {
    Result.GaveUp = true;
    return;
  }
  Hashes.push_back(Hash);
  Work.push_back({&B, std::move(S)});
}

void LifetimeWalk::Worker::runBlock(const CFGBlock &B, unsigned Element,
                                    PathState S) {
  for (unsigned I = Element; I < B.size(); ++I) {
    std::optional<CFGStmt> Statement = B[I].getAs<CFGStmt>();
    if (!Statement)
      continue;
    if (mayFailAt(*Statement->getStmt()) && S.At != Phase::Live)
      runBlock(B, I + 1, failed(S));
    if (!transfer(*Statement->getStmt(), S))
      return;
  }
  leaveBlock(B, std::move(S));
}

void LifetimeWalk::Worker::leaveBlock(const CFGBlock &B, PathState S) {
  if (B.hasNoReturnElement() || &B == &Flow.cfg().getExit())
    return;
  const Expr *Condition = Flow.branchCondition(B);
  const Stmt *Terminator = B.getTerminatorStmt();
  const auto *Switch = dyn_cast_or_null<SwitchStmt>(Terminator);
  bool IsLoop = isa_and_nonnull<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(
      Terminator);
  unsigned Index = 0;
  for (const CFGBlock::AdjacentBlock &Adjacent : B.succs()) {
    bool Taken = Index++ == 0;
    const CFGBlock *To = Adjacent.getReachableBlock();
    if (!To)
      continue;
    PathState Next = S;
    if (Switch) {
      if (std::optional<Atom> A = Flow.caseAtom(B, *To))
        if (!Next.Known.assume(A->Key, A->When, &B,
                               Flow.mayChangeUnseen(A->Key)))
          continue;
      Next.Steps = step(Step::TakesCase, To->getLabel() ? To->getLabel() : Switch,
                        &B, Next.Steps);
    } else if (B.succ_size() == 2) {
      if (const Atom *A = Condition ? Flow.branchAtom(B) : nullptr)
        if (!Next.Known.assume(A->Key, Taken ? A->When : A->Otherwise, &B,
                               Flow.mayChangeUnseen(A->Key)))
          continue;
      if (IsLoop)
        Next.Steps = step(Taken ? Step::RunsLoop : Step::SkipsLoop, Terminator,
                          &B, Next.Steps);
      else if (Condition)
        Next.Steps = step(Taken ? Step::TakesTrue : Step::TakesFalse,
                          Condition, &B, Next.Steps);
    }
    follow(B, *To, std::move(Next));
  }
}

void LifetimeWalk::Worker::follow(const CFGBlock &From, const CFGBlock &To,
                                  PathState S) {
  if (Does != Mode::Collect) {
    if (&To == &Flow.cfg().getExit())
      return reachEnd(From, S);
    leaveScopes(From, To, S);
  }
  enqueue(To, std::move(S));
}

void LifetimeWalk::Worker::leaveScopes(const CFGBlock &From,
                                       const CFGBlock &To, PathState &S) {
  // The variable may have been initialized from a failed creation, too: exits
  // are told for all phases.
  const VarDecl *Holder = Result.Holder;
  if (!Holder || S.LostAt)
    return;
  const CompoundStmt *Scope = Flow.scopeOf(*Holder);
  if (!Scope || Scope == &Flow.body())
    return;
  const Stmt *Next = Flow.firstStatement(To);
  if (Next && isWithin(Next, Scope, Flow.parents()))
    return;
  const Stmt *Last = From.getTerminatorStmt();
  if (!Last)
    for (const CFGElement &E : From)
      if (std::optional<CFGStmt> Statement = E.getAs<CFGStmt>())
        Last = Statement->getStmt();
  if (!Last || !isWithin(Last, Scope, Flow.parents()))
    return;
  Exit At;
  At.Scope = Scope;
  if (isa<BreakStmt, ContinueStmt, GotoStmt>(Last))
    At.Jump = Last;
  else if (S.Leaving)
    return; // A return or throw on its way out: see reachEnd.
  reachExit(At, S.At);
  if (S.At != Phase::Live)
    return;
  bool Local = false;
  llvm::erase_if(S.Aliases, [&](const Alias &A) {
    const VarDecl *V = A.Path.variable();
    const CompoundStmt *Its = V ? Flow.scopeOf(*V) : nullptr;
    bool Dies = Its && !A.Path.goesThroughPointer() &&
                isWithin(Its, Scope, Flow.parents());
    Local |= Dies;
    return Dies;
  });
  if (!Local || !S.Aliases.empty())
    return;
  if (Timer->SmartPointer && !S.KeptByCallback) {
    S.At = Phase::Ended;
    return;
  }
  const Trail *Steps =
      step(Step::LeavesScope, At.Jump ? At.Jump : Scope, &From, S.Steps);
  if (Timer->isIntrusive()) {
    if (leaksWhenLost(S))
      leak(At, Step::LeavesScope, Steps);
    S.At = Phase::Handed;
    return;
  }
  S.LostAt = lost(At, Step::LeavesScope, Steps);
  S.Steps = Steps;
}

void LifetimeWalk::Worker::reachEnd(const CFGBlock &From, PathState &S) {
  Result.PhasesAtEnd |= bit(S.At);
  Exit At;
  At.Jump = S.Leaving;
  At.Scope = dyn_cast<CompoundStmt>(&Flow.body());
  bool Throws = isa_and_nonnull<CXXThrowExpr>(S.Leaving);
  if (!S.LostAt)
    reachExit(At, S.At);
  if (S.At != Phase::Live || !Timer)
    return;
  const Trail *Steps = step(Throws ? Step::Throws : Step::Leaves, At.Jump,
                            &From, S.Steps);
  if (pilesUp(S) && !Result.LivesAtEnd) {
    Result.LivesAtEnd = true;
    Result.EndSteps = Steps;
  }
  if (!leaksWhenLost(S))
    return;
  if (S.LostAt)
    leak(S.LostAt->At, S.LostAt->How, S.LostAt->Steps);
  else
    leak(At, Throws ? Step::Throws : Step::Leaves, Steps);
}

bool LifetimeWalk::Worker::leaksWhenLost(const PathState &S) const {
  if (Timer->isIntrusive())
    return S.Armed &&
           llvm::any_of(S.Aliases, [&](const Alias &A) {
             return A.ByAddress && A.Path.isLocalTo(Flow.function());
           });
  if (Timer->SmartPointer || Timer->Discarded || Timer->Of->OwnedByReceiver)
    return false;
  return !Timer->SelfEnding || Timer->Periodic;
}

bool LifetimeWalk::Worker::pilesUp(const PathState &S) const {
  if (S.At != Phase::Live)
    return false;
  if (Timer->isIntrusive())
    return S.Armed && (Timer->Periodic || !S.Waited) &&
           llvm::none_of(S.Aliases, [](const Alias &A) {
             return A.ByAddress && !A.Path.goesThroughPointer();
           }) &&
           llvm::any_of(S.Aliases, [](const Alias &A) { return !A.ByAddress; });
  if (Timer->SmartPointer)
    return S.KeptByCallback && !S.Waited;
  if (Timer->SelfEnding && !Timer->Periodic)
    return !S.Waited;
  return true;
}

void LifetimeWalk::Worker::leak(const Exit &At, Step::Kind How,
                                const Trail *Steps) {
  for (const LifetimeResult::Left &Known : Result.Leaks)
    if (Known.At == At)
      return;
  Result.Leaks.push_back({At, How, Steps});
}

const LifetimeResult::Left *
LifetimeWalk::Worker::lost(const Exit &At, Step::Kind How,
                           const Trail *Steps) {
  for (const LifetimeResult::Left &Known : Lost)
    if (Known.At == At)
      return &Known;
  Lost.push_back({At, How, Steps});
  return &Lost.back();
}

void LifetimeWalk::Worker::reachExit(const Exit &At, Phase P) {
  if (Does != Mode::Complete)
    return;
  for (auto &[Known, Phases] : PhasesAtExits)
    if (Known == At) {
      Phases |= bit(P);
      return;
    }
  PhasesAtExits.push_back({At, bit(P)});
}

//===----------------------------------------------------------------------===//
// LifetimeWalk
//===----------------------------------------------------------------------===//

LifetimeWalk::LifetimeWalk(FunctionFlow &Flow, const TrackedTimer &Timer,
                           Summaries &Functions)
    : W(std::make_unique<Worker>(Flow, &Timer, Functions,
                                 Worker::Mode::Follow)), Flow(Flow),
      Timer(Timer), Functions(Functions) {}

LifetimeWalk::~LifetimeWalk() = default;

LifetimeResult
LifetimeWalk::fromCreation(llvm::ArrayRef<Valuation> Known) {
  const Expr *Creation = &Timer.Creation->View.expr();
  for (const CFGBlock *B : Flow.cfg()) {
    for (unsigned I = 0; B && I != B->size(); ++I) {
      std::optional<CFGStmt> S = (*B)[I].getAs<CFGStmt>();
      if (!S || S->getStmt() != Creation)
        continue;
      for (const Valuation &V : Known) {
        PathState State;
        State.Known = V;
        State = W->created(std::move(State));
        for (const Alias &A : State.Aliases)
          if (A.Path.variable() && !W->Result.Holder) {
            W->Result.Holder = A.Path.variable();
            W->Result.HolderPath = A.Path;
            W->Result.HolderByAddress = A.ByAddress;
          }
        W->start(*B, I + 1, std::move(State));
      }
    }
  }
  W->run();
  return W->Result;
}

LifetimeResult LifetimeWalk::fromVariable(const VarDecl &P) {
  PathState State;
  State.At = Phase::Live;
  State.Armed = true;
  State.Aliases.push_back({AccessPath::ofVariable(P), false});
  W->start(Flow.cfg().getEntry(), 0, std::move(State));
  W->run();
  return W->Result;
}

void LifetimeWalk::completeExits(llvm::MutableArrayRef<Exit> Exits) {
  Worker All(Flow, &Timer, Functions, Worker::Mode::Complete);
  All.Result.Holder = W->Result.Holder;
  All.start(Flow.cfg().getEntry(), 0, PathState());
  All.run();
  for (Exit &E : Exits) {
    E.MayBeEnded = true;
    for (const auto &[Known, Phases] : All.PhasesAtExits)
      if (Known == E && !All.Result.GaveUp) {
        E.AlwaysLive = Phases == bit(Phase::Live);
        E.MayBeEnded = Phases & (bit(Phase::Ended) | bit(Phase::Handed));
      }
  }
}

llvm::DenseMap<const Expr *, std::vector<Valuation>>
LifetimeWalk::conditionsAt(FunctionFlow &Flow, Summaries &Functions,
                           llvm::ArrayRef<const Expr *> Creations) {
  Worker Collector(Flow, nullptr, Functions, Worker::Mode::Collect);
  for (const Expr *E : Creations)
    Collector.Collected[E];
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
