//===- Database.h - Which units there are -----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_DATABASE_H
#define TICKTIDY_TOOL_DATABASE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ticktidy::tool {

/// A source file and the command that compiles it. The command is never run.
struct Unit {
  std::string File;      ///< absolute
  std::string Directory; ///< absolute
  std::vector<std::string> Command;

  bool operator<(const Unit &O) const {
    return std::tie(File, Directory, Command) <
           std::tie(O.File, O.Directory, O.Command);
  }
  bool operator==(const Unit &O) const {
    return File == O.File && Directory == O.Directory && Command == O.Command;
  }
};

/// Where the compile database is: \p Told (a folder or a file), or, if that is
/// empty, the nearest one from \p From upwards, build folders included. The
/// error says how to make one.
llvm::Expected<std::string> findDatabase(llvm::StringRef Told,
                                         llvm::StringRef From);

/// The units of a compile database, sorted, each once; files that are no C,
/// C++ or Objective-C are left out. Errors name file, line and column.
llvm::Expected<std::vector<Unit>> readDatabase(llvm::StringRef File);

/// The folder that all of \p Units lie in, or \p Else where that says nothing.
std::string rootOf(llvm::ArrayRef<Unit> Units, llvm::StringRef Else);

/// Those of \p Units that are one of \p Paths (absolute) or below one. A path
/// with no unit is an error.
llvm::Expected<std::vector<Unit>> select(llvm::ArrayRef<Unit> Units,
                                         llvm::ArrayRef<std::string> Paths);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_DATABASE_H
