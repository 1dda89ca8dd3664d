//===- Fixer.h - Makes fixes in files ---------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_FIXER_H
#define TICKTIDY_TOOL_FIXER_H

#include "Report.h"
#include <map>

namespace ticktidy::tool {

/// What making the fixes of some findings comes to.
struct FixPlan {
  /// The edits of each file, sorted; they do not overlap.
  std::map<std::string, std::vector<Edit>> Edits;
  /// For each finding, whether its fix is in the plan.
  std::vector<bool> IsFixed;
  /// Why fixes were left out.
  std::vector<std::string> Problems;
};

/// Plans the fixes of R's findings. A fix is taken whole or not at all: not if
/// an edit collides with one of an earlier finding, is outside of the project,
/// or is in a file that is no longer what was analysed (\p Hashes).
FixPlan planFixes(const Report &R, const llvm::StringMap<std::string> &Hashes,
                  Sources &Texts);

/// Makes the planned edits. A file that has changed in the meantime is left
/// alone. \returns what went wrong.
std::vector<std::string> applyFixes(const FixPlan &Plan, Sources &Texts);

/// \p Before with \p Edits (sorted, not overlapping) made.
std::string edited(llvm::StringRef Before, llvm::ArrayRef<Edit> Edits);

/// A unified diff of those edits, for `patch -p1`; \p Name is relative.
std::string unifiedDiff(llvm::StringRef Name, const SourceText &Before,
                        llvm::ArrayRef<Edit> Edits);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_FIXER_H
