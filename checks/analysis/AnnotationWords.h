//===- AnnotationWords.h - What annotations say -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads __attribute__((annotate("timer::..."))) off one declaration at a time.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_ANNOTATIONWORDS_H
#define TICKTIDY_CHECKS_ANALYSIS_ANNOTATIONWORDS_H

#include "../model/Model.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace ticktidy::analysis {

/// What a function says of itself and of its parameters.
struct FunctionWords {
  model::ActionSet Does = model::ActionNone;
  bool Periodic = false;
  model::Failure Fails = model::Failure::Never;
  model::Unit IntervalUnit = model::Unit::None;
  // The numbers of the parameters; -1 where none is annotated.
  int Handle = -1, Callback = -1, UserData = -1, Owner = -1, Interval = -1;
};

/// Takes an annotation that begins with "timer::" and means nothing here.
using UnknownWord =
    llvm::function_ref<void(llvm::StringRef, clang::SourceLocation)>;

/// What all declarations of \p F say; nothing if that makes it no function of
/// a timer.
std::optional<FunctionWords> readWords(const clang::FunctionDecl &F,
                                       UnknownWord Unknown);

/// The regime that the declarations of \p R name.
std::optional<model::Regime> readRegime(const clang::RecordDecl &R,
                                        UnknownWord Unknown);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_ANNOTATIONWORDS_H
