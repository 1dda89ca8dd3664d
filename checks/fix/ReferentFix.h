//===- ReferentFix.h - Callbacks that need nobody else's object -*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_REFERENTFIX_H
#define TICKTIDY_CHECKS_FIX_REFERENTFIX_H

#include "../analysis/CaptureFaults.h"
#include "LambdaEdit.h"

namespace ticktidy::fix {

/// What can be done about a local that a lambda takes by reference.
struct ReferentFix {
  llvm::SmallVector<clang::FixItHint, 4> Edits;
  bool Moves = false; ///< with std::move, of <utility>
};

/// Captures the local of \p D by value: moves it in where nothing needs it
/// afterwards, and copies it where that is cheap. None where the callback, or
/// code after the capture, changes it.
ReferentFix captureByValue(const analysis::DanglingCapture &D,
                           const clang::ASTContext &Context);

/// Makes `this` the object with which the callback of \p D ends.
llvm::SmallVector<clang::FixItHint, 1>
passContext(const analysis::DanglingCapture &D,
            const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_REFERENTFIX_H
