//===- CancelledPath.h - What code does when it is cancelled ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Follows the paths of a function on the assumption that the error which it
// has been given says that its timer was stopped. A condition on anything else
// may be true or false: it counts as a test of whether to go on.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CANCELLEDPATH_H
#define TICKTIDY_CHECKS_ANALYSIS_CANCELLEDPATH_H

#include "TimerCall.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <memory>

namespace ticktidy::analysis {

/// What a handler is told when its timer has been stopped.
struct Told {
  /// The parameter or variable that says so, or null where there is none.
  const clang::ValueDecl *Error = nullptr;
  /// The qualified name of the value that it has then.
  llvm::StringRef Value;
};

/// What \p Condition is if \p T.Error has the value \p T.Value.
Truth decide(const clang::Expr &Condition, const Told &T);

/// Walks the paths of functions.
class CancelledPath {
public:
  using Test = llvm::function_ref<bool(const clang::Expr &)>;

  explicit CancelledPath(clang::ASTContext &Context) : Context(Context) {}

  /// The calls that every path through \p F comes to first, of those for which
  /// \p IsGoal is true and of those of functions of the unit through which
  /// every path comes to such a call; none if some path returns, throws or ends
  /// the process before. In the order of the source.
  llvm::SmallVector<const clang::Expr *, 2> always(const clang::FunctionDecl &F,
                                                   const Told &T, Test IsGoal);

  /// True if all that follows \p From in \p F leads to it again: control does
  /// not leave \p F before.
  bool repeats(const clang::FunctionDecl &F, const clang::Expr &From,
               const Told &T);

  /// The same if \p From throws: the handlers of \p F that catch any exception
  /// lead to it again.
  bool repeatsWhenThrown(const clang::FunctionDecl &F, const clang::Expr &From);

  /// The function of the unit that \p E calls, or null; \p Inner becomes what
  /// it is told there.
  const clang::FunctionDecl *calleeOf(const clang::Expr &E, const Told &T,
                                      Told &Inner) const;

private:
  struct Walk;

  std::unique_ptr<clang::CFG> graphOf(const clang::FunctionDecl &F);
  clang::ASTContext &Context;
  /// The functions that are being walked.
  llvm::SmallVector<const clang::FunctionDecl *, 4> Open;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CANCELLEDPATH_H
