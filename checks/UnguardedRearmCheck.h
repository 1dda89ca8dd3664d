//===- UnguardedRearmCheck.h - timer-unguarded-rearm ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_UNGUARDEDREARMCHECK_H
#define TICKTIDY_CHECKS_UNGUARDEDREARMCHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds callbacks that arm their timer again even when it has been stopped.
///
/// For the user-facing documentation see docs/checks/unguarded-rearm.md.
class UnguardedRearmCheck : public TimerCheck {
public:
  UnguardedRearmCheck(llvm::StringRef Name,
                      clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context, std::nullopt) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  /// Tells how it comes that the timer goes on.
  void tell(const analysis::UnguardedRearm &Found);
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_UNGUARDEDREARMCHECK_H
