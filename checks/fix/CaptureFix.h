//===- CaptureFix.h - How to lighten a callback -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_CAPTUREFIX_H
#define TICKTIDY_CHECKS_FIX_CAPTUREFIX_H

#include "../analysis/HeavyCapture.h"
#include "LambdaEdit.h"

namespace ticktidy::fix {

/// What can be done about a heavy capture.
struct CaptureFix {
  enum Kind {
    None,
    Drop,      ///< the body does not use it
    TakeParts, ///< capture what the body reads
    Move,      ///< it is not needed afterwards
    Weak,      ///< let it end, and look whether it has
  };
  Kind How = None;
  /// For what a lambda captures.
  CaptureChange Change;
  /// For anything else: an expression, and what takes its place.
  clang::SourceRange Argument;
  std::string ArgumentText;
};

/// The best edit for \p C, which \p Called holds and \p Enclosing hands over.
/// None where there is none that is safe in the language version at hand.
CaptureFix captureFixFor(const analysis::HeavyCapture &C,
                         const analysis::Callback &Called,
                         const clang::FunctionDecl &Enclosing,
                         const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_CAPTUREFIX_H
