//===- FindingJson.cpp - Findings as JSON ---------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitResult.h"

using namespace llvm;

namespace ticktidy::tool {

/// The form of UnitResult; a result of another one is not read.
static constexpr int UnitFormat = 1;

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

json::Value toJSON(const UnitResult &R) {
  json::Array Inputs;
  for (const Input &I : R.Inputs)
    Inputs.push_back(json::Array{text(I.File), I.Hash});
  return json::Object{{"format", UnitFormat},
                      {"broken", R.How == Outcome::Broken},
                      {"findings", list(R.Findings)},
                      {"problems", list(R.Problems)},
                      {"config-errors", list(R.ConfigErrors)},
                      {"inputs", std::move(Inputs)},
                      {"absent", list(R.Absent)},
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

static bool fromJSON(const json::Value &V, Input &I, json::Path At) {
  const json::Array *Pair = V.getAsArray();
  if (!Pair || Pair->size() != 2) {
    At.report("expected a file and its hash");
    return false;
  }
  return json::fromJSON((*Pair)[0], I.File, At.index(0)) &&
         json::fromJSON((*Pair)[1], I.Hash, At.index(1));
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
      !O.map("config-errors", R.ConfigErrors) || !O.map("inputs", R.Inputs) ||
      !O.map("absent", R.Absent) || !O.map("summary", R.ForOthers))
    return false;
  R.How = IsBroken ? Outcome::Broken : Outcome::Done;
  return true;
}

} // namespace ticktidy::tool
