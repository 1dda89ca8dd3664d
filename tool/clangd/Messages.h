//===- Messages.h - What the editor is told of timers -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_CLANGD_MESSAGES_H
#define TICKTIDY_TOOL_CLANGD_MESSAGES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace ticktidy::clangd {

/// Is \p Check ("timer-unstopped") one of ours?
inline bool isOurs(llvm::StringRef Check) {
  return Check.starts_with("timer-");
}

/// What the main fix of \p Check does if it takes several edits, as an
/// imperative.
llvm::StringRef imperativeOf(llvm::StringRef Check);

/// Where the page on \p Check is: below TICKTIDY_DOCS_URL if the build was told
/// one, else as a file beside this program.
std::string pageOn(llvm::StringRef Check);

/// Gives an LSP `Diagnostic` of ours the link to our page, and the quick-fixes
/// that it may carry their titles. Leaves any other as it is.
void mendDiagnostic(llvm::json::Value &Diagnostic);

/// Gives an LSP `CodeAction` that is the main fix of one of our diagnostics an
/// imperative for a title, where clangd has the report itself. A fix of one
/// edit has one from clangd ("insert 'close(fd);'"), and one that a note offers
/// is called by the note.
void mendCodeAction(llvm::json::Value &Action);

} // namespace ticktidy::clangd

#endif // TICKTIDY_TOOL_CLANGD_MESSAGES_H
