//===- MemberState.h - What a field holds when its object ends --*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERSTATE_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERSTATE_H

#include "MemberTimers.h"

namespace ticktidy::analysis {

/// What is known of a field of every object of its class.
struct MemberState {
  /// What makes the object makes its timer, on every path.
  bool AlwaysMade = false;
  /// The same, and that cannot fail.
  bool AlwaysLive = false;
  /// It has a known value before a timer is made: this one.
  std::optional<std::int64_t> Initial;
};

/// The state of the field of \p T. \p Bodies are all functions of the unit.
MemberState stateOf(const MemberTimer &T,
                    llvm::ArrayRef<const clang::FunctionDecl *> Bodies,
                    MemberUses &Uses, const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERSTATE_H
