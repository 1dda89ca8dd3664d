//===- TimerPlace.h - Where the code has a timer ----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERPLACE_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERPLACE_H

#include "TimerCall.h"

namespace ticktidy::analysis {

/// The field or variable in which the code has a timer, whatever object the
/// field is of.
struct TimerPlace {
  const clang::ValueDecl *Holder = nullptr;
  /// The field is reached through `this` alone.
  bool OfThis = false;
};

/// The place of the timer that \p Call, in \p F, is about; no holder where that
/// is none that has a name.
TimerPlace placeOf(const TimerCall &Call, const clang::FunctionDecl &F);

/// True if each call of \p F makes a timer of its own in \p Place: what stops
/// one stops no other.
bool isNewEachTime(const TimerPlace &Place, const clang::FunctionDecl &F);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERPLACE_H
