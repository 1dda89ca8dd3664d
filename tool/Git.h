//===- Git.h - What git knows -----------------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_GIT_H
#define TICKTIDY_TOOL_GIT_H

#include "Files.h"
#include "llvm/ADT/ArrayRef.h"
#include <memory>

namespace ticktidy::tool {

/// What git prints on its standard output if it is given \p Words and reads
/// \p Input, or what it complains of.
llvm::Expected<std::string> git(llvm::ArrayRef<llvm::StringRef> Words,
                                llvm::StringRef Input = "");

/// The top folder of git's work tree around \p Folder.
llvm::Expected<std::string> workTreeOf(llvm::StringRef Folder);

/// Those files of a work tree that the next commit would take with another
/// content, as the commit would take them: in a folder of their own, which
/// lives as long as this does.
class StagedFiles {
public:
  /// Those of the work tree around \p Folder.
  static llvm::Expected<std::unique_ptr<StagedFiles>>
  checkOut(llvm::StringRef Folder);
  ~StagedFiles();
  StagedFiles(const StagedFiles &) = delete;
  StagedFiles &operator=(const StagedFiles &) = delete;

  const StandIns &files() const { return Files; }

private:
  StagedFiles() = default;
  StandIns Files;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_GIT_H
