//===- Gathering.h - Timers that an endless loop gathers --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_GATHERING_H
#define TICKTIDY_CHECKS_ANALYSIS_GATHERING_H

#include "FunctionFlow.h"

namespace ticktidy::analysis {

/// The variable in which the endless loop \p Loop gathers the timers that
/// \p Creation makes, or their guards or deferred stops: a local container of
/// the standard library that the loop only adds to, and that is declared
/// before it. It is emptied when the loop has ended, which is too late.
///
/// \param Holder the variable that holds the timer within a round, or null
/// \returns null if there is none, or if the loop has an end of its own.
const clang::VarDecl *gatheredBy(const clang::Stmt &Loop,
                                 const clang::Expr &Creation,
                                 const clang::VarDecl *Holder,
                                 const FunctionFlow &Flow);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_GATHERING_H
