//===- UseAfterReleaseCheck.h - timer-use-after-release ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_USEAFTERRELEASECHECK_H
#define TICKTIDY_CHECKS_USEAFTERRELEASECHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds timers that are released a second time, or used after their release.
///
/// For the user-facing documentation see docs/checks/use-after-release.md.
class UseAfterReleaseCheck : public TimerCheck {
public:
  UseAfterReleaseCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context, analysis::Fault::StaleUse) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_USEAFTERRELEASECHECK_H
