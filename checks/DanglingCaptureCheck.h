//===- DanglingCaptureCheck.h - timer-dangling-capture ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_DANGLINGCAPTURECHECK_H
#define TICKTIDY_CHECKS_DANGLINGCAPTURECHECK_H

#include "TimerCheck.h"
#include "analysis/CaptureFaults.h"
#include "fix/Includes.h"

namespace ticktidy {

/// Finds callbacks that refer to a local variable, or to an object which does
/// not stop the timer, and that may run when it is gone.
///
/// For the user-facing documentation see docs/checks/dangling-capture.md.
class DanglingCaptureCheck : public TimerCheck {
public:
  DanglingCaptureCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context);

  void registerPPCallbacks(const clang::SourceManager &Sources,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void reportOne(const analysis::DanglingCapture &Found,
                 const clang::ASTContext &Context);
  void tell(const analysis::DanglingCapture &Found, llvm::StringRef Name);

  fix::Includes Includes;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_DANGLINGCAPTURECHECK_H
