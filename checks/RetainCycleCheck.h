//===- RetainCycleCheck.h - timer-retain-cycle ------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_RETAINCYCLECHECK_H
#define TICKTIDY_CHECKS_RETAINCYCLECHECK_H

#include "TimerCheck.h"
#include "analysis/CaptureFaults.h"

namespace ticktidy {

/// Finds objects that own a repeating timer whose callback owns the object, so
/// that neither ever ends.
///
/// Options:
///   StrictMode   report as well where the callback tests its error code
///                before it starts the timer again
///
/// For the user-facing documentation see docs/checks/retain-cycle.md.
class RetainCycleCheck : public TimerCheck {
public:
  RetainCycleCheck(llvm::StringRef Name,
                   clang::tidy::ClangTidyContext *Context);

  bool isLanguageVersionSupported(
      const clang::LangOptions &LangOpts) const override {
    return LangOpts.CPlusPlus11;
  }
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void report(const analysis::UnitAnalysis &Unit) override;

  const bool StrictMode;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_RETAINCYCLECHECK_H
