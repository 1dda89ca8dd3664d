//===- WeakHandle.h - A weak handle in place of a strong one ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_WEAKHANDLE_H
#define TICKTIDY_CHECKS_FIX_WEAKHANDLE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include <string>
#include <vector>

namespace ticktidy::fix {

/// An owning handle that has a weak one beside it.
struct WeakForm {
  llvm::StringLiteral Owner, Weak, Lock;
};

/// The form for the owning handle \p Owner, or null.
const WeakForm *weakFormOf(clang::QualType Owner);

/// How the source spells the weak handle beside \p Owner where it is made from
/// one of these: without its argument where the compiler deduces that. Empty
/// where the type has no spelling.
std::string weakType(const WeakForm &Form, clang::QualType Owner,
                     const clang::ASTContext &Context);

/// The lines with which a callback begins that holds the weak handle \p Weak:
/// it calls the object \p Strong, and returns if that is gone.
std::vector<std::string> lockingProlog(const WeakForm &Form,
                                       llvm::StringRef Weak,
                                       llvm::StringRef Strong);

/// True if \p Lambda can simply return where its object is gone: it returns
/// nothing, and what it holds is constant.
bool mayReturnEarly(const clang::LambdaExpr &Lambda);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_WEAKHANDLE_H
