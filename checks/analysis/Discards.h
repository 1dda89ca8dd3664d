//===- Discards.h - Timers whose handle nobody took -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_DISCARDS_H
#define TICKTIDY_CHECKS_ANALYSIS_DISCARDS_H

#include "Lifetime.h"

namespace ticktidy::analysis {

/// True if \p Timer, which nothing holds at the end of the function, goes on
/// firing and has a handle that could have been kept.
bool isLostForGood(const TrackedTimer &Timer, const LifetimeResult &Result);

/// True if nothing is at stake when nobody can end the timer: its callback gets
/// nothing that could die before it, or something that is looked after
/// elsewhere, or the source drops the handle with a cast to void.
bool isDroppedOnPurpose(const TrackedTimer &Timer, const FunctionFlow &Flow,
                        const ModelLookup &Lookup);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_DISCARDS_H
