//===- StructValue.h - The numbers in a struct at a call --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_STRUCTVALUE_H
#define TICKTIDY_CHECKS_ANALYSIS_STRUCTVALUE_H

#include "../model/Model.h"
#include "NumberValue.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace ticktidy::analysis {

/// The fields from a struct to what is in it: `it_value.tv_nsec`.
using FieldPath = llvm::SmallVector<const clang::FieldDecl *, 2>;

/// True if \p Path goes to what \p Name ("it_value") names, or into it.
bool isIn(const FieldPath &Path, llvm::StringRef Name);

/// \p Path as the source would spell it, with dots.
std::string spelled(const FieldPath &Path);

/// One number in a struct, when a call is made.
struct FieldNumber {
  FieldPath Path;
  const clang::FieldDecl *Field = nullptr; ///< the last of Path
  bool Known = false;                      ///< the two that follow are right
  /// What the source writes into it; null for a zero that nobody wrote.
  const clang::Expr *Written = nullptr;
  /// The assignment that writes it; null for an initializer.
  const clang::BinaryOperator *Assignment = nullptr;
};

/// The numbers in the struct that \p Argument points to, in the order of its
/// fields: a local that is filled before the call, a constant, a compound
/// literal. Empty where it cannot be told what is in it.
std::vector<FieldNumber> numbersAt(const clang::Expr &Argument,
                                   const clang::ASTContext &Context);

/// The variable that \p Argument points to, or null.
const clang::VarDecl *pointedVariable(const clang::Expr &Argument);

/// The constant in the field \p Path of the struct that \p Argument points to.
std::optional<std::int64_t> fieldNumber(const clang::Expr &Argument,
                                        llvm::StringRef Path,
                                        const clang::ASTContext &Context);

/// The time in the struct that \p Argument points to, in nanoseconds: seconds,
/// and parts of the size that \p U gives, which is Timespec or Timeval.
std::optional<std::int64_t> structTime(const clang::Expr &Argument,
                                       model::Unit U,
                                       const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_STRUCTVALUE_H
