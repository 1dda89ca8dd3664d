//===- HandleName.h - A name for a handle that had none ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_HANDLENAME_H
#define TICKTIDY_CHECKS_FIX_HANDLENAME_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace ticktidy::fix {

/// The words of a name for the timer that \p Creation makes, in lower case:
/// those of the function that it is to call, without what only says that it is
/// a callback, and "timer".
llvm::SmallVector<std::string, 4> handleWords(const clang::Expr &Creation);

/// A member name of \p Words for \p Class in the style of its other members
/// (`tick_timer_`, `m_tickTimer`), which \p User, a member function, can use
/// and which is none of \p Taken. Empty where \p User is not written in a file.
std::string memberName(llvm::ArrayRef<std::string> Words,
                       const clang::CXXRecordDecl &Class,
                       const clang::FunctionDecl &User,
                       const llvm::StringSet<> &Taken,
                       const clang::ASTContext &Context);

/// A name of \p Words for a variable of \p User, which is none of \p Taken,
/// likewise.
std::string localName(llvm::ArrayRef<std::string> Words,
                      const clang::FunctionDecl &User,
                      const llvm::StringSet<> &Taken,
                      const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_HANDLENAME_H
