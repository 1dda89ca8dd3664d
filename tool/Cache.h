//===- Cache.h - Results of earlier runs ------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_CACHE_H
#define TICKTIDY_TOOL_CACHE_H

#include "Job.h"
#include "llvm/ADT/StringMap.h"

namespace ticktidy::tool {

/// Results of units, kept from run to run. One holds as long as the command,
/// the settings, this program, the content of every file that the unit read,
/// and the absence of every file that it looked for in vain stay the same.
///
/// Of each unit the last two results are kept, for those who go from one branch
/// to another and back. An entry is written in one step, so runs at the same
/// time and killed runs do no harm; one that was damaged is as good as none.
/// Whatever fails here costs time, and nothing else.
class Cache {
public:
  /// \param Folder empty: nothing is kept
  Cache(llvm::StringRef Folder, const Settings &S);

  std::optional<UnitResult> load(const Unit &U);
  /// Keeps \p R, if it is worth it: a unit that crashed or ran out of time is
  /// tried again.
  void store(const Unit &U, const UnitResult &R);
  /// Lets go of what nobody has asked for in a month, and of the oldest if there
  /// is more than 1 GiB; looks for it once in twenty minutes.
  void prune() const;

private:
  std::string fileFor(const Unit &U) const;
  /// What is in an entry, if it was not damaged.
  std::optional<UnitResult> read(llvm::StringRef File) const;
  bool holds(const UnitResult &R);
  llvm::StringRef currentHash(llvm::StringRef File);
  bool exists(llvm::StringRef File);

  std::string Folder;
  std::string Common; ///< the part of the key that all units share
  llvm::StringMap<std::string> Hashes;
  llvm::StringMap<bool> Exists;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_CACHE_H
