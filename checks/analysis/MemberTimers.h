//===- MemberTimers.h - Timers that a field holds ---------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERTIMERS_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERTIMERS_H

#include "MemberUses.h"
#include <map>

namespace ticktidy::analysis {

/// What an expression that names a timer comes down to.
struct HandleName {
  const clang::FieldDecl *Field = nullptr;
  const clang::ParmVarDecl *Parameter = nullptr;
  /// The field is one of an object that is a local variable.
  bool Local = false;
  /// One of several handles in the field.
  bool Element = false;
};

/// \p E is a handle, a pointer to one, or a place where one is stored.
HandleName handleNamedBy(const clang::Expr &E);

/// A call that makes or starts a timer of which a field holds the handle.
struct MemberTimer {
  const clang::FieldDecl *Field;
  TimerCall Call;
  /// The function whose code names the field, and where: the call itself, or
  /// that of a helper which makes or starts the timer.
  const clang::FunctionDecl *In;
  const clang::Expr *Site;
  bool Element;
  /// For an element: the statement that puts it there.
  const clang::Stmt *Stored = nullptr;

  bool creates() const { return Call.does(model::ActionCreate); }
  bool starts() const { return Call.does(model::ActionStart); }
};

/// All of a unit, in source order.
std::vector<MemberTimer>
memberTimers(const UnitScan &Scan, const ClassIndex &Index, MemberUses &Uses);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERTIMERS_H
