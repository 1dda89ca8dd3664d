//===- ExecutorEdit.h - Hands a statement to an executor --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_EXECUTOREDIT_H
#define TICKTIDY_CHECKS_FIX_EXECUTOREDIT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include <vector>

namespace ticktidy::fix {

/// The edits that put the statement \p Call into a lambda which \p Executor is
/// given: `pool.post([path] { upload(path); });`.
///
/// \param Call a call that is a statement by itself; \p F its function
/// \param Executor what is called with the lambda: "pool.post"
/// \returns nothing where the lambda would need anything but constants and
/// copies of numbers and texts, which may be gone, or be written meanwhile,
/// when it runs; in C; and where the statement cannot be edited.
std::vector<clang::FixItHint> handToExecutor(const clang::Expr &Call,
                                             llvm::StringRef Executor,
                                             const clang::FunctionDecl &F,
                                             const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_EXECUTOREDIT_H
