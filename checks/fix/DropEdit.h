//===- DropEdit.h - Takes a second release away -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_DROPEDIT_H
#define TICKTIDY_CHECKS_FIX_DROPEDIT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace ticktidy::fix {

/// An edit that removes the statement \p Call, with its line if that holds
/// nothing else, and with the `if` of which it is all.
///
/// \param Call a call that is a statement by itself, with no need for what it
/// does
/// \param Parents the parents in the body of its function
/// \returns nothing where the statement is more than the call, where an
/// argument or the condition of the `if` does something itself, or where the
/// statement cannot go without another one in its place.
std::optional<clang::FixItHint> dropCall(const clang::Expr &Call,
                                         const clang::ParentMap &Parents,
                                         const clang::ASTContext &Context);

/// How a handle tells that it holds no timer.
struct ResetText {
  llvm::StringRef Statement; ///< makes it tell that: "fd = -1;"
  llvm::StringRef Test;      ///< it holds a timer: "fd >= 0"
};

/// The edits that reset a handle right after each of \p Releases and test it
/// before \p Again, a call that releases it once more.
///
/// \param Handle the variable that both texts use, or null
/// \param F the function of all these calls, \p Parents the parents in its body
/// \returns nothing unless all of them can be made: \p Again is a statement by
/// itself, and so are the others, but for what is done with their values.
std::vector<clang::FixItHint>
resetBetween(llvm::ArrayRef<const clang::Expr *> Releases,
             const clang::Expr &Again, const ResetText &Text,
             const clang::VarDecl *Handle, const clang::FunctionDecl &F,
             const clang::ParentMap &Parents, const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_DROPEDIT_H
