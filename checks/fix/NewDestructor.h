//===- NewDestructor.h - Writes a destructor for a class --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_NEWDESTRUCTOR_H
#define TICKTIDY_CHECKS_FIX_NEWDESTRUCTOR_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace ticktidy::fix {

/// The edits that give \p Class, a definition without a destructor of its own,
/// one that does \p Statements (one a line, each with its `;`). It stands where
/// the class has its constructors, in the class or out of line as they do.
/// Empty where there is no place for one, or where a function that the
/// statements call is not known at any.
std::vector<clang::FixItHint> newDestructor(const clang::CXXRecordDecl &Class,
                                            llvm::StringRef Statements,
                                            const clang::ASTContext &Context);

/// The edits that give \p Destructor, which is defaulted, a body of
/// \p Statements, likewise.
std::vector<clang::FixItHint>
undefaulted(const clang::CXXDestructorDecl &Destructor,
            llvm::StringRef Statements, const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_NEWDESTRUCTOR_H
