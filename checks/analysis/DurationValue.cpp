//===- DurationValue.cpp --------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DurationValue.h"
#include "ExprShape.h"
#include "ModelLookup.h"
#include "NumberValue.h"
#include "TimerCall.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace clang;

namespace ticktidy::analysis {

bool DurationUnit::isMultipleOf(const DurationUnit &O) const {
  std::int64_t Own = 0, Other = 0;
  return !llvm::MulOverflow(Num, O.Den, Own) &&
         !llvm::MulOverflow(O.Num, Den, Other) && Other != 0 &&
         Own % Other == 0;
}

std::optional<DurationUnit> durationUnit(QualType T) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  if (!Class || !hasQualifiedName(*Class, "std::chrono::duration") ||
      Class->getTemplateArgs().size() != 2 ||
      !Class->getTemplateArgs()[0].getAsType()->isIntegerType())
    return std::nullopt;
  const auto *Ratio = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Class->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl());
  if (!Ratio || Ratio->getTemplateArgs().size() != 2)
    return std::nullopt;
  std::int64_t Num = Ratio->getTemplateArgs()[0].getAsIntegral().getExtValue();
  std::int64_t Den = Ratio->getTemplateArgs()[1].getAsIntegral().getExtValue();
  if (Num <= 0 || Den <= 0)
    return std::nullopt;
  return DurationUnit{Num, Den};
}

std::optional<DurationUnit> durationUnit(model::Unit U) {
  switch (U) {
  case model::Unit::Nanoseconds:
    return DurationUnit{1, 1'000'000'000};
  case model::Unit::Microseconds:
    return DurationUnit{1, 1'000'000};
  case model::Unit::Milliseconds:
    return DurationUnit{1, 1000};
  case model::Unit::Seconds:
    return DurationUnit{1, 1};
  default:
    return std::nullopt;
  }
}

std::optional<std::int64_t> durationCount(const Expr &E,
                                          const ASTContext &Context) {
  if (E.isValueDependent() || E.containsErrors())
    return std::nullopt;
  Expr::EvalResult Result;
  if (E.EvaluateAsRValue(Result, Context) && Result.Val.isStruct() &&
      Result.Val.getStructNumFields() == 1 &&
      Result.Val.getStructField(0).isInt()) {
    const llvm::APSInt &Count = Result.Val.getStructField(0).getInt();
    if (Count.isRepresentableByInt64())
      return Count.getExtValue();
  }
  const VarDecl *Variable = namedVariable(&E);
  const Expr *Value = Variable ? readOnlyValue(*Variable) : nullptr;
  return Value && durationUnit(Value->getType()) ==
                      durationUnit(E.getType().getNonReferenceType())
             ? durationCount(*Value, Context)
             : std::nullopt;
}

std::optional<std::int64_t> inNanoseconds(std::int64_t Count,
                                          DurationUnit Unit) {
  constexpr std::int64_t Second = 1'000'000'000;
  std::int64_t Scale = 0;
  std::int64_t Total = 0;
  if (llvm::MulOverflow(Unit.Num, Second, Scale) ||
      llvm::MulOverflow(Count, Scale / Unit.Den, Total))
    return std::nullopt;
  return Total;
}

std::optional<std::int64_t> timeOf(const Expr &E, model::Unit U,
                                   const ASTContext &Context) {
  const Expr &Spelled = *stripped(&E);
  if (std::optional<DurationUnit> Own = durationUnit(Spelled.getType())) {
    std::optional<std::int64_t> Count = durationCount(Spelled, Context);
    return Count ? inNanoseconds(*Count, *Own) : std::nullopt;
  }
  std::optional<DurationUnit> Unit = durationUnit(U);
  if (!Unit)
    return std::nullopt;
  if (std::optional<std::int64_t> Value = constantOf(E, Context))
    return inNanoseconds(*Value, *Unit);
  // A fraction of a second.
  std::optional<NumberValue> Number;
  if (E.getType()->isRealFloatingType())
    Number = numberOf(E, Context);
  constexpr long double Second = 1e9L, Limit = 1e18L;
  if (!Number || std::fabs(Number->Is) * Second > Limit)
    return std::nullopt;
  return static_cast<std::int64_t>(Number->Is * Second /
                                   static_cast<long double>(Unit->Den));
}

} // namespace ticktidy::analysis
