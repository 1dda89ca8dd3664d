//===- Files.h - Reading, hashing and replacing files -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_FILES_H
#define TICKTIDY_TOOL_FILES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::tool {

/// The hash that stands for a content: 32 bytes of BLAKE3, in hexadecimal.
std::string hashOf(llvm::StringRef Content);

/// \p File against \p Folder (empty: the current one), without "." and "..".
std::string absolutePath(llvm::StringRef File, llvm::StringRef Folder = "");

/// \p File as a person wants to read it: relative to \p Folder if it is below,
/// else as it is. Both are absolute.
std::string shownPath(llvm::StringRef File, llvm::StringRef Folder);

/// Is \p File the folder \p Folder or below it? Both are absolute.
bool isBelow(llvm::StringRef File, llvm::StringRef Folder);

std::string currentFolder();

/// \p File without symbolic links; as it is if there is no such file.
std::string realPath(llvm::StringRef File);

/// \p Text for a terminal, on which control characters could do things: all of
/// them but tabs and line ends become "\xNN".
std::string printable(llvm::StringRef Text);

/// Files that are read in place of others: the one below With that has the same
/// name relative to With as the other has to Of. Both are absolute; With is
/// empty if there are none.
struct StandIns {
  std::string Of;
  std::string With;
};

/// From now on readFile, Sources and fileExists take \p Files in place of those
/// that they stand for. Before anything is read.
void useStandIns(StandIns Files);
/// Those in use, by the absolute names of the files that they stand for.
llvm::StringMap<std::string> standIns();

/// Is there \p File, or one that stands for it?
bool fileExists(llvm::StringRef File);

/// The content of a file of at most \p Limit bytes, or an error that names it.
/// It need not be a regular file, and nothing behind the limit is read.
llvm::Expected<std::string> readFile(llvm::StringRef File,
                                     std::uint64_t Limit = 1U << 30);

/// The JSON in \p Text, or where it is broken. What is nested more deeply than
/// any file of ours, and would exhaust the reader's stack, counts as broken.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef Text);

/// Puts \p Content where \p File is (or was not), in one step: whoever reads
/// sees the old content or the new one. The file keeps its permissions, and
/// nobody who may not read it sees what becomes of it; a symbolic link stays,
/// and what it leads to is replaced.
llvm::Error writeFile(llvm::StringRef File, llvm::StringRef Content);

/// An error with \p Text and nothing else.
llvm::Error failure(const llvm::Twine &Text);

/// A text and where its lines begin.
class SourceText {
public:
  explicit SourceText(std::string Content);

  llvm::StringRef content() const { return Content; }
  int lines() const { return static_cast<int>(Starts.size()); }
  /// The line \p Number, counted from 1, without its end; "" if there is none.
  llvm::StringRef line(int Number) const;
  /// Line and column of \p Offset, both from 1, the column in bytes. An offset
  /// behind the end is at the end.
  std::pair<int, int> position(int Offset) const;

private:
  std::string Content;
  std::vector<std::size_t> Starts;
};

/// The files that messages and fixes speak of, each read once.
class Sources {
public:
  Sources() = default;
  /// Only files below \p Root, wherever links lead, are read.
  explicit Sources(llvm::StringRef Root) : Root(realPath(Root)) {}

  /// The text of \p File, or null if it cannot be read.
  const SourceText *get(llvm::StringRef File);
  /// The hash of \p File's content, or "" if it cannot be read.
  llvm::StringRef hash(llvm::StringRef File);

private:
  struct Entry {
    std::unique_ptr<SourceText> Text;
    std::string Hash;
  };
  Entry &read(llvm::StringRef File);
  std::string Root; ///< empty: files from everywhere
  llvm::StringMap<Entry> Known;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_FILES_H
