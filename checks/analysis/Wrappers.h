//===- Wrappers.h - Classes that only keep a handle -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object that is given a handle counts as its owner. Not so if its class is
// in sight, and nothing in it ends the timer or lets the handle out again.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_WRAPPERS_H
#define TICKTIDY_CHECKS_ANALYSIS_WRAPPERS_H

#include "MemberUses.h"
#include <optional>

namespace ticktidy::analysis {

/// Answers what the classes of a unit do with the handles they are given.
/// Borrows its arguments; gathers nothing before it is asked.
class Wrappers {
public:
  Wrappers(const UnitScan &Scan, const ModelLookup &Lookup,
           clang::ASTContext &Context)
      : Scan(Scan), Lookup(Lookup), Context(Context), Uses(Context, Lookup) {}

  /// True if \p Constructor puts parameter \p Index into a field, and no code
  /// of the unit ends a timer of kind \p Of through that field, or takes the
  /// handle out of it.
  bool onlyKeeps(const clang::CXXConstructorDecl &Constructor, unsigned Index,
                 const model::Kind &Of);

private:
  bool isLeftAlone(const clang::FieldDecl &Field, const model::Kind &Of);

  const UnitScan &Scan;
  const ModelLookup &Lookup;
  clang::ASTContext &Context;
  MemberUses Uses;
  std::optional<ClassIndex> Index; ///< made when first needed
  std::map<std::pair<const clang::FieldDecl *, const model::Kind *>, bool>
      Known;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_WRAPPERS_H
