//===- LifetimeCalls.cpp - What a call does to a path ---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace ticktidy::analysis {

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

/// True if \p F, of the system, keeps none of the numbers that it is given.
static bool onlyReadsNumbers(const FunctionDecl &F) {
  if (!isSystemFunction(F))
    return false;
  // An object that is given a number may keep it; a stream does not.
  if (isa<CXXMethodDecl>(F) && F.getOverloadedOperator() != OO_LessLess)
    return false;
  unsigned Copies = F.getMemoryFunctionKind();
  return Copies != Builtin::BImemcpy && Copies != Builtin::BImemmove;
}

bool borrowsNumber(const FunctionDecl &F) {
  // What prints its arguments, from whatever library, keeps none.
  return F.hasAttr<FormatAttr>() || onlyReadsNumbers(F);
}

bool LifetimeWalk::Worker::borrowsScalar(const FunctionDecl &F, const Use &U,
                                         const Alias &A) const {
  if (!Timer->ScalarHandle)
    return false;
  // What C takes by address or within a struct it copies at most.
  return U.Address ? onlyReadsNumbers(F) &&
                         A.Path.steps().size() > U.Path.steps().size() &&
                         F.isExternC()
                   : borrowsNumber(F);
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
  if (Construct && U.What == Use::Argument && R == Relation::Exact &&
      !U.Address &&
      Functions.wrappers().onlyKeeps(*Construct->getConstructor(), U.Index,
                                     *Timer->Of))
    return;
  if (Construct || !View) {
    State.At = Phase::Handed;
    return;
  }
  const FunctionDecl &F = View->callee();
  if (R == Relation::Around && isKeptAsData(Call, U)) {
    for (const TimerCall &Meaning : Flow.timerCalls(Call))
      succeed(Meaning, State);
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
    succeed(Call, State);
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
    if (Timer->isIntrusive())
      succeed(Call, State);
    State.Steps = step(Step::Starts, &At, nullptr, State.Steps);
  }
  if (Call.does(model::ActionWait))
    State.Waited = true;
}

void LifetimeWalk::Worker::succeed(const TimerCall &Call,
                                   PathState &State) const {
  if (std::optional<KeyId> Key =
          Flow.conditions().keyOf(AccessPath::ofValue(Call.View.expr())))
    State.Known.set(*Key, successOf(Call));
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
