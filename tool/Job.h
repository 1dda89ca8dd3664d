//===- Job.h - What one process is to analyse -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each unit is analysed in a process of its own, so that one that crashes or
// hangs takes nothing else along. Such a process is a copy of this one, so it
// knows its job and has all libraries loaded; its result comes back as a file.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_JOB_H
#define TICKTIDY_TOOL_JOB_H

#include "Database.h"
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
};

struct Job {
  Unit What;
  Settings How;
};

/// Analyses the unit of \p J in this process, which from here on may change no
/// other file than its result, and writes the UnitResult, as JSON, into
/// \p ResultFile (absolute), which nobody else uses the folder of.
/// \returns an error if that cannot be written.
llvm::Error analyzeConfined(Job J, llvm::StringRef ResultFile);

/// Analyses \p J in this process, which changes to the unit's folder.
UnitResult analyze(const Job &J);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_JOB_H
