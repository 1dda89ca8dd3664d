//===- Repeatable.h - Expressions that may be written a second time -*- C++
//-*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_REPEATABLE_H
#define TICKTIDY_CHECKS_FIX_REPEATABLE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// The text of \p E, an expression in \p F, if it means the same everywhere in
/// \p F where the variable \p Holder can be used (anywhere in \p F, if null):
/// constants, parameters and earlier locals that never change.
std::optional<std::string> repeatableText(const clang::Expr &E,
                                          const clang::VarDecl *Holder,
                                          const clang::FunctionDecl &F,
                                          const clang::ASTContext &Context);

/// The text of \p E, an expression in \p F, if it names the same object
/// everywhere in \p F where the variable \p Holder can be used: earlier locals
/// and references, captures, and members of such objects and of `this`.
std::optional<std::string> repeatableObject(const clang::Expr &E,
                                            const clang::VarDecl *Holder,
                                            const clang::FunctionDecl &F,
                                            const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_REPEATABLE_H
