//===- TimerHolders.h - What is known to hold a timer -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERHOLDERS_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERHOLDERS_H

#include "Lifetime.h"
#include <set>

namespace ticktidy::analysis {

/// The variables and fields of a unit into which its code stores timers. A call
/// that releases timers and other things alike is about a timer only if its
/// handle comes from one of them.
class TimerHolders {
public:
  void add(const model::Kind &Of, const clang::ValueDecl &Holder);
  bool contains(const model::Kind &Of, const clang::ValueDecl &Holder) const;

  /// What \p Call takes away for good, if that is in a place that can be
  /// followed (no element of an array), and if using it once more does harm.
  static std::optional<ReleasedTimer> releasedBy(const TimerCall &Call);
  /// The same for a timer that is an object, if \p Delete deletes one.
  static std::optional<ReleasedTimer>
  releasedBy(const clang::CXXDeleteExpr &Delete, const ModelLookup &Lookup);
  /// True if what \p Gone takes away is a timer for certain.
  bool isTimer(const ReleasedTimer &Gone) const;

private:
  std::set<std::pair<const model::Kind *, const clang::Decl *>> Known;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERHOLDERS_H
