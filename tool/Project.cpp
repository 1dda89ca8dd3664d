//===- Project.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Project.h"
#include "Changes.h"
#include "Database.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <cstring>
#include <unistd.h>

using namespace llvm;

namespace ticktidy::tool {

Expected<std::vector<Unit>> allUnits(const RunOptions &Options,
                                     StringRef Here) {
  if (Options.Flags) {
    std::vector<Unit> Units;
    for (const std::string &File : Options.Paths) {
      if (!sys::fs::is_regular_file(File))
        return failure("there is no file '" + File + "'");
      Unit U{File, Here.str(), {"clang"}};
      llvm::append_range(U.Command, *Options.Flags);
      U.Command.push_back(File);
      Units.push_back(std::move(U));
    }
    return Units;
  }
  std::string From = Here.str();
  // Nobody says -p for a file of another project.
  if (!Options.Paths.empty() && !isBelow(Options.Paths.front(), Here))
    From = Options.Paths.front();
  Expected<std::string> File = findDatabase(Options.BuildPath, From);
  if (!File)
    return File.takeError();
  return readDatabase(*File);
}

std::string projectRoot(ArrayRef<Unit> Units, StringRef Here) {
  std::string Common = Units.empty() ? Here.str() : rootOf(Units, Here);
  std::string Repository = repositoryOf(Common);
  if (!Repository.empty())
    return Repository;
  return isBelow(Common, Here) ? Here.str() : Common;
}

Error checkWritable(StringRef File) {
  if (File.empty())
    return Error::success();
  std::string Path = absolutePath(File);
  bool Exists = sys::fs::exists(Path);
  std::string What = Exists ? Path : Path.substr(0, Path.rfind('/') + 1);
  if (sys::fs::is_directory(Path) || access(What.c_str(), W_OK) != 0)
    return failure(
        "cannot write '" + File + "': " +
        (sys::fs::is_directory(Path) ? "it is a folder" : strerror(errno)));
  return Error::success();
}

Error writeOutputs(const Report &R, Sources &Texts, const RunOptions &Options) {
  for (const Output &O : Options.Outputs) {
    if (O.File.empty()) {
      O.Write(outs(), R, Texts, Options.InColor);
      outs().flush();
      continue;
    }
    std::string Text;
    raw_string_ostream Out(Text);
    O.Write(Out, R, Texts, /*InColor=*/false);
    Out.flush();
    if (Error Why = writeFile(O.File, Text))
      return Why;
  }
  return Error::success();
}

} // namespace ticktidy::tool
