//===- EndText.h - The text that ends a timer -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_ENDTEXT_H
#define TICKTIDY_CHECKS_FIX_ENDTEXT_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// The expression that ends the timer \p Site, as its kind spells it
/// (model::Kind::EndText). Nothing where the kind has no such text, where the
/// function does not know what it calls or has no text for the handle, or where
/// the text needs an argument or the object of the creating call, which may
/// mean something else by then.
std::optional<std::string> endText(const analysis::TimerSite &Site,
                                   const clang::ASTContext &Context);

/// The same for words, whether or not the function knows what it calls.
std::optional<std::string> endWords(const analysis::TimerSite &Site,
                                    const clang::ASTContext &Context);

/// The condition under which the handle of \p Site holds a timer, likewise
/// (model::Kind::ValidText).
std::optional<std::string> validText(const analysis::TimerSite &Site,
                                     const clang::ASTContext &Context);

/// The statement after which the handle of \p Site holds no timer, with its
/// `;` (model::Kind::ResetText). Nothing where no value says so.
std::optional<std::string> resetText(const analysis::TimerSite &Site,
                                     const clang::ASTContext &Context);

/// The statement that ends \p Site at \p E, with its `;`: under a test of the
/// handle if \p E is reached without a live timer as well. Nothing where no
/// test can tell.
std::optional<std::string> endStatement(const analysis::TimerSite &Site,
                                        const analysis::Exit &E,
                                        const clang::ASTContext &Context);

/// Fills \p Template with \p Handle and \p Pointer, in parentheses where an
/// operator of the template would bind tighter than theirs. Nothing where the
/// template names something else of the creating call, or one of the two that
/// is empty.
std::optional<std::string> filled(llvm::StringRef Template,
                                  llvm::StringRef Handle,
                                  llvm::StringRef Pointer);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_ENDTEXT_H
