//===- Run.h - The analysis of a project ------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_RUN_H
#define TICKTIDY_TOOL_RUN_H

#include "RunOptions.h"

namespace ticktidy::tool {

/// Analyses what \p Options ask for and writes what was found. \returns the
/// exit code.
int run(const RunOptions &Options);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_RUN_H
