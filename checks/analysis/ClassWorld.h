//===- ClassWorld.h - Who may get at a class, and what ends it --*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CLASSWORLD_H
#define TICKTIDY_CHECKS_ANALYSIS_CLASSWORLD_H

#include "ClassIndex.h"
#include <optional>
#include <string>

namespace ticktidy::analysis {

/// Where the objects that hold a field come to their end.
struct Destroyer {
  /// The class that is destroyed or freed.
  const clang::RecordDecl *Class = nullptr;
  /// The destructor, or the function that frees the memory or is called before
  /// that; null for an implicit or defaulted destructor.
  const clang::FunctionDecl *Function = nullptr;
  /// What gives the memory back; null for a destructor or a finalizer.
  const clang::Expr *Free = nullptr;

  /// Free only hands on the function that will free it.
  bool Later = false;

  /// What stands before the name of a field there: "self->" where `self` is
  /// freed, or nothing.
  std::string objectText() const;
};

/// True if \p R is a struct in the manner of C: no constructor, destructor or
/// member function is written.
bool isPlainStruct(const clang::RecordDecl &R);

/// The class of which \p F is a field for who reads the code: that around an
/// unnamed struct.
const clang::RecordDecl &classOf(const clang::FieldDecl &F);

/// How code that has an object of \p R names \p F in it: "watch.id"; empty if
/// it is not in there.
std::string pathTo(const clang::FieldDecl &F, const clang::RecordDecl &R);

/// True if \p D stands in the source file itself.
bool isInSourceFile(const clang::Decl &D);

/// Functions whose bodies are taken to be in other units.
using UnseenFunctions = llvm::SmallVector<const clang::FunctionDecl *, 4>;

/// True if all code that can name \p F is in this unit, to be read. If
/// \p Elsewhere is given, other units are asked later whether they name it, and
/// the functions of \p R that they must have are added there.
bool isClosedFor(const clang::RecordDecl &R, const clang::FieldDecl &F,
                 UnseenFunctions *Elsewhere = nullptr);

/// Where objects with a field of \p R end, in source order: their destructors,
/// or the functions that free them. Nothing if none can be seen, or not all
/// of it. A destructor without a body is one of them if \p Elsewhere is given.
std::optional<std::vector<Destroyer>>
destroyersOf(const clang::RecordDecl &R, const ClassIndex &Index,
             const UnseenFunctions *Elsewhere = nullptr);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CLASSWORLD_H
