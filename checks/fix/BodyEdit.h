//===- BodyEdit.h - Statements at the start of a body -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_BODYEDIT_H
#define TICKTIDY_CHECKS_FIX_BODYEDIT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// Begins the body of \p F, which is not empty, with statements, line by line;
/// a line that begins with white space belongs to the one before. Nothing where
/// the body is none that can be edited.
std::optional<clang::FixItHint> beginBody(const clang::FunctionDecl &F,
                                          llvm::ArrayRef<std::string> Lines,
                                          const clang::ASTContext &Context);

/// Edits by which \p Handler returns first if \p Error, its parameter, has the
/// value \p Value; a parameter without a name gets one. Empty where that is no
/// edit to make: \p Handler returns something, or is in a macro.
llvm::SmallVector<clang::FixItHint, 2>
returnFirstIf(const clang::FunctionDecl &Handler,
              const clang::ParmVarDecl &Error, llvm::StringRef Value,
              const clang::ASTContext &Context);

/// An edit by which the loop around \p Wait, a call in \p F, is left after it
/// if \p Error has the value \p Value; nothing where the call is not a
/// statement of the loop's own block.
std::optional<clang::FixItHint> leaveLoopIf(const clang::Expr &Wait,
                                            const clang::ValueDecl &Error,
                                            llvm::StringRef Value,
                                            const clang::FunctionDecl &F,
                                            const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_BODYEDIT_H
