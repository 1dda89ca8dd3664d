//===- Capture.h - What weighs on a timer -----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CAPTURE_H
#define TICKTIDY_CHECKS_ANALYSIS_CAPTURE_H

#include "UnitAnalysis.h"
#include <vector>

namespace ticktidy::analysis {

/// Which types weigh what. Names are qualified, without template arguments,
/// and stand for derived classes too.
struct WeightRules {
  std::uint64_t SizeLimit = 64;            ///< bytes that nobody minds
  std::vector<llvm::StringRef> Containers; ///< a copy has its own elements
  std::vector<llvm::StringRef> SharedData; ///< a copy shares the data
  std::vector<llvm::StringRef> Texts;      ///< a copy is short as a rule
  std::vector<llvm::StringRef> Owners;     ///< a copy keeps an object alive
};

/// What it costs to hold an object of a type.
struct Weight {
  enum Kind : std::uint8_t {
    Light,
    Large,      ///< more bytes than the limit
    Container,  ///< a container with its own elements, or something with one
    SharedData, ///< data that all copies share, or something with such
    Text,       ///< a string, or something with one
    Owner,      ///< a handle that keeps an object alive
  };
  Kind What = Light;
  /// The size of the object itself, or 0 where it is not known.
  std::uint64_t Bytes = 0;
  /// The member that weighs: the container, or the largest part of a large
  /// object; null if it is the object as a whole.
  const clang::FieldDecl *Member = nullptr;
  /// A member of a light object that keeps an object alive, or null.
  const clang::FieldDecl *OwningMember = nullptr;
};

Weight weigh(clang::QualType Type, const WeightRules &Rules,
             const clang::ASTContext &Context);

/// The type that a handle of class \p Owner keeps alive (its first template
/// argument), or a null type.
clang::QualType ownedType(clang::QualType Owner);

/// True if keeping a \p Type alive costs next to nothing, and its end means
/// nothing: a flag or a counter that is shared with the callback.
bool isTrifle(clang::QualType Type);

/// True if \p Variable is a constant with a written list of few elements.
bool isSmallConstant(const clang::VarDecl &Variable);

/// True if moving an object of class type \p Type is cheaper than to copy it.
bool movesBetter(clang::QualType Type);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CAPTURE_H
