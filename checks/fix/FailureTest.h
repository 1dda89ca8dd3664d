//===- FailureTest.h - Tests whether a creation has failed ------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_FAILURETEST_H
#define TICKTIDY_CHECKS_FIX_FAILURETEST_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"

namespace ticktidy::fix {

/// True if \p If leaves its block exactly when the creation of \p Site has
/// failed, and has no other branch.
///
/// \param Creation the statement that holds the creation; a variable that it
/// sets holds the result
bool isFailureTest(const clang::IfStmt &If, const analysis::TimerSite &Site,
                   const clang::Stmt *Creation,
                   const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_FAILURETEST_H
