//===- Releasers.h - What helpers take away for good ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_RELEASERS_H
#define TICKTIDY_CHECKS_ANALYSIS_RELEASERS_H

#include "Lifetime.h"

namespace ticktidy::analysis {

/// The functions of a unit that release a timer which their caller can name,
/// and leave its handle as it is: `void stop(struct peer *p) { close(p->fd);
/// }`.
class Releasers {
public:
  /// Finds out whether \p F, a definition, is one, by \p Gone, a release in it:
  /// all paths to its ends have done that, or know that there is no timer.
  /// \returns true if that is new.
  bool learn(const clang::FunctionDecl &F, const ReleasedTimer &Gone,
             Summaries &Functions);

  bool isEmpty() const { return Known.empty(); }

  /// What the call \p E takes away, as its function names it. Those of which
  /// the arguments cannot be followed are left out.
  llvm::SmallVector<ReleasedTimer, 1> releasedBy(const clang::Expr &E) const;

private:
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<ReleasedTimer, 1>>
      Known;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_RELEASERS_H
