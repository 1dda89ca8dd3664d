//===- RecordingFileSystem.h - Remembers what was read ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_RECORDINGFILESYSTEM_H
#define TICKTIDY_TOOL_RECORDINGFILESYSTEM_H

#include "UnitResult.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <set>

namespace ticktidy::tool {

/// The real file system, which remembers what it was asked for: a result that
/// was made with it holds as long as all answers stay the same.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  /// \param Folder the current one, as long as this lives
  RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real,
                      std::string Folder)
      : ProxyFileSystem(std::move(Real)), Folder(std::move(Folder)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;

  /// \p File has this content.
  void noteContent(llvm::StringRef File, llvm::StringRef Content);
  /// There is no \p File.
  void noteAbsent(llvm::StringRef File);

  /// The files that were read, with their hashes, and those that were only
  /// looked at, sorted.
  std::vector<Input> inputs() const;
  std::vector<std::string> absent() const;
  /// The hash of \p File as it was when it was read, or "".
  llvm::StringRef hashOfRead(llvm::StringRef File) const;

private:
  std::string absolute(const llvm::Twine &Path) const;

  const std::string Folder;
  std::map<std::string, std::string> Hashes; ///< of files; "" if not read
  std::set<std::string> Missing;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_RECORDINGFILESYSTEM_H
