//===- LifetimeTransfer.cpp - What a statement does to a path -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

bool isSystemFunction(const FunctionDecl &F) {
  return F.getBuiltinID() != 0 ||
         F.getASTContext().getSourceManager().isInSystemHeader(F.getLocation());
}

bool LifetimeWalk::Worker::transfer(const Stmt &S, PathState &State) {
  learn(S, State);
  if (Does == Mode::Collect) {
    auto At = Collected.end();
    if (const auto *E = dyn_cast<Expr>(&S))
      At = Collected.find(E);
    if (At != Collected.end())
      At->second.push_back(State.Known);
    return true;
  }
  if (Does == Mode::Released)
    return transferReleased(S, State);
  if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S))
    State.Leaving = &S;
  if (const auto *Return = dyn_cast<ReturnStmt>(&S); Return && TellsReturns)
    tellReturn(Return, State);
  if (EndedBefore.contains(&S)) {
    Exit Here;
    Here.Jump = &S;
    reachExit(Here, State.At);
  }
  if (Timer && Timer->Creation && &S == &Timer->Creation->View.expr())
    return create(State);
  // Only a summary asks what happens after the end.
  if (Does != Mode::Complete && State.At != Phase::Live)
    return !Timer->Creation;
  if (State.At != Phase::Live)
    return true;
  if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
    for (const Decl *D : Declaration->decls())
      useAll(D, State);
    return true;
  }
  useAll(&S, State);
  if (const auto *Call = dyn_cast<CallExpr>(&S)) {
    block(*Call, State);
    if (State.Shared && mayReachShared(*Call))
      State.At = Phase::Handed;
  } else if (isa<CoroutineSuspendExpr>(S))
    State.Waited = true;
  return true;
}

void LifetimeWalk::Worker::end(PathState &State) {
  State.At = Phase::Ended;
  State.Armed = false;
  Result.EndedByHand = true;
}

void LifetimeWalk::Worker::useAll(const void *At, PathState &State) {
  llvm::ArrayRef<Use> Uses = Flow.uses().at(At);
  if (Uses.empty())
    return;
  // Code that is given the callback's data may wait for the callback.
  if (Timer->isIntrusive() && Timer->Data && State.Armed)
    for (const Use &U : Uses)
      if (U.Path.variable() == Timer->Data && U.What != Use::Overwrite &&
          U.What != Use::Store &&
          Flow.timerCalls(*static_cast<const Stmt *>(At)).empty())
        State.At = Phase::Handed;
  // `t = create()` first loses the old value of t; a call does what it does to
  // the timer itself before it does anything to what else it gets.
  auto Rank = [](const Use &U, Relation R) {
    return U.What == Use::Overwrite ? 0 : R == Relation::Around ? 2 : 1;
  };
  for (int Round = 0; Round != 3; ++Round)
    for (const Use &U : Uses) {
      if (State.At != Phase::Live)
        return;
      Relation Best = Relation::None;
      const Alias *With = nullptr;
      for (const Alias &A : State.Aliases) {
        Relation R = relate(U, A);
        if (R != Relation::None && (Best == Relation::None || R < Best)) {
          Best = R;
          With = &A;
        }
      }
      // A copy: the use may change the aliases.
      if (Best != Relation::None && Best != Relation::Inside &&
          Rank(U, Best) == Round)
        use(U, Best, Alias(*With), At, State);
    }
}

void LifetimeWalk::Worker::use(const Use &U, Relation R, const Alias &A,
                               const void *At, PathState &State) {
  switch (U.What) {
  case Use::Store:
    return store(U, R, State);
  case Use::Overwrite:
    if (A.ByAddress)
      return; // The storage is written to; the timer in it goes on.
    llvm::erase_if(State.Aliases, [&A](const Alias &B) { return B == A; });
    if (llvm::all_of(State.Aliases,
                     [](const Alias &B) { return B.Path.isValue(); }))
      overwritten(*static_cast<const Stmt *>(At), A.Path, State);
    return;
  case Use::Argument:
  case Use::Object:
    return passed(*static_cast<const Expr *>(At), U, R, A, State);
  case Use::Capture:
    return capture(*cast<LambdaExpr>(static_cast<const Expr *>(At)), U, R,
                   State);
  case Use::Delete:
    if (Timer->isIntrusive() && (R == Relation::Exact || R == Relation::Around))
      freed(*static_cast<const Stmt *>(At), State);
    else if (R == Relation::Exact && Timer->Of->Losing == model::Regime::Object)
      end(State);
    else
      State.At = Phase::Handed;
    return;
  case Use::Escape:
    State.At = Phase::Handed;
    return;
  }
}

void LifetimeWalk::Worker::store(const Use &U, Relation R, PathState &State) {
  const VarDecl *V = U.Target->variable();
  // The callback can reach what is stored in its data.
  bool Owned =
      V && ((cleansUp(*V) && !Timer->SmartPointer &&
             !Functions.lookup().isHandleClass(V->getType(), *Timer->Of)) ||
            V == Timer->Data);
  bool IsLocal = U.Target->isLocalTo(Flow.function());
  if (R != Relation::Exact || Owned || (!IsLocal && !Timer->Creation)) {
    State.At = Phase::Handed;
    return;
  }
  State.addAlias({*U.Target, false});
  State.Shared |= !IsLocal;
  holdIn({*U.Target, false});
}

void LifetimeWalk::Worker::holdIn(const Alias &A) {
  if (const ValueDecl *Last = lastOf(A.Path);
      Last && !llvm::is_contained(Result.Holders, Last))
    Result.Holders.push_back(Last);
  if (Result.IsHeld)
    return;
  Result.IsHeld = true;
  Result.Holder = A.Path.variable();
  Result.HolderPath = A.Path;
  Result.HolderByAddress = A.ByAddress;
}

const Expr *LifetimeWalk::Worker::creationIn(const Expr &Value) const {
  const Expr *E = stripped(&Value);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    const Expr *Made = creationIn(*Choice->getTrueExpr());
    return Made ? Made : creationIn(*Choice->getFalseExpr());
  }
  for (const TimerCall &Call : Flow.timerCalls(*E))
    if (Call.Of == Timer->Of && Call.does(model::ActionCreate))
      return E;
  return nullptr;
}

void LifetimeWalk::Worker::overwritten(const Stmt &At, const AccessPath &In,
                                       PathState &State) {
  const auto *Assigned = dyn_cast<BinaryOperator>(&At);
  const Expr *Second = Assigned && Assigned->getOpcode() == BO_Assign
                           ? creationIn(*Assigned->getRHS())
                           : nullptr;
  if (Second)
    return replaced(*Second, In, State);
  if (Assigned && !In.hasElement() && State.isOwn() && leaksWhenLost(State)) {
    Exit Here;
    Here.Jump = &At;
    leak(Here, Step::Overwrites,
         step(Step::Overwrites, &At, nullptr, State.Steps), State);
  }
  State.At = Phase::Handed;
}

void LifetimeWalk::Worker::replaced(const Expr &Second, const AccessPath &In,
                                    PathState &State) {
  noteOverwrite(Second, In, State);
  State.At = Phase::Handed;
}

void LifetimeWalk::Worker::replacedInPlace(const Expr &Second, const Alias &In,
                                           PathState &State) {
  // Others may hold it still.
  if (!Timer->isIntrusive()) {
    llvm::erase_if(State.Aliases, [&In](const Alias &A) { return A == In; });
    if (llvm::any_of(State.Aliases,
                     [](const Alias &A) { return !A.Path.isValue(); }))
      return;
  }
  replaced(Second, In.Path, State);
}

void LifetimeWalk::Worker::noteOverwrite(const Expr &Second,
                                         const AccessPath &In,
                                         const PathState &State) {
  // All elements of an array are one to us.
  if (!isWorthEnding(State) || Result.OverwrittenBy || In.hasElement())
    return;
  Result.OverwrittenBy = &Second;
  Result.OverwrittenIn = In;
  Result.OverwriteSteps = step(Step::Replaces, &Second, nullptr, State.Steps);
}

/// True if code out of sight may end or replace a timer that is held outside
/// of the function, too.
bool LifetimeWalk::Worker::mayReachShared(const Expr &Call) const {
  if (!Flow.timerCalls(Call).empty())
    return false;
  const auto *Callee =
      dyn_cast_or_null<FunctionDecl>(cast<CallExpr>(Call).getCalleeDecl());
  return !Callee || !isSystemFunction(*Callee) ||
         Functions.lookup().blocking(*Callee) ||
         llvm::any_of(cast<CallExpr>(Call).arguments(), [](const Expr *Arg) {
           QualType Type = stripped(Arg)->getType();
           return Type->isFunctionType() || Type->isFunctionPointerType() ||
                  isa<LambdaExpr>(stripped(Arg));
         });
}

void LifetimeWalk::Worker::capture(const LambdaExpr &Lambda, const Use &U,
                                   Relation R, PathState &State) {
  // A timer call does nothing now to what its callback can get at.
  if (State.Shared && R == Relation::Around && isCallback(Lambda))
    return;
  const VarDecl *V = U.Path.variable();
  if (Timer->SmartPointer && !U.Address && R == Relation::Exact) {
    // The handler of a start of this very timer keeps it until it has run.
    const Stmt *Outer = &Lambda;
    while ((Outer = Flow.parents().getParent(Outer)) && isa<Expr>(Outer))
      for (const TimerCall &Call : Flow.timerCalls(*Outer)) {
        const Expr *Handle = Call.at(Call.What->Handle);
        std::optional<AccessPath> P =
            Handle ? AccessPath::of(*Handle) : std::nullopt;
        if (Call.does(model::ActionStart) && Call.Of == Timer->Of && P &&
            P->variable() == V) {
          State.KeptByCallback = true;
          return;
        }
      }
  }
  if (Timer->SmartPointer || !V || R == Relation::Around ||
      !Functions.onlyBorrows(Lambda, *V, *Timer->Of))
    State.At = Phase::Handed;
}

bool LifetimeWalk::Worker::isCallback(const LambdaExpr &Lambda) const {
  const Stmt *Outer = &Lambda;
  while ((Outer = Flow.parents().getParent(Outer)) && isa<Expr>(Outer))
    if (!Flow.timerCalls(*Outer).empty())
      return true;
  return false;
}

} // namespace ticktidy::analysis
