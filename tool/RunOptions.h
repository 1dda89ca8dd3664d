//===- RunOptions.h - What a run is asked for -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_RUNOPTIONS_H
#define TICKTIDY_TOOL_RUNOPTIONS_H

#include "CommandLine.h"
#include "format/Format.h"
#include <chrono>

namespace ticktidy::tool {

/// Where findings go, in which form.
struct Output {
  format::Writer Write = nullptr;
  std::string File; ///< empty: the standard output
};

/// The options of the analysis, checked.
struct RunOptions {
  std::vector<std::string> Paths; ///< absolute
  std::string BuildPath;
  unsigned Jobs = 1;
  std::string Checks;
  std::optional<std::string> HeaderFilter;
  std::vector<Output> Outputs;
  bool InColor = false;
  bool WholeProgram = false;
  bool Fix = false;
  bool DryRun = false;
  std::optional<std::string> Since;
  std::optional<std::string> Diff;
  bool Staged = false; ///< what the next commit would take
  std::optional<std::string> Baseline;
  std::optional<std::string> WriteBaseline;
  std::string CacheFolder; ///< empty: no cache
  std::chrono::seconds TimeLimit{300};
  bool IsQuiet = false;
  bool Stats = false;
  std::optional<std::vector<std::string>> Flags; ///< behind "--"
};

/// Reads \p Given, or says which option has a value that it cannot have.
llvm::Expected<RunOptions> readRunOptions(const Arguments &Given);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_RUNOPTIONS_H
