//===- Names.h - Names for what an edit declares ----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_NAMES_H
#define TICKTIDY_CHECKS_FIX_NAMES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <string>

namespace ticktidy::fix {

/// \p Wish, or \p Wish with the first number from 2 on, that neither the text
/// of \p F nor a declaration or macro around it uses. Empty where \p F is not
/// written out in a file.
std::string freeName(llvm::StringRef Wish, const clang::FunctionDecl &F,
                     const clang::ASTContext &Context);

/// The declaration of \p Name with the type \p T as the source would spell it,
/// or empty for a type without a spelling.
std::string spelled(clang::QualType T, llvm::StringRef Name,
                    const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_NAMES_H
