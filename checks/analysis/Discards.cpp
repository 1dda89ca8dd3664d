//===- Discards.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Discards.h"
#include "Callback.h"
#include "ExprShape.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool isCastToVoid(const Expr &E, const ParentMap &Parents) {
  const Stmt *Parent = Parents.getParentIgnoreParens(&E);
  while (
      isa_and_nonnull<FullExpr, CXXBindTemporaryExpr, ImplicitCastExpr>(Parent))
    Parent = Parents.getParentIgnoreParens(Parent);
  const auto *Cast = dyn_cast_or_null<ExplicitCastExpr>(Parent);
  return Cast && Cast->getCastKind() == CK_ToVoid;
}

/// True if \p E is a number in the disguise of a pointer.
bool isNumber(const Expr &E) {
  return anyWithin<Casts::Seen>(E, [](const Stmt &S) {
    const auto *Cast = dyn_cast<CastExpr>(&S);
    return Cast && Cast->getCastKind() == CK_IntegralToPointer;
  });
}

/// True if \p E gives an object that is made for the timer, or a reference to
/// one that is taken for it.
bool isMade(const Expr &E) {
  if (isa<CallExpr, CXXNewExpr, StringLiteral>(E))
    return true;
  const auto *Ref = dyn_cast<DeclRefExpr>(&E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  const Expr *Value = V && V->hasLocalStorage() ? onlyValue(*V) : nullptr;
  return Value && isa<CallExpr, CXXNewExpr>(stripped(Value));
}

/// True if \p Data is the address of, or names, what lives until the process
/// ends; or if it is null, or a reference of the timer's own.
bool outlivesTimer(const Expr &Data, const ASTContext &Context) {
  const Expr *E = stripped(&Data);
  if (constantOf(Data, Context) || isNumber(Data) || isMade(*E))
    return true;
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  std::optional<AccessPath> P = AccessPath::of(*E);
  return P && P->variable() && P->variable()->hasGlobalStorage();
}

/// True if the call takes a function besides the callback: what frees the data.
bool takesCleanup(const TimerCall &Call, const Expr *Function,
                  const ASTContext &Context) {
  return llvm::any_of(Call.View.args(), [&](const Expr *Arg) {
    QualType Type = stripped(Arg)->getType();
    return Arg != Function && constantOf(*Arg, Context) != 0 &&
           (Type->isFunctionType() || Type->isFunctionPointerType());
  });
}

} // namespace

bool isLostForGood(const TrackedTimer &Timer, const LifetimeResult &Result) {
  const model::Place &Handle = Timer.Creation->What->Handle;
  bool IsValue = Handle.Where == model::Place::Return ||
                 isa<CXXConstructorDecl>(Timer.Creation->View.callee());
  return IsValue && !Timer.SmartPointer && !Timer.isIntrusive() &&
         !Timer.Of->OwnedByReceiver &&
         (Timer.Periodic || Result.StartsPeriodic);
}

bool isDroppedOnPurpose(const TrackedTimer &Timer, const FunctionFlow &Flow,
                        const ModelLookup &Lookup) {
  const TimerCall &Call = *Timer.Creation;
  if (isCastToVoid(Call.View.expr(), Flow.parents()))
    return true;
  const Expr *Function = Call.at(Call.What->Callback);
  if (Function && takesCleanup(Call, Function, Flow.context()))
    return true;
  if (const Expr *Data = Call.at(Call.What->UserData))
    return outlivesTimer(*Data, Flow.context());
  if (!Function)
    return false;
  Callback Called = resolveCallback(Function, nullptr, Lookup, Flow.context());
  return llvm::none_of(Called.Holds, [](const Held &H) {
    return H.By == Held::Referred || H.What == Held::This ||
           H.Type->isPointerType() || H.Type->isRecordType();
  });
}

} // namespace ticktidy::analysis
