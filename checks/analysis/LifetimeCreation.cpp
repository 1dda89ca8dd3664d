//===- LifetimeCreation.cpp - How a life begins --------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace ticktidy::analysis {

static ValueSet successOf(const model::Call &What) {
  switch (What.Fails) {
  case model::Failure::Never:
    return ValueSet::all();
  case model::Failure::NeverZero:
  case model::Failure::Zero:
    return ValueSet::without(0);
  case model::Failure::NonZero:
    return ValueSet::only(0);
  case model::Failure::Negative:
    return ValueSet::atLeast(0);
  }
  return ValueSet::all();
}

// What is below zero is taken for -1, with which code compares it when it does
// not compare with zero.
ValueSet successOf(const TimerCall &Creation) {
  return isa<CXXNewExpr>(Creation.View.expr()) ? ValueSet::without(0)
                                               : successOf(*Creation.What);
}

ValueSet handlesOf(const model::Kind &Of, QualType Type) {
  if (Type->isAnyPointerType())
    return ValueSet::without(0);
  std::optional<ValueSet> Result;
  for (const model::Call &Call : Of.Calls) {
    if (!(Call.Does & model::ActionCreate))
      continue;
    const ValueSet Here = Call.Handle.Where == model::Place::Return
                              ? successOf(Call)
                              : ValueSet::all();
    if (Result && !(*Result == Here))
      return ValueSet::all();
    Result = Here;
  }
  return Result.value_or(ValueSet::all());
}

ValueSet failureOf(const TimerCall &Creation) {
  switch (Creation.What->Fails) {
  case model::Failure::Zero:
    return ValueSet::only(0);
  case model::Failure::NonZero:
  case model::Failure::Negative:
    return ValueSet::only(-1);
  case model::Failure::Never:
  case model::Failure::NeverZero:
    break;
  }
  return ValueSet::all();
}

bool canFail(const TimerCall &Creation) {
  return model::mayFail(Creation.What->Fails) &&
         !isa<CXXNewExpr>(Creation.View.expr());
}

bool cleansUp(const VarDecl &V) {
  const CXXRecordDecl *Class = V.getType()->getAsCXXRecordDecl();
  return V.hasAttr<CleanupAttr>() ||
         (Class && Class->hasDefinition() && !Class->hasTrivialDestructor());
}

PathState LifetimeWalk::Worker::failed(PathState S) const {
  S.At = Phase::Failed;
  if (std::optional<KeyId> Key = Flow.conditions().keyOf(
          AccessPath::ofValue(Timer->Creation->View.expr())))
    S.Known.set(*Key, failureOf(*Timer->Creation));
  return S;
}

bool LifetimeWalk::Worker::mayFailAt(const Stmt &S) const {
  return Does == Mode::Complete && &S == &Timer->Creation->View.expr() &&
         canFail(*Timer->Creation) &&
         // Code that does not look takes it for a success.
         (!Flow.uses().isDiscarded(Timer->Creation->View.expr()) ||
          Timer->Discarded);
}

/// True if \p Call gives the timer of \p State an owner.
static bool takesOver(const TimerCall &Call, const PathState &State) {
  if (!Call.does(model::ActionOwn) && !Call.What->Owner)
    return false;
  const Expr *Handle = Call.at(Call.What->Handle);
  std::optional<AccessPath> P = Handle ? AccessPath::of(*Handle) : std::nullopt;
  return P && llvm::any_of(State.Aliases, [&P](const Alias &A) {
           return !A.ByAddress && A.Path == *P;
         });
}

std::optional<PathState>
LifetimeWalk::Worker::callFailed(const Stmt &S, const PathState &State) const {
  if (State.At != Phase::Live)
    return std::nullopt;
  for (const TimerCall &Call : Flow.timerCalls(S)) {
    std::optional<KeyId> Key =
        Flow.conditions().keyOf(AccessPath::ofValue(Call.View.expr()));
    if (!Key || Call.Of != Timer->Of || !canFail(Call) ||
        !(takesOver(Call, State) ||
          (Timer->isIntrusive() && Call.does(model::ActionStart))))
      continue;
    PathState Failed = State;
    Failed.Known.set(*Key, failureOf(Call));
    return Failed;
  }
  return std::nullopt;
}

PathState LifetimeWalk::Worker::created(PathState S) const {
  const TimerCall &Creation = *Timer->Creation;
  S.At = Phase::Live;
  S.Armed = Creation.does(model::ActionStart);
  S.Waited = S.KeptByCallback = false;
  S.LostAt = nullptr;
  S.Shared = false;
  S.Aliases.clear();
  S.Steps = nullptr;
  const Expr &Call = Creation.View.expr();
  const model::Place &Handle = Creation.What->Handle;
  if (std::optional<KeyId> Key =
          Flow.conditions().keyOf(AccessPath::ofValue(Call)))
    S.Known.set(*Key, successOf(Creation));
  if (Handle.Where == model::Place::Return || isa<CXXNewExpr>(Call) ||
      Timer->SmartPointer) {
    S.addAlias({AccessPath::ofValue(Call), false});
    return S;
  }
  const Expr *At = Creation.at(Handle);
  if (!At)
    return S; // There is no handle.
  bool IsReferred = At->isGLValue();
  At = stripped(At);
  const auto *Address = dyn_cast<UnaryOperator>(At);
  bool Spelled = Address && Address->getOpcode() == UO_AddrOf;
  std::optional<AccessPath> P =
      AccessPath::of(Spelled ? *Address->getSubExpr() : *At);
  bool IsStorage = Spelled || IsReferred;
  if (P && !IsStorage) { // A pointer variable holds the address.
    if (Timer->isIntrusive())
      S.addAlias({*P, false});
    else
      P = P->then(AccessPath::Step::deref());
  }
  const VarDecl *V = P ? P->variable() : nullptr;
  if (!P || (V && (cleansUp(*V) || (V->getType()->isReferenceType() &&
                                    !isa<ParmVarDecl>(V))))) {
    S.At = Phase::Handed;
    return S;
  }
  S.Shared = !V || !V->hasLocalStorage() ||
             (!Timer->isIntrusive() && !P->isLocalTo(Flow.function()));
  // A pointer to what was made is not null.
  if (std::optional<KeyId> Key = Flow.conditions().keyOf(*P);
      Key && !Timer->isIntrusive() && !Timer->Of->ValidText.empty() &&
      At->getType()->isPointerType() &&
      At->getType()->getPointeeType()->isPointerType())
    S.Known.set(*Key, ValueSet::without(0));
  if (IsStorage || (!Timer->isIntrusive() && isa_and_nonnull<ParmVarDecl>(V)))
    S.addAlias({*P, Timer->isIntrusive()});
  return S;
}

void LifetimeWalk::Worker::tellReturn(const ReturnStmt *At,
                                      const PathState &State) {
  LifetimeResult::Return Here;
  Here.At = State.At;
  const Expr *Value = At ? At->getRetValue() : nullptr;
  if (Value)
    Here.Value = valueOf(*Value, State);
  std::optional<AccessPath> Given =
      Value ? AccessPath::of(*stripped(Value)) : std::nullopt;
  for (const Alias &A : State.Aliases) {
    if (Value && !A.ByAddress &&
        (A.Path == Given ||
         (A.Path.isValue() && A.Path.base() == stripped(Value))))
      Here.GivesHandle = true;
    const auto *P = dyn_cast_or_null<ParmVarDecl>(A.Path.variable());
    bool Refers = P && P->getType()->isReferenceType();
    if (P && A.Path.steps().size() == (Refers ? 0 : 1) &&
        (Refers || A.Path.steps()[0].isDeref()))
      Here.Filled = P;
  }
  Returns.push_back(Here);
}

bool LifetimeWalk::Worker::create(PathState &State) {
  switch (State.At) {
  case Phase::Live:
    // The last one is still held by a variable that this creation leaves alone.
    llvm::erase_if(State.Aliases,
                   [](const Alias &A) { return A.Path.isValue(); });
    if (llvm::any_of(State.Aliases, [this](const Alias &A) {
          return !(A.Path == Result.HolderPath);
        }))
      return true;
    if (!State.Aliases.empty() && !State.LostAt)
      noteOverwrite(Timer->Creation->View.expr(), Result.HolderPath, State);
    if (pilesUp(State) && !Result.PilesUp) {
      Result.PilesUp = true;
      Result.PileUpSteps = State.Steps;
    }
    return false;
  case Phase::Absent:
  case Phase::Failed:
  case Phase::Ended:
  case Phase::Handed:
    break;
  }
  if (Does != Mode::Complete)
    return false; // The next life is told by the walk that began here.
  State = created(std::move(State));
  useAll(&Timer->Creation->View.expr(), State);
  return true;
}

} // namespace ticktidy::analysis
