//===- BlockingCalls.h - What blocks an event loop --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_BLOCKINGCALLS_H
#define TICKTIDY_CHECKS_ANALYSIS_BLOCKINGCALLS_H

#include "UnitAnalysis.h"

namespace ticktidy::analysis {

/// A call that blocks in the callback of a timer whose loop runs the callback.
struct BlockingCall {
  const clang::CallExpr *Call;
  /// The function that it calls, with namespaces and class.
  std::string Name;
  /// What the model says of it, or null for a function that a user named.
  const model::Blocker *How = nullptr;
  /// How long it blocks in nanoseconds, where that is a constant.
  std::optional<std::int64_t> Time;
  /// The function in whose body it stands.
  const clang::FunctionDecl *In = nullptr;
  /// What the timer calls.
  const clang::FunctionDecl *Callback = nullptr;
  /// The calls that lead from Callback to In, outermost first.
  llvm::SmallVector<const clang::CallExpr *, 4> Chain;
  /// The call that gives the timer its callback; null for a function that the
  /// timer calls because it overrides one of the library.
  const clang::Expr *Given = nullptr;
};

/// The calls that block the loops of \p Unit, in source order. A callback that
/// is out of sight, that runs on a thread of its own or that ends its loop has
/// none, and neither has code that a callback only hands on.
///
/// \param Further qualified names of functions that block beside those of the
/// models
std::vector<BlockingCall>
blockingCalls(const UnitAnalysis &Unit,
              llvm::ArrayRef<llvm::StringRef> Further);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_BLOCKINGCALLS_H
