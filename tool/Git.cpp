//===- Git.cpp ------------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Git.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace ticktidy::tool {

Expected<std::string> git(ArrayRef<StringRef> Words, StringRef Input) {
  ErrorOr<std::string> Program = sys::findProgramByName("git");
  if (!Program)
    return failure("'--since' and '--staged' need git, and there is none; "
                   "--diff takes a diff from elsewhere");
  SmallString<128> In;
  SmallString<128> Out;
  SmallString<128> Err;
  if (sys::fs::createTemporaryFile("ticktidy", "in", In) ||
      sys::fs::createTemporaryFile("ticktidy", "out", Out) ||
      sys::fs::createTemporaryFile("ticktidy", "err", Err))
    return failure("cannot make a temporary file");
  FileRemover RemoveIn(In);
  FileRemover RemoveOut(Out);
  FileRemover RemoveErr(Err);
  if (Error Why = writeFile(In, Input))
    return std::move(Why);
  // A repository may name a program that is to watch its files.
  SmallVector<StringRef, 16> All = {*Program, "-c", "core.fsmonitor=false"};
  All.append(Words.begin(), Words.end());
  std::optional<StringRef> Redirects[] = {In.str(), Out.str(), Err.str()};
  int Code = sys::ExecuteAndWait(*Program, All, std::nullopt, Redirects);
  if (Code == 0)
    return readFile(Out);
  Expected<std::string> Why = readFile(Err);
  if (!Why)
    return Why.takeError();
  return failure("git says: " + StringRef(*Why).trim());
}

Expected<std::string> workTreeOf(StringRef Folder) {
  Expected<std::string> Top =
      git({"-C", Folder, "rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  return StringRef(*Top).rtrim("\n").str();
}

Expected<std::unique_ptr<StagedFiles>> StagedFiles::checkOut(StringRef Folder) {
  Expected<std::string> Top = workTreeOf(Folder);
  if (!Top)
    return Top.takeError();
  Expected<std::string> Names =
      git({"-C", *Top, "diff", "--name-only", "-z", "--no-ext-diff",
           "--ignore-submodules", "--diff-filter=MDT", "--"});
  if (!Names)
    return Names.takeError();
  std::unique_ptr<StagedFiles> Result(new StagedFiles);
  Result->Files.Of = *Top;
  if (Names->empty())
    return std::move(Result);
  SmallString<128> Place;
  if (std::error_code Code = sys::fs::createUniqueDirectory("ticktidy", Place))
    return failure("cannot make a temporary folder: " + Code.message());
  Result->Files.With = std::string(Place);
  Expected<std::string> Done =
      git({"-C", *Top, "checkout-index", "-z", "--stdin",
           "--prefix=" + Result->Files.With + "/"},
          *Names);
  if (!Done)
    return Done.takeError();
  return std::move(Result);
}

StagedFiles::~StagedFiles() {
  if (!Files.With.empty())
    (void)sys::fs::remove_directories(Files.With);
}

} // namespace ticktidy::tool
