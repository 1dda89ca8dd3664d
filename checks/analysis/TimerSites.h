//===- TimerSites.h - Which calls make a timer ------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERSITES_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERSITES_H

#include "Lifetime.h"

namespace ticktidy::analysis {

/// The timer that \p Call makes, or nothing if it makes none, or one that has
/// an owner from the start.
std::optional<TrackedTimer> timerMadeBy(const TimerCall &Call,
                                        const ModelLookup &Lookup,
                                        const clang::ASTContext &Context);

/// The timers that \p Flow makes and that have no owner from the start, in
/// source order.
std::vector<TrackedTimer> timersMadeIn(const FunctionFlow &Flow,
                                       const ModelLookup &Lookup);

/// What \p F may write for what \p P holds, or for the timer itself where
/// \p IsStorage; empty where it has no name for it.
std::string handleText(const AccessPath &P, bool IsStorage,
                       const clang::FunctionDecl &F);

/// Turns the branches and events on a path into the steps that a reader needs
/// to follow it: those that decide whether its end is reached,
/// or whether the timer is cared for (in the blocks \p CaredForIn).
llvm::SmallVector<Step, 8>
tellPath(const Trail *Last, FunctionFlow &Flow,
         const llvm::SmallPtrSetImpl<const clang::CFGBlock *> &CaredForIn);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERSITES_H
