//===- FieldCancels.h - May anybody stop the timer of a field? --*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_FIELDCANCELS_H
#define TICKTIDY_CHECKS_ANALYSIS_FIELDCANCELS_H

#include "ClassIndex.h"

namespace ticktidy::analysis {

/// Tells of fields whether any code stops the timers in them. Borrows its
/// arguments.
class FieldCancels {
public:
  FieldCancels(const UnitScan &Scan, const ClassIndex &Index);

  /// True if all code that names \p F can be read, and does no more than to
  /// make, set and start timers in it.
  bool isNeverStopped(const clang::FieldDecl &F) const;

private:
  bool onlyFills(const FieldMention &M) const;

  const ClassIndex &Index;
  /// Names of fields in the handles of calls that stop nothing.
  llvm::SmallPtrSet<const clang::MemberExpr *, 32> Harmless;
  llvm::SmallPtrSet<const clang::FieldDecl *, 8> Stopped;
  /// Calls that make timers.
  llvm::SmallPtrSet<const clang::Expr *, 16> Creations;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_FIELDCANCELS_H
