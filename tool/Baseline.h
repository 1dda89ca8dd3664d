//===- Baseline.h - Findings that are known already -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_BASELINE_H
#define TICKTIDY_TOOL_BASELINE_H

#include "Report.h"
#include <set>

namespace ticktidy::tool {

/// The fingerprints in the baseline \p File, or what is wrong with it.
llvm::Expected<std::set<std::string>> readBaseline(llvm::StringRef File);

/// The text of a baseline that knows all of \p Findings, a line each, so that
/// it merges well. Paths in it are relative to \p Root.
std::string baselineOf(llvm::ArrayRef<Finding> Findings, llvm::StringRef Root);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_BASELINE_H
