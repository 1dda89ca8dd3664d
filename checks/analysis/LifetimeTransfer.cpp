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
         F.getASTContext().getSourceManager().isInSystemHeader(
             F.getLocation());
}

namespace {

/// The values of a creation's result that mean success.
ValueSet successOf(const TimerCall &Creation) {
  if (isa<CXXNewExpr>(Creation.View.expr()))
    return ValueSet::without(0);
  switch (Creation.What->Fails) {
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

/// The failing values, for a call that can fail. What is below zero is taken
/// for -1, with which code compares it when it does not compare with zero.
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

/// True if \p P is the place of \p U in the call.
bool isPlaceOf(const model::Place &P, const CallView &V, const Use &U) {
  if (U.What == Use::Object)
    return P.Where == model::Place::This;
  if (P.Where != model::Place::Argument && P.Where != model::Place::Pointee)
    return false;
  int Index = P.Index < 0 ? static_cast<int>(V.args().size()) + P.Index
                          : P.Index;
  return Index == static_cast<int>(U.Index);
}

bool isNull(const Expr *E, const ASTContext &Context) {
  return !E || constantOf(*E, Context) == 0;
}

/// True if the end of \p V does something that may end a timer in it: it has
/// a destructor or a cleanup attribute.
bool cleansUp(const VarDecl &V) {
  const CXXRecordDecl *Class = V.getType()->getAsCXXRecordDecl();
  return V.hasAttr<CleanupAttr>() ||
         (Class && Class->hasDefinition() && !Class->hasTrivialDestructor());
}

/// True if calling \p Callback may stop or release something, or if it cannot
/// be told: a function that a model knows as such, or a slot in a string.
bool mayEnd(const Expr *Callback, const ModelLookup &Lookup) {
  if (!Callback)
    return false;
  const Expr *E = stripped(Callback);
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

std::optional<PathState>
LifetimeWalk::Worker::startFailed(const Stmt &S, const PathState &State) const {
  if (State.At != Phase::Live || !Timer->isIntrusive())
    return std::nullopt;
  for (const TimerCall &Call : Flow.timerCalls(S)) {
    std::optional<KeyId> Key =
        Flow.conditions().keyOf(AccessPath::ofValue(Call.View.expr()));
    if (!Key || Call.Of != Timer->Of || !Call.does(model::ActionStart) ||
        !canFail(Call))
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
  if (!P || !P->variable() || !P->variable()->hasLocalStorage() ||
      cleansUp(*P->variable()) ||
      P->variable()->getType()->isReferenceType() ||
      (!Timer->isIntrusive() && !P->isLocalTo(Flow.function()))) {
    S.At = Phase::Handed;
    return S;
  }
  if (IsStorage)
    S.addAlias({*P, Timer->isIntrusive()});
  return S;
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
  if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S))
    State.Leaving = &S;
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
  if (const auto *Call = dyn_cast<CallExpr>(&S))
    block(*Call, State);
  else if (isa<CoroutineSuspendExpr>(S))
    State.Waited = true;
  return true;
}

bool LifetimeWalk::Worker::create(PathState &State) {
  switch (State.At) {
  case Phase::Live:
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
  // `t = create()` first loses the old value of t.
  for (bool Overwrites : {true, false})
    for (const Use &U : Uses) {
      if ((U.What == Use::Overwrite) != Overwrites || State.At != Phase::Live)
        continue;
      Relation Best = Relation::None;
      Alias With;
      for (const Alias &A : State.Aliases) {
        Relation R = relate(U, A);
        if (R != Relation::None && (Best == Relation::None || R < Best)) {
          Best = R;
          With = A;
        }
      }
      if (Best != Relation::None && Best != Relation::Inside)
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
      State.At = Phase::Handed;
    return;
  case Use::Argument:
  case Use::Object:
    return passed(*static_cast<const Expr *>(At), U, R, State);
  case Use::Capture:
    return capture(*cast<LambdaExpr>(static_cast<const Expr *>(At)), U, R,
                   State);
  case Use::Delete:
    if (R != Relation::Exact && R != Relation::Around)
      State.At = Phase::Handed;
    else if (Timer->isIntrusive())
      freed(*static_cast<const Stmt *>(At), State);
    else if (R == Relation::Exact &&
             Timer->Of->Losing == model::Regime::Object)
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
  bool Owned = V && ((cleansUp(*V) && !Timer->SmartPointer) ||
                     V == Timer->Data);
  if (R != Relation::Exact || Owned ||
      !U.Target->isLocalTo(Flow.function())) {
    State.At = Phase::Handed;
    return;
  }
  State.addAlias({*U.Target, false});
  if (!Result.Holder && V) {
    Result.Holder = V;
    Result.HolderPath = *U.Target;
  }
}

void LifetimeWalk::Worker::capture(const LambdaExpr &Lambda, const Use &U,
                                   Relation R, PathState &State) {
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
  return !U.Address || (A.Path.steps().size() > U.Path.steps().size() &&
                        F.isExternC());
}

void LifetimeWalk::Worker::passed(const Expr &Call, const Use &U, Relation R,
                                  PathState &State) {
  if (Timer->Creation && &Call == &Timer->Creation->View.expr())
    return;
  if (R != Relation::Around && applyModels(Call, U, R, State))
    return;
  const auto *Construct = dyn_cast<CXXConstructExpr>(&Call);
  std::optional<CallView> View = CallView::of(Call);
  if (Construct || !View) {
    State.At = Phase::Handed;
    return;
  }
  const FunctionDecl &F = View->callee();
  Alias Nearest;
  for (const Alias &A : State.Aliases)
    if (relate(U, A) == R)
      Nearest = A;
  if (R == Relation::Around && isKeptAsData(Call, U)) {
    State.At = Phase::Handed;
    return;
  }
  if (R == Relation::Around || R == Relation::HolderOf) {
    if (Timer->isIntrusive() && U.What == Use::Argument &&
        F.getBuiltinID() == Builtin::BIfree)
      return freed(Call, State);
    if (U.What != Use::Argument || !borrowsScalar(F, U, Nearest))
      State.At = Phase::Handed;
    return;
  }
  if (Timer->isIntrusive() && F.getBuiltinID() == Builtin::BIfree)
    return freed(Call, State);
  if (U.What == Use::Argument && borrowsScalar(F, U, Nearest))
    return;
  Effect Does = U.What == Use::Argument
                    ? Functions.parameter(F, U.Index, *Timer->Of)
                    : Effect::Takes;
  if (Does == Effect::Ends)
    end(State);
  else if (Does == Effect::Takes)
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
                                       Relation R, PathState &State) {
  bool Known = false;
  for (const TimerCall &Meaning : Flow.timerCalls(Call)) {
    if (Meaning.Of != Timer->Of)
      continue;
    const model::Call &What = *Meaning.What;
    bool IsHandle = isPlaceOf(What.Handle, Meaning.View, U) &&
                    (R == Relation::Exact ||
                     (What.Handle.Where == model::Place::Pointee &&
                      !Timer->isIntrusive()));
    if (IsHandle) {
      apply(Meaning, State);
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

void LifetimeWalk::Worker::apply(const TimerCall &Call, PathState &State) {
  const Expr &At = Call.View.expr();
  if (Call.does(model::ActionOwn) &&
      (!Call.What->Owner ||
       !isNull(Call.at(Call.What->Owner), Flow.context()))) {
    State.At = Phase::Handed;
    return;
  }
  if (Call.does(model::ActionRelease))
    return end(State);
  if (Call.does(model::ActionCreate)) {
    // Made anew in place: what was there is another report's business.
    State.At = Phase::Handed;
    return;
  }
  if (Call.does(model::ActionStop)) {
    State.Armed = State.KeptByCallback = false;
    Result.EndedByHand = true;
  }
  if (Call.What->Replaces && !Call.does(model::ActionStart))
    State.KeptByCallback = false;
  if (Call.does(model::ActionStart)) {
    State.Armed = true;
    Result.StartsPeriodic |= holds(Call.What->Periodic, Call.View,
                                   Flow.context()) == Truth::True;
    // The failed start goes a way of its own: see startFailed.
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

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ValueSet LifetimeWalk::Worker::valueOf(const Expr &E, const PathState &State) {
  if (std::optional<std::int64_t> C = constantOf(E, Flow.context()))
    return ValueSet::only(*C);
  const Expr *S = stripped(&E);
  if (State.At == Phase::Live && Timer && Timer->Creation) {
    const Expr *Creation = &Timer->Creation->View.expr();
    const auto *Choice = dyn_cast<ConditionalOperator>(S);
    if (S == Creation ||
        (Choice && (stripped(Choice->getTrueExpr()) == Creation ||
                    stripped(Choice->getFalseExpr()) == Creation)))
      return successOf(*Timer->Creation);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(S);
      isa<CXXNewExpr>(S) || (Unary && Unary->getOpcode() == UO_AddrOf))
    return ValueSet::without(0);
  if (const auto *Assigned = dyn_cast<BinaryOperator>(S);
      Assigned && Assigned->getOpcode() == BO_Assign)
    return valueOf(*Assigned->getRHS(), State);
  std::optional<AccessPath> P = AccessPath::of(*S);
  if (!P && isa<CallExpr>(S))
    P = AccessPath::ofValue(*S);
  if (P) {
    std::optional<KeyId> Key = Flow.conditions().keyOf(*P);
    const Valuation::Fact *Fact = Key ? State.Known.find(*Key) : nullptr;
    return Fact ? Fact->Values : ValueSet::all();
  }
  if (std::optional<Atom> A = Flow.conditions().atom(*S))
    if (const Valuation::Fact *Fact = State.Known.find(A->Key)) {
      if (Fact->Values.isSubsetOf(A->When))
        return ValueSet::only(1);
      if (Fact->Values.isSubsetOf(A->Otherwise))
        return ValueSet::only(0);
    }
  return ValueSet::all();
}

void LifetimeWalk::Worker::assign(const AccessPath &Target, const Expr *Value,
                                  PathState &State) {
  std::optional<KeyId> Key = Flow.conditions().keyOf(Target);
  ValueSet New = Key && Value ? valueOf(*Value, State) : ValueSet::all();
  llvm::SmallVector<KeyId, 4> Killed;
  Flow.conditions().killedBy(Target, Killed);
  for (KeyId K : Killed)
    State.Known.forget(K);
  if (Key)
    State.Known.set(*Key, New);
}

void LifetimeWalk::Worker::learn(const Stmt &S, PathState &State) {
  if (const auto *Op = dyn_cast<BinaryOperator>(&S)) {
    if (Op->isAssignmentOp())
      if (std::optional<AccessPath> P = AccessPath::of(*Op->getLHS()))
        assign(*P, Op->getOpcode() == BO_Assign ? Op->getRHS() : nullptr,
               State);
    return;
  }
  if (const auto *Op = dyn_cast<UnaryOperator>(&S)) {
    if (Op->isIncrementDecrementOp())
      if (std::optional<AccessPath> P = AccessPath::of(*Op->getSubExpr()))
        assign(*P, nullptr, State);
    return;
  }
  if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *V = dyn_cast<VarDecl>(D);
          V && !V->getType()->isReferenceType())
        assign(AccessPath::ofVariable(*V), V->getInit(), State);
    return;
  }
  if (!isa<CallExpr, CXXConstructExpr, LambdaExpr>(S))
    return;
  if (std::optional<KeyId> Key =
          Flow.conditions().keyOf(AccessPath::ofValue(cast<Expr>(S))))
    State.Known.forget(*Key);
  if (isa<CallExpr>(S) && Flow.timerCalls(S).empty())
    State.Known.keepIf([this](KeyId K) {
      const AccessPath *P = Flow.conditions().pathOf(K);
      return !P || !P->variable() || !Flow.isSharedWithCode(*P->variable());
    });
  // What is given by address or reference may be written to.
  for (const Use &U : Flow.uses().at(&S)) {
    if (!U.Address)
      continue;
    // A callback gets it, later.
    if (llvm::any_of(Flow.timerCalls(S), [&U](const TimerCall &Call) {
          return isPlaceOf(Call.What->UserData, Call.View, U);
        }))
      continue;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(&S);
        Member && U.What == Use::Object && Member->getMethodDecl() &&
        Member->getMethodDecl()->isConst())
      continue;
    assign(U.Path, nullptr, State);
  }
}

} // namespace ticktidy::analysis
