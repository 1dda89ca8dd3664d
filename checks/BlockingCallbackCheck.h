//===- BlockingCallbackCheck.h - timer-blocking-callback --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_BLOCKINGCALLBACKCHECK_H
#define TICKTIDY_CHECKS_BLOCKINGCALLBACKCHECK_H

#include "TimerCheck.h"
#include "analysis/BlockingCalls.h"

namespace ticktidy {

/// Finds timer callbacks that block the event loop on which they run.
///
/// For the user-facing documentation see docs/checks/blocking-callback.md.
class BlockingCallbackCheck : public TimerCheck {
public:
  BlockingCallbackCheck(llvm::StringRef Name,
                        clang::tidy::ClangTidyContext *Context)
      : TimerCheck(Name, Context),
        BlockingFunctions(Options.get("BlockingFunctions", "")),
        Executor(Options.get("Executor", "")) {}

  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void tell(const analysis::BlockingCall &Found);

  const std::string BlockingFunctions;
  const std::string Executor;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_BLOCKINGCALLBACKCHECK_H
