//===- UnstoppedCheck.h - timer-unstopped -----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_UNSTOPPEDCHECK_H
#define TICKTIDY_CHECKS_UNSTOPPEDCHECK_H

#include "TimerCheck.h"
#include "fix/Guard.h"
#include "fix/Includes.h"

namespace ticktidy {

/// Finds timers that are still alive when some path leaves the function that
/// made them, with nobody left to stop them.
///
/// For the user-facing documentation see docs/checks/unstopped.md.
class UnstoppedCheck : public TimerCheck {
public:
  UnstoppedCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context);

  void registerPPCallbacks(const clang::SourceManager &Sources,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void offerGuard(const analysis::Leak &Found, clang::ASTContext &Context);

  const std::string GuardName;
  std::optional<fix::GuardStyle> Guard;
  fix::Includes Includes;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_UNSTOPPEDCHECK_H
