//===- ScopeEnd.h - Does a local end before its timer does? -----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows the paths of a function from the call that gives a local variable to
// a timer to the end of the variable's scope. What happens on the way and may
// end the timer, or run its callback, ends the path: a stop, a run of the event
// loop, a wait, a call of anything that cannot be read.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_SCOPEEND_H
#define TICKTIDY_CHECKS_ANALYSIS_SCOPEEND_H

#include "UnitAnalysis.h"

namespace ticktidy::analysis {

/// Where \p Variable goes out of scope on a path on which nothing has ended the
/// timer that \p Site is about; an invalid place if there is no such path.
/// \p Callback is the lambda that the timer calls, or null.
clang::SourceLocation scopeEndAfter(const CallbackSite &Site,
                                    const clang::VarDecl &Variable,
                                    const clang::LambdaExpr *Callback,
                                    const ModelLookup &Lookup,
                                    clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_SCOPEEND_H
