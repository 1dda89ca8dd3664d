//===- UnitResult.h - What the analysis of a unit gives ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_UNITRESULT_H
#define TICKTIDY_TOOL_UNITRESULT_H

#include "Summary.h"

namespace ticktidy::tool {

/// What became of a unit.
enum class Outcome {
  Done,
  Broken,   ///< analysed as far as it parses
  Failed,   ///< no result: it crashed, or could not be started
  TimedOut, ///< no result in time
};

/// A file that a unit was made of.
struct Input {
  std::string File;
  std::string Hash; ///< of its content; empty: it only has to be there
};

/// What the analysis of a unit found out.
struct UnitResult {
  Outcome How = Outcome::Done;
  std::vector<Finding> Findings;
  /// What is wrong with the unit, one line each.
  std::vector<std::string> Problems;
  /// What is wrong with the settings, one line each.
  std::vector<std::string> ConfigErrors;
  std::vector<Input> Inputs;
  /// Names that were looked for in vain: a file there would change the result.
  std::vector<std::string> Absent;
  Summary ForOthers; ///< if that was asked for
};

llvm::json::Value toJSON(const UnitResult &R);
bool fromJSON(const llvm::json::Value &V, UnitResult &R, llvm::json::Path At);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_UNITRESULT_H
