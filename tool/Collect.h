//===- Collect.h - The results of all units ---------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_COLLECT_H
#define TICKTIDY_TOOL_COLLECT_H

#include "Job.h"
#include "Report.h"
#include "RunOptions.h"

namespace ticktidy::tool {

/// How long the slowest units took.
struct UnitTime {
  std::string File;
  std::chrono::milliseconds Took;
};

/// What came of the units of a run.
struct Collected {
  std::vector<Finding> Findings; ///< as the units said them
  std::vector<Summary> Summaries;
  std::vector<std::string> Problems;
  std::vector<std::string> ConfigErrors;
  /// The content, when it was analysed, of each file that the units read.
  llvm::StringMap<std::string> Hashes;
  std::vector<UnitTime> Times;
  unsigned Analysed = 0;
  unsigned Reused = 0;
  unsigned Broken = 0; ///< units that do not parse, or have no result
  bool IsInterrupted = false;
};

/// Analyses \p Units, or takes what the cache has of them. An error means that
/// nothing could be started.
llvm::Expected<Collected> collect(llvm::ArrayRef<Unit> Units, const Settings &S,
                                  const RunOptions &Options);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_COLLECT_H
