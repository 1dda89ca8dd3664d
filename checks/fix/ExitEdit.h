//===- ExitEdit.h - Ends timers where control leaves them behind -*- C++
//-*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_EXITEDIT_H
#define TICKTIDY_CHECKS_FIX_EXITEDIT_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace ticktidy::fix {

/// One edit that puts \p Statements before control leaves at \p E, laid out as
/// the code around it: braces are added where a lone jump needs them, and a
/// value that \p E leaves with is computed first where it has to be.
///
/// \param Statements one statement a line, each with its `;`
/// \param Handles the variables that are of no use after the statements
/// \param F the function or lambda of \p E, written out in a file
/// \param Parents the parents in the body of \p F
/// \returns nothing where no such edit is safe.
std::optional<clang::FixItHint>
endBefore(const analysis::Exit &E, llvm::StringRef Statements,
          llvm::ArrayRef<const clang::VarDecl *> Handles,
          const clang::FunctionDecl &F, const clang::ParentMap &Parents,
          const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_EXITEDIT_H
