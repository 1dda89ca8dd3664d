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
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ParentMap.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// The identifier \p Name, also where only a precompiled header knows it, as in
/// an editor, and where nobody does.
const clang::IdentifierInfo &identifier(llvm::StringRef Name,
                                        const clang::ASTContext &Context);

/// \p Wish, or \p Wish with the first number from 2 on, that neither the text
/// of \p F nor a declaration or macro around it uses. Empty where \p F is not
/// written out in a file.
std::string freeName(llvm::StringRef Wish, const clang::FunctionDecl &F,
                     const clang::ASTContext &Context);

/// The declaration of \p Name with the type \p T as the source would spell it,
/// or empty for a type without a spelling.
std::string spelled(clang::QualType T, llvm::StringRef Name,
                    const clang::ASTContext &Context);

/// True if the name of \p V, a variable that \p F sees, still means it in the
/// statement \p At of \p F, at the place \p Where in it: it is in scope, and no
/// other hides it. \p Parents are the parents in the body of \p F.
bool isInScope(const clang::VarDecl &V, const clang::Stmt &At,
               clang::SourceLocation Where, const clang::FunctionDecl &F,
               const clang::ParentMap &Parents,
               const clang::ASTContext &Context);

/// \p Text as \p F must spell it, if it begins with a call of a function of the
/// global scope: with `::` where a member, a namespace or a variable around
/// hides the function. Nothing where \p F does not know the function.
std::optional<std::string> callable(llvm::StringRef Text,
                                    const clang::FunctionDecl &F,
                                    const clang::ASTContext &Context);

/// \p Text as a member function of \p Class with a body at \p Where must spell
/// it: every call in it that names no object is of a member, or of a function
/// of the global scope, with `::` where that is hidden. Nothing where one of
/// them is not known there.
std::optional<std::string> callableInMember(llvm::StringRef Text,
                                            const clang::CXXRecordDecl &Class,
                                            clang::SourceLocation Where,
                                            const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_NAMES_H
