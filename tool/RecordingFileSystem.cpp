//===- RecordingFileSystem.cpp --------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecordingFileSystem.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace ticktidy::tool {

namespace {

/// An open file that tells its content's hash when it is read.
class RecordingFile : public vfs::File {
public:
  RecordingFile(std::unique_ptr<vfs::File> Real, std::string Name,
                RecordingFileSystem &Book)
      : Real(std::move(Real)), Name(std::move(Name)), Book(Book) {}

  ErrorOr<vfs::Status> status() override { return Real->status(); }
  ErrorOr<std::string> getName() override { return Real->getName(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &BufferName,
                                                   int64_t FileSize,
                                                   bool RequiresNullTerminator,
                                                   bool IsVolatile) override {
    auto Buffer = Real->getBuffer(BufferName, FileSize, RequiresNullTerminator,
                                  IsVolatile);
    if (Buffer)
      Book.noteContent(Name, (*Buffer)->getBuffer());
    return Buffer;
  }
  std::error_code close() override { return Real->close(); }

private:
  std::unique_ptr<vfs::File> Real;
  std::string Name;
  RecordingFileSystem &Book;
};

} // namespace

std::string RecordingFileSystem::absolute(const Twine &Path) const {
  SmallString<256> Buffer;
  return absolutePath(Path.toStringRef(Buffer), Folder);
}

void RecordingFileSystem::noteContent(StringRef File, StringRef Content) {
  std::string &Hash = Hashes[File.str()];
  if (Hash.empty())
    Hash = hashOf(Content);
}

void RecordingFileSystem::noteAbsent(StringRef File) {
  Missing.insert(File.str());
}

ErrorOr<vfs::Status> RecordingFileSystem::status(const Twine &Path) {
  ErrorOr<vfs::Status> Result = ProxyFileSystem::status(Path);
  if (!Result)
    noteAbsent(absolute(Path));
  else if (Result->isRegularFile())
    Hashes.try_emplace(absolute(Path));
  return Result;
}

ErrorOr<std::unique_ptr<vfs::File>>
RecordingFileSystem::openFileForRead(const Twine &Path) {
  auto Opened = ProxyFileSystem::openFileForRead(Path);
  std::string Name = absolute(Path);
  if (!Opened) {
    noteAbsent(Name);
    return Opened;
  }
  return std::make_unique<RecordingFile>(std::move(*Opened), std::move(Name),
                                         *this);
}

std::vector<Input> RecordingFileSystem::inputs() const {
  std::vector<Input> Result;
  Result.reserve(Hashes.size());
  for (const auto &[File, Hash] : Hashes)
    Result.push_back({File, Hash});
  return Result;
}

std::vector<std::string> RecordingFileSystem::absent() const {
  std::vector<std::string> Result;
  for (const std::string &File : Missing)
    if (!Hashes.count(File))
      Result.push_back(File);
  return Result;
}

StringRef RecordingFileSystem::hashOfRead(StringRef File) const {
  auto It = Hashes.find(File.str());
  return It == Hashes.end() ? StringRef() : StringRef(It->second);
}

} // namespace ticktidy::tool
