//===- LocalReferents.h - Locals that a callback refers to ------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LOCALREFERENTS_H
#define TICKTIDY_CHECKS_ANALYSIS_LOCALREFERENTS_H

#include "CaptureFaults.h"

namespace ticktidy::analysis {

/// The local variable, or a part of it, that \p E is the address of; of a
/// string or a container also that of its elements. Null if it is none.
const clang::VarDecl *localBehind(const clang::Expr *E);

/// The first place where \p Body uses \p Inside; invalid if it does not, or
/// cannot be read.
clang::SourceLocation useIn(const clang::FunctionDecl *Body,
                            const clang::ValueDecl &Inside);
/// The same for the user data that a C callback is given: as a parameter, or,
/// if \p Field is not empty, in that field of one.
clang::SourceLocation dataUseIn(const clang::FunctionDecl *Body,
                                llvm::StringRef Field);
/// The first place in \p Body, lambdas in it included, that names its object.
clang::SourceLocation thisUseIn(const clang::FunctionDecl *Body);

/// The locals that may be gone when the timer of \p Site fires.
void addLocals(const CallbackSite &Site, const Callback &Called,
               const ModelLookup &Lookup, clang::ASTContext &Context,
               std::vector<DanglingCapture> &Found);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LOCALREFERENTS_H
