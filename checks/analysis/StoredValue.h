//===- StoredValue.h - What a variable or field is given --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_STOREDVALUE_H
#define TICKTIDY_CHECKS_ANALYSIS_STOREDVALUE_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace ticktidy::analysis {

/// The one thing that the code of the unit puts into \p Holder, a variable or
/// a field; with \p Behind into the object that it points to. Null if that is
/// nothing, more than one thing, or if something else may write there. An
/// empty value (null, a default constructor) does not count.
///
/// Reads the function of a local variable, and the whole unit for others.
const clang::Expr *storedValue(const clang::ValueDecl &Holder, bool Behind,
                               const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_STOREDVALUE_H
