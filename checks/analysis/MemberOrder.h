//===- MemberOrder.h - Does a stop only make room for a start? --*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERORDER_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERORDER_H

#include "MemberUses.h"

namespace ticktidy::analysis {

/// A statement that makes or starts the timer of an object.
struct StartSite {
  const clang::Stmt *At;
  bool ByCall; ///< a call of a function that does
};

/// True if \p End, a statement of \p F that ends the timer of an object, is
/// only there for one of \p Starts, statements of \p F that make or start it:
/// it ends the last timer before the next one is made, or the one that could
/// not be set up.
bool servesStart(const clang::Stmt &End, llvm::ArrayRef<StartSite> Starts,
                 const clang::FunctionDecl &F, MemberUses &Uses);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERORDER_H
