//===- AfterEdit.h - Puts a statement after another -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_AFTEREDIT_H
#define TICKTIDY_CHECKS_FIX_AFTEREDIT_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>

namespace ticktidy::fix {

/// An edit that puts \p Statement, with its `;`, on a line of its own after the
/// whole statement that \p S is part of.
///
/// \param Declares \p Statement declares a variable, which no later label of
/// the block may bypass
/// \param Uses the variable that \p Statement uses, or null
/// \returns nothing where \p S is the lone body of an `if` or loop, where the
/// place is not editable, or where \p Uses is not in scope there any more.
std::optional<clang::FixItHint>
insertAfter(const clang::Stmt &S, llvm::StringRef Statement, bool Declares,
            const clang::FunctionDecl &F, const clang::ParentMap &Parents,
            const clang::ASTContext &Context,
            const clang::VarDecl *Uses = nullptr);

/// The `if` that leaves when the creation of \p Site has failed, and does
/// nothing else: the one whose condition holds the creation, or the one right
/// after it that tests its result. Null if there is none. After that statement
/// the timer lives for certain.
const clang::IfStmt *failureTestOf(const analysis::TimerSite &Site,
                                   const clang::ParentMap &Parents,
                                   const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_AFTEREDIT_H
