//===- Placement.h - Where a statement stands -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_PLACEMENT_H
#define TICKTIDY_CHECKS_FIX_PLACEMENT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/Stmt.h"
#include <optional>

namespace ticktidy::fix {

/// Where a statement stands in its function.
struct Placement {
  enum Kind {
    InBlock,    ///< directly in a block
    AfterLabel, ///< in a block, directly after a label or case
    Lone,       ///< the body of an `if`, `else` or loop without braces
  };
  Kind How = InBlock;
  const clang::Stmt *Whole = nullptr;  ///< the whole statement
  const clang::Stmt *Parent = nullptr; ///< the block, label, `if` or loop
  /// AfterLabel, Lone: the place after what introduces the statement: the `:`,
  /// the `)`, `else` or `do`. Invalid if it is in a macro.
  clang::SourceLocation Head = {};
  /// Lone: the `else` or `while` that has to follow the statement, if any.
  clang::SourceLocation Next = {};
};

/// Finds the whole statement that \p S is evaluated with, always and once, and
/// that begins with it or goes on with its value: \p S itself, the statement
/// around a subexpression, the `if` around its condition. Nothing where \p S
/// is evaluated conditionally or again and again within its statement.
std::optional<Placement> placementOf(const clang::Stmt &S,
                                     const clang::ParentMap &Parents,
                                     const clang::ASTContext &Context);

/// Where the statement stands that \p Call is by itself, maybe with a cast to
/// `void`. Nothing if it is only a part of one.
std::optional<Placement> callStatement(const clang::Expr &Call,
                                       const clang::ParentMap &Parents,
                                       const clang::ASTContext &Context);

/// The statement that follows \p S in the block \p Block, or null.
const clang::Stmt *nextInBlock(const clang::Stmt &S, const clang::Stmt &Block);

/// True if a label or case stands after \p S in the block \p Block, at any
/// depth: a jump to it may bypass what is declared next to \p S.
bool isFollowedByLabel(const clang::Stmt &S, const clang::Stmt &Block);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_PLACEMENT_H
