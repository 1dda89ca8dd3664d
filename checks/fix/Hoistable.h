//===- Hoistable.h - What a timer takes out of its loop ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_HOISTABLE_H
#define TICKTIDY_CHECKS_FIX_HOISTABLE_H

#include "../analysis/Finding.h"
#include "LoopFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// A timer that can be created before its loop.
struct Hoistable {
  /// The statements that go along, children of the loop's body in source order.
  llvm::SmallVector<const clang::Stmt *, 4> Moved;
  /// The statement that gets NewVariable put in front, or null.
  const clang::Stmt *Declares = nullptr;
  std::string NewVariable; ///< the start of a declaration: "guint timer = "
  /// A part of a statement that stays in the loop: it is computed before the
  /// loop, and PartName stands in its place. Or null.
  const clang::Expr *Part = nullptr;
  const clang::Stmt *PartOf = nullptr; ///< the child of the body that holds it
  std::string PartVariable; ///< what comes before Part: "int result = ", or ""
  std::string PartName;
  std::string End; ///< the statement that ends the timer; empty: none is due
  llvm::SmallVector<std::string, 1> NewNames; ///< of variables that are new
  /// Among the moved statements is one that leaves the function.
  bool MayLeave = false;
  /// The end is there already after the loop.
  bool EndsAfterLoop = false;
};

/// How \p Timer leaves \p Loop, of which \p Facts tells. Nothing where
/// - it is not created in every round, by a statement of the body itself,
/// - what it is made from depends on the round,
/// - the creation starts it, and it may not repeat,
/// - the loop or the callback releases it, gives it away, or sets its handle
///   anew,
/// - starting it again would not replace the start before,
/// - its callback is given in a place that cannot move along,
/// - its variable is used around the loop, or its name has two meanings,
/// - no end can be written.
///
/// \param Taken names that other edits of the function declare
std::optional<Hoistable>
hoistable(const analysis::TimerSite &Timer, llvm::ArrayRef<std::string> Taken,
          const clang::Stmt &Loop, const LoopFacts &Facts,
          const clang::ParentMap &Parents, const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_HOISTABLE_H
