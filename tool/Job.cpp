//===- Job.cpp ------------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Job.h"
#include "Confine.h"
#include "Files.h"
#include "clang/Driver/Driver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace llvm;

namespace ticktidy::tool {

/// Where the command \p Words may keep the modules that clang builds on its
/// way, made if need be; "" if it builds none. Another place that it names does
/// not count.
static std::string moduleCache(std::vector<std::string> &Words) {
  if (none_of(Words,
              [](StringRef Word) { return Word.starts_with("-fmodules"); }))
    return "";
  SmallString<128> Folder;
  if (!clang::driver::Driver::getDefaultModuleCachePath(Folder) ||
      sys::fs::create_directories(Folder))
    return "";
  Words.push_back(("-fmodules-cache-path=" + Folder).str());
  return std::string(Folder);
}

Error analyzeConfined(Job J, StringRef ResultFile) {
  // What would name the functions of a crash's trace is a program of its own,
  // which a confined process may not run.
  setenv("LLVM_DISABLE_SYMBOLIZATION", "1", /*overwrite=*/1);
  std::vector<std::string> Folders = {sys::path::parent_path(ResultFile).str()};
  if (std::string Modules = moduleCache(J.What.Command); !Modules.empty())
    Folders.push_back(std::move(Modules));
  // Where the system cannot do that, the rest holds all the same.
  (void)confine(Folders);
  std::string Text;
  raw_string_ostream(Text) << toJSON(analyze(J));
  return writeFile(ResultFile, Text);
}

} // namespace ticktidy::tool
