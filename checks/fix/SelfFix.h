//===- SelfFix.h - Callbacks that look whether they are needed --*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_SELFFIX_H
#define TICKTIDY_CHECKS_FIX_SELFFIX_H

#include "../analysis/CaptureFaults.h"
#include "LambdaEdit.h"

namespace ticktidy::fix {

/// The edits after which the callback of \p C holds its object weakly, and
/// does nothing once that is gone. None where they are not safe.
llvm::SmallVector<clang::FixItHint, 4>
weakSelf(const analysis::RetainCycle &C, const clang::ASTContext &Context);

/// The edits after which the callback of \p D, which holds a raw `this`, looks
/// first whether its object is still there. None where they are not safe.
llvm::SmallVector<clang::FixItHint, 4>
guardedThis(const analysis::DanglingCapture &D,
            const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_SELFFIX_H
