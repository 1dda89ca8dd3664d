//===- UnitScan.h - Finds the functions that matter -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_UNITSCAN_H
#define TICKTIDY_CHECKS_ANALYSIS_UNITSCAN_H

#include "TimerCall.h"
#include <vector>

namespace ticktidy::analysis {

/// A function with a body that calls something a model knows.
struct ScannedFunction {
  const clang::FunctionDecl *Function;
  std::vector<TimerCall> Calls; ///< in source order
};

/// One walk over what the unit itself declares: system headers are left out,
/// templates are seen in their instantiations, lambdas are functions.
struct UnitScan {
  UnitScan(clang::ASTContext &Context, const ModelLookup &Lookup);

  std::vector<ScannedFunction> Functions;
  /// All functions with a body, and all variables that belong to no function.
  std::vector<const clang::FunctionDecl *> Bodies;
  std::vector<const clang::VarDecl *> Variables;
  /// There is an error in one of them.
  bool HasErrors = false;
  /// Lambdas that an algorithm runs for every element, with that call.
  llvm::DenseMap<const clang::FunctionDecl *, const clang::CallExpr *>
      RunForEach;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_UNITSCAN_H
