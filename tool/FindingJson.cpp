//===- FindingJson.cpp - Findings as JSON ---------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitResult.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace ticktidy::tool {

/// The form of UnitResult; a result of another one is not read.
static constexpr int UnitFormat = 2;

/// Source files need not be UTF-8, and JSON has to be.
static json::Value text(StringRef S) {
  return json::isUTF8(S) ? json::Value(S.str()) : json::Value(json::fixUTF8(S));
}

template <typename T> static json::Array list(const std::vector<T> &All) {
  json::Array Result;
  for (const T &One : All)
    Result.push_back(toJSON(One));
  return Result;
}

static json::Array list(const std::vector<std::string> &All) {
  json::Array Result;
  for (const std::string &One : All)
    Result.push_back(text(One));
  return Result;
}

json::Value toJSON(const Place &P) {
  return json::Object{{"file", text(P.File)},
                      {"line", P.Line},
                      {"column", P.Column},
                      {"offset", P.Offset}};
}

json::Value toJSON(const Edit &E) {
  return json::Object{{"file", text(E.File)},
                      {"offset", E.Offset},
                      {"length", E.Length},
                      {"text", text(E.Text)}};
}

json::Value toJSON(const Note &N) {
  json::Object Result{{"at", N.At}, {"message", text(N.Text)}};
  if (!N.Edits.empty())
    Result["edits"] = list(N.Edits);
  return Result;
}

json::Value toJSON(const Finding &F) {
  json::Object Result{
      {"check", F.Check},        {"at", F.At},
      {"message", text(F.Text)}, {"level", F.IsError ? "error" : "warning"},
      {"notes", list(F.Notes)},  {"edits", list(F.Edits)}};
  if (!F.Fingerprint.empty())
    Result["fingerprint"] = F.Fingerprint;
  return Result;
}

namespace {

/// Lists of files, one for each folder, which it begins with: the names of
/// folders would be most of a cached result, and most of the time to read it.
class ByFolder {
public:
  /// \returns the list that has got \p File as its last element.
  json::Array &add(StringRef File) {
    StringRef Folder = sys::path::parent_path(File);
    json::Array &List = Lists[Folder];
    if (List.empty())
      List.push_back(text(Folder));
    List.push_back(text(sys::path::filename(File)));
    return List;
  }

  json::Array all() && {
    json::Array Result;
    for (auto &[Folder, List] : Lists)
      Result.push_back(std::move(List));
    return Result;
  }

private:
  std::map<StringRef, json::Array> Lists;
};

} // namespace

/// Reads the lists of ByFolder, in which each file has \p Width elements: its
/// name, and what goes with it.
static bool
fromFolders(const json::Object &O, StringRef Key, std::size_t Width,
            json::Path At,
            function_ref<void(std::string File, const json::Value *Found)> Do) {
  const json::Array *Lists = O.getArray(Key);
  if (!Lists) {
    At.field(Key).report("expected lists of files");
    return false;
  }
  for (const json::Value &Each : *Lists) {
    const json::Array *List = Each.getAsArray();
    if (!List || List->empty() || (List->size() - 1) % Width != 0 ||
        !all_of(*List, [](const json::Value &V) { return V.getAsString(); })) {
      At.field(Key).report("expected a folder and its files");
      return false;
    }
    for (std::size_t I = 1; I < List->size(); I += Width) {
      SmallString<256> File(*List->front().getAsString());
      sys::path::append(File, *(*List)[I].getAsString());
      Do(File.str().str(), &(*List)[I]);
    }
  }
  return true;
}

json::Value toJSON(const UnitResult &R) {
  ByFolder Inputs;
  for (const Input &I : R.Inputs)
    Inputs.add(I.File).push_back(I.Hash);
  ByFolder Absent;
  for (const std::string &File : R.Absent)
    Absent.add(File);
  return json::Object{{"format", UnitFormat},
                      {"broken", R.How == Outcome::Broken},
                      {"findings", list(R.Findings)},
                      {"problems", list(R.Problems)},
                      {"config-errors", list(R.ConfigErrors)},
                      {"inputs", std::move(Inputs).all()},
                      {"absent", std::move(Absent).all()},
                      {"summary", toJSON(R.ForOthers)}};
}

/// Reads a number that counts something in a file. Two of them can be added.
static bool mapCount(json::ObjectMapper &O, llvm::StringLiteral Key,
                     int &Number, json::Path At) {
  constexpr std::int64_t Most = 1 << 30;
  std::int64_t Read = 0;
  if (!O.map(Key, Read))
    return false;
  if (Read < 0 || Read > Most) {
    At.field(Key).report("out of range");
    return false;
  }
  Number = static_cast<int>(Read);
  return true;
}

bool fromJSON(const json::Value &V, Place &P, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("file", P.File) && mapCount(O, "line", P.Line, At) &&
         mapCount(O, "column", P.Column, At) &&
         mapCount(O, "offset", P.Offset, At);
}

bool fromJSON(const json::Value &V, Edit &E, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("file", E.File) && mapCount(O, "offset", E.Offset, At) &&
         mapCount(O, "length", E.Length, At) && O.map("text", E.Text);
}

bool fromJSON(const json::Value &V, Note &N, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("at", N.At) && O.map("message", N.Text) &&
         O.mapOptional("edits", N.Edits);
}

bool fromJSON(const json::Value &V, Finding &F, json::Path At) {
  json::ObjectMapper O(V, At);
  std::string Level;
  if (!O || !O.map("check", F.Check) || !O.map("at", F.At) ||
      !O.map("message", F.Text) || !O.map("level", Level) ||
      !O.map("notes", F.Notes) || !O.map("edits", F.Edits) ||
      !O.mapOptional("fingerprint", F.Fingerprint))
    return false;
  F.IsError = Level == "error";
  return true;
}

bool fromJSON(const json::Value &V, UnitResult &R, json::Path At) {
  json::ObjectMapper O(V, At);
  int Format = 0;
  bool IsBroken = false;
  if (!O || !O.map("format", Format))
    return false;
  if (Format != UnitFormat) {
    At.field("format").report("written by another version");
    return false;
  }
  if (!O.map("broken", IsBroken) || !O.map("findings", R.Findings) ||
      !O.map("problems", R.Problems) ||
      !O.map("config-errors", R.ConfigErrors) || !O.map("summary", R.ForOthers))
    return false;
  const json::Object &Whole = *V.getAsObject();
  auto AddInput = [&R](std::string File, const json::Value *Found) {
    R.Inputs.push_back({std::move(File), Found[1].getAsString()->str()});
  };
  auto AddAbsent = [&R](std::string File, const json::Value *) {
    R.Absent.push_back(std::move(File));
  };
  if (!fromFolders(Whole, "inputs", 2, At, AddInput) ||
      !fromFolders(Whole, "absent", 1, At, AddAbsent))
    return false;
  R.How = IsBroken ? Outcome::Broken : Outcome::Done;
  return true;
}

} // namespace ticktidy::tool
