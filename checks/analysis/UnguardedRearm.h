//===- UnguardedRearm.h - Timers that revive themselves ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_UNGUARDEDREARM_H
#define TICKTIDY_CHECKS_ANALYSIS_UNGUARDEDREARM_H

#include "UnitAnalysis.h"
#include "UnitScan.h"
#include <vector>

namespace ticktidy::analysis {

/// A timer whose callback arms it again on every path, also when it has been
/// stopped.
struct UnguardedRearm {
  const model::Kind *Of = nullptr;
  /// What the code calls the timer, or empty.
  std::string Timer;
  /// The call that arms it again, in the code of the callback; it may lead to
  /// the starting call through functions of the unit.
  const clang::Expr *Rearm = nullptr;
  /// The starting call.
  const clang::Expr *Start = nullptr;
  /// The function that runs; for a loop that waits, the function it is in.
  const clang::FunctionDecl *Handler = nullptr;
  /// It is a loop that waits, and goes on whatever the wait ends with.
  bool IsLoop = false;
  /// The wait throws, and the loop catches that.
  bool IsCaught = false;
  /// What tells the callback that its timer was stopped: a parameter or
  /// variable; null if it gets nothing that would.
  const clang::ValueDecl *Error = nullptr;
  /// Where the callback looks at that, all the same; invalid if nowhere.
  clang::SourceLocation Looks;
  /// A look that comes only after the timer has been armed again.
  bool LooksLate = false;
  /// Where the callback is given to the timer.
  clang::SourceLocation Given;
  /// A call that stops the timer, or null if only its destructor does.
  const clang::Expr *Stop = nullptr;
  /// The member whose destructor stops it, or null.
  const clang::FieldDecl *Member = nullptr;
};

/// All of a unit, in source order, one for each place. \p Sites are its
/// callbacks.
std::vector<UnguardedRearm> unguardedRearms(const UnitScan &Scan,
                                            llvm::ArrayRef<CallbackSite> Sites,
                                            const ModelLookup &Lookup,
                                            clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_UNGUARDEDREARM_H
