//===- Files.cpp ----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <sys/stat.h>

using namespace llvm;

namespace ticktidy::tool {

std::string hashOf(StringRef Content) {
  BLAKE3 Hash;
  Hash.update(Content);
  return toHex(Hash.final(), /*LowerCase=*/true);
}

std::string realPath(StringRef File) {
  SmallString<256> Real;
  return sys::fs::real_path(File, Real) ? File.str() : std::string(Real);
}

std::string printable(StringRef Text) {
  std::string Result;
  while (!Text.empty()) {
    auto Byte = static_cast<unsigned char>(Text.front());
    std::size_t Length = 0;
    if ((Byte < 0x20 && Byte != '\t' && Byte != '\n') || Byte == 0x7F)
      Length = 1;
    // UTF-8 has more of them, from U+0080 to U+009F.
    else if (Byte == 0xC2 && Text.size() > 1 &&
             (static_cast<unsigned char>(Text[1]) & 0xE0U) == 0x80)
      Length = 2;
    for (char C : Text.take_front(Length))
      Result += "\\x" + toHex(StringRef(&C, 1), /*LowerCase=*/true);
    if (Length == 0)
      Result += Text.front();
    Text = Text.drop_front(std::max<std::size_t>(Length, 1));
  }
  return Result;
}

std::string currentFolder() {
  SmallString<256> Here;
  (void)sys::fs::current_path(Here);
  return std::string(Here);
}

std::string absolutePath(StringRef File, StringRef Folder) {
  SmallString<256> Path(File);
  if (!sys::path::is_absolute(Path)) {
    SmallString<256> Base(Folder.empty() ? StringRef(currentFolder()) : Folder);
    sys::path::append(Base, File);
    Path = Base;
  }
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  // A slash at the end names the same folder.
  while (Path.size() > 1 && Path.back() == '/')
    Path.pop_back();
  return std::string(Path);
}

bool isBelow(StringRef File, StringRef Folder) {
  Folder = Folder.rtrim('/');
  return File == Folder ||
         (File.consume_front(Folder) && File.take_front() == "/");
}

std::string shownPath(StringRef File, StringRef Folder) {
  if (File == Folder || !isBelow(File, Folder))
    return File.str();
  return File.substr(Folder.rtrim('/').size() + 1).str();
}

Error failure(const Twine &Text) {
  return createStringError(inconvertibleErrorCode(), "%s", Text.str().c_str());
}

/// What useStandIns was told. A process sets it once, before it reads a file.
static StandIns InUse;

void useStandIns(StandIns Files) { InUse = std::move(Files); }

/// The file that stands for \p File, or "".
static std::string standInFor(StringRef File) {
  if (InUse.With.empty())
    return "";
  std::string Name = absolutePath(File);
  if (!isBelow(Name, InUse.Of))
    return "";
  std::string Other = InUse.With + "/" + shownPath(Name, InUse.Of);
  return sys::fs::is_regular_file(Other) ? Other : "";
}

StringMap<std::string> standIns() {
  StringMap<std::string> Result;
  if (InUse.With.empty())
    return Result;
  std::error_code Code;
  for (sys::fs::recursive_directory_iterator It(InUse.With, Code, false), End;
       It != End && !Code; It.increment(Code))
    if (sys::fs::is_regular_file(It->path()))
      Result[InUse.Of + "/" + shownPath(It->path(), InUse.With)] = It->path();
  return Result;
}

bool fileExists(StringRef File) {
  return sys::fs::exists(File) || !standInFor(File).empty();
}

Expected<std::string> readFile(StringRef Name, std::uint64_t Limit) {
  std::string Other = standInFor(Name);
  StringRef File = Other.empty() ? Name : StringRef(Other);
  auto Fail = [&](const Twine &Why) {
    return failure("cannot read '" + File + "': " + Why);
  };
  sys::fs::file_status Status;
  if (std::error_code Code = sys::fs::status(File, Status))
    return Fail(Code.message());
  if (Status.type() == sys::fs::file_type::directory_file)
    return Fail("it is a folder");
  auto TooLarge = [&] {
    return Fail("it has more than " + Twine(Limit) + " bytes");
  };
  if (Status.getSize() > Limit)
    return TooLarge();
  Expected<sys::fs::file_t> Opened = sys::fs::openNativeFileForRead(File);
  if (!Opened)
    return Fail(toString(Opened.takeError()));
  // By pieces: what is no regular file does not tell its size, and may have
  // no end.
  std::string Text;
  std::size_t Read = 0;
  Error Why = Error::success();
  do {
    constexpr std::uint64_t Piece = 1U << 12;
    if (Text.size() == Read)
      Text.resize(
          std::max<std::uint64_t>({Read * 2, Status.getSize() + 1, Piece}));
    Expected<std::size_t> Got = sys::fs::readNativeFile(
        *Opened, MutableArrayRef(Text.data() + Read, Text.size() - Read));
    if (!Got) {
      Why = Got.takeError();
      break;
    }
    if (*Got == 0)
      break;
    Read += *Got;
  } while (Read <= Limit);
  (void)sys::fs::closeFile(*Opened);
  if (Why)
    return Fail(toString(std::move(Why)));
  if (Read > Limit)
    return TooLarge();
  Text.resize(Read);
  return Text;
}

Expected<json::Value> parseJson(StringRef Text) {
  constexpr unsigned MaxDepth = 64;
  unsigned Depth = 0;
  bool InString = false;
  for (std::size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (C == '"')
      InString = !InString;
    else if (InString && C == '\\')
      ++I;
    else if (!InString && (C == '[' || C == '{') && ++Depth > MaxDepth)
      return failure("it is nested too deeply");
    else if (!InString && (C == ']' || C == '}') && Depth != 0)
      --Depth;
  }
  return json::parse(Text);
}

Error writeFile(StringRef File, StringRef Content) {
  auto Fail = [&](std::error_code Code) {
    return failure("cannot write '" + File + "': " + Code.message());
  };
  SmallString<256> Target(File);
  if (sys::fs::exists(File))
    if (std::error_code Code = sys::fs::real_path(File, Target))
      return Fail(Code);
  // What is no regular file, such as /dev/stdout, cannot be replaced.
  sys::fs::file_status Status;
  bool Exists = !sys::fs::status(Target, Status);
  if (Exists && Status.type() != sys::fs::file_type::regular_file) {
    std::error_code Code;
    raw_fd_ostream Out(Target, Code);
    if (!Code) {
      Out << Content;
      Out.close();
      Code = Out.error();
      Out.clear_error();
    }
    return Code ? Fail(Code) : Error::success();
  }
  unsigned Mode = Exists ? static_cast<unsigned>(Status.permissions()) : 0666;
  if (!Exists) {
    mode_t Mask = umask(0);
    umask(Mask);
    Mode &= ~static_cast<unsigned>(Mask);
  }
  int Descriptor = -1;
  SmallString<256> Beside;
  if (std::error_code Code = sys::fs::createUniqueFile(
          Target + ".%%%%%%%%.tmp", Descriptor, Beside, sys::fs::OF_None,
          sys::fs::owner_read | sys::fs::owner_write))
    return Fail(Code);
  raw_fd_ostream Out(Descriptor, /*shouldClose=*/true);
  Out << Content;
  Out.close();
  std::error_code Code = Out.error();
  Out.clear_error();
  if (!Code)
    Code = sys::fs::setPermissions(Beside, static_cast<sys::fs::perms>(Mode));
  if (!Code)
    Code = sys::fs::rename(Beside, Target);
  if (!Code)
    return Error::success();
  (void)sys::fs::remove(Beside);
  return Fail(Code);
}

SourceText::SourceText(std::string Text) : Content(std::move(Text)) {
  Starts.push_back(0);
  for (std::size_t I = Content.find('\n'); I != std::string::npos;
       I = Content.find('\n', I + 1))
    Starts.push_back(I + 1);
}

StringRef SourceText::line(int Number) const {
  if (Number < 1 || Number > lines())
    return "";
  std::size_t Begin = Starts[Number - 1];
  std::size_t End = Number < lines() ? Starts[Number] : Content.size();
  return StringRef(Content).slice(Begin, End).rtrim("\r\n");
}

std::pair<int, int> SourceText::position(int Offset) const {
  std::size_t At = std::min<std::size_t>(std::max(Offset, 0), Content.size());
  auto After = std::upper_bound(Starts.begin(), Starts.end(), At);
  int Line = static_cast<int>(After - Starts.begin());
  return {Line, static_cast<int>(At - Starts[Line - 1]) + 1};
}

Sources::Entry &Sources::read(StringRef File) {
  auto [It, IsNew] = Known.try_emplace(File);
  if (IsNew && (Root.empty() || isBelow(realPath(File), Root))) {
    if (Expected<std::string> Content = readFile(File)) {
      It->second.Hash = hashOf(*Content);
      It->second.Text = std::make_unique<SourceText>(std::move(*Content));
    } else {
      consumeError(Content.takeError());
    }
  }
  return It->second;
}

const SourceText *Sources::get(StringRef File) { return read(File).Text.get(); }

StringRef Sources::hash(StringRef File) { return read(File).Hash; }

} // namespace ticktidy::tool
