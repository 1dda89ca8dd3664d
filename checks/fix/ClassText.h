//===- ClassText.h - How the text of a class is laid out --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_CLASSTEXT_H
#define TICKTIDY_CHECKS_FIX_CLASSTEXT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace ticktidy::fix {

/// The class that the source has for \p Class: itself, or the template of which
/// it is an instantiation. A definition if there is one.
const clang::CXXRecordDecl &writtenClass(const clang::CXXRecordDecl &Class);

/// How the member functions of a class are laid out. What the class does not
/// show is as in LLVM's own style.
struct BodyStyle {
  std::string Newline = "\n"; ///< or "\r\n"
  std::string Step = "  ";    ///< one step of indentation
  bool OwnLine = false;       ///< their `{` stands on a line of its own
};

/// Reads the style off \p Class, a definition in a file.
BodyStyle bodyStyleOf(const clang::CXXRecordDecl &Class,
                      const clang::ASTContext &Context);

/// A body of \p Lines, on lines of its own, for a function whose line begins
/// with \p Indent; with what separates it from the head of the function.
std::string bodyText(llvm::ArrayRef<std::string> Lines, llvm::StringRef Indent,
                     const BodyStyle &Style);

/// The place after the declaration or definition \p D, with its `;` if it has
/// one, or an invalid place where that is not in the file itself.
clang::SourceLocation endOfDeclaration(const clang::Decl &D,
                                       const clang::ASTContext &Context);

/// The next token from \p From on that is \p Kind and in no parentheses, before
/// the end of the declaration; an invalid place where there is none.
clang::SourceLocation findToken(clang::SourceLocation From,
                                clang::tok::TokenKind Kind,
                                const clang::ASTContext &Context);

/// The white space with which the members of \p Class begin their lines.
std::string memberIndent(const clang::CXXRecordDecl &Class,
                         const BodyStyle &Style,
                         const clang::ASTContext &Context);

/// True if \p Text, from outside of any `#if` of its own, ends inside of one.
bool endsInConditional(llvm::StringRef Text);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_CLASSTEXT_H
