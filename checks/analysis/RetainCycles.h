//===- RetainCycles.h - Objects that hold themselves ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object owns a timer, the timer its callback, the callback the object: as
// long as the timer goes on, none of them ends. A timer that fires once opens
// the ring by itself; one that repeats, or whose callback starts it again
// without a look at anything, never does unless somebody stops it.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_RETAINCYCLES_H
#define TICKTIDY_CHECKS_ANALYSIS_RETAINCYCLES_H

#include "CaptureFaults.h"
#include "ClassIndex.h"

namespace ticktidy::analysis {

/// The rings of a unit, in the order of \p Sites.
std::vector<RetainCycle> retainCycles(llvm::ArrayRef<CallbackSite> Sites,
                                      const UnitScan &Scan,
                                      const ClassIndex &Index,
                                      const ModelLookup &Lookup,
                                      clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_RETAINCYCLES_H
