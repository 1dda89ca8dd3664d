//===- HoistableUses.h - How a loop uses its timer --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_HOISTABLEUSES_H
#define TICKTIDY_CHECKS_FIX_HOISTABLEUSES_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::fix {

/// What a use of a timer's handle does to the timer.
struct HandleUse {
  /// The call that is made on the timer or is given it, or null.
  const clang::CallExpr *Call = nullptr;
  /// What the timer's model says of the function that is called.
  model::ActionSet Does = model::ActionNone;
  bool Accumulates = false; ///< a start that leaves the start before pending
  bool EndsPending = false; ///< ends what was pending, and starts nothing
  bool Captured = false;    ///< a closure among the arguments copies the handle
  /// The handle is set, copied, deleted or given away.
  bool Leaves = false;
};

/// Tells about \p Use, which names the handle of a timer of the kind \p Of.
HandleUse handleUse(const clang::Expr &Use, const model::Kind &Of,
                    const clang::ParentMap &Parents);

/// True if \p S names a function that releases a timer of the kind \p Of.
bool namesRelease(const clang::Stmt &S, const model::Kind &Of);

/// True if one creation is enough for all rounds: it starts a timer that is
/// known to repeat, or it starts none.
bool startsForGood(const analysis::TimerSite &Site,
                   const clang::ASTContext &Context);

/// The uses of a variable in a function.
struct VariableUses {
  llvm::SmallVector<const clang::DeclRefExpr *, 8> All; ///< in source order
  /// Its name stands for something else as well.
  bool NameHasOtherMeaning = false;
};

VariableUses usesIn(const clang::FunctionDecl &F,
                    const clang::VarDecl &Variable);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_HOISTABLEUSES_H
