//===- BrokenCode.h - Code with errors --------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_BROKENCODE_H
#define TICKTIDY_CHECKS_ANALYSIS_BROKENCODE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace ticktidy::analysis {

/// True if there is something in the source between the statements of
/// \p Block that the AST does not have: clang leaves out a statement that it
/// cannot make sense of. So it does if the block has no end, where somebody is
/// still writing it.
bool lacksStatements(const clang::CompoundStmt &Block,
                     const clang::ASTContext &Context);

/// True if there are statements behind the end of \p F, or a `}` too many: it
/// ended earlier than it was meant to, as where a `{` in it was lost.
bool goesOnAfterwards(const clang::FunctionDecl &F,
                      const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_BROKENCODE_H
