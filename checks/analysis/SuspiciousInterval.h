//===- SuspiciousInterval.h - Intervals that cannot be meant ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_SUSPICIOUSINTERVAL_H
#define TICKTIDY_CHECKS_ANALYSIS_SUSPICIOUSINTERVAL_H

#include "DurationValue.h"
#include "StructValue.h"
#include "UnitAnalysis.h"

namespace ticktidy::analysis {

/// An interval that is given to a timer, and that cannot be meant.
struct SuspiciousInterval {
  enum Kind : std::uint8_t {
    Negative,   ///< it is below zero
    Overflows,  ///< computing it overflows
    Narrows,    ///< the type of the argument does not hold it
    Truncated,  ///< all of it, or a good part, is dropped
    CastToZero, ///< a cast of a duration drops all of it
    TooLarge,   ///< the library refuses so much
    OutOfRange, ///< the part of a second is a second or more, or negative
    NeverFires, ///< its first part is zero, which stops the timer
    Spins,      ///< the timer repeats, and zero time lies between
    TooShort,   ///< the timer repeats faster than anything can run
    WrongUnit,  ///< the count of a duration of another unit
  };
  Kind What;
  /// The argument, or what is assigned to the field that holds it.
  const clang::Expr *At = nullptr;
  /// The same with its conversions.
  const clang::Expr *Converted = nullptr;
  /// The call, and the function that makes it.
  const clang::Expr *Call = nullptr;
  const clang::FunctionDecl *Function = nullptr;
  model::Unit In = model::Unit::None;
  /// As it is meant, and as it arrives.
  NumberValue Value = {};
  /// The largest valid one: TooLarge, OutOfRange; and for what overflows, if
  /// it is a part of a second and more than one is meant.
  long double Most = 0;
  /// TooShort: in nanoseconds.
  std::int64_t Period = 0;
  /// OutOfRange, NeverFires, and others that a struct holds: the number at
  /// fault, and the seconds beside it.
  FieldNumber Part = {};
  FieldNumber Seconds = {};
  /// NeverFires: the fields of the first time and of the period.
  llvm::StringRef First = {};
  llvm::StringRef Every = {};
  /// CastToZero: the cast. WrongUnit: the call of count().
  const clang::CallExpr *Cast = nullptr;
  std::optional<DurationUnit> Given = {}; ///< CastToZero, WrongUnit
};

/// What is wrong with the intervals of \p Unit, in source order, one a place.
/// Only what constants prove: see NumberValue.h and StructValue.h.
std::vector<SuspiciousInterval> suspiciousIntervals(const UnitAnalysis &Unit);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_SUSPICIOUSINTERVAL_H
