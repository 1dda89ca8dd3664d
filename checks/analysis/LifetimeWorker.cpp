//===- LifetimeWorker.cpp - The worklist ----------------------------------===//
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

bool isWithin(const Stmt *S, const Stmt *Scope, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(S))
    if (S == Scope)
      return true;
  return false;
}

bool catches(const CXXCatchStmt &Handler, QualType Thrown,
             const ASTContext &Context) {
  QualType Type = Handler.getCaughtType();
  if (Type.isNull()) // catch (...)
    return true;
  Type = Type.getNonReferenceType().getUnqualifiedType();
  Thrown = Thrown.getUnqualifiedType();
  if (Context.hasSameType(Type, Thrown))
    return true;
  const CXXRecordDecl *Base = Type->getAsCXXRecordDecl();
  const CXXRecordDecl *Class = Thrown->getAsCXXRecordDecl();
  return Base && Class && Class->hasDefinition() && Class->isDerivedFrom(Base);
}

} // namespace

LifetimeWalk::Worker::Worker(FunctionFlow &Flow, const TrackedTimer *Timer,
                             Summaries &Functions, Mode Does)
    : Flow(Flow), Timer(Timer), Functions(Functions), Does(Does) {}

const Trail *LifetimeWalk::Worker::step(Step::Kind What, const Stmt *At,
                                        const CFGBlock *Branch,
                                        const Trail *Before) {
  return new (Memory.Allocate<Trail>()) Trail{What, At, Branch, Before};
}

void LifetimeWalk::Worker::start(const CFGBlock &B, unsigned Element,
                                 PathState S) {
  runBlock(B, Element, std::move(S));
}

void LifetimeWalk::Worker::startAfterCreation(const CFGBlock &B,
                                              unsigned Element, PathState S) {
  useAll(&Timer->Creation->View.expr(), S);
  if (S.At == Phase::Live)
    runBlock(B, Element, std::move(S));
}

void LifetimeWalk::Worker::run() {
  // An item is used again when it is done, and not before.
  for (; First != Last && !Result.GaveUp; ++First) {
    Item &Next = *Work[First];
    runBlock(*Next.Block, 0, std::move(Next.State));
  }
}

void LifetimeWalk::Worker::enqueue(const CFGBlock &B, PathState &&S) {
  if (Does == Mode::Released && !IsComplete &&
      llvm::none_of(S.Aliases, [&](const Alias &A) {
        // A helper need not be told of what belongs to the unit.
        const VarDecl *V = A.Path.variable();
        return (V && V->hasGlobalStorage() &&
                !Functions.releasers().isEmpty()) ||
               Flow.mayBeUsedFrom(B, A.Path.base());
      }))
    return;
  if (Does == Mode::Collect && !Leading.test(B.getBlockID()))
    return;
  std::optional<KeyId> OfGone =
      Gone && IsComplete ? Flow.conditions().keyOf(Gone->Handle) : std::nullopt;
  S.Known.keepIf([&](const Valuation::Fact &Fact) {
    return Flow.isTestedFrom(B, Fact.Key) || Fact.Key == OfGone ||
           (TellsReturns && Flow.isReturned(Fact.Key));
  });
  auto &Hashes = Seen[&B];
  std::uint64_t Hash = S.hash();
  if (llvm::is_contained(Hashes, Hash))
    return;
  if (Hashes.size() >= MaxStatesPerBlock || ++Visits > MaxVisits) {
    Result.GaveUp = true;
    return;
  }
  Hashes.push_back(Hash);
  if (Last == Work.size() && First > Work.size() / 2) {
    std::rotate(Work.begin(), Work.begin() + First, Work.end());
    Last -= std::exchange(First, 0);
  }
  if (Last == Work.size())
    Work.push_back(std::make_unique<Item>());
  Item &Next = *Work[Last++];
  Next.Block = &B;
  Next.State = std::move(S);
}

void LifetimeWalk::Worker::runBlock(const CFGBlock &B, unsigned Element,
                                    PathState &&S) {
  for (unsigned I = Flow.nextTelling(B, Element); I < B.size();
       I = Flow.nextTelling(B, I + 1)) {
    std::optional<CFGStmt> Statement = B[I].getAs<CFGStmt>();
    if (!Statement)
      continue;
    if (mayFailAt(*Statement->getStmt()) && S.At != Phase::Live)
      runBlock(B, I + 1, failed(S));
    if (std::optional<PathState> Failed =
            Does == Mode::Collect ? std::nullopt
                                  : callFailed(*Statement->getStmt(), S))
      runBlock(B, I + 1, std::move(*Failed));
    // An exception comes out before the call has done anything.
    const CallExpr *Thrower =
        I + 1 == B.size() ? Flow.throwingCall(B) : nullptr;
    if (Thrower && Functions.exceptions().mayThrow(*Thrower) &&
        Flow.timerCalls(*Thrower).empty())
      leaveByCall(B, *Thrower, S);
    bool WasOwn = S.isOwn();
    bool GoesOn = transfer(*Statement->getStmt(), S);
    if (WasOwn && !S.isOwn())
      Result.CaredForIn.insert(&B);
    if (isa<CoroutineSuspendExpr>(*Statement->getStmt()) && S.isOwn() &&
        Does != Mode::Collect && Functions.exceptions().mayEndSuspended()) {
      PathState Last = S;
      Last.Leaving = Statement->getStmt();
      reachEnd(B, Last);
    }
    if (!GoesOn)
      return;
  }
  leaveBlock(B, std::move(S));
}

void LifetimeWalk::Worker::leaveBlock(const CFGBlock &B, PathState &&S) {
  if (B.hasNoReturnElement() || &B == &Flow.cfg().getExit())
    return;
  if (const auto *Try = dyn_cast_or_null<CXXTryStmt>(B.getTerminatorStmt()))
    return leaveByException(B, *Try, S);
  if (isa_and_nonnull<GotoStmt, BreakStmt>(B.getTerminatorStmt())) {
    Exit Jump;
    Jump.Jump = B.getTerminatorStmt();
    reachExit(Jump, S.phase());
    if (Does == Mode::Locate && S.isOwn())
      S.LastJump = Jump.Jump;
    if (isa<GotoStmt>(Jump.Jump) && Timer)
      S.Steps = step(Step::Jumps, Jump.Jump, &B, S.Steps);
  }
  const Expr *Condition = Flow.branchCondition(B);
  const Stmt *Terminator = B.getTerminatorStmt();
  const auto *Switch = dyn_cast_or_null<SwitchStmt>(Terminator);
  bool IsLoop =
      isa_and_nonnull<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(Terminator);
  bool MayThrow = Flow.throwingCall(B);
  unsigned Index = 0;
  PathState Copy;
  for (const CFGBlock::AdjacentBlock &Adjacent : B.succs()) {
    bool Taken = Index++ == 0;
    if (MayThrow && !Taken)
      break; // See leaveByCall.
    const CFGBlock *To = Adjacent.getReachableBlock();
    if (!To)
      continue;
    // Only what goes on elsewhere as well is worth a copy.
    const bool IsLast = Index == B.succ_size();
    if (!IsLast)
      Copy = S;
    PathState &Next = IsLast ? S : Copy;
    if (Switch) {
      if (std::optional<Atom> A = Flow.caseAtom(B, *To))
        if (!Next.Known.assume(A->Key, A->When, &B,
                               Flow.mayChangeUnseen(A->Key)))
          continue;
      Next.Steps =
          step(Step::TakesCase, To->getLabel() ? To->getLabel() : Switch, &B,
               Next.Steps);
    } else if (B.succ_size() == 2) {
      if (const Atom *A = Condition ? Flow.branchAtom(B) : nullptr)
        if (!Next.Known.assume(A->Key, Taken ? A->When : A->Otherwise, &B,
                               Flow.mayChangeUnseen(A->Key)))
          continue;
      bool Feasible = true;
      for (const auto &[A, Holds] : Flow.joinedAtoms(B, Taken))
        Feasible &= Next.Known.assume(A.Key, Holds ? A.When : A.Otherwise, &B,
                                      Flow.mayChangeUnseen(A.Key));
      if (!Feasible)
        continue;
      if (IsLoop)
        Next.Steps = step(Taken ? Step::RunsLoop : Step::SkipsLoop, Terminator,
                          &B, Next.Steps);
      else if (Condition)
        Next.Steps = step(Taken ? Step::TakesTrue : Step::TakesFalse, Condition,
                          &B, Next.Steps);
    }
    follow(B, *To, std::move(Next));
  }
}

/// An exception comes out of \p Call.
void LifetimeWalk::Worker::leaveByCall(const CFGBlock &B, const CallExpr &Call,
                                       PathState S) {
  S.Leaving = &Call;
  auto Second = std::next(B.succ_begin());
  if (const CFGBlock *To = Second->getReachableBlock())
    follow(B, *To, std::move(S));
}

/// A thrown object goes to the first handler for its type, or on.
void LifetimeWalk::Worker::leaveByException(const CFGBlock &B,
                                            const CXXTryStmt &Try,
                                            const PathState &S) {
  const auto *Throw = dyn_cast_or_null<CXXThrowExpr>(S.Leaving);
  const Expr *Thrown = Throw ? Throw->getSubExpr() : nullptr;
  const CXXCatchStmt *Caught = nullptr;
  for (unsigned I = 0; Thrown && I != Try.getNumHandlers() && !Caught; ++I)
    if (catches(*Try.getHandler(I), Thrown->getType(), Flow.context()))
      Caught = Try.getHandler(I);
  for (const CFGBlock::AdjacentBlock &Adjacent : B.succs()) {
    const CFGBlock *To = Adjacent.getReachableBlock();
    if (!To)
      continue;
    const auto *Handler = dyn_cast_or_null<CXXCatchStmt>(To->getLabel());
    if (Thrown && Handler != Caught)
      continue;
    PathState Next = S;
    if (Handler)
      Next.Leaving = nullptr;
    follow(B, *To, std::move(Next));
  }
}

void LifetimeWalk::Worker::follow(const CFGBlock &From, const CFGBlock &To,
                                  PathState &&S) {
  if (Does == Mode::Released && &To == &Flow.cfg().getExit()) {
    if (IsComplete && (S.At != Phase::Absent || !holdsNone(S)))
      Result.PhasesAtEnd |= bit(S.At);
    return;
  }
  if (Does != Mode::Collect && Does != Mode::Released) {
    if (&To == &Flow.cfg().getExit())
      return reachEnd(From, S);
    leaveScopes(From, To, S);
  }
  enqueue(To, std::move(S));
}

void LifetimeWalk::Worker::leaveScopes(const CFGBlock &From, const CFGBlock &To,
                                       PathState &S) {
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
  reachExit(At, S.phase());
  if (!S.isOwn())
    return;
  bool Leaks = leaksWhenLost(S);
  bool InFrame = isInFrame(S);
  bool Local = false;
  llvm::erase_if(S.Aliases, [&](const Alias &A) {
    const VarDecl *V = A.Path.variable();
    const CompoundStmt *Its = V ? Flow.scopeOf(*V) : nullptr;
    bool Dies = Its && !A.Path.goesThroughPointer() &&
                isWithin(Its, Scope, Flow.parents());
    Local |= Dies;
    return Dies || A.Path.isValue();
  });
  if (!Local || !S.Aliases.empty())
    return;
  if (Timer->SmartPointer && !S.KeptByCallback) {
    S.At = Phase::Ended;
    return;
  }
  const Trail *Steps =
      step(Step::LeavesScope, At.Jump ? At.Jump : Scope, &From, S.Steps);
  if (Timer->isIntrusive() && InFrame) {
    if (Leaks)
      leak(At, Step::LeavesScope, Steps, S);
    S.At = Phase::Handed;
    return;
  }
  S.LostAt = lost(At, Step::LeavesScope, Steps);
  S.Steps = Steps;
}

void LifetimeWalk::Worker::reachEnd(const CFGBlock &From, PathState &S) {
  if (TellsReturns && !isa_and_nonnull<ReturnStmt>(S.Leaving))
    tellReturn(nullptr, S);
  // Storage without an armed timer in it needs no more care.
  bool Idle = S.isOwn() && Timer->isIntrusive() && !S.Armed;
  Result.PhasesAtEnd |= bit(Idle ? Phase::Ended : S.phase());
  Exit At;
  At.Jump = S.Leaving;
  At.Scope = dyn_cast<CompoundStmt>(&Flow.body());
  At.Unwinds = isa_and_nonnull<CallExpr, CoroutineSuspendExpr>(S.Leaving);
  bool Throws = isa_and_nonnull<CXXThrowExpr, CallExpr>(S.Leaving);
  if (!S.LostAt)
    reachExit(At, S.phase());
  if (!S.isOwn() || !Timer)
    return;
  Step::Kind How = isa_and_nonnull<CallExpr>(S.Leaving) ? Step::MayThrow
                   : isa_and_nonnull<CoroutineSuspendExpr>(S.Leaving)
                       ? Step::Suspends
                   : Throws ? Step::Throws
                            : Step::Leaves;
  const Trail *Steps = step(How, At.Jump, &From, S.Steps);
  // All that knew where it is goes with the function.
  if (Timer->isIntrusive() && !S.LostAt && !isInFrame(S) &&
      llvm::all_of(S.Aliases, [](const Alias &A) {
        return !isa_and_nonnull<ParmVarDecl>(A.Path.variable());
      }))
    S.LostAt = lost(At, Step::Leaves, Steps);
  if (pilesUp(S) && !Result.LivesAtEnd) {
    Result.LivesAtEnd = true;
    Result.EndSteps = Steps;
  }
  if (!leaksWhenLost(S))
    return;
  if (S.LostAt)
    leak(S.LostAt->At, S.LostAt->How, S.LostAt->Steps, S);
  else
    leak(At, How, Steps, S);
}

bool LifetimeWalk::Worker::isInFrame(const PathState &S) const {
  return llvm::any_of(S.Aliases, [&](const Alias &A) {
    return A.ByAddress && A.Path.isLocalTo(Flow.function());
  });
}

bool LifetimeWalk::Worker::leaksWhenLost(const PathState &S) const {
  return isWorthEnding(S) && !Timer->Of->OwnedByReceiver &&
         (!Timer->isIntrusive() || isInFrame(S));
}

bool LifetimeWalk::Worker::isWorthEnding(const PathState &S) const {
  if (Timer->isIntrusive())
    return S.Armed;
  return !Timer->SmartPointer && (!Timer->SelfEnding || Timer->Periodic);
}

bool LifetimeWalk::Worker::pilesUp(const PathState &S) const {
  if (!S.isOwn())
    return false;
  if (Timer->isIntrusive())
    return S.Armed && (Result.StartsPeriodic || !S.Waited) && S.LostAt;
  if (Timer->SmartPointer)
    return S.KeptByCallback && !S.Waited;
  if (Timer->SelfEnding && !Timer->Periodic)
    return !S.Waited;
  return true;
}

void LifetimeWalk::Worker::leak(const Exit &At, Step::Kind How,
                                const Trail *Steps, const PathState &S) {
  for (LifetimeResult::Left &Known : Result.Leaks)
    if (Known.At == At) {
      if (!llvm::is_contained(Known.Jumps, S.LastJump))
        Known.Jumps.push_back(S.LastJump);
      return;
    }
  Result.Leaks.push_back({At, How, Steps, {S.LastJump}});
}

const LifetimeResult::Left *
LifetimeWalk::Worker::lost(const Exit &At, Step::Kind How, const Trail *Steps) {
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
  PhasesAtExits.emplace_back(At, bit(P));
}

} // namespace ticktidy::analysis
