//===- Settling.h - What may end a timer, or let it fire --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_SETTLING_H
#define TICKTIDY_CHECKS_ANALYSIS_SETTLING_H

#include "TimerCall.h"

namespace ticktidy::analysis {

/// True if a model says that \p F stops or releases a timer, or waits for one.
bool endsTimer(const clang::FunctionDecl &F, const ModelLookup &Lookup);

/// True if \p F, or what its code leads to, may end a timer, run callbacks or
/// wait; what cannot be read may do anything.
bool leadsToSettling(const clang::FunctionDecl &F, const ModelLookup &Lookup,
                     const clang::ASTContext &Context);

/// The same for \p Call.
bool maySettle(const clang::CallExpr &Call, const ModelLookup &Lookup,
               clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_SETTLING_H
