//===- DurationValue.h - Constant durations ---------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_DURATIONVALUE_H
#define TICKTIDY_CHECKS_ANALYSIS_DURATIONVALUE_H

#include "../model/Model.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <optional>

namespace ticktidy::analysis {

/// The unit of a duration type as a fraction of a second.
struct DurationUnit {
  std::int64_t Num;
  std::int64_t Den;

  bool operator==(const DurationUnit &O) const {
    return Num == O.Num && Den == O.Den;
  }
  /// True if a count of this unit is a whole count of \p O.
  bool isMultipleOf(const DurationUnit &O) const;
};

/// The unit of \p T, if that is a std::chrono::duration with a whole count.
std::optional<DurationUnit> durationUnit(clang::QualType T);

/// The same of a unit that a model names; nothing for those that are none.
std::optional<DurationUnit> durationUnit(model::Unit U);

/// The count of the duration \p E, if it is a constant; looks through locals
/// that hold one value all their life.
std::optional<std::int64_t> durationCount(const clang::Expr &E,
                                          const clang::ASTContext &Context);

/// \p Count of \p Unit in nanoseconds, if that is a number of 64 bits.
std::optional<std::int64_t> inNanoseconds(std::int64_t Count,
                                          DurationUnit Unit);

/// What the argument \p E that has the unit \p U by its model comes to in
/// nanoseconds, if it is a constant. The type of a duration goes before \p U.
std::optional<std::int64_t> timeOf(const clang::Expr &E, model::Unit U,
                                   const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_DURATIONVALUE_H
