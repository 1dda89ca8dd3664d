//===- ModelShape.h - What LLVM's YAML parser lets pass ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What has to be checked by hand, because some version of the parser does not.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELSHAPE_H
#define TICKTIDY_CHECKS_MODEL_MODELSHAPE_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ticktidy::model {

/// A mistake at a place of a text; lines and columns count from 1.
struct TextProblem {
  unsigned Line;
  unsigned Column;
  const char *Message;
};

/// Finds nesting that would make the parser, which recurses, overflow its
/// stack.
std::optional<TextProblem> findDeepNesting(llvm::StringRef Text);

/// Finds a key that a mapping of the first document has twice. LLVM says so
/// itself from 17 on. Gives nothing for a text that cannot be parsed.
std::optional<TextProblem> findDuplicateKey(llvm::StringRef Text);

/// The line on which the second document of \p Text begins. \p Text has one:
/// the parser knows that, but not where.
unsigned lineOfSecondDocument(llvm::StringRef Text);

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELSHAPE_H
