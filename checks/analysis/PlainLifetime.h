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

/// Those of \p Timers, which \p F makes, that a local variable alone holds, and
/// that are released by that name on every way out of its scope, once, and not
/// named after that: sets their variables in \p Holders, where they have the
/// same places. Leaves it alone where it is not so, or not plain to see.
void findPlainLocals(llvm::ArrayRef<TrackedTimer> Timers,
                     const ScannedFunction &F, Summaries &Functions,
                     llvm::MutableArrayRef<const clang::ValueDecl *> Holders);

/// The same for fields of the object of \p F in which it makes timers, if they
/// stay there and \p F at most starts and stops them.
void findPlainMembers(llvm::ArrayRef<TrackedTimer> Timers,
                      const ScannedFunction &F, Summaries &Functions,
                      llvm::MutableArrayRef<const clang::ValueDecl *> Holders);

/// What holds each of \p Timers in one of these ways, or null. Nothing that
/// could be wrong with it happens in \p F.
inline llvm::SmallVector<const clang::ValueDecl *, 2>
plainHolders(llvm::ArrayRef<TrackedTimer> Timers, const ScannedFunction &F,
             Summaries &Functions) {
  llvm::SmallVector<const clang::ValueDecl *, 2> Holders(Timers.size());
  findPlainLocals(Timers, F, Functions, Holders);
  findPlainMembers(Timers, F, Functions, Holders);
  return Holders;
}

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PLAINLIFETIME_H
