//===- Project.h - What a run works on, and its outputs ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_PROJECT_H
#define TICKTIDY_TOOL_PROJECT_H

#include "Database.h"
#include "RunOptions.h"

namespace ticktidy::tool {

/// All units of the project: those of the database, or the files that were
/// named together with their flags. \p Here is the current folder.
llvm::Expected<std::vector<Unit>> allUnits(const RunOptions &Options,
                                           llvm::StringRef Here);

/// The project's folder: its repository, else the current folder if all
/// sources are below it, else the folder that they have in common. Of no units,
/// it is that around the current folder.
std::string projectRoot(llvm::ArrayRef<Unit> Units, llvm::StringRef Here);

/// An output that cannot be written is better known before the work is done.
llvm::Error checkWritable(llvm::StringRef File);

/// Writes \p R in all the forms that \p Options ask for.
llvm::Error writeOutputs(const Report &R, Sources &Texts,
                         const RunOptions &Options);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_PROJECT_H
