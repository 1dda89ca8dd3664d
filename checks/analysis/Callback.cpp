//===- Callback.cpp - What a timer calls, and what that holds ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallbackResolver.h"
#include "ExprShape.h"
#include "UnitAnalysis.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// What another call in the same function gives the timer of \p Site as user
/// data, or null unless there is one such call.
const Expr *userDataFromOtherCall(const CallbackSite &Site,
                                  const ModelLookup &Lookup,
                                  const ASTContext &Context) {
  const Expr *Handle = Site.Call.at(Site.Call.What->Handle);
  if (!Handle || !Site.Enclosing || !Site.Enclosing->getBody())
    return nullptr;
  const auto Timer = namesOf(Handle);
  if (Timer.empty())
    return nullptr;
  SmallVector<const Expr *, 2> Found;
  anyWithin(*Site.Enclosing->getBody(), [&](const Stmt &S) {
    const auto *E = dyn_cast<CallExpr>(&S);
    if (!E || !E->getDirectCallee() ||
        Lookup.calls(*E->getDirectCallee()).empty())
      return false;
    for (const TimerCall &Call : timerCallsAt(*E, Lookup, Context)) {
      const Expr *Other = Call.at(Call.What->Handle);
      const Expr *Data = Call.at(Call.What->UserData);
      if (Call.Of == Site.Call.Of && Data && Other && !Call.What->Callback &&
          Call.What->UserData.Field.empty() && namesOf(Other) == Timer)
        Found.push_back(Data);
    }
    return false;
  });
  return Found.size() == 1 ? Found.front() : nullptr;
}

/// See Callback::UserData.
const Expr *userDataOf(const CallbackSite &Site, const ModelLookup &Lookup,
                       const ASTContext &Context) {
  const model::Place &Place = Site.Call.What->UserData;
  if (Site.UserData && Place.Field.empty())
    return Site.UserData;
  if (!Site.Enclosing)
    return nullptr;
  const Expr *Stored =
      Site.UserData
          ? assignedField(*Site.Enclosing, *Site.UserData, Place.Field)
          : nullptr;
  return Stored ? Stored : userDataFromOtherCall(Site, Lookup, Context);
}

} // namespace

Callback resolveCallback(const Expr *Expression, const Expr *UserData,
                         const ModelLookup &Lookup, const ASTContext &Context) {
  CallbackResolver Resolver(Lookup, Context);
  Resolver.follow(Expression);
  Resolver.followUserData(UserData);
  return Resolver.finish();
}

Callback resolveCallback(const CallbackSite &Site, const ModelLookup &Lookup,
                         const ASTContext &Context) {
  auto Through = [&Site](const Expr *At, const model::Place &Place) {
    if (!At || Place.Field.empty())
      return At;
    return Site.Enclosing ? assignedField(*Site.Enclosing, *At, Place.Field)
                          : nullptr;
  };
  const model::Call &What = *Site.Call.What;
  const Expr *Expression = Through(Site.Callback, What.Callback);
  const Expr *UserData = userDataOf(Site, Lookup, Context);
  CallbackResolver Resolver(Lookup, Context);
  const bool IsFollowed = Resolver.follow(Expression);
  // A member function may be named by a string, or belong to the object that
  // the timer's library calls it on.
  const Expr *Object = Site.Call.at(What.Context);
  if (!Object && !What.Context)
    Object = Site.Call.View.object();
  if (!IsFollowed && Expression && Object)
    Resolver.followSignature(*Expression, *Object);
  Resolver.followUserData(UserData);
  Callback Result = Resolver.finish();
  Result.UserData = UserData;
  if (!Result.Object && Site.Call.at(What.Context))
    Result.Object = spelled(Site.Call.at(What.Context));
  return Result;
}

} // namespace ticktidy::analysis
