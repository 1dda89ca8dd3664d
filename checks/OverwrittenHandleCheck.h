//===- OverwrittenHandleCheck.h - timer-overwritten-handle ------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_OVERWRITTENHANDLECHECK_H
#define TICKTIDY_CHECKS_OVERWRITTENHANDLECHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds timers whose last handle is given to a new timer while they live.
///
/// For the user-facing documentation see docs/checks/overwritten-handle.md.
class OverwrittenHandleCheck : public TimerCheck {
public:
  OverwrittenHandleCheck(llvm::StringRef Name,
                         clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context, analysis::Fault::Overwrite) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_OVERWRITTENHANDLECHECK_H
