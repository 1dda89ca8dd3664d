//===- LambdaEdit.h - Changes to what a lambda captures ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_LAMBDAEDIT_H
#define TICKTIDY_CHECKS_FIX_LAMBDAEDIT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace ticktidy::fix {

/// A change to one capture of a lambda, and to the body that goes with it.
struct CaptureChange {
  /// The capture as written; invalid for one that a capture-default takes.
  clang::SourceRange Capture;
  /// What takes its place; empty: it goes.
  std::string Text;
  /// Expressions of the body, and what takes their place.
  std::vector<std::pair<clang::SourceRange, std::string>> Uses;
  /// Statements to begin the body with, line by line; a line that begins with
  /// white space belongs to the one before.
  std::vector<std::string> Prologue;
};

/// True if the edits of the two cannot be made independently of each other.
bool mustGoTogether(const CaptureChange &A, const CaptureChange &B);

/// The edits that make all of \p Changes to \p Lambda, or none where one of
/// them may not be made.
llvm::SmallVector<clang::FixItHint, 4>
editsFor(const clang::LambdaExpr &Lambda, llvm::ArrayRef<CaptureChange> Changes,
         const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_LAMBDAEDIT_H
