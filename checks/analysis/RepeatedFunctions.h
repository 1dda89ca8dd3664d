//===- RepeatedFunctions.h - Functions that run again and again -*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_REPEATEDFUNCTIONS_H
#define TICKTIDY_CHECKS_ANALYSIS_REPEATEDFUNCTIONS_H

#include "Finding.h"
#include "UnitScan.h"

namespace ticktidy::analysis {

/// The functions of a unit that something calls in every round: the callbacks
/// of timers that are known to repeat, and the lambdas of algorithms.
class RepeatedFunctions {
public:
  struct Reason {
    PileUp::Repeats By;
    const clang::Expr *At; ///< the call that makes it repeat
    /// Time between two calls in nanoseconds, where it is known.
    std::optional<std::int64_t> Period;
  };

  RepeatedFunctions(const UnitScan &Scan, const ModelLookup &Lookup,
                    const clang::ASTContext &Context);

  /// Why \p F runs again and again, or null if it is not known to.
  const Reason *find(const clang::FunctionDecl &F) const;
  /// True if the timer that \p Start starts is known to fire later than a
  /// period after.
  bool outlasts(const TimerCall &Start, const Reason &Why) const;

private:
  void callback(const TimerCall &Call, const UnitScan &Scan,
                const ModelLookup &Lookup);

  const clang::ASTContext &Context;
  llvm::DenseMap<const clang::FunctionDecl *, Reason> Reasons;
};

/// The interval that \p Call sets, in nanoseconds, if it is a constant.
std::optional<std::int64_t> intervalOf(const TimerCall &Call,
                                       const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_REPEATEDFUNCTIONS_H
