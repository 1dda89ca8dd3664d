//===- Report.h - What a run found ------------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_REPORT_H
#define TICKTIDY_TOOL_REPORT_H

#include "Files.h"
#include "Finding.h"

namespace ticktidy::tool {

/// What all units of a run said, put together.
struct Report {
  std::string Root;                  ///< the project's folder
  std::string Folder;                ///< where the run was started
  std::vector<Finding> Findings;     ///< sorted, each once
  std::vector<std::string> Problems; ///< sorted, each once
  unsigned Units = 0;                ///< how many there were to analyse
  unsigned Analysed = 0;             ///< of which this run analysed so many
  unsigned Reused = 0;               ///< and the cache had so many
};

/// Sorts \p All, and makes one of the findings that several units made of the
/// same place. Where they do not agree on the fix, there is none. Fingerprints
/// are filled in, with paths relative to \p Root.
std::vector<Finding> merge(std::vector<Finding> All, llvm::StringRef Root,
                           Sources &Texts);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_REPORT_H
