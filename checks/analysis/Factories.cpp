//===- Factories.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Factories.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

using Return = LifetimeResult::Return;

/// What tells a failure, where \p Good are the values of a success and \p Bad
/// those of all else; nothing if the two cannot be told apart.
std::optional<model::Failure> toldApart(llvm::ArrayRef<ValueSet> Good,
                                        llvm::ArrayRef<ValueSet> Bad) {
  if (Bad.empty())
    return model::Failure::Never;
  auto All = [](llvm::ArrayRef<ValueSet> Values, const ValueSet &Within) {
    return llvm::all_of(
        Values, [&](const ValueSet &V) { return V.isSubsetOf(Within); });
  };
  if (All(Good, ValueSet::only(0)) && All(Bad, ValueSet::without(0)))
    return model::Failure::NonZero;
  if (All(Good, ValueSet::atLeast(0)) && All(Bad, ValueSet::only(-1)))
    return model::Failure::Negative;
  if (All(Good, ValueSet::without(0)) && All(Bad, ValueSet::only(0)))
    return model::Failure::Zero;
  return std::nullopt;
}

/// How a handle says that there is no timer, where it is returned itself.
std::optional<model::Failure> failureOfHandle(const TrackedTimer &Timer,
                                              llvm::ArrayRef<ValueSet> Bad) {
  ValueSet Good = ValueSet::all();
  switch (Timer.Creation->What->Fails) {
  case model::Failure::Zero:
  case model::Failure::NeverZero:
    Good = ValueSet::without(0);
    break;
  case model::Failure::Negative:
    Good = ValueSet::atLeast(0);
    break;
  case model::Failure::NonZero:
  case model::Failure::Never:
    break;
  }
  if (isa<CXXNewExpr>(Timer.Creation->View.expr()))
    Good = ValueSet::without(0);
  return toldApart(Good, Bad);
}

/// The parameter that all of \p Returns that leave a live timer fill in with
/// it, or null.
const ParmVarDecl *filledBy(llvm::ArrayRef<Return> Returns) {
  const ParmVarDecl *Filled = nullptr;
  for (const Return &R : Returns) {
    if (R.At != Phase::Live)
      continue;
    if (!R.Filled || (Filled && Filled != R.Filled))
      return nullptr;
    Filled = R.Filled;
  }
  return Filled;
}

} // namespace

const ModelLookup::Entry *Factories::find(const FunctionDecl &F) const {
  auto Found = Known.find(F.getCanonicalDecl());
  return Found == Known.end() ? nullptr : &Found->second;
}

bool Factories::learn(FunctionFlow &Flow, const TrackedTimer &Timer,
                      Summaries &Functions) {
  const FunctionDecl &F = Flow.function();
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (find(F) || F.isMain() || Timer.isIntrusive() || Timer.SmartPointer ||
      Timer.Of->OwnedByReceiver || Timer.Of->Single ||
      (Method && (Method->isVirtual() || Method->getParent()->isLambda())))
    return false;
  std::optional<std::vector<Return>> Returns =
      LifetimeWalk(Flow, Timer, Functions).returns();
  if (!Returns)
    return false;
  llvm::SmallVector<ValueSet, 4> Good;
  llvm::SmallVector<ValueSet, 4> Bad;
  bool ReturnsAll = true;
  for (const Return &R : *Returns) {
    if (R.At == Phase::Handed)
      return false;
    (R.At == Phase::Live ? Good : Bad).push_back(R.Value);
    ReturnsAll &= R.At != Phase::Live || R.GivesHandle;
  }
  if (Good.empty())
    return false;
  model::Call Call;
  std::optional<model::Failure> Fails;
  if (ReturnsAll) {
    Call.Handle.Where = model::Place::Return;
    Fails = failureOfHandle(Timer, Bad);
  } else if (const ParmVarDecl *Filled = filledBy(*Returns);
             Filled && Filled->getFunctionScopeIndex() <= INT8_MAX) {
    Call.Handle.Where = model::Place::Pointee;
    Call.Handle.Index =
        static_cast<std::int8_t>(Filled->getFunctionScopeIndex());
    Fails = toldApart(Good, Bad);
  }
  if (!Fails)
    return false;
  Call.Fails = *Fails;
  Call.Does = model::ActionCreate;
  if (Timer.SelfEnding)
    Call.Does |= model::ActionStart;
  Call.Periodic.Test =
      Timer.Periodic ? model::Condition::Always : model::Condition::Never;
  Calls.push_back(Call);
  Known[F.getCanonicalDecl()] = {Timer.Of, &Calls.back()};
  Origins[&Calls.back()] = &Timer.Creation->View.expr();
  return true;
}

const Expr *Factories::originOf(const model::Call &Call) const {
  return Origins.lookup(&Call);
}

} // namespace ticktidy::analysis
