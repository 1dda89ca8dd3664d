//===- ModelText.h - The small texts inside a model file --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A place ("pointee 2.it_value"), a condition ("argument 3 is not zero"), a
// qualified name and the text of an edit are written as one scalar each. Every
// function here takes such a text and gives the empty string, or what is wrong
// with it. The results borrow the text.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELTEXT_H
#define TICKTIDY_CHECKS_MODEL_MODELTEXT_H

#include "Model.h"
#include <string>

namespace ticktidy::model {

/// "return", "this", "argument N", "pointee N", each with an optional
/// ".member" or ".member.member".
std::string parsePlace(llvm::StringRef Text, Place &Result);

/// "always", "never", "PLACE is zero", "PLACE is not zero", "PLACE is N",
/// "PLACE has any of N", "PLACE has none of N", "PLACE names A::B",
/// "until the callback returns N".
std::string parseCondition(llvm::StringRef Text, Condition &Result);

/// "uv_timer_start", "ns::Class::member", "ns::Class::~Class".
std::string checkQualifiedName(llvm::StringRef Text);

/// The text of an edit: not empty, and every "{word}" in it is a placeholder
/// that Model.h describes.
std::string checkEditText(llvm::StringRef Text);

/// The text of an edit that assigns to the handle; {null} may stand in it.
std::string checkResetText(llvm::StringRef Text);

/// A text that is not empty.
std::string checkWord(llvm::StringRef Text);

/// The name of a kind, which messages quote.
std::string checkKindName(llvm::StringRef Text);

/// One action, by its name: "create", "start", ...
std::string parseAction(llvm::StringRef Text, ActionSet &Result);

std::string parseRegime(llvm::StringRef Text, Regime &Result);
std::string parseThread(llvm::StringRef Text, Thread &Result);
std::string parseAfterStop(llvm::StringRef Text, AfterStop &Result);
std::string parseBinding(llvm::StringRef Text, Wrapper::Binding &Result);
std::string parseUnit(llvm::StringRef Text, Unit &Result);
std::string parseFailure(llvm::StringRef Text, Failure &Result);

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELTEXT_H
