//===- Summaries.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summaries.h"
#include "Lifetime.h"

using namespace clang;

namespace ticktidy::analysis {

Summaries::Summaries(ASTContext &Context, const ModelLookup &Lookup,
                     const UnitScan &Scan, Exceptions Followed, bool Strict)
    : Context(Context), Lookup(Lookup), Strict(Strict),
      Kept(Scan, Lookup, Context), Thrown(Followed) {
  for (const ScannedFunction &F : Scan.Functions)
    Scanned[F.Function] = &F;
}

Summaries::~Summaries() = default;

FunctionFlow *Summaries::flow(const FunctionDecl &F) {
  const FunctionDecl *Definition = nullptr;
  if (!F.hasBody(Definition) || Definition->isDependentContext() ||
      Definition->hasSkippedBody() || Definition->isInvalidDecl())
    return nullptr;
  auto [At, New] = Flows.try_emplace(Definition);
  if (New) {
    std::unique_ptr<FunctionFlow> Built = FunctionFlow::build(
        *Definition, Scanned.lookup(Definition), Context, Lookup, Made, Thrown);
    At = Flows.find(Definition);
    At->second = std::move(Built);
  }
  return At->second.get();
}

void Summaries::forgetFlow(const FunctionDecl &F) {
  Flows.erase(F.getDefinition());
}

Effect Summaries::parameter(const FunctionDecl &F, unsigned Index,
                            const model::Kind &Of) {
  // A virtual function may be overridden out of sight.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&F);
      Method && Method->isVirtual())
    return Effect::Takes;
  const FunctionDecl *Definition = nullptr;
  if (!F.hasBody(Definition) || Index >= Definition->getNumParams())
    return Effect::Takes;
  return effect(*Definition, *Definition->getParamDecl(Index), Of);
}

bool Summaries::onlyBorrows(const LambdaExpr &Lambda, const VarDecl &V,
                            const model::Kind &Of) {
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  return Operator && effect(*Operator, V, Of) == Effect::Borrows;
}

Effect Summaries::effect(const FunctionDecl &Definition, const VarDecl &Holder,
                         const model::Kind &Of) {
  // Until it is known, a recursive call takes the timer.
  Question Asked(&Definition, &Holder, &Of);
  auto [At, New] = Effects.try_emplace(Asked, Effect::Takes);
  if (!New)
    return At->second;
  FunctionFlow *Flow = flow(Definition);
  if (!Flow)
    return Effect::Takes;
  TrackedTimer Timer;
  Timer.Of = &Of;
  Timer.ScalarHandle = Holder.getType()->isIntegralOrEnumerationType();
  LifetimeResult Result =
      LifetimeWalk(*Flow, Timer, *this).fromVariable(Holder);
  if (Result.GaveUp)
    return Effect::Takes;
  if (Result.PhasesAtEnd == bit(Phase::Live) && !Result.EndedByHand)
    At->second = Effect::Borrows;
  else if (Result.PhasesAtEnd == bit(Phase::Ended))
    At->second = Effect::Ends;
  return At->second;
}

} // namespace ticktidy::analysis
