//===- PlainLifetime.h - Timers that end in plain sight ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most timers are right, and one can read that off the statements: a local is
// given the handle, and each way out of its scope releases it by that name.
// Such a timer needs no CFG and no walk over paths, which cost many times as
// much. This is a filter in front of LifetimeWalk, which decides all that is
// not plain; wherever it says yes, the walk finds nothing.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H
#define TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H

#include "Lifetime.h"
#include "UnitScan.h"

namespace ticktidy::analysis {

/// What alone holds \p Timer, which \p F makes, if nothing that could be wrong
/// with it happens in \p F, and that is plain to see; or null:
/// - a local variable, by whose name the timer is released on every way out of
///   its scope, once, and which is not named after that; or
/// - a field of the object of \p F, in which the timer stays, and which is only
///   started and stopped.
const clang::ValueDecl *plainHolder(const TrackedTimer &Timer,
                                    const ScannedFunction &F,
                                    Summaries &Functions);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H
