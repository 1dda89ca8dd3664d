//===- HeavyCaptureCheck.h - timer-heavy-capture ----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_HEAVYCAPTURECHECK_H
#define TICKTIDY_CHECKS_HEAVYCAPTURECHECK_H

#include "TimerCheck.h"
#include "fix/CaptureFix.h"
#include "fix/Includes.h"

namespace ticktidy {

/// Finds callbacks that hold a copy of a large object, or keep an object alive,
/// until their timer fires.
///
/// For the user-facing documentation see docs/checks/heavy-capture.md.
class HeavyCaptureCheck : public TimerCheck {
public:
  HeavyCaptureCheck(llvm::StringRef Name,
                    clang::tidy::ClangTidyContext *Context);

  bool isLanguageVersionSupported(
      const clang::LangOptions &LangOpts) const override {
    return LangOpts.CPlusPlus11;
  }
  void registerPPCallbacks(const clang::SourceManager &Sources,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void reportCallback(const analysis::CallbackSite &Site,
                      const analysis::Callback &Called,
                      llvm::ArrayRef<analysis::HeavyCapture> Found,
                      const analysis::UnitAnalysis &Unit);
  void tell(const analysis::HeavyCapture &C, const analysis::CallbackSite &Site,
            const analysis::Callback &Called, llvm::StringRef Name,
            const clang::ASTContext &Context);

  const unsigned SizeLimit;
  const llvm::StringRef ContainerTypes;
  const llvm::StringRef SharedDataTypes;
  const llvm::StringRef TextTypes;
  const llvm::StringRef OwningTypes;
  fix::Includes Includes;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_HEAVYCAPTURECHECK_H
