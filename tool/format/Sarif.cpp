//===- Sarif.cpp - Findings as SARIF 2.1.0 --------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's own writer knows no fixes and wants a live SourceManager.
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "Format.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace llvm;

namespace ticktidy::tool::format {

namespace {

json::Object message(StringRef Text) {
  return json::Object{{"text", json::fixUTF8(Text)}};
}

/// \p Path as a part of an URI.
std::string encoded(StringRef Path) {
  std::string Result;
  for (char C : Path) {
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Result += C;
    else
      Result += formatv("%{0:X-2}", static_cast<unsigned char>(C)).str();
  }
  return Result;
}

/// The column in UTF-16 units, which is what viewers count.
int utf16Column(StringRef Line, int Column) {
  int Units = 1;
  for (char C : Line.take_front(Column - 1)) {
    auto Byte = static_cast<unsigned char>(C);
    if ((Byte & 0xC0U) != 0x80)
      Units += Byte >= 0xF0 ? 2 : 1;
  }
  return Units;
}

class SarifWriter {
public:
  SarifWriter(const Report &R, Sources &Texts) : R(R), Texts(Texts) {}

  json::Value write() {
    json::Array Rules;
    std::map<std::string, int> Index;
    for (const CheckDoc &D : checkDocs()) {
      Index.emplace(D.Name.str(), static_cast<int>(Rules.size()));
      Rules.push_back(rule(D));
    }
    json::Array Results;
    for (const Finding &F : R.Findings) {
      json::Object Result = result(F);
      if (auto It = Index.find(F.Check); It != Index.end())
        Result["ruleIndex"] = It->second;
      Results.push_back(std::move(Result));
    }
    json::Array Notifications;
    for (const std::string &P : R.Problems)
      Notifications.push_back(
          json::Object{{"level", "error"}, {"message", message(P)}});
    json::Object Driver{{"name", "ticktidy"},
                        {"version", TICKTIDY_VERSION},
                        {"semanticVersion", TICKTIDY_VERSION},
                        {"rules", std::move(Rules)}};
    json::Object Run{
        {"tool", json::Object{{"driver", std::move(Driver)}}},
        {"columnKind", "utf16CodeUnits"},
        {"originalUriBaseIds",
         json::Object{
             {"SRCROOT",
              json::Object{{"uri", "file://" + encoded(R.Root) + "/"}}}}},
        {"invocations",
         json::Array{json::Object{
             {"executionSuccessful", R.Problems.empty()},
             {"toolExecutionNotifications", std::move(Notifications)}}}},
        {"results", std::move(Results)}};
    return json::Object{
        {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
        {"version", "2.1.0"},
        {"runs", json::Array{std::move(Run)}}};
  }

private:
  json::Object rule(const CheckDoc &D) {
    std::string Summary = summaryOf(D);
    return json::Object{
        {"id", D.Name},
        {"shortDescription", message(Summary)},
        {"help", json::Object{{"text", Summary}, {"markdown", D.Text}}},
        {"defaultConfiguration", json::Object{{"level", "warning"}}}};
  }

  json::Object artifact(StringRef File) {
    if (!isBelow(File, R.Root))
      return json::Object{{"uri", "file://" + encoded(File)}};
    return json::Object{{"uri", encoded(shownPath(File, R.Root))},
                        {"uriBaseId", "SRCROOT"}};
  }

  /// Line and column of \p Offset.
  std::pair<int, int> position(StringRef File, int Offset) {
    const SourceText *Text = Texts.get(File);
    if (!Text)
      return {1, 1};
    auto [Line, Column] = Text->position(Offset);
    return {Line, utf16Column(Text->line(Line), Column)};
  }

  json::Object location(const Place &At) {
    auto [Line, Column] = position(At.File, At.Offset);
    return json::Object{
        {"physicalLocation",
         json::Object{{"artifactLocation", artifact(At.File)},
                      {"region", json::Object{{"startLine", Line},
                                              {"startColumn", Column}}}}}};
  }

  json::Object step(const Place &At, StringRef Text) {
    json::Object Location = location(At);
    Location["message"] = message(Text);
    return json::Object{{"location", std::move(Location)}};
  }

  json::Object fix(StringRef Title, ArrayRef<Edit> Edits) {
    std::map<std::string, json::Array> ByFile;
    for (const Edit &E : Edits) {
      auto [Line, Column] = position(E.File, E.Offset);
      auto [EndLine, EndColumn] = position(E.File, E.Offset + E.Length);
      ByFile[E.File].push_back(json::Object{
          {"deletedRegion", json::Object{{"startLine", Line},
                                         {"startColumn", Column},
                                         {"endLine", EndLine},
                                         {"endColumn", EndColumn}}},
          {"insertedContent", message(E.Text)}});
    }
    json::Array Changes;
    for (auto &[File, Replacements] : ByFile)
      Changes.push_back(
          json::Object{{"artifactLocation", artifact(File)},
                       {"replacements", std::move(Replacements)}});
    return json::Object{{"description", message(Title)},
                        {"artifactChanges", std::move(Changes)}};
  }

  json::Object result(const Finding &F) {
    json::Array Steps{step(F.At, F.Text)};
    json::Array Related;
    json::Array Fixes;
    if (!F.Edits.empty())
      Fixes.push_back(fix("fix of " + F.Check, F.Edits));
    for (const Note &N : F.Notes) {
      if (N.Edits.empty()) {
        Steps.push_back(step(N.At, N.Text));
        json::Object Location = location(N.At);
        Location["id"] = static_cast<int>(Related.size()) + 1;
        Location["message"] = message(N.Text);
        Related.push_back(std::move(Location));
      } else {
        Fixes.push_back(fix(N.Text, N.Edits));
      }
    }
    json::Object Flow{{"threadFlows", json::Array{json::Object{
                                          {"locations", std::move(Steps)}}}}};
    return json::Object{
        {"ruleId", F.Check},
        {"level", F.IsError ? "error" : "warning"},
        {"message", message(F.Text)},
        {"locations", json::Array{location(F.At)}},
        {"partialFingerprints", json::Object{{"ticktidy/v1", F.Fingerprint}}},
        {"codeFlows", json::Array{std::move(Flow)}},
        {"relatedLocations", std::move(Related)},
        {"fixes", std::move(Fixes)}};
  }

  const Report &R;
  Sources &Texts;
};

} // namespace

void writeSarif(raw_ostream &Out, const Report &R, Sources &Texts,
                bool InColor) {
  Out << formatv("{0:2}", SarifWriter(R, Texts).write()) << '\n';
}

} // namespace ticktidy::tool::format
