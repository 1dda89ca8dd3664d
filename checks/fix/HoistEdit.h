//===- HoistEdit.h - Moves timers out of a loop -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_HOISTEDIT_H
#define TICKTIDY_CHECKS_FIX_HOISTEDIT_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace ticktidy::fix {

/// Timers that were moved out of a loop together: two edits at the same loop
/// would collide.
struct Hoist {
  /// The indices of the timers that were moved. Empty if none was.
  std::vector<unsigned> Moved;
  /// Edits that do not overlap. They work only together.
  std::vector<clang::FixItHint> Edits;
};

/// Moves the creation of each of \p Timers from \p Loop to before it, with the
/// declaration that it needs, the test of its failure if that leaves the
/// function, and the statements that give it its callback. What starts the
/// timer stays in the loop, and so does a test of its failure that goes on in
/// the function: it tests what was kept before the loop. The timer is ended
/// after the loop, and wherever the function is left from within.
///
/// A timer is left where it is if that would change what is created, or if no
/// end can be written; see the reasons in the implementation.
///
/// \param Timers timers of the function \p F, in source order
/// \param Loop a loop statement in the body of \p F, or any other statement,
/// out of which nothing is moved
Hoist hoistOutOfLoop(llvm::ArrayRef<analysis::TimerSite> Timers,
                     const clang::Stmt &Loop, const clang::FunctionDecl &F,
                     const clang::ParentMap &Parents,
                     const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_HOISTEDIT_H
