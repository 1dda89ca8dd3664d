//===- CheckDocs.h - The documentation of the checks ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_CHECKDOCS_H
#define TICKTIDY_TOOL_CHECKDOCS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace ticktidy::tool {

/// The page on a check, from docs/checks.
struct CheckDoc {
  llvm::StringLiteral Name; ///< "timer-unstopped"
  llvm::StringLiteral Text; ///< Markdown
};

/// All pages, in the order of their names. Compiled in from docs/checks.
llvm::ArrayRef<CheckDoc> checkDocs();

/// The page on \p Check, or null.
const CheckDoc *findCheckDoc(llvm::StringRef Check);

/// The first paragraph of \p Doc, on one line.
std::string summaryOf(const CheckDoc &Doc);

std::vector<std::string> checkNames();

/// The glob in \p Globs (of --checks) that fits no check, or "".
std::string unknownGlob(llvm::StringRef Globs);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_CHECKDOCS_H
