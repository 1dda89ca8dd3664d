//===- LeavingValue.h - The value that a return or throw leaves with -*- C++
//-*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_LEAVINGVALUE_H
#define TICKTIDY_CHECKS_FIX_LEAVINGVALUE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// The value that the `return`, `throw` or `co_return` \p Jump leaves with, or
/// null.
const clang::Expr *leavingValue(const clang::Stmt &Jump);

/// True if \p Value has to be computed before the timers in \p Handles end: it
/// uses one of them, or calls what may depend on them or on the state that
/// their end changes (errno, an event loop that runs).
bool mustBeComputedFirst(const clang::Expr &Value,
                         llvm::ArrayRef<const clang::VarDecl *> Handles,
                         const clang::ASTContext &Context);

/// A jump in two statements.
struct SplitJump {
  std::string First; ///< computes the value
  std::string Last;  ///< leaves with it
  bool Declares;     ///< First declares a variable
};

/// Splits \p Jump, a `return` or `throw` with a value in \p F, so that text
/// can go between. Nothing where the value cannot be kept in a variable, or
/// where the text is not editable.
std::optional<SplitJump> splitJump(const clang::Stmt &Jump,
                                   const clang::FunctionDecl &F,
                                   const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_LEAVINGVALUE_H
