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

/// The local variable that alone holds \p Timer, which \p F makes, if the timer
/// is released by that name on every way out of its scope, once, and not named
/// after that; null if it is not so, or not plain to see.
const clang::VarDecl *plainLocal(const TrackedTimer &Timer,
                                 const ScannedFunction &F,
                                 Summaries &Functions);

/// The field of the object of \p F in which \p F makes \p Timer, if the timer
/// stays there and \p F at most starts and stops it; null if it is not so, or
/// not plain to see.
const clang::FieldDecl *plainMember(const TrackedTimer &Timer,
                                    const ScannedFunction &F,
                                    Summaries &Functions);

/// What holds \p Timer in one of these ways, or null. Nothing that could be
/// wrong with it happens in \p F.
inline const clang::ValueDecl *plainHolder(const TrackedTimer &Timer,
                                           const ScannedFunction &F,
                                           Summaries &Functions) {
  if (const clang::VarDecl *Local = plainLocal(Timer, F, Functions))
    return Local;
  return plainMember(Timer, F, Functions);
}

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H
