//===- InLoopCheck.h - timer-in-loop ----------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_INLOOPCHECK_H
#define TICKTIDY_CHECKS_INLOOPCHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds timers of which every round of a loop, or every call of a repeating
/// callback, makes one more, so that they pile up.
///
/// For the user-facing documentation see docs/checks/in-loop.md.
class InLoopCheck : public TimerCheck {
public:
  InLoopCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context, analysis::Fault::PileUp) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_INLOOPCHECK_H
