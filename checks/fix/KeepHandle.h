//===- KeepHandle.h - Keeps handles that are thrown away --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_KEEPHANDLE_H
#define TICKTIDY_CHECKS_FIX_KEEPHANDLE_H

#include "../analysis/Finding.h"
#include "DestructorEdit.h"
#include "ExitPlan.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::fix {

/// Plans the edits that keep the handles which creating calls return and their
/// statements throw away, and end the timers by them. A finding asks for one of
/// the two ways below; the findings that share an edit are fixed together, and
/// the first of them carries all their edits.
class KeepPlan {
public:
  /// What becomes of a finding.
  struct Outcome {
    /// As in DestructorPlan.
    std::optional<unsigned> Carrier;
    std::vector<clang::FixItHint> Edits;
    /// The name that the handle gets; empty without a carrier.
    std::string Name;
  };

  /// Borrows \p Context, which must outlive it.
  explicit KeepPlan(const clang::ASTContext &Context);

  /// Asks to keep the timer \p Site, which a member function creates for its
  /// object, in a new private member of the class, and to end it in the
  /// destructor. That the timer may be ended there, even if it has fired, is
  /// for the caller to know.
  ///
  /// \param NoTimer the value of a handle without a timer, as in the test
  /// model::Kind::ValidText: "0", "-1"
  void keepInMember(unsigned Finding, const analysis::TimerSite &Site,
                    llvm::StringRef NoTimer);

  /// Asks to keep the timer \p Site in a new local variable, and to end it at
  /// \p Exits, all the exits that it lives until: for a function that waits for
  /// its timers itself.
  void keepInLocal(unsigned Finding, const analysis::TimerSite &Site,
                   llvm::ArrayRef<analysis::Exit> Exits);

  /// What becomes of each finding that was asked for, by number.
  std::map<unsigned, Outcome> resolve();

private:
  struct Kept {
    std::string Name;
    std::vector<clang::FixItHint> Edits; ///< but for the end of the timer
    const clang::Decl *In;               ///< the class or the function
    std::string Declaration;             ///< of the member
  };

  llvm::StringSet<> namesIn(const clang::Decl &Where) const;

  const clang::ASTContext &Context;
  DestructorPlan Destructors;
  ExitPlan Exits;
  std::map<unsigned, std::optional<Kept>> Members;
  std::map<unsigned, std::optional<Kept>> Locals;
};

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_KEEPHANDLE_H
