//===- RepeatedFunctions.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RepeatedFunctions.h"
#include "Callback.h"
#include "DurationValue.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The variable or member that the code names as the handle, or null.
const ValueDecl *handleDecl(const TimerCall &Call) {
  const Expr *E = Call.at(Call.What->Handle);
  if (!E || Call.What->Handle.Where == model::Place::Return)
    return nullptr;
  E = stripped(E);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl();
  if (const MemberExpr *Member = ownMember(E))
    return Member->getMemberDecl();
  return nullptr;
}

} // namespace

std::optional<std::int64_t> intervalOf(const TimerCall &Call,
                                       const ASTContext &Context) {
  const Expr *E = Call.at(Call.What->Interval);
  if (!E || !Call.What->Interval.Field.empty())
    return std::nullopt;
  return timeOf(*E, Call.What->IntervalUnit, Context);
}

RepeatedFunctions::RepeatedFunctions(const UnitScan &Scan,
                                     const ModelLookup &Lookup,
                                     const ASTContext &Context)
    : Context(Context) {
  for (const auto &[Lambda, Algorithm] : Scan.RunForEach)
    Reasons[Lambda->getCanonicalDecl()] = {PileUp::Repeats::Algorithm,
                                           Algorithm, std::nullopt};
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls)
      callback(Call, Scan, Lookup);
}

void RepeatedFunctions::callback(const TimerCall &Call, const UnitScan &Scan,
                                 const ModelLookup &Lookup) {
  const Expr *Function = Call.at(Call.What->Callback);
  if (!Function)
    return;
  Callback Called = resolveCallback(Function, nullptr, Lookup, Context);
  if (!Called.Body)
    return;
  std::optional<std::int64_t> Period;
  const model::Condition &Periodic = Call.What->Periodic;
  if (Call.does(model::ActionStart) || Call.does(model::ActionCreate)) {
    Truth Repeats = Periodic.Test == model::Condition::CallbackContinues
                        ? continues(Periodic, Called, Lookup, Context)
                        : holds(Periodic, Call.View, Context);
    if (Repeats != Truth::True)
      return;
    Period = intervalOf(Call, Context);
  } else {
    // The callback was attached; whether it repeats is said elsewhere, by the
    // calls on the same variable. One that says otherwise is enough.
    const ValueDecl *Handle = handleDecl(Call);
    if (!Handle)
      return;
    bool Repeats = false;
    for (const ScannedFunction &F : Scan.Functions)
      for (const TimerCall &Other : F.Calls) {
        if (Other.Of != Call.Of || handleDecl(Other) != Handle)
          continue;
        Truth Says = holds(Other.What->Periodic, Other.View, Context);
        if (Other.does(model::ActionPeriod) && Says != Truth::True)
          return;
        if (Other.does(model::ActionStop))
          return; // It may be stopped in its first round.
        if (Other.does(model::ActionStart) && Says == Truth::True) {
          Repeats = true;
          if (!Period)
            Period = intervalOf(Other, Context);
        }
      }
    if (!Repeats)
      return;
  }
  Reasons.try_emplace(
      Called.Body->getCanonicalDecl(),
      Reason{PileUp::Repeats::Callback, &Call.View.expr(), Period});
}

const RepeatedFunctions::Reason *
RepeatedFunctions::find(const FunctionDecl &F) const {
  auto Found = Reasons.find(F.getCanonicalDecl());
  return Found == Reasons.end() ? nullptr : &Found->second;
}

bool RepeatedFunctions::outlasts(const TimerCall &Start,
                                 const Reason &Why) const {
  std::optional<std::int64_t> Delay = intervalOf(Start, Context);
  return Delay && Why.Period && *Delay > *Why.Period;
}

} // namespace ticktidy::analysis
