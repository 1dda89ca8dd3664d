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

/// The local variable of \p F that alone holds \p Timer, which is released by
/// that name on every way out of the scope of the variable, once, and is not
/// named after that; or null if that is not plain to see. Nothing of such a
/// timer leaves the function.
const clang::VarDecl *plainHolder(const TrackedTimer &Timer,
                                  const ScannedFunction &F,
                                  Summaries &Functions);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H
