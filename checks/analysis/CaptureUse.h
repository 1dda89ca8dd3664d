//===- CaptureUse.h - What a callback needs of what it holds ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CAPTUREUSE_H
#define TICKTIDY_CHECKS_ANALYSIS_CAPTUREUSE_H

#include "Capture.h"

namespace ticktidy::analysis {

/// One part of an object that the body reads: `data.size()`, `frame.id`.
struct Part {
  std::string Text;                        ///< as the body spells it
  llvm::SmallVector<std::string, 2> Words; ///< "size"; "header", "id"
  clang::QualType Type;
  llvm::SmallVector<const clang::Expr *, 2> Sites; ///< in source order
};

/// What the body of a callback needs of one object.
struct BodyUse {
  enum Kind : std::uint8_t {
    Unknown, ///< the body is out of sight, or says it in a macro
    Nothing, ///< the body does not mention it
    Some,    ///< it reads these parts, and a copy of them made at the time of
             ///< the capture would do
    Whole,
  };
  Kind What = Unknown;
  llvm::SmallVector<Part, 2> Parts;
  /// For an owning handle: the body only works on the object behind it, which
  /// is no constant, and does nothing else with the handle. Without the object
  /// there is nothing to do.
  bool OnlyActsOn = false;
};

/// Reads the body of \p Called for \p H.
BodyUse bodyUseOf(const Held &H, const Callback &Called,
                  const WeightRules &Rules, const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CAPTUREUSE_H
