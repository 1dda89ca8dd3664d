//===- Report.cpp ---------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace ticktidy::tool {

namespace {

/// Orders findings as they are printed; those that differ in nothing but their
/// notes and edits are together.
bool isBefore(const Finding &A, const Finding &B) {
  auto Key = [](const Finding &F) { return std::tie(F.At, F.Check, F.Text); };
  if (Key(A) != Key(B))
    return Key(A) < Key(B);
  // Any order will do that does not depend on which unit was first.
  auto Story = [](const Finding &F) {
    std::vector<std::tuple<Place, std::string, std::vector<Edit>>> Result;
    Result.reserve(F.Notes.size());
    for (const Note &N : F.Notes)
      Result.emplace_back(N.At, N.Text, N.Edits);
    return Result;
  };
  return std::make_tuple(Story(A), A.Edits) <
         std::make_tuple(Story(B), B.Edits);
}

bool areSame(const Finding &A, const Finding &B) {
  return A.At == B.At && A.Check == B.Check && A.Text == B.Text;
}

} // namespace

static void setFingerprints(std::vector<Finding> &All, StringRef Root,
                            Sources &Texts) {
  std::map<std::string, unsigned> Seen;
  for (Finding &F : All) {
    // The line's own words stand for its number, which moves.
    const SourceText *Text = Texts.get(F.At.File);
    StringRef Line = Text ? Text->line(F.At.Line).trim() : StringRef();
    std::string Key = F.Check + '\0' + shownPath(F.At.File, Root) + '\0' +
                      F.Text + '\0' + Line.str();
    unsigned Copy = Seen[Key]++;
    F.Fingerprint = hashOf(Key).substr(0, 32);
    if (Copy)
      F.Fingerprint += "-" + std::to_string(Copy + 1);
  }
}

std::vector<Finding> merge(std::vector<Finding> All, StringRef Root,
                           Sources &Texts) {
  llvm::sort(All, isBefore);
  std::vector<Finding> Result;
  for (Finding &F : All) {
    if (Result.empty() || !areSame(Result.back(), F)) {
      Result.push_back(std::move(F));
      continue;
    }
    Finding &Kept = Result.back();
    Kept.IsError |= F.IsError;
    if (Kept.Edits != F.Edits)
      Kept.Edits.clear();
  }
  setFingerprints(Result, Root, Texts);
  return Result;
}

} // namespace ticktidy::tool
