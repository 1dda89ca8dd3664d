//===- Cache.cpp ----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace ticktidy::tool {

/// What the name of an entry begins with; llvm::pruneCache leaves all others.
static constexpr char Prefix[] = "llvmcache-";
/// What the name of the result before the last one ends with.
static constexpr char Earlier[] = ".1";

/// Results that nobody asked for in this time are no longer kept, nor more of
/// them than this.
static constexpr std::chrono::hours Unasked(30 * 24);
static constexpr std::uint64_t MostBytes = std::uint64_t(1) << 30;

/// What in the environment changes what clang reads.
static constexpr const char *Variables[] = {"CPATH",
                                            "C_INCLUDE_PATH",
                                            "CPLUS_INCLUDE_PATH",
                                            "OBJC_INCLUDE_PATH",
                                            "OBJCPLUS_INCLUDE_PATH",
                                            "SOURCE_DATE_EPOCH",
                                            "COMPILER_PATH",
                                            "GCC_EXEC_PREFIX"};

/// The folder, made if need be; "" if it is not ours alone to write.
static std::string prepare(StringRef Folder) {
  if (Folder.empty() ||
      sys::fs::create_directories(Folder, /*IgnoreExisting=*/true,
                                  sys::fs::owner_all))
    return "";
  struct stat Status;
  if (stat(Folder.str().c_str(), &Status) != 0 || Status.st_uid != geteuid() ||
      (Status.st_mode & S_IWOTH) != 0)
    return "";
  return Folder.str();
}

Cache::Cache(StringRef Folder, const Settings &S) : Folder(prepare(Folder)) {
  if (this->Folder.empty())
    return;
  // The program's own bytes stand for its version and its built-in models.
  Expected<std::string> Self =
      readFile(sys::fs::getMainExecutable(nullptr, nullptr));
  if (!Self) {
    consumeError(Self.takeError());
    this->Folder.clear();
    return;
  }
  json::Array Key{hashOf(*Self), S.Checks, S.HeaderFilter, S.Root, S.Summarize};
  for (const char *Variable : Variables) {
    const char *Value = std::getenv(Variable);
    Key.push_back(Value ? json::Value(json::fixUTF8(Value)) : nullptr);
  }
  raw_string_ostream(Common) << json::Value(std::move(Key));
}

std::string Cache::fileFor(const Unit &U) const {
  std::string Key = Common;
  for (const std::string &Part : {U.File, U.Directory})
    Key += '\0' + Part;
  for (const std::string &Word : U.Command)
    Key += '\0' + Word;
  return Folder + "/" + Prefix + hashOf(Key);
}

StringRef Cache::currentHash(StringRef File) {
  auto [It, IsNew] = Hashes.try_emplace(File);
  if (IsNew) {
    if (Expected<std::string> Text = readFile(File))
      It->second = hashOf(*Text);
    else
      consumeError(Text.takeError());
  }
  return It->second;
}

bool Cache::exists(StringRef File) {
  auto [It, IsNew] = Exists.try_emplace(File);
  if (IsNew)
    It->second = fileExists(File);
  return It->second;
}

bool Cache::holds(const UnitResult &R) {
  return all_of(R.Inputs,
                [&](const Input &I) {
                  return I.Hash.empty() ? exists(I.File)
                                        : currentHash(I.File) == I.Hash;
                }) &&
         none_of(R.Absent,
                 [&](const std::string &File) { return exists(File); });
}

std::optional<UnitResult> Cache::read(StringRef File) const {
  Expected<std::string> Entry = readFile(File);
  if (!Entry) {
    consumeError(Entry.takeError());
    return std::nullopt;
  }
  // The first line is the hash of the rest: what was damaged is not believed.
  auto [Hash, Text] = StringRef(*Entry).split('\n');
  if (Hash != hashOf(Text))
    return std::nullopt;
  Expected<json::Value> Parsed = parseJson(Text);
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return std::nullopt;
  }
  UnitResult Result;
  json::Path::Root Root;
  if (!fromJSON(*Parsed, Result, Root))
    return std::nullopt;
  return Result;
}

/// Tells the pruning that \p File has been asked for: not every file system
/// keeps the time of the last access.
static void markUsed(StringRef File) {
  Expected<sys::fs::file_t> Opened = sys::fs::openNativeFileForRead(File);
  if (!Opened) {
    consumeError(Opened.takeError());
    return;
  }
  (void)sys::fs::setLastAccessAndModificationTime(
      *Opened, std::chrono::system_clock::now());
  (void)sys::fs::closeFile(*Opened);
}

std::optional<UnitResult> Cache::load(const Unit &U) {
  if (Folder.empty())
    return std::nullopt;
  std::string File = fileFor(U);
  for (const std::string &Name : {File, File + Earlier})
    if (std::optional<UnitResult> Known = read(Name); Known && holds(*Known)) {
      markUsed(Name);
      return Known;
    }
  return std::nullopt;
}

void Cache::store(const Unit &U, const UnitResult &R) {
  if (Folder.empty() || !R.ConfigErrors.empty() ||
      (R.How != Outcome::Done && R.How != Outcome::Broken))
    return;
  std::string Text;
  raw_string_ostream(Text) << toJSON(R);
  std::string File = fileFor(U);
  // There need not be one.
  (void)sys::fs::rename(File, File + Earlier);
  consumeError(writeFile(File, hashOf(Text) + "\n" + Text));
}

void Cache::prune() const {
  if (Folder.empty())
    return;
  CachePruningPolicy Policy;
  Policy.Expiration = Unasked;
  Policy.MaxSizeBytes = MostBytes;
  pruneCache(Folder, Policy);
}

} // namespace ticktidy::tool
