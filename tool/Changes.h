//===- Changes.h - The lines that a change touches --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_CHANGES_H
#define TICKTIDY_TOOL_CHANGES_H

#include "Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <set>

namespace ticktidy::tool {

/// The lines, in the files as they are now, that a change added, altered or
/// took something away before.
class Changes {
public:
  /// Reads a unified diff, with or without context, whose names are relative
  /// to \p Folder, perhaps behind "a/" and "b/".
  static llvm::Expected<Changes> read(llvm::StringRef Diff,
                                      llvm::StringRef Folder);
  /// Asks git what changed in the repository around \p Folder since this
  /// branch left \p Revision; files that git does not know yet are new.
  static llvm::Expected<Changes> since(llvm::StringRef Revision,
                                       llvm::StringRef Folder);

  /// Asks git what the next commit in the repository around \p Folder would
  /// change.
  static llvm::Expected<Changes> staged(llvm::StringRef Folder);

  /// Has the change to do with \p File?
  bool touches(llvm::StringRef File) const;
  std::vector<std::string> files() const;

  /// Is a step of \p F on a changed line, or was something deleted between its
  /// steps?
  bool concern(const Finding &F) const;

private:
  /// What `git diff` shows with \p What in the work tree \p Root.
  static llvm::Expected<Changes> diff(llvm::StringRef Root,
                                      llvm::ArrayRef<llvm::StringRef> What);

  struct InFile {
    bool IsNew = false;      ///< all of its lines
    std::set<int> Lines;     ///< added or altered
    std::set<int> Deletions; ///< nothing but deleted before that line
  };
  std::map<std::string, InFile> Files; ///< by absolute name
};

/// The top folder of the repository around \p Folder, or "".
std::string repositoryOf(llvm::StringRef Folder);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_CHANGES_H
