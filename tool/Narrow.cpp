//===- Narrow.cpp ---------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Narrow.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ticktidy::tool {

/// The last names of the files that \p Text includes. \p IsOpen is set if one
/// cannot be told.
static std::vector<std::string> includesIn(StringRef Text, bool &IsOpen) {
  std::vector<std::string> Names;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line = Line.ltrim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("include") && !Line.consume_front("import"))
      continue;
    Line.consume_front("_next");
    Line = Line.ltrim();
    if (!Line.starts_with("\"") && !Line.starts_with("<")) {
      IsOpen |= !Line.empty(); // a macro's name
      continue;
    }
    char End = Line.front() == '<' ? '>' : '"';
    Names.push_back(
        sys::path::filename(Line.drop_front().split(End).first).str());
  }
  return Names;
}

namespace {

/// The headers of a project that lead to a changed one.
class Headers {
public:
  Headers(const Changes &Change, StringRef Root) {
    for (const std::string &File : Change.files())
      Reached.insert(sys::path::filename(File));
    std::error_code Code;
    for (sys::fs::recursive_directory_iterator It(Root, Code, false), End;
         It != End && !Code; It.increment(Code)) {
      StringRef Name = sys::path::filename(It->path());
      if (Name.starts_with(".")) {
        It.no_push();
        continue;
      }
      StringRef Kind = sys::path::extension(Name);
      if (Kind.starts_with(".h") || Kind == ".inc" || Kind == ".inl" ||
          Kind == ".ipp" || Kind == ".tpp" || Kind == ".def" ||
          Kind.starts_with(".c"))
        Candidates.push_back(It->path());
    }
    spread();
  }

  /// Does a file with these contents include any of them?
  bool leads(StringRef File) {
    Expected<std::string> Text = readFile(File);
    if (!Text) {
      consumeError(Text.takeError());
      return true;
    }
    bool IsOpen = false;
    std::vector<std::string> Names = includesIn(*Text, IsOpen);
    return IsOpen || any_of(Names, [&](const std::string &Name) {
             return Reached.contains(Name);
           });
  }

private:
  /// Adds what includes something that is reached, until nothing is added.
  void spread() {
    std::vector<std::pair<std::string, std::vector<std::string>>> Includes;
    for (const std::string &File : Candidates) {
      Expected<std::string> Text = readFile(File);
      if (!Text) {
        consumeError(Text.takeError());
        continue;
      }
      bool IsOpen = false;
      Includes.emplace_back(sys::path::filename(File),
                            includesIn(*Text, IsOpen));
      if (IsOpen)
        Reached.insert(sys::path::filename(File));
    }
    for (bool Grew = true; Grew;) {
      Grew = false;
      for (const auto &[Name, Included] : Includes)
        if (!Reached.contains(Name) &&
            any_of(Included, [&](const std::string &Other) {
              return Reached.contains(Other);
            }))
          Grew |= Reached.insert(Name).second;
    }
  }

  StringSet<> Reached;
  std::vector<std::string> Candidates;
};

} // namespace

std::vector<Unit> unitsTouchedBy(const Changes &Change, std::vector<Unit> Units,
                                 const Settings &S) {
  std::vector<std::string> Changed = Change.files();
  bool OnlyUnits = all_of(Changed, [&](const std::string &File) {
    return any_of(Units, [&](const Unit &U) { return U.File == File; });
  });
  std::optional<Headers> Project;
  if (!OnlyUnits)
    Project.emplace(Change, S.Root);
  llvm::erase_if(Units, [&](const Unit &U) {
    return !Change.touches(U.File) && !(Project && Project->leads(U.File));
  });
  return Units;
}

} // namespace ticktidy::tool
