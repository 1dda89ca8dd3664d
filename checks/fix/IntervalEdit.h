//===- IntervalEdit.h - Writes the interval that is meant -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_INTERVALEDIT_H
#define TICKTIDY_CHECKS_FIX_INTERVALEDIT_H

#include "analysis/SuspiciousInterval.h"
#include "clang/Basic/Diagnostic.h"
#include <vector>

namespace ticktidy::fix {

/// The edits that turn \p Found into the interval that is meant, where that is
/// plain; nothing elsewhere, and where a macro is in the way.
std::vector<clang::FixItHint>
intervalFix(const analysis::SuspiciousInterval &Found,
            const clang::ASTContext &Context);

/// "std::chrono::milliseconds", or empty for a unit that has no such name.
llvm::StringRef chronoName(model::Unit U);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_INTERVALEDIT_H
