//===- Throws.h - Which calls may throw -------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_THROWS_H
#define TICKTIDY_CHECKS_ANALYSIS_THROWS_H

#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

namespace ticktidy::analysis {

/// Which exceptions a path may take.
enum class Exceptions : std::uint8_t {
  None,     ///< none, not even that of a throw in the function
  Explicit, ///< those of a throw that is in sight
  All,      ///< those of every call that is not known not to throw
};

/// Answers which calls of a unit may throw.
class Throws {
public:
  explicit Throws(Exceptions Which) : Which(Which) {}

  /// True if a throw in a function itself is followed.
  bool followsThrow() const { return Which != Exceptions::None; }
  /// True if an exception may come out of \p Call.
  bool mayThrow(const clang::CallExpr &Call);
  /// True if there is such a call in \p Body.
  bool anyMayThrow(const clang::Stmt &Body);
  /// True if a coroutine may be destroyed wherever it is suspended.
  bool mayEndSuspended() const { return Which == Exceptions::All; }

private:
  bool throwsInSight(const clang::FunctionDecl &F);

  const Exceptions Which;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Known;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_THROWS_H
