//===- Database.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace ticktidy::tool {

static constexpr llvm::StringLiteral Name = "compile_commands.json";

static constexpr llvm::StringLiteral HowToMakeOne =
    "\n  CMake:  cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, "
    "then ticktidy -p build"
    "\n  Meson:  it is in the build folder already: ticktidy -p BUILDDIR"
    "\n  make and others:  bear -- make"
    "\n  one file without a database:  ticktidy FILE -- COMPILER-FLAGS";

static std::string in(StringRef Folder) {
  SmallString<256> Path(Folder);
  sys::path::append(Path, Name);
  return std::string(Path);
}

/// Is that what people call a build folder? Others inside the same folder may
/// be projects of their own.
static bool isBuildFolder(StringRef Name) {
  return Name.contains_insensitive("build") ||
         StringSwitch<bool>(Name.lower())
             .Cases("out", "bin", "obj", "debug", "release", true)
             .Default(false);
}

/// The databases in \p Folder, or else in the build folders right inside it.
static std::vector<std::string> databasesAt(StringRef Folder) {
  if (sys::fs::exists(in(Folder)))
    return {in(Folder)};
  std::vector<std::string> Found;
  std::error_code Code;
  for (sys::fs::directory_iterator It(Folder, Code), End; It != End && !Code;
       It.increment(Code))
    if (isBuildFolder(sys::path::filename(It->path())) &&
        sys::fs::exists(in(It->path())))
      Found.push_back(in(It->path()));
  llvm::sort(Found);
  return Found;
}

Expected<std::string> findDatabase(StringRef Told, StringRef From) {
  if (!Told.empty()) {
    std::string Path = absolutePath(Told);
    if (sys::fs::is_directory(Path))
      Path = in(Path);
    if (!sys::fs::exists(Path))
      return failure("there is no compile database '" + Path +
                     "'; how to make one:" + HowToMakeOne);
    return Path;
  }
  for (StringRef Folder = From; !Folder.empty();
       Folder = sys::path::parent_path(Folder)) {
    std::vector<std::string> Found = databasesAt(Folder);
    if (Found.size() == 1)
      return Found.front();
    if (!Found.empty())
      return failure("there are several compile databases; choose one with "
                     "-p:\n  " +
                     join(Found, "\n  "));
  }
  return failure(
      "there is no " + Name + " in '" + From +
      "', its build folders or above; how to make one:" + HowToMakeOne);
}

/// Is that a language that clang can parse with our checks?
static bool isSource(StringRef File) {
  return StringSwitch<bool>(sys::path::extension(File))
      .Cases(".s", ".S", ".sx", ".asm", ".nasm", false)
      .Cases(".f", ".f90", ".rs", ".swift", ".go", ".d", ".rc", false)
      .Cases(".o", ".a", ".ll", ".bc", ".ml", ".vala", ".java", false)
      .Default(true);
}

/// Compiler launchers are no part of the command.
static void dropLaunchers(std::vector<std::string> &Command) {
  while (Command.size() > 1 && !StringRef(Command[1]).starts_with("-") &&
         StringSwitch<bool>(sys::path::stem(Command.front()))
             .Cases("ccache", "distcc", "sccache", "gomacc", "icecc", true)
             .Default(false))
    Command.erase(Command.begin());
}

/// Reads one entry of the database, or says what is wrong with it.
static bool fromJSON(const json::Value &V, Unit &U, json::Path At) {
  json::ObjectMapper O(V, At);
  std::string Line;
  if (!O || !O.map("directory", U.Directory) || !O.map("file", U.File) ||
      !O.mapOptional("arguments", U.Command) || !O.mapOptional("command", Line))
    return false;
  if (U.Command.empty()) {
    BumpPtrAllocator Memory;
    StringSaver Saver(Memory);
    SmallVector<const char *, 64> Words;
    cl::TokenizeGNUCommandLine(Line, Saver, Words);
    U.Command.assign(Words.begin(), Words.end());
  }
  if (U.Command.empty()) {
    At.report("it has neither 'command' nor 'arguments'");
    return false;
  }
  U.Directory = absolutePath(U.Directory);
  U.File = absolutePath(U.File, U.Directory);
  dropLaunchers(U.Command);
  return true;
}

Expected<std::vector<Unit>> readDatabase(StringRef File) {
  Expected<std::string> Text = readFile(File);
  if (!Text)
    return Text.takeError();
  auto Broken = [&](Error Why) {
    return failure("the compile database '" + File +
                   "' is broken: " + toString(std::move(Why)) +
                   "; make it again, with the build system that wrote it");
  };
  Expected<json::Value> Parsed = parseJson(*Text);
  if (!Parsed)
    return Broken(Parsed.takeError());
  std::vector<Unit> Units;
  json::Path::Root Root(Name);
  if (!json::fromJSON(*Parsed, Units, Root))
    return Broken(Root.getError());
  llvm::erase_if(Units, [](const Unit &U) { return !isSource(U.File); });
  llvm::sort(Units);
  Units.erase(std::unique(Units.begin(), Units.end()), Units.end());
  if (Units.empty())
    return failure("the compile database '" + File + "' names no source file");
  return Units;
}

std::string rootOf(ArrayRef<Unit> Units, StringRef Else) {
  StringRef Root = sys::path::parent_path(Units.front().File);
  for (const Unit &U : Units)
    while (!isBelow(U.File, Root))
      Root = sys::path::parent_path(Root);
  return (Root == "/" ? Else : Root).str();
}

Expected<std::vector<Unit>> select(ArrayRef<Unit> Units,
                                   ArrayRef<std::string> Paths) {
  if (Paths.empty())
    return Units.vec();
  for (const std::string &Path : Paths) {
    if (!sys::fs::exists(Path))
      return failure("there is no '" + Path + "'");
    if (none_of(Units, [&](const Unit &U) { return isBelow(U.File, Path); }))
      return failure("the compile database has no command for '" + Path +
                     "' or anything below it");
  }
  std::vector<Unit> Chosen;
  for (const Unit &U : Units)
    if (any_of(Paths, [&](StringRef Path) { return isBelow(U.File, Path); }))
      Chosen.push_back(U);
  return Chosen;
}

} // namespace ticktidy::tool
