//===- Baseline.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

static constexpr int BaselineFormat = 1;

namespace {
struct Known {
  std::string Fingerprint;
};
bool fromJSON(const json::Value &V, Known &K, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("fingerprint", K.Fingerprint);
}

struct BaselineFile {
  std::vector<Known> Findings;
};
bool fromJSON(const json::Value &V, BaselineFile &B, json::Path At) {
  json::ObjectMapper O(V, At);
  int Format = 0;
  if (!O || !O.map("format", Format))
    return false;
  if (Format != BaselineFormat) {
    At.field("format").report("written by another version of ticktidy");
    return false;
  }
  return O.map("findings", B.Findings);
}
} // namespace

Expected<std::set<std::string>> readBaseline(StringRef File) {
  Expected<std::string> Text = readFile(File, /*Limit=*/256U << 20);
  if (!Text)
    return Text.takeError();
  auto Broken = [&](Error Why) {
    return failure("the baseline '" + File +
                   "' is broken: " + toString(std::move(Why)) +
                   "; write it anew with --write-baseline");
  };
  Expected<json::Value> Parsed = parseJson(*Text);
  if (!Parsed)
    return Broken(Parsed.takeError());
  BaselineFile Read;
  json::Path::Root Root("baseline");
  if (!fromJSON(*Parsed, Read, Root))
    return Broken(Root.getError());
  std::set<std::string> Result;
  for (Known &K : Read.Findings)
    Result.insert(std::move(K.Fingerprint));
  return Result;
}

std::string baselineOf(ArrayRef<Finding> Findings, StringRef Root) {
  std::string Text;
  raw_string_ostream Out(Text);
  Out << "{\"format\": " << BaselineFormat << ", \"findings\": [";
  StringRef Divider = "\n";
  for (const Finding &F : Findings) {
    Out << Divider
        << json::Value(
               json::Object{{"fingerprint", F.Fingerprint},
                            {"check", F.Check},
                            {"file", json::fixUTF8(shownPath(F.At.File, Root))},
                            {"message", json::fixUTF8(F.Text)}});
    Divider = ",\n";
  }
  Out << "\n]}\n";
  return Text;
}

} // namespace ticktidy::tool
