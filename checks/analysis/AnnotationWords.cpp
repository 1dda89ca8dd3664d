//===- AnnotationWords.cpp - What annotations say -------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnnotationWords.h"
#include "../model/ModelText.h"
#include "clang/AST/Attr.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using llvm::StringRef;
using namespace ticktidy::model;

namespace ticktidy::analysis {
namespace {

/// Gives \p Word each annotation of \p D, without its prefix; what it does not
/// take is unknown.
template <typename T>
void forEachWord(const T &D, UnknownWord Unknown,
                 llvm::function_ref<bool(StringRef)> Word) {
  for (const auto *A : D.template specific_attrs<AnnotateAttr>()) {
    StringRef Text = A->getAnnotation();
    if (Text.consume_front("timer::") && !Word(Text))
      Unknown(A->getAnnotation(), A->getLocation());
  }
}

bool readFunctionWord(StringRef Text, FunctionWords &Words) {
  if (Text == "periodic") {
    Words.Periodic = true;
    return true;
  }
  if (Text.consume_front("may_fail_")) {
    Words.Fails = llvm::StringSwitch<Failure>(Text)
                      .Case("zero", Failure::Zero)
                      .Case("negative", Failure::Negative)
                      .Case("nonzero", Failure::NonZero)
                      .Default(Failure::Never);
    return Words.Fails != Failure::Never;
  }
  ActionSet Action = llvm::StringSwitch<ActionSet>(Text)
                         .Case("create", ActionCreate)
                         .Case("start", ActionStart)
                         .Case("stop", ActionStop)
                         .Case("release", ActionRelease)
                         .Case("borrow", ActionBorrow)
                         .Default(ActionNone);
  Words.Does |= Action;
  return Action != ActionNone;
}

bool readParameterWord(StringRef Text, unsigned Index, FunctionWords &Words) {
  if (Text.consume_front("interval")) {
    Unit In = Unit::Chrono;
    if (!Text.empty() &&
        (!Text.consume_front("_") || !parseUnit(Text, In).empty()))
      return false;
    Words.IntervalUnit = In;
    Words.Interval = static_cast<int>(Index);
    return true;
  }
  int *Role = llvm::StringSwitch<int *>(Text)
                  .Case("handle", &Words.Handle)
                  .Case("callback", &Words.Callback)
                  .Case("user_data", &Words.UserData)
                  .Case("owner", &Words.Owner)
                  .Default(nullptr);
  if (Role)
    *Role = static_cast<int>(Index);
  return Role != nullptr;
}

} // namespace

std::optional<FunctionWords> readWords(const FunctionDecl &F,
                                       UnknownWord Unknown) {
  FunctionWords Words;
  for (const FunctionDecl *Redeclaration : F.redecls()) {
    forEachWord(*Redeclaration, Unknown,
                [&](StringRef Text) { return readFunctionWord(Text, Words); });
    for (unsigned I = 0; I != Redeclaration->getNumParams(); ++I)
      forEachWord(
          *Redeclaration->getParamDecl(I), Unknown,
          [&](StringRef Text) { return readParameterWord(Text, I, Words); });
  }
  if (Words.Callback >= 0 || Words.UserData >= 0)
    Words.Does |= ActionAttach;
  if (Words.Owner >= 0 && !(Words.Does & ActionCreate))
    Words.Does |= ActionOwn;
  if (Words.Interval >= 0)
    Words.Does |= ActionInterval;
  if (Words.Does == ActionNone)
    return std::nullopt;
  return Words;
}

std::optional<Regime> readRegime(const RecordDecl &R, UnknownWord Unknown) {
  std::optional<Regime> Result;
  for (const auto *Redeclaration : R.redecls())
    forEachWord(*Redeclaration, Unknown, [&](StringRef Text) {
      Regime Found;
      if (!parseRegime(Text, Found).empty())
        return false;
      Result = Found;
      return true;
    });
  return Result;
}

} // namespace ticktidy::analysis
