//===- ClassUses.h - What a unit does with a class --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_CLASSUSES_H
#define TICKTIDY_CHECKS_FIX_CLASSUSES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseSet.h"

namespace ticktidy::fix {

/// What a unit does with the objects of its classes, as far as that matters to
/// whoever gives a class a destructor. Looks through the unit once, when made.
class ClassUses {
public:
  explicit ClassUses(const clang::ASTContext &Context);

  /// True if the unit copies or moves objects of \p Class, or of a class that
  /// holds one, by a function that the compiler writes: the copy has the same
  /// handle, which then would end twice.
  bool isCopied(const clang::CXXRecordDecl &Class) const;

  /// True if objects of \p Class stand where none with a destructor may: in a
  /// union, as a constant of the compiler, or where a jump bypasses them.
  bool mustBeTrivial(const clang::CXXRecordDecl &Class) const;

private:
  class Visitor;
  using Classes = llvm::DenseSet<const clang::CXXRecordDecl *>;

  Classes Copied;
  Classes Trivial;
};

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_CLASSUSES_H
