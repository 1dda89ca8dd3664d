//===- Rearms.h - Callbacks that start their timer again --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_REARMS_H
#define TICKTIDY_CHECKS_ANALYSIS_REARMS_H

#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace ticktidy::analysis {

/// A start that a callback comes to, whatever state the object is in.
struct Rearm {
  /// In the callback itself: the start, or a call that leads to it.
  const clang::Expr *At = nullptr;
  /// An error code is tested before.
  bool TestsError = false;
};

/// True if \p T is an error code, as callbacks are given one.
bool isErrorCode(clang::QualType T);

/// The first call in \p Body, or in visible functions that it calls, of which
/// \p IsStart is true and on which no condition depends but tests of error
/// codes. Nothing if there is none.
std::optional<Rearm>
unguardedRearm(const clang::FunctionDecl &Body,
               llvm::function_ref<bool(const clang::Expr &)> IsStart);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_REARMS_H
