//===- Commands.h - What else the command can do ----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_COMMANDS_H
#define TICKTIDY_TOOL_COMMANDS_H

#include "CommandLine.h"

namespace ticktidy::tool {

/// Runs one of the commands beside the analysis. Like those, it returns the
/// exit code.
int runCommand(const CommandSpec &Command, const Arguments &Given);

int summarizeUnit(const Arguments &Given);
int linkSummaries(const Arguments &Given);
int explain(const Arguments &Given);
int showModels(const Arguments &Given);
int initProject(const Arguments &Given);
int doctor(const Arguments &Given);
int printCompletion(const Arguments &Given);
int printManual(const Arguments &Given);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_COMMANDS_H
