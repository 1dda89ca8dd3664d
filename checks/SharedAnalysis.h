//===- SharedAnalysis.h - One analysis for all checks -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_SHAREDANALYSIS_H
#define TICKTIDY_CHECKS_SHAREDANALYSIS_H

#include "analysis/UnitAnalysis.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "model/ModelReader.h"
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ticktidy {

/// The models of a run and the analysis of its unit, shared by the checks that
/// were made for that unit with the same settings.
class SharedAnalysis {
public:
  struct Settings {
    std::string TimerModels; ///< semicolon-separated file names
    unsigned SmallTripCount;
    std::string Exceptions; ///< the word that the option is set to
    bool StrictMode;

    bool operator==(const Settings &O) const {
      return TimerModels == O.TimerModels &&
             SmallTripCount == O.SmallTripCount && Exceptions == O.Exceptions &&
             StrictMode == O.StrictMode;
    }
  };

  /// The analysis that the checks of \p Context share. Safe to call from
  /// several threads: an editor analyses several files at a time. It lives as
  /// long as the checks that hold it.
  static std::shared_ptr<SharedAnalysis>
  get(clang::tidy::ClangTidyContext &Context, const Settings &S);

  explicit SharedAnalysis(Settings S);

  /// From now on \p See is shown each unit of the process once it has been
  /// analysed. To be said before the first one.
  static void
  watch(std::function<void(const analysis::UnitAnalysis &Unit)> See);

  /// A check that reports \p F is on.
  void ask(analysis::Fault F) { Asked |= 1U << static_cast<unsigned>(F); }
  /// Bit set over Fault: what the checks that are on report.
  unsigned asked() const { return Asked; }

  /// The findings of the unit in \p Context, computed when first asked for.
  const analysis::UnitAnalysis &of(clang::ASTContext &Context);

  /// What is wrong with the settings and the model files; told once, to whoever
  /// asks first.
  std::vector<std::string> takeErrors();

  /// The same for the annotations in the unit's code, each with its place, once
  /// the unit has been analysed.
  std::vector<std::string> takeWarnings();

private:
  void readModels();
  void readExceptions();

  const Settings Set;
  analysis::AnalysisOptions Options;
  unsigned Asked = 0;
  model::ModelStore Store;
  model::ModelSet Models;
  std::vector<std::string> Errors;
  std::vector<std::string> Warnings;
  std::unique_ptr<analysis::UnitAnalysis> Unit;
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_SHAREDANALYSIS_H
