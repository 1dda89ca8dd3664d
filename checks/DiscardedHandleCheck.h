//===- DiscardedHandleCheck.h - timer-discarded-handle ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_DISCARDEDHANDLECHECK_H
#define TICKTIDY_CHECKS_DISCARDEDHANDLECHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds repeating timers whose handle is dropped where they are created.
///
/// For the user-facing documentation see docs/checks/discarded-handle.md.
class DiscardedHandleCheck : public TimerCheck {
public:
  DiscardedHandleCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context, analysis::Fault::Discard) {}

private:
  void report(const analysis::UnitAnalysis &Unit) override;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_DISCARDEDHANDLECHECK_H
