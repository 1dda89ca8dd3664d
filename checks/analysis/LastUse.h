//===- LastUse.h - Is a variable needed any more? ---------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LASTUSE_H
#define TICKTIDY_CHECKS_ANALYSIS_LASTUSE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace ticktidy::analysis {

/// True if \p Variable may be moved from at \p Taken: it is a local or
/// parameter of \p Function that is no constant and no alias of something
/// else, \p Taken (a lambda that captures it, or an expression that names it)
/// is the only mention in its statement, no path from there mentions it again
/// before it is declared anew, and nothing in the function refers to it under
/// another name.
bool isLastUse(const clang::VarDecl &Variable, const clang::Expr &Taken,
               const clang::FunctionDecl &Function,
               const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LASTUSE_H
