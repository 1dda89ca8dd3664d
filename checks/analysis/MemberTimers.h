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

/// What is asked of the fields of a unit, found once. Borrows its arguments.
class FieldTimers {
public:
  /// The timers that \p Confined makes get into no field.
  FieldTimers(const UnitScan &Scan, const ClassIndex &Index,
              const ModelLookup &Lookup, clang::ASTContext &Context,
              const llvm::DenseSet<const clang::Expr *> &Confined = {});

  const ClassIndex &index() const { return Index; }
  MemberUses &uses() { return Uses; }
  /// All of the unit, in source order; none if there is an error in it.
  llvm::ArrayRef<MemberTimer> all() const { return Timers; }
  /// Those in \p Field, in source order.
  llvm::ArrayRef<const MemberTimer *> in(const clang::FieldDecl &Field) const;

private:
  const ClassIndex &Index;
  MemberUses Uses;
  std::vector<MemberTimer> Timers;
  llvm::DenseMap<const clang::FieldDecl *,
                 llvm::SmallVector<const MemberTimer *, 1>>
      ByField;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERTIMERS_H
