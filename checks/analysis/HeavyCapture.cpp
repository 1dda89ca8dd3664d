//===- HeavyCapture.cpp - Captures that cost too much ---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeavyCapture.h"
#include "ExprShape.h"
#include "LastUse.h"
#include "TimerOwner.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool canMove(const Held &H, const Callback &Called, const CallbackSite &Site,
             const ASTContext &Context) {
  if (!H.Variable || !Site.Enclosing || !movesBetter(H.Type))
    return false;
  const bool OfLambda = H.What == Held::Capture || H.What == Held::InitCapture;
  const Expr *Taken = OfLambda ? Called.Lambda : H.Source;
  // Only a whole variable: not what it points to, nor a part of it.
  if (!Taken || !Context.hasSameUnqualifiedType(
                    H.Type, H.Variable->getType().getNonReferenceType()))
    return false;
  return isLastUse(*H.Variable, *Taken, *Site.Enclosing, Context);
}

/// True if taking just the parts would leave most of the object behind.
bool partsSuffice(const HeavyCapture &C, const WeightRules &Rules,
                  const ASTContext &Context) {
  if (C.Use.What != BodyUse::Some)
    return false;
  std::uint64_t Bytes = 0;
  bool HasText = false;
  for (const Part &P : C.Use.Parts) {
    const Weight W = weigh(P.Type, Rules, Context);
    Bytes += W.Bytes;
    HasText |= W.What == Weight::Text;
  }
  // The string is what weighs in an object that is no more than that.
  if (C.Load.What == Weight::Text && HasText)
    return false;
  return Bytes <= Rules.SizeLimit || Bytes <= C.Load.Bytes / 2;
}

/// A callback that does nothing is there for the lives of what it holds.
bool isOnlyHolder(const Callback &Called) {
  const Stmt *Body = Called.Lambda ? Called.Lambda->getBody() : nullptr;
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Body);
  return Block && Block->body_empty();
}

bool isReport(const HeavyCapture &C) {
  const bool IsPartly =
      C.Use.What == BodyUse::Nothing || C.Use.What == BodyUse::Some;
  switch (C.Load.What) {
  case Weight::Light:
    return false;
  case Weight::Text:
    return IsPartly;
  case Weight::SharedData:
    return IsPartly || C.CanMove;
  case Weight::Container:
    return IsPartly || !C.Object.Variable ||
           !isSmallConstant(*C.Object.Variable);
  case Weight::Large:
  case Weight::Owner:
    return true;
  }
  llvm_unreachable("all kinds of weight are handled");
}

/// What \p H weighs; a wrapper such as std::function weighs what was put into
/// the variable that it is copied from.
Weight loadOf(const Held &H, const WeightRules &Rules,
              const ASTContext &Context) {
  const Weight W = weigh(H.Type, Rules, Context);
  const CXXRecordDecl *Class = H.Type->getAsCXXRecordDecl();
  if (W.What != Weight::Light || !Class || !H.Variable || H.By != Held::Copied)
    return W;
  const Expr *Value = onlyValue(*H.Variable);
  const auto *Lambda = Value ? dyn_cast<LambdaExpr>(spelled(Value)) : nullptr;
  if (!Lambda || Class == Lambda->getLambdaClass())
    return W;
  return weigh(Lambda->getType(), Rules, Context);
}

/// The task is done in the next round of the loop: nothing is held for long.
bool isNextTurn(const CallbackSite &Site, const ASTContext &Context) {
  const model::Call &What = *Site.Call.What;
  const Expr *Interval = Site.Call.at(What.Interval);
  return Interval && What.Interval.Field.empty() &&
         Site.Call.does(model::ActionStart) &&
         What.Periodic.Test == model::Condition::Never &&
         constantOf(*Interval, Context) == 0;
}

/// A copy of a light object of which the callback needs no more than some
/// light parts, and that keeps another object alive all the same.
bool drags(const HeavyCapture &C, const ModelLookup &Lookup) {
  if (C.Load.What != Weight::Light || !C.Load.OwningMember)
    return false;
  const QualType Owned = ownedType(C.Load.OwningMember->getType());
  const CXXRecordDecl *Class =
      Owned.isNull() ? nullptr : Owned->getAsCXXRecordDecl();
  return !Class || !Lookup.timerClass(*Class);
}

} // namespace

llvm::SmallVector<Callback, 2> callablesWithin(const Callback &Called,
                                               const ModelLookup &Lookup,
                                               const ASTContext &Context) {
  constexpr unsigned MaxCallables = 8;
  llvm::SmallVector<Callback, 2> Found;
  auto Gather = [&](const Callback &From) {
    for (const Held &H : From.Holds) {
      if (H.By != Held::Fresh || !H.Source || Found.size() == MaxCallables)
        continue;
      Callback Inner = resolveCallback(H.Source, nullptr, Lookup, Context);
      if (Inner.Lambda || Inner.Binder)
        Found.push_back(std::move(Inner));
    }
  };
  Gather(Called);
  // NOLINTNEXTLINE(modernize-loop-convert): Found grows.
  for (size_t I = 0; I < Found.size(); ++I)
    Gather(Callback(Found[I]));
  return Found;
}

llvm::SmallVector<HeavyCapture, 2> heavyCapturesOf(const CallbackSite &Site,
                                                   const Callback &Called,
                                                   const ModelLookup &Lookup,
                                                   const WeightRules &Rules,
                                                   const ASTContext &Context) {
  llvm::SmallVector<HeavyCapture, 2> Found;
  bool HoldsOwner = false;
  for (const Held &H : Called.Holds) {
    HeavyCapture C;
    C.Object = H;
    C.Load = loadOf(H, Rules, Context);
    const bool Drags = drags(C, Lookup);
    if (C.Load.What == Weight::Light && !Drags)
      continue;
    if ((Drags || C.Load.What == Weight::Owner) && isNextTurn(Site, Context))
      continue;
    if (C.Load.What == Weight::Owner) {
      if (isTimerHandle(H, Lookup) || isTrifle(ownedType(H.Type)) ||
          isOnlyHolder(Called) || isWatchedOver(H, Site))
        continue;
      // The owner of a timer has to live until it fires; once is enough.
      if (isTimerOwner(H, Site) && !std::exchange(HoldsOwner, true))
        continue;
    }
    if (H.By != Held::Copied)
      continue;
    C.Use = bodyUseOf(H, Called, Rules, Context);
    if (!partsSuffice(C, Rules, Context) && C.Use.What == BodyUse::Some)
      C.Use.What = BodyUse::Whole;
    if (Drags) {
      // Whole objects are taken for their handles' sake.
      if (C.Use.What != BodyUse::Some && C.Use.What != BodyUse::Nothing)
        continue;
      C.Load.What = Weight::Owner;
      C.Load.Member = C.Load.OwningMember;
    }
    C.CanMove = canMove(H, Called, Site, Context);
    if (isReport(C))
      Found.push_back(std::move(C));
  }
  return Found;
}

} // namespace ticktidy::analysis
