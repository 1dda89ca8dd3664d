//===- ExitPlan.h - Joins the edits of findings that share an exit -*- C++
//-*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_EXITPLAN_H
#define TICKTIDY_CHECKS_FIX_EXITPLAN_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::fix {

/// Plans the edits that end timers at the exits which several findings of a
/// unit may share. Two edits at one place would collide, and half of a fix is
/// none: so findings that share an exit, directly or through others, are fixed
/// together, and the first of them carries all their edits.
class ExitPlan {
public:
  /// What becomes of a finding.
  struct Outcome {
    /// The finding that carries the edits of this one, which may be itself.
    /// Nothing where this one cannot be fixed.
    std::optional<unsigned> Carrier;
    /// The edits, one an exit, if this one is the carrier.
    std::vector<clang::FixItHint> Edits;
  };

  /// Borrows \p Context, which must outlive it.
  explicit ExitPlan(const clang::ASTContext &Context);
  ~ExitPlan();

  /// Asks to put \p Statement (with its `;`) at \p E, an exit of the function
  /// of \p Site, for the finding number \p Finding. Without a statement the
  /// finding cannot be fixed.
  void add(unsigned Finding, const analysis::TimerSite &Site,
           const analysis::Exit &E, std::optional<std::string> Statement);

  /// What becomes of each finding that was added, by number. Of a group the
  /// lowest number is the carrier.
  std::map<unsigned, Outcome> resolve();

private:
  struct Request;
  struct Spot;

  std::optional<clang::FixItHint>
  editAt(const Spot &At, const std::map<unsigned, Outcome> &Outcomes);
  const clang::ParentMap &parentsIn(const clang::FunctionDecl &F);

  const clang::ASTContext &Context;
  /// The exits, in the order in which they were first asked for.
  std::vector<Spot> Spots;
  std::map<unsigned, Outcome> Findings;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<clang::ParentMap>>
      Parents;
};

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_EXITPLAN_H
