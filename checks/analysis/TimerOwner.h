//===- TimerOwner.h - Handles that a callback has to hold -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMEROWNER_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMEROWNER_H

#include "Callback.h"

namespace ticktidy::analysis {

/// True if \p H is a handle on a timer.
bool isTimerHandle(const Held &H, const ModelLookup &Lookup);

/// True if \p H is the object whose timer this is, as far as the code tells:
/// shared_from_this(), a handle made from `this`, `self`, or the variable
/// through which \p Site gets at the timer.
bool isTimerOwner(const Held &H, const CallbackSite &Site);

/// True if somebody else keeps the object of the owning handle \p H alive, so
/// that a weak handle would do: it is a copy of a member, of an element, or of
/// what a parameter refers to.
bool isOwnedElsewhere(const Held &H);

/// True if some other call or lambda of the function gets both the object of
/// \p H and the timer of \p Site: the timer watches over what it does with the
/// object, and its end ends the timer.
bool isWatchedOver(const Held &H, const CallbackSite &Site);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMEROWNER_H
