//===- ModelShape.cpp - What LLVM's YAML parser lets pass -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelShape.h"
#include "llvm/ADT/StringExtras.h"
#include <tuple>

using llvm::StringRef;

namespace ticktidy::model {
namespace {

constexpr unsigned MaxBrackets = 32;
/// Each block inside another stands further to the right.
constexpr std::size_t MaxIndentation = 64;

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
