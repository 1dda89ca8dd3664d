//===- FieldValue.h - What a local struct holds -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_FIELDVALUE_H
#define TICKTIDY_CHECKS_ANALYSIS_FIELDVALUE_H

#include "TimerCall.h"

namespace ticktidy::analysis {

/// Whether the field \p Name, with all that is in it, is zero in the struct
/// that \p Pointer points to: a local ("&spec"), what a local points to
/// ("watcher"), or a member ("&this->watcher"). Known only if every write to
/// the field in the function, or in the member's class, is a constant and all
/// of them agree.
Truth fieldIsZero(const clang::Expr &Pointer, llvm::StringRef Name,
                  const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_FIELDVALUE_H
