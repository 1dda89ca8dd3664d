//===- Summarize.h - What a unit leaves for others --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_SUMMARIZE_H
#define TICKTIDY_TOOL_SUMMARIZE_H

#include "Summary.h"
#include "analysis/UnitAnalysis.h"
#include <map>

namespace ticktidy::tool {

/// A place in a file, before its line is known.
struct RawPlace {
  std::string File;
  int Offset = 0;
};

/// A timer in a field that is forgotten if functions in other units do not end
/// it.
struct OpenMember {
  RawPlace At;
  std::string Text;
  std::vector<std::pair<RawPlace, std::string>> Notes;
  std::vector<std::string> Elsewhere;
  std::string Field;
  std::string Class;
};

/// What one walk over an analysed unit gives.
struct Observed {
  Facts Known;
  std::vector<OpenMember> Members;
  /// What has to be known of functions out of sight for a timer that is made
  /// at this offset of a file ("" and 0: for any timer of the kind).
  std::map<std::pair<std::string, int>, std::vector<Borrow>> Needs;
  /// The regime of each kind in Needs, with "*" before it.
  std::map<std::string, std::string> Regimes;
};

/// Reads all of that off \p Unit, or only what it needs to know of others.
Observed observe(const analysis::UnitAnalysis &Unit, bool OnlyNeeds);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_SUMMARIZE_H
