//===- Fixer.cpp ----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixer.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ticktidy::tool {

/// Can only one of the two be made, or does their order matter?
static bool collide(const Edit &A, const Edit &B) {
  if (A == B)
    return false;
  if (A.Offset == B.Offset)
    return true;
  const Edit &First = A.Offset < B.Offset ? A : B;
  const Edit &Second = A.Offset < B.Offset ? B : A;
  return Second.Offset < First.Offset + First.Length;
}

/// Why the fix of \p F cannot join \p Plan, or "".
static std::string obstacle(const Finding &F, const FixPlan &Plan,
                            const Report &R,
                            const StringMap<std::string> &Hashes,
                            Sources &Texts) {
  for (const Edit &E : F.Edits) {
    std::string Name = shownPath(E.File, R.Folder);
    if (!isBelow(realPath(E.File), realPath(R.Root)))
      return "it would change '" + Name + "', which is outside of the project";
    const SourceText *Text = Texts.get(E.File);
    if (!Text || Texts.hash(E.File) != Hashes.lookup(E.File))
      return "'" + Name + "' has changed since it was analysed";
    if (E.Offset < 0 || E.Length < 0 ||
        static_cast<std::size_t>(E.Offset) + E.Length > Text->content().size())
      return "it does not fit '" + Name + "'";
    auto Known = Plan.Edits.find(E.File);
    if (Known != Plan.Edits.end() &&
        any_of(Known->second, [&](const Edit &O) { return collide(E, O); }))
      return "it collides with another fix; run again once that one is made";
  }
  return "";
}

FixPlan planFixes(const Report &R, const StringMap<std::string> &Hashes,
                  Sources &Texts) {
  FixPlan Plan;
  for (const Finding &F : R.Findings) {
    Plan.IsFixed.push_back(false);
    if (F.Edits.empty())
      continue;
    std::string Why = obstacle(F, Plan, R, Hashes, Texts);
    if (!Why.empty()) {
      Plan.Problems.push_back(shownPath(F.At.File, R.Folder) + ":" +
                              std::to_string(F.At.Line) +
                              ": the fix is not made: " + Why);
      continue;
    }
    Plan.IsFixed.back() = true;
    for (const Edit &E : F.Edits) {
      std::vector<Edit> &InFile = Plan.Edits[E.File];
      if (!is_contained(InFile, E))
        InFile.insert(llvm::upper_bound(InFile, E), E);
    }
  }
  return Plan;
}

std::string edited(StringRef Before, ArrayRef<Edit> Edits) {
  std::string After;
  std::size_t Done = 0;
  for (const Edit &E : Edits) {
    After += Before.slice(Done, E.Offset);
    After += E.Text;
    Done = E.Offset + E.Length;
  }
  After += Before.substr(Done);
  return After;
}

std::vector<std::string> applyFixes(const FixPlan &Plan, Sources &Texts) {
  std::vector<std::string> Problems;
  for (const auto &[File, Edits] : Plan.Edits) {
    // Between the analysis and now somebody may have saved it.
    Expected<std::string> Now = readFile(File);
    if (!Now) {
      Problems.push_back(toString(Now.takeError()));
    } else if (hashOf(*Now) != Texts.hash(File)) {
      Problems.push_back("'" + File +
                         "' has changed since it was analysed, and is left "
                         "alone");
    } else if (Error Why = writeFile(File, edited(*Now, Edits))) {
      Problems.push_back(toString(std::move(Why)));
    }
  }
  return Problems;
}

} // namespace ticktidy::tool
