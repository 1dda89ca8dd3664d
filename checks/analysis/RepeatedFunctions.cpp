//===- RepeatedFunctions.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RepeatedFunctions.h"
#include "Callback.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/MathExtras.h"

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
  if (const auto *Member = dyn_cast<MemberExpr>(E);
      Member && isa<CXXThisExpr>(stripped(Member->getBase())))
    return Member->getMemberDecl();
  return nullptr;
}

std::optional<std::int64_t> nanosecondsIn(model::Unit U) {
  switch (U) {
  case model::Unit::Nanoseconds:
    return 1;
  case model::Unit::Microseconds:
    return 1000;
  case model::Unit::Milliseconds:
    return 1000 * 1000;
  case model::Unit::Seconds:
    return 1000 * 1000 * 1000;
  default:
    return std::nullopt;
  }
}

/// A constant duration, in nanoseconds: its count times its period.
std::optional<std::int64_t> durationOf(const Expr &E,
                                       const ASTContext &Context) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      E.getType()->getAsCXXRecordDecl());
  if (!Class || Class->getName() != "duration" || !Class->isInStdNamespace() ||
      Class->getTemplateArgs().size() != 2)
    return std::nullopt;
  const auto *Ratio = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Class->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl());
  if (!Ratio || Ratio->getTemplateArgs().size() != 2)
    return std::nullopt;
  Expr::EvalResult Result;
  if (E.isValueDependent() || !E.EvaluateAsRValue(Result, Context) ||
      !Result.Val.isStruct() || Result.Val.getStructNumFields() != 1 ||
      !Result.Val.getStructField(0).isInt())
    return std::nullopt;
  std::int64_t Count = Result.Val.getStructField(0).getInt().getExtValue();
  std::int64_t Num = Ratio->getTemplateArgs()[0].getAsIntegral().getExtValue();
  std::int64_t Den = Ratio->getTemplateArgs()[1].getAsIntegral().getExtValue();
  constexpr std::int64_t Second = 1000 * 1000 * 1000;
  std::int64_t Unit = 0;
  std::int64_t Total = 0;
  if (Den == 0 || llvm::MulOverflow(Num, Second, Unit) ||
      llvm::MulOverflow(Count, Unit / Den, Total))
    return std::nullopt;
  return Total;
}

} // namespace

std::optional<std::int64_t> intervalOf(const TimerCall &Call,
                                       const ASTContext &Context) {
  const Expr *E = Call.at(Call.What->Interval);
  if (!E || !Call.What->Interval.Field.empty())
    return std::nullopt;
  if (std::optional<std::int64_t> Duration = durationOf(*stripped(E), Context))
    return Duration;
  std::optional<std::int64_t> Value = constantOf(*E, Context);
  std::optional<std::int64_t> Unit = nanosecondsIn(Call.What->IntervalUnit);
  std::int64_t Total = 0;
  if (!Value || !Unit || llvm::MulOverflow(*Value, *Unit, Total))
    return std::nullopt;
  return Total;
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
