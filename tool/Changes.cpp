//===- Changes.cpp --------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Changes.h"
#include "Files.h"
#include "Git.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ticktidy::tool {

std::string repositoryOf(StringRef Folder) {
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder))
    for (StringRef Sign : {"/.git", "/.hg", "/.svn", "/.jj"})
      if (sys::fs::exists(Folder + Sign))
        return Folder.str();
  return "";
}

/// The name in a "+++" line, which git quotes if it has odd characters.
static std::string nameIn(StringRef Line) {
  std::string Name;
  if (!Line.consume_front("\"")) {
    Name = Line.split('\t').first.rtrim("\r\n").str();
  } else {
    for (std::size_t I = 0; I < Line.size() && Line[I] != '"'; ++I) {
      unsigned Code = 0;
      if (Line[I] != '\\' || I + 1 == Line.size()) {
        Name += Line[I];
      } else if (!Line.substr(I + 1, 3).getAsInteger(8, Code)) {
        Name += static_cast<char>(Code);
        I += 3;
      } else {
        char C = Line[++I];
        Name += C == 'n' ? '\n' : C == 't' ? '\t' : C;
      }
    }
  }
  StringRef Result = Name;
  if (Result == "/dev/null")
    return "";
  Result.consume_front("b/");
  return Result.str();
}

/// Reads "START[,COUNT]".
static bool readRange(StringRef Text, int &Start, int &Count) {
  constexpr int Most = 1 << 30; // so that the two can be added
  auto [First, Second] = Text.split(',');
  Count = 1;
  return !First.getAsInteger(10, Start) &&
         (Second.empty() || !Second.getAsInteger(10, Count)) && Start >= 0 &&
         Count >= 0 && Start <= Most && Count <= Most;
}

Expected<Changes> Changes::read(StringRef Diff, StringRef Folder) {
  Changes Result;
  InFile *File = nullptr;
  int LineInDiff = 0;
  int OldLeft = 0;
  int NewLeft = 0;
  int Line = 0; // in the new file
  bool Deleted = false;
  bool Added = false;
  auto EndOfChunk = [&] {
    if (Deleted && !Added && File)
      File->Deletions.insert(Line);
    Deleted = Added = false;
  };
  while (!Diff.empty()) {
    StringRef Text;
    std::tie(Text, Diff) = Diff.split('\n');
    ++LineInDiff;
    if (OldLeft > 0 || NewLeft > 0) {
      char Sign = Text.empty() ? ' ' : Text.front();
      if (Sign == '\\')
        continue;
      if (Sign == '+') {
        Added = true;
        if (File)
          File->Lines.insert(Line);
        ++Line;
        --NewLeft;
      } else if (Sign == '-') {
        Deleted = true;
        --OldLeft;
      } else {
        EndOfChunk();
        ++Line;
        --OldLeft;
        --NewLeft;
      }
      if (OldLeft <= 0 && NewLeft <= 0)
        EndOfChunk();
      continue;
    }
    if (Text.consume_front("+++ ")) {
      std::string Name = nameIn(Text);
      File = Name.empty() ? nullptr : &Result.Files[absolutePath(Name, Folder)];
    } else if (Text.consume_front("@@ -")) {
      auto [Old, Rest] = Text.split(" +");
      int OldStart = 0;
      if (!readRange(Old, OldStart, OldLeft) ||
          !readRange(Rest.split(" @@").first, Line, NewLeft))
        return failure("line " + Twine(LineInDiff) +
                       " of the diff is no hunk of a unified diff");
      // "+7,0": after line 7.
      if (NewLeft == 0)
        ++Line;
    }
  }
  return Result;
}

Expected<Changes> Changes::diff(StringRef Root, ArrayRef<StringRef> What) {
  SmallVector<StringRef, 16> Words = {"-C",
                                      Root,
                                      "-c",
                                      "core.quotePath=false",
                                      "diff",
                                      "-U0",
                                      "--no-color",
                                      "--no-ext-diff",
                                      "--no-textconv",
                                      "--src-prefix=a/",
                                      "--dst-prefix=b/"};
  Words.append(What.begin(), What.end());
  Words.push_back("--");
  Expected<std::string> Diff = git(Words);
  if (!Diff)
    return Diff.takeError();
  return read(*Diff, Root);
}

Expected<Changes> Changes::staged(StringRef Folder) {
  Expected<std::string> Top = workTreeOf(Folder);
  if (!Top)
    return Top.takeError();
  return diff(*Top, {"--cached"});
}

Expected<Changes> Changes::since(StringRef Revision, StringRef Folder) {
  if (Revision.empty() || Revision.starts_with("-"))
    return failure("invalid value '" + Revision + "' for '--since'");
  Expected<std::string> Top = workTreeOf(Folder);
  if (!Top)
    return Top.takeError();
  StringRef Root = *Top;
  Expected<Changes> Result = diff(Root, {"--merge-base", Revision});
  if (!Result)
    return Result;
  Expected<std::string> Unknown =
      git({"-C", Root, "ls-files", "--others", "--exclude-standard", "-z"});
  if (!Unknown)
    return Unknown.takeError();
  SmallVector<StringRef, 16> Names;
  StringRef(*Unknown).split(Names, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Names)
    Result->Files[absolutePath(Name, Root)].IsNew = true;
  return Result;
}

bool Changes::touches(StringRef File) const {
  return Files.count(File.str()) != 0;
}

std::vector<std::string> Changes::files() const {
  std::vector<std::string> Names;
  Names.reserve(Files.size());
  for (const auto &[Name, What] : Files)
    Names.push_back(Name);
  return Names;
}

bool Changes::concern(const Finding &F) const {
  // The first and last line of the story in each file.
  std::map<std::string, std::pair<int, int>> Spans;
  auto IsChanged = [&](const Place &P) {
    auto [It, IsNew] = Spans.try_emplace(P.File, P.Line, P.Line);
    It->second.first = std::min(It->second.first, P.Line);
    It->second.second = std::max(It->second.second, P.Line);
    auto Known = Files.find(P.File);
    return Known != Files.end() &&
           (Known->second.IsNew || Known->second.Lines.count(P.Line));
  };
  bool Result = IsChanged(F.At);
  for (const Note &N : F.Notes)
    Result |= IsChanged(N.At);
  for (const auto &[File, Span] : Spans) {
    auto Known = Files.find(File);
    if (Known == Files.end())
      continue;
    auto After = Known->second.Deletions.upper_bound(Span.first);
    Result |= After != Known->second.Deletions.end() && *After <= Span.second;
  }
  return Result;
}

} // namespace ticktidy::tool
