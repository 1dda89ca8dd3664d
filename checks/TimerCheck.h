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
///   Exceptions       what a path may throw: none, explicit or all
///   StrictMode       report what may be cared for out of sight
///   SmallTripCount   rounds up to which a loop piles nothing up
class TimerCheck : public clang::tidy::ClangTidyCheck {
public:
  /// \param Reports what the check reports, if that is a fault of a creation
  /// site
  TimerCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
             std::optional<analysis::Fault> Reports = std::nullopt);
  ~TimerCheck() override;

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) final;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &Result) final;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Reports what \p Unit holds for this check.
  virtual void report(const analysis::UnitAnalysis &Unit) = 0;

  /// As ClangTidyCheck's, about the token at \p At. What a macro of a system
  /// header spells is told where the macro is used: clang-tidy would drop it as
  /// somebody else's.
  clang::DiagnosticBuilder
  diag(clang::SourceLocation At, llvm::StringRef Text,
       clang::DiagnosticIDs::Level Level = clang::DiagnosticIDs::Warning);

  /// What of \p All this check is to report: where a site has several faults,
  /// the first counts, of those whose checks are on.
  template <typename Finding>
  std::vector<Finding> mine(const analysis::UnitAnalysis &Unit,
                            llvm::ArrayRef<Finding> All) const {
    std::vector<Finding> Result;
    for (const Finding &F : All)
      if (isMine(Unit, F.Timer))
        Result.push_back(F);
    return Result;
  }

  /// True if this check is to report what is wrong with \p Object, which a
  /// callback holds.
  bool isMine(const analysis::UnitAnalysis &Unit,
              const analysis::Held &Object) const;
  /// True if some check that is on reports the timer that is made at \p Where.
  bool isReported(const analysis::UnitAnalysis &Unit,
                  clang::SourceLocation Where) const;

  /// Tells each step of \p Path in a note. \p Timer is what the timer is
  /// called, with quotes; \p Verb what should have been done to it ("closed").
  void tell(llvm::ArrayRef<analysis::Step> Path, llvm::StringRef Function,
            llvm::StringRef Timer, llvm::StringRef Verb);

  /// True if doubts are to be reported as well.
  bool isStrict() const { return StrictMode; }

private:
  bool isMine(const analysis::UnitAnalysis &Unit,
              const analysis::TimerSite &Site) const;

  const std::string TimerModels;
  const unsigned SmallTripCount;
  const std::string Exceptions;
  const bool StrictMode;
  const std::optional<analysis::Fault> Reports;
  const clang::SourceManager *Sources = nullptr; ///< of the unit at hand
  std::shared_ptr<SharedAnalysis> Shared;
};

/// How messages call the timer \p Site: "'fd'", "the timer".
std::string nameOf(const analysis::TimerSite &Site);

/// How a person says that a timer of its kind has been ended: "closed".
llvm::StringRef endVerbOf(const analysis::TimerSite &Site);

/// How messages call \p F: "'poll'", "the lambda".
std::string describe(const clang::FunctionDecl &F);

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_TIMERCHECK_H
