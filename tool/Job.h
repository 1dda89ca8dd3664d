//===- Job.h - What one process is to analyse -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each unit is analysed in a process of its own, so that one that crashes or
// hangs takes nothing else along. The job goes to that process as a JSON file,
// and so does the result come back.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_JOB_H
#define TICKTIDY_TOOL_JOB_H

#include "Database.h"
#include "Files.h"
#include "UnitResult.h"
#include <optional>

namespace ticktidy::tool {

/// What holds for all units of a run.
struct Settings {
  std::string Checks; ///< what --checks adds
  std::optional<std::string> HeaderFilter;
  std::string Root; ///< headers below it are the project's
  /// Leave what other units may want to know, too.
  bool Summarize = false;
  StandIns Staged = {}; ///< none, unless what is staged is analysed
};

struct Job {
  Unit What;
  Settings How;
};

llvm::json::Value toJSON(const Job &J);
bool fromJSON(const llvm::json::Value &V, Job &J, llvm::json::Path At);

/// The command of the child process: "analyze-unit JOB RESULT".
constexpr char AnalyzeUnitCommand[] = "analyze-unit";

/// Analyses the unit that the file \p JobFile tells of, and writes its
/// UnitResult into \p ResultFile. \returns the exit code of the process.
int analyzeUnit(llvm::StringRef JobFile, llvm::StringRef ResultFile);

/// Analyses \p J in this process, which changes to the unit's folder.
UnitResult analyze(const Job &J);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_JOB_H
