//===- ModelRules.h - What a model must not contradict ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELRULES_H
#define TICKTIDY_CHECKS_MODEL_MODELRULES_H

#include "Model.h"
#include <string>

namespace ticktidy::model {

/// What is wrong with \p C taken by itself, or the empty string.
/// \p OfSingleKind if it belongs to a kind that gives no handles.
std::string checkCall(const Call &C, bool OfSingleKind);

/// What is wrong with \p B, or the empty string.
std::string checkBlocker(const Blocker &B);

/// What is wrong with \p K as a whole, whose calls are each right by
/// themselves, or the empty string.
std::string checkKind(const Kind &K);

/// True if the same call in code could be meant by both, whatever it holds.
bool sameCalls(const Call &A, const Call &B);

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELRULES_H
