//===- LifetimeValues.cpp - What a path learns of values -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LifetimeWorker.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

bool isPlaceOf(const model::Place &P, const CallView &V, const Use &U) {
  if (U.What == Use::Object)
    return P.Where == model::Place::This;
  if (P.Where != model::Place::Argument && P.Where != model::Place::Pointee)
    return false;
  int Index =
      P.Index < 0 ? static_cast<int>(V.args().size()) + P.Index : P.Index;
  return Index == static_cast<int>(U.Index);
}

ValueSet LifetimeWalk::Worker::valueOf(const Expr &E, const PathState &State) {
  if (std::optional<std::int64_t> C = Flow.constant(E))
    return ValueSet::only(*C);
  const Expr *S = stripped(&E);
  if (State.At == Phase::Failed && S == &Timer->Creation->View.expr())
    return failureOf(*Timer->Creation);
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
  if (const auto *Choice = dyn_cast<ConditionalOperator>(S)) {
    std::optional<Atom> A = Flow.conditions().atom(*Choice->getCond());
    const Valuation::Fact *Fact = A ? State.Known.find(A->Key) : nullptr;
    if (Fact && Fact->Values.isSubsetOf(A->When))
      return valueOf(*Choice->getTrueExpr(), State);
    if (Fact && Fact->Values.isSubsetOf(A->Otherwise))
      return valueOf(*Choice->getFalseExpr(), State);
    return ValueSet::all();
  }
  // A default-made object of the standard library is false: an error code, a
  // pointer, an optional.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(S))
    return Construct->getNumArgs() == 0 &&
                   Construct->getConstructor()->getParent()->isInStdNamespace()
               ? ValueSet::only(0)
               : ValueSet::all();
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
    // What was assigned may have changed; what was tested is taken to hold.
    State.Known.keepIf([this](const Valuation::Fact &Fact) {
      const AccessPath *P = Flow.conditions().pathOf(Fact.Key);
      return Fact.TestedBy || !P || !P->variable() ||
             !Flow.isSharedWithCode(*P->variable());
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
