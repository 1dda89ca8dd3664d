//===- NumberValue.h - What a constant is meant to be -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_NUMBERVALUE_H
#define TICKTIDY_CHECKS_ANALYSIS_NUMBERVALUE_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <optional>

namespace ticktidy::analysis {

/// A constant, computed twice: as arithmetic has it, and as the types of the
/// code make it.
struct NumberValue {
  enum Loss : std::uint8_t {
    None,
    Overflows, ///< an operation on integers gives more than its type holds
    Narrows,   ///< a conversion gives more, or less, than its type holds
    Divides,   ///< an integer division gives zero for what is not zero
    Truncates, ///< a conversion to an integer drops a fraction
  };
  long double Meant = 0; ///< without the loss
  long double Is = 0;    ///< what arrives; not defined after Overflows of
                         ///< signed integers
  Loss Lost = None;
  /// The operation or conversion that loses first, or null.
  const clang::Expr *Where = nullptr;
  /// Where is a cast that the source spells out.
  bool ByCast = false;
};

/// The value of \p E, an arithmetic expression, with all its conversions.
/// Looks through constants and through locals that hold one value all their
/// life. Nothing for what is no constant, and for what depends on an argument
/// of a template or on a macro that the command line defines: it may be another
/// elsewhere.
std::optional<NumberValue> numberOf(const clang::Expr &E,
                                    const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_NUMBERVALUE_H
