//===- SuspiciousIntervalCheck.h - timer-suspicious-interval ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_SUSPICIOUSINTERVALCHECK_H
#define TICKTIDY_CHECKS_SUSPICIOUSINTERVALCHECK_H

#include "TimerCheck.h"
#include "analysis/SuspiciousInterval.h"

namespace ticktidy {

/// Finds intervals that cannot be meant: of another value than the source
/// spells, refused by the library, or such that the timer never fires or spins.
///
/// For the user-facing documentation see docs/checks/suspicious-interval.md.
class SuspiciousIntervalCheck : public TimerCheck {
public:
  SuspiciousIntervalCheck(llvm::StringRef Name,
                          clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void tell(const analysis::SuspiciousInterval &Found, bool IsMended);
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_SUSPICIOUSINTERVALCHECK_H
