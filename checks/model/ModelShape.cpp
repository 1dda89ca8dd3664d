//===- ModelShape.cpp - What LLVM's YAML parser lets pass -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelShape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <tuple>

using llvm::StringRef;

namespace ticktidy::model {
namespace {

constexpr unsigned MaxBrackets = 32;
/// Each block inside another stands further to the right.
constexpr std::size_t MaxIndentation = 64;

/// The first key inside \p N that its mapping has already, or null.
const llvm::yaml::Node *duplicateIn(llvm::yaml::Node *N) {
  if (auto *List = llvm::dyn_cast_or_null<llvm::yaml::SequenceNode>(N)) {
    for (llvm::yaml::Node &Item : *List)
      if (const llvm::yaml::Node *Found = duplicateIn(&Item))
        return Found;
    return nullptr;
  }
  auto *Map = llvm::dyn_cast_or_null<llvm::yaml::MappingNode>(N);
  if (!Map)
    return nullptr;
  llvm::StringSet<> Keys;
  for (llvm::yaml::KeyValueNode &Pair : *Map) {
    llvm::yaml::Node *Key = Pair.getKey();
    llvm::SmallString<32> Storage;
    if (auto *Text = llvm::dyn_cast_or_null<llvm::yaml::ScalarNode>(Key))
      if (!Keys.insert(Text->getValue(Storage)).second)
        return Key;
    if (const llvm::yaml::Node *Found = duplicateIn(Pair.getValue()))
      return Found;
  }
  return nullptr;
}

} // namespace

std::optional<TextProblem> findDeepNesting(StringRef Text) {
  unsigned Line = 0, Depth = 0;
  while (!Text.empty()) {
    StringRef Row;
    std::tie(Row, Text) = Text.split('\n');
    ++Line;
    std::size_t Start = Row.find_first_not_of(" \t-?:");
    if (Start == StringRef::npos)
      Start = Row.size();
    if (Start > MaxIndentation && !Row.drop_front(Start).starts_with("#"))
      return TextProblem{Line, static_cast<unsigned>(Start + 1),
                         "the text is indented too deeply"};
    for (std::size_t I = Start; I != Row.size(); ++I) {
      if (Row[I] == '#' && (I == 0 || llvm::isSpace(Row[I - 1])))
        break;
      // Brackets inside quotes count as well: in a sensible text they pair.
      if (Row[I] == '[' || Row[I] == '{')
        ++Depth;
      else if ((Row[I] == ']' || Row[I] == '}') && Depth)
        --Depth;
      if (Depth > MaxBrackets)
        return TextProblem{Line, static_cast<unsigned>(I + 1),
                           "brackets are nested too deeply"};
    }
  }
  return std::nullopt;
}

std::optional<TextProblem> findDuplicateKey(StringRef Text) {
  llvm::SourceMgr Sources;
  // The reader proper reports what cannot be parsed.
  Sources.setDiagHandler([](const llvm::SMDiagnostic &, void *) {});
  llvm::yaml::Stream Stream(Text, Sources);
  llvm::yaml::document_iterator First = Stream.begin();
  if (First == Stream.end() || Stream.failed())
    return std::nullopt;
  const llvm::yaml::Node *Found = duplicateIn(First->getRoot());
  if (!Found || Stream.failed())
    return std::nullopt;
  auto [Line, Column] = Sources.getLineAndColumn(Found->getSourceRange().Start);
  return TextProblem{Line, Column, "this key is written twice"};
}

unsigned lineOfSecondDocument(StringRef Text) {
  unsigned Line = 0, Ended = 0;
  bool SawContent = false;
  while (!Text.empty()) {
    StringRef Row;
    std::tie(Row, Text) = Text.split('\n');
    ++Line;
    if (SawContent && Row.starts_with("---"))
      return Line;
    if (SawContent && Row.starts_with("..."))
      Ended = Line;
    StringRef Content = Row.trim();
    if (!Content.empty() && !Content.starts_with("#") &&
        !Content.starts_with("%"))
      SawContent = true;
  }
  return Ended ? Ended : Line;
}

} // namespace ticktidy::model
