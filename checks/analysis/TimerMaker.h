//===- TimerMaker.h - Which call makes which timer --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERMAKER_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERMAKER_H

#include "UnitScan.h"

namespace ticktidy::analysis {

/// The calls of the unit that make the timer which \p Use names, by the names
/// through which the code gets at it; none where \p Use names no variable.
std::vector<const TimerCall *> makersOf(const TimerCall &Use,
                                        const UnitScan &Scan);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERMAKER_H
