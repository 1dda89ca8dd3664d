//===- HeavyCapture.h - Captures that cost too much -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_HEAVYCAPTURE_H
#define TICKTIDY_CHECKS_ANALYSIS_HEAVYCAPTURE_H

#include "CaptureUse.h"

namespace ticktidy::analysis {

/// An object that a callback holds and that a maintainer would not want it to
/// hold, or not so.
struct HeavyCapture {
  Held Object;
  Weight Load;
  BodyUse Use;
  /// The variable that it is copied from may be moved from instead.
  bool CanMove = false;
};

/// The callables that \p Called makes in place and holds, with those that they
/// hold: [inner = [data] { ... }].
llvm::SmallVector<Callback, 2>
callablesWithin(const Callback &Called, const ModelLookup &Lookup,
                const clang::ASTContext &Context);

/// The heavy captures of \p Called, the callback of \p Site, in source order.
llvm::SmallVector<HeavyCapture, 2>
heavyCapturesOf(const CallbackSite &Site, const Callback &Called,
                const ModelLookup &Lookup, const WeightRules &Rules,
                const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_HEAVYCAPTURE_H
