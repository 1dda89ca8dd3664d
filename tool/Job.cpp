//===- Job.cpp ------------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Job.h"
#include "CommandLine.h"
#include "Confine.h"
#include "Files.h"
#include "clang/Driver/Driver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#ifdef __linux__
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace llvm;

namespace ticktidy::tool {

json::Value toJSON(const Job &J) {
  json::Object Result{{"file", J.What.File},
                      {"directory", J.What.Directory},
                      {"command", json::Array(J.What.Command)},
                      {"checks", J.How.Checks},
                      {"root", J.How.Root},
                      {"summarize", J.How.Summarize},
                      {"staged-of", J.How.Staged.Of},
                      {"staged-with", J.How.Staged.With}};
  if (J.How.HeaderFilter)
    Result["header-filter"] = *J.How.HeaderFilter;
  return Result;
}

bool fromJSON(const json::Value &V, Job &J, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("file", J.What.File) &&
         O.map("directory", J.What.Directory) &&
         O.map("command", J.What.Command) && O.map("checks", J.How.Checks) &&
         O.map("root", J.How.Root) && O.map("summarize", J.How.Summarize) &&
         O.map("staged-of", J.How.Staged.Of) &&
         O.map("staged-with", J.How.Staged.With) &&
         O.mapOptional("header-filter", J.How.HeaderFilter);
}

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

int analyzeUnit(StringRef JobFile, StringRef ResultFile) {
#ifdef __linux__
  // A unit that nobody waits for any more is not worth its time.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // What would name the functions of a crash's trace is a program of its own,
  // which a confined process may not run.
  setenv("LLVM_DISABLE_SYMBOLIZATION", "1", /*overwrite=*/1);
#endif
  auto Fail = [](Error Why) {
    complain(toString(std::move(Why)));
    return ExitInput;
  };
  std::string ResultPath = absolutePath(ResultFile);
  Expected<std::string> Text = readFile(JobFile);
  if (!Text)
    return Fail(Text.takeError());
  Expected<Job> Read = json::parse<Job>(*Text, "job");
  if (!Read)
    return Fail(Read.takeError());
  std::vector<std::string> Folders = {sys::path::parent_path(ResultPath).str()};
  if (std::string Modules = moduleCache(Read->What.Command); !Modules.empty())
    Folders.push_back(std::move(Modules));
  // Where the system cannot do that, the rest holds all the same.
  (void)confine(Folders);
  useStandIns(Read->How.Staged);
  UnitResult Result = analyze(*Read);
  std::string Out;
  raw_string_ostream(Out) << toJSON(Result);
  if (Error Why = writeFile(ResultPath, Out))
    return Fail(std::move(Why));
  return 0;
}

} // namespace ticktidy::tool
