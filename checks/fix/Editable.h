//===- Editable.h - Where an edit may go ------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_EDITABLE_H
#define TICKTIDY_CHECKS_FIX_EDITABLE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"

namespace ticktidy::fix {

/// True if text may be inserted at \p Where: it is no part of a macro
/// expansion (an argument of a macro is one), and in no system header.
bool isEditable(clang::SourceLocation Where, const clang::ASTContext &Context);

/// True if the token range \p Range may be replaced: it begins at an editable
/// place and ends in the same file. A macro may be used as a whole in it, as in
/// `return NULL`, and no preprocessor directive stands in it.
bool isEditable(clang::SourceRange Range, const clang::ASTContext &Context);

/// The place after the last token of \p Range, in the file that it begins in,
/// or an invalid place where \p Range is no such range.
clang::SourceLocation endOf(clang::SourceRange Range,
                            const clang::ASTContext &Context);

/// The place after the statement \p S with the `;` that it ends with, or an
/// invalid place where that is not in the file itself.
clang::SourceLocation endOfStatement(const clang::Stmt &S,
                                     const clang::ASTContext &Context);

/// True if a line of \p Text begins with a `#`.
bool holdsDirective(llvm::StringRef Text);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_EDITABLE_H
