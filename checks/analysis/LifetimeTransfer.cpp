//===- LifetimeTransfer.cpp - What a statement does to a path -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/Attr.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

bool isSystemFunction(const FunctionDecl &F) {
  return F.getBuiltinID() != 0 ||
         F.getASTContext().getSourceManager().isInSystemHeader(F.getLocation());
}

namespace {

bool isNull(const Expr *E, const ASTContext &Context) {
  return !E || constantOf(*E, Context) == 0;
}

/// True if calling \p Callback may stop or release something, or if it cannot
/// be told: a function that a model knows as such, or a slot in a string.
bool mayEnd(const Expr *Callback, const ModelLookup &Lookup) {
  if (!Callback)
    return false;
  const Expr *E = stripped(Callback);
  // Before C++17 a lambda that is passed by value is copied on paper.
  while (const auto *Copy = dyn_cast<CXXConstructExpr>(E)) {
    if (Copy->getNumArgs() != 1 ||
        !Copy->getConstructor()->isCopyOrMoveConstructor())
      break;
    E = stripped(Copy->getArg(0));
  }
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *F = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
  if (!F)
    return !isa<LambdaExpr>(E);
  return llvm::any_of(Lookup.calls(*F), [](const ModelLookup::Entry &M) {
    return M.What->Does & (model::ActionStop | model::ActionRelease);
  });
}

} // namespace

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
      Alias With;
      for (const Alias &A : State.Aliases) {
        Relation R = relate(U, A);
        if (R != Relation::None && (Best == Relation::None || R < Best)) {
          Best = R;
          With = A;
        }
      }
      if (Best != Relation::None && Best != Relation::Inside &&
          Rank(U, Best) == Round)
        use(U, Best, With, At, State);
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
    if (R != Relation::Exact && R != Relation::Around)
      State.At = Phase::Handed;
    else if (Timer->isIntrusive())
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

/// True if the type of \p V is what the handles of this kind are made of: its
/// destructor ends nothing.
bool LifetimeWalk::Worker::isHandle(const VarDecl &V) const {
  const CXXRecordDecl *Class = V.getType()->getAsCXXRecordDecl();
  return Class && Timer->Of->Losing == model::Regime::Resource &&
         Functions.lookup().timerClass(*Class) == Timer->Of;
}

void LifetimeWalk::Worker::store(const Use &U, Relation R, PathState &State) {
  const VarDecl *V = U.Target->variable();
  // The callback can reach what is stored in its data.
  bool Owned = V && ((cleansUp(*V) && !Timer->SmartPointer && !isHandle(*V)) ||
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

bool LifetimeWalk::Worker::borrowsScalar(const FunctionDecl &F, const Use &U,
                                         const Alias &A) const {
  // What prints its arguments, from whatever library, keeps none.
  bool Prints = F.hasAttr<FormatAttr>() && !U.Address;
  if (!Timer->ScalarHandle || Prints || !isSystemFunction(F))
    return Timer->ScalarHandle && Prints;
  // An object that is given a number may keep it; a stream does not.
  if (isa<CXXMethodDecl>(F) && F.getOverloadedOperator() != OO_LessLess)
    return false;
  unsigned Copies = F.getMemoryFunctionKind();
  if (Copies == Builtin::BImemcpy || Copies == Builtin::BImemmove)
    return false;
  // What C takes by address or within a struct it copies at most.
  return !U.Address ||
         (A.Path.steps().size() > U.Path.steps().size() && F.isExternC());
}

void LifetimeWalk::Worker::passed(const Expr &Call, const Use &U, Relation R,
                                  const Alias &With, PathState &State) {
  if (Timer->Creation && &Call == &Timer->Creation->View.expr())
    return;
  if (R != Relation::Around && applyModels(Call, U, R, With, State))
    return;
  // A timer call does nothing now to what else its arguments can get at.
  if (State.Shared && R == Relation::Around && !Flow.timerCalls(Call).empty())
    return;
  const auto *Construct = dyn_cast<CXXConstructExpr>(&Call);
  std::optional<CallView> View = CallView::of(Call);
  if (Construct || !View) {
    State.At = Phase::Handed;
    return;
  }
  const FunctionDecl &F = View->callee();
  if (R == Relation::Around && isKeptAsData(Call, U)) {
    State.At = Phase::Handed;
    return;
  }
  if (R == Relation::Around || R == Relation::HolderOf) {
    if (Timer->isIntrusive() && U.What == Use::Argument &&
        F.getBuiltinID() == Builtin::BIfree)
      return freed(Call, State);
    if (U.What != Use::Argument || !borrowsScalar(F, U, With))
      State.At = Phase::Handed;
    return;
  }
  if (Timer->isIntrusive() && F.getBuiltinID() == Builtin::BIfree)
    return freed(Call, State);
  if (U.What == Use::Argument && borrowsScalar(F, U, With))
    return;
  Effect Does = U.What == Use::Argument
                    ? Functions.parameter(F, U.Index, *Timer->Of)
                    : Effect::Takes;
  // An address might be there to have the handle changed.
  bool OutOfSight = !F.isDefined() && U.What == Use::Argument &&
                    (!U.Address || Timer->isIntrusive());
  if (OutOfSight && Does == Effect::Takes)
    Functions.note({Timer->Creation ? &Timer->Creation->View.expr() : nullptr,
                    &F, U.Index, Timer->Of});
  bool Doubted = Functions.isStrict() && OutOfSight;
  if (Does == Effect::Ends)
    end(State);
  else if (Does == Effect::Takes && !Doubted)
    State.At = Phase::Handed;
}

/// True if the call hands the handle, as data, to something that outlives the
/// function: whoever waits on that gets the handle back.
bool LifetimeWalk::Worker::isKeptAsData(const Expr &Call, const Use &U) const {
  for (const TimerCall &Meaning : Flow.timerCalls(Call)) {
    if (Meaning.Of != Timer->Of ||
        !isPlaceOf(Meaning.What->UserData, Meaning.View, U))
      continue;
    const Expr *Keeper = Meaning.at(Meaning.What->Owner);
    std::optional<AccessPath> P =
        Keeper ? AccessPath::of(*Keeper) : std::nullopt;
    if (!P || !P->isLocalTo(Flow.function()) ||
        isa_and_nonnull<ParmVarDecl>(P->variable()))
      return true;
  }
  return false;
}

bool LifetimeWalk::Worker::applyModels(const Expr &Call, const Use &U,
                                       Relation R, const Alias &With,
                                       PathState &State) {
  bool Known = false;
  for (const TimerCall &Meaning : Flow.timerCalls(Call)) {
    if (Meaning.Of != Timer->Of)
      continue;
    const model::Call &What = *Meaning.What;
    bool IsHandle =
        isPlaceOf(What.Handle, Meaning.View, U) &&
        (R == Relation::Exact ||
         (What.Handle.Where == model::Place::Pointee && !Timer->isIntrusive()));
    if (IsHandle) {
      apply(Meaning, With, State);
    } else if (isPlaceOf(What.Context, Meaning.View, U)) {
      if (mayEnd(Meaning.at(What.Callback), Functions.lookup()))
        State.At = Phase::Handed;
    } else {
      continue;
    }
    Known = true;
  }
  return Known;
}

void LifetimeWalk::Worker::apply(const TimerCall &Call, const Alias &With,
                                 PathState &State) {
  const Expr &At = Call.View.expr();
  if (Call.does(model::ActionOwn) &&
      (!Call.What->Owner ||
       !isNull(Call.at(Call.What->Owner), Flow.context()))) {
    State.At = Phase::Handed;
    return;
  }
  if (Call.does(model::ActionRelease))
    return end(State);
  // What the code does next depends on what it has been told; but to be armed
  // or not is all one to an object that has to be deleted.
  if (Call.does(model::ActionAsk) && Timer->Creation &&
      Timer->Of->Losing != model::Regime::Object &&
      !Flow.uses().isDiscarded(At)) {
    State.At = Phase::Handed;
    return;
  }
  if (Call.does(model::ActionCreate) && !Call.What->Replaces)
    return replacedInPlace(At, With, State);
  if (Call.does(model::ActionStop)) {
    State.Armed = State.KeptByCallback = false;
    Result.EndedByHand = true;
  }
  if (Call.What->Replaces && !Call.does(model::ActionStart))
    State.KeptByCallback = false;
  if (Call.does(model::ActionStart)) {
    State.Armed = true;
    Result.StartsPeriodic |=
        holds(Call.What->Periodic, Call.View, Flow.context()) == Truth::True;
    // The failed start goes a way of its own: see callFailed.
    if (Timer->isIntrusive())
      if (std::optional<KeyId> Key =
              Flow.conditions().keyOf(AccessPath::ofValue(At)))
        State.Known.set(*Key, successOf(Call));
    State.Steps = step(Step::Starts, &At, nullptr, State.Steps);
  }
  if (Call.does(model::ActionWait))
    State.Waited = true;
}

void LifetimeWalk::Worker::freed(const Stmt &At, PathState &State) {
  if (State.Armed) {
    Exit Here;
    Here.Jump = &At;
    reachExit(Here, State.At);
    leak(Here, Step::Frees, step(Step::Frees, &At, nullptr, State.Steps),
         State);
  }
  State.At = Phase::Handed;
}

void LifetimeWalk::Worker::block(const Expr &Call, PathState &State) {
  if (State.At != Phase::Live)
    return;
  // One that names no timer may be about any.
  for (const TimerCall &Meaning : Flow.timerCalls(Call))
    if (Meaning.Of == Timer->Of && !Meaning.What->Handle &&
        (Meaning.does(model::ActionRelease) || Meaning.does(model::ActionStop)))
      State.At = Phase::Handed;
  const FunctionDecl *F = cast<CallExpr>(Call).getDirectCallee();
  std::optional<ModelLookup::Blocking> How =
      F ? Functions.lookup().blocking(*F) : std::nullopt;
  if (!How)
    return;
  State.Waited = true;
  // Callbacks may stop any timer that they can reach through the loop.
  if (*How == ModelLookup::Blocking::Runs && Timer->isIntrusive())
    State.At = Phase::Handed;
}

} // namespace ticktidy::analysis
