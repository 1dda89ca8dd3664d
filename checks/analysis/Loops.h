//===- Loops.h - What runs more than once -----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LOOPS_H
#define TICKTIDY_CHECKS_ANALYSIS_LOOPS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include <optional>

namespace ticktidy::analysis {

/// How often \p Loop runs at most, if that is plain from its head: a counter
/// between constants, a range-for over an array or an initializer list.
std::optional<std::uint64_t> tripCount(const clang::Stmt &Loop,
                                       const clang::ASTContext &Context);

/// The innermost loop around \p S that is not known to run \p Small times or
/// less.
/// \returns null if there is none; \p AllSmall tells whether there was one that
/// is.
const clang::Stmt *loopAround(const clang::Stmt &S,
                              const clang::ParentMap &Parents,
                              const clang::ASTContext &Context, unsigned Small,
                              bool &AllSmall);

/// True if \p E names a variable that \p Loop declares, or that its increment
/// sets.
bool dependsOn(const clang::Expr &E, const clang::Stmt &Loop);

/// True if \p Loop goes over elements: a range-based for, or a for with an
/// increment.
bool isOverElements(const clang::Stmt &Loop);

/// The lambdas that \p Call runs for every element: those given to an
/// algorithm of the standard library.
llvm::SmallVector<const clang::LambdaExpr *, 1>
lambdasOfAlgorithm(const clang::CallExpr &Call);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LOOPS_H
