//===- HandleChain.h - By what way code gets at a timer ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_HANDLECHAIN_H
#define TICKTIDY_CHECKS_ANALYSIS_HANDLECHAIN_H

#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::analysis {

/// The way to an object: `session->parts.timer` goes from the variable
/// `session` through `parts` to `timer`. Pointers, smart pointers, elements of
/// containers, and locals that stand for a part of the way are looked through.
struct HandleChain {
  /// The variable that it starts with, or null.
  const clang::VarDecl *Root = nullptr;
  /// It starts with the object whose code this is.
  bool FromThis = false;
  /// Something on the way is a raw pointer, or a reference.
  bool ThroughPointer = false;
  /// The fields, the last one first.
  llvm::SmallVector<const clang::MemberExpr *, 3> Steps;

  /// The field that holds the timer, or null.
  const clang::FieldDecl *field() const;
  /// The class of the object that it starts with, or null.
  const clang::CXXRecordDecl *origin() const;
};

/// The way that \p E spells. All members are empty where it spells none.
HandleChain chainOf(const clang::Expr *E);

/// The definition of the class behind \p T: of the object itself, or of what a
/// pointer or a smart pointer points to; or null.
const clang::CXXRecordDecl *classBehind(clang::QualType T);

/// True if \p Derived is \p Base, or derived from it.
bool isOrDerives(const clang::CXXRecordDecl *Derived,
                 const clang::CXXRecordDecl *Base);

/// True for a class template that keeps an object alive: a shared or unique
/// pointer.
bool isOwningHandle(clang::QualType T);

/// True for a shared pointer, or one that counts references.
bool isSharedHandle(clang::QualType T);

/// True for what tells whether an object is still there: a weak pointer.
bool isWeakHandle(clang::QualType T);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_HANDLECHAIN_H
