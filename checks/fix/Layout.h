//===- Layout.h - How the source around an edit is laid out -----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_LAYOUT_H
#define TICKTIDY_CHECKS_FIX_LAYOUT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace ticktidy::fix {

/// Where a function puts the braces of its inner blocks.
enum class BraceStyle {
  Attached, ///< `if (x) {`
  OwnLine,  ///< on a line of its own, below the `if`
  Indented, ///< on a line of its own, one step to the right of the `if`
};

/// How the text of a function is laid out. What the function does not show is
/// as in LLVM's own style.
struct Layout {
  llvm::StringRef Newline = "\n"; ///< or "\r\n"
  std::string Step = "  ";        ///< one step of indentation
  BraceStyle Braces = BraceStyle::Attached;
};

/// Reads the layout off \p F, a function that has a body.
Layout layoutOf(const clang::FunctionDecl &F, const clang::ASTContext &Context);

// All places below are places in a file, not in a macro.

/// The text from \p Begin to \p End, or nothing where they are in two files.
llvm::StringRef textBetween(clang::SourceLocation Begin,
                            clang::SourceLocation End,
                            const clang::ASTContext &Context);

/// The white space with which the line of \p Where begins.
llvm::StringRef indentAt(clang::SourceLocation Where,
                         const clang::ASTContext &Context);

/// True if only white space stands before \p Where on its line.
bool startsLine(clang::SourceLocation Where, const clang::ASTContext &Context);

/// Where the line of \p Where begins.
clang::SourceLocation lineStart(clang::SourceLocation Where,
                                const clang::ASTContext &Context);

/// Where the line of \p Where begins, or the first of the lines directly above
/// it that hold nothing but a comment.
clang::SourceLocation lineStartWithComments(clang::SourceLocation Where,
                                            const clang::ASTContext &Context);

/// Where the line after that of \p Where begins, or the end of the file.
clang::SourceLocation nextLine(clang::SourceLocation Where,
                               const clang::ASTContext &Context);

/// True if the line of \p Where holds only white space.
bool isOnBlankLine(clang::SourceLocation Where,
                   const clang::ASTContext &Context);

/// The number of characters before \p Where on its line.
unsigned columnsBefore(clang::SourceLocation Where,
                       const clang::ASTContext &Context);

/// If nothing but white space and comments follow \p Where on its line, the end
/// of the last comment, which is \p Where itself if there is none. Otherwise an
/// invalid place.
clang::SourceLocation endOfComments(clang::SourceLocation Where,
                                    const clang::ASTContext &Context);

/// The lines of \p Text, up to the first empty one.
llvm::SmallVector<std::string, 4> linesOf(llvm::StringRef Text);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_LAYOUT_H
