//===- DestructorEdit.h - Ends timers when their object dies ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_DESTRUCTOREDIT_H
#define TICKTIDY_CHECKS_FIX_DESTRUCTOREDIT_H

#include "ClassUses.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Diagnostic.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::fix {

/// Plans the edits that end the timers of objects in the destructors of their
/// classes, which several findings of a unit may share: the first finding of a
/// class carries the edits of all.
///
/// The statements go to the beginning of the destructor: a timer has to stop
/// before anything goes that its callback uses. A class without a destructor,
/// or with a defaulted one, gets one with a body where that changes nothing
/// else.
class DestructorPlan {
public:
  /// What becomes of a finding.
  struct Outcome {
    /// The finding that carries the edits of this one, which may be itself.
    /// Nothing where this one cannot be fixed.
    std::optional<unsigned> Carrier;
    /// The edits, no two at one place, if this one is the carrier.
    std::vector<clang::FixItHint> Edits;
    /// The destructor that is edited, or the class that gets one; where a note
    /// about it belongs. Invalid without a carrier.
    clang::SourceLocation Place;
  };

  /// Borrows \p Context, which must outlive it.
  explicit DestructorPlan(const clang::ASTContext &Context);

  /// Asks to put \p Statement (with its `;`, one statement a line) into the
  /// destructor of \p Class for the finding number \p Finding. Functions that
  /// it calls by their plain names are members or of the global scope. Without
  /// a statement the finding cannot be fixed; nor if it asks for two classes.
  void add(unsigned Finding, const clang::CXXRecordDecl &Class,
           std::optional<std::string> Statement);

  /// What becomes of each finding that was added, by number. The statements of
  /// a class come in the reverse of the order in which they were added, as its
  /// members end, the same one only once.
  std::map<unsigned, Outcome> resolve();

private:
  struct Request {
    unsigned Finding;
    std::string Statement;
  };
  struct Target {
    const clang::CXXRecordDecl *Class;
    std::vector<Request> Wanted;
  };

  bool isSafe(const clang::CXXRecordDecl &Class);

  const clang::ASTContext &Context;
  /// The classes, in the order in which they were first asked for.
  std::vector<Target> Targets;
  std::map<unsigned, Outcome> Findings;
  std::optional<ClassUses> Uses;
};

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_DESTRUCTOREDIT_H
