//===- TimerCheck.h - What all timer checks share ---------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_TIMERCHECK_H
#define TICKTIDY_CHECKS_TIMERCHECK_H

#include "analysis/UnitAnalysis.h"
#include "clang-tidy/ClangTidyCheck.h"

namespace ticktidy {

class SharedAnalysis;

/// Base of all checks: they match nothing themselves, and ask the analysis
/// that all checks of a unit share once the unit has been parsed.
///
/// Options of all timer checks, best set globally:
///   TimerModels      semicolon-separated model files beside the built-in ones
///   SmallTripCount   rounds up to which a loop piles nothing up
class TimerCheck : public clang::tidy::ClangTidyCheck {
public:
  TimerCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context);
  ~TimerCheck() override;

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) final;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &Result) final;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Reports what \p Unit holds for this check.
  virtual void report(const analysis::UnitAnalysis &Unit) = 0;

  /// Tells each step of \p Path in a note. \p Timer is what the timer is
  /// called, with quotes; \p Verb what should have been done to it ("closed").
  void tell(llvm::ArrayRef<analysis::Step> Path, llvm::StringRef Function,
            llvm::StringRef Timer, llvm::StringRef Verb);

private:
  const std::string TimerModels;
  const unsigned SmallTripCount;
  std::shared_ptr<SharedAnalysis> Shared;
};

/// How messages call \p F: "'poll'", "the lambda".
std::string describe(const clang::FunctionDecl &F);

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_TIMERCHECK_H
