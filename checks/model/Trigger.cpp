//===- Trigger.cpp - The names without which there is no timer ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Trigger.h"
#include "ModelSet.h"
#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;

namespace ticktidy::model {
namespace {

/// True for "Timer" and "timer": any library may have a class of that name.
bool isOneWord(StringRef Name) {
  return llvm::all_of(Name.drop_front(),
                      [](char C) { return C >= 'a' && C <= 'z'; });
}

/// The name without which no call of \p C can be in a unit. A member function
/// of the kind's own class has the class: its own name may be as common as
/// "start". Of others the class or the function has the longer name, which is
/// the rarer one. A class of a common name has its outermost namespace.
StringRef triggerOf(const Kind &K, const Call &C) {
  StringRef Own = lastComponent(C.Name);
  StringRef Qualifier = C.Name.rsplit("::").first;
  if (Qualifier.size() == C.Name.size())
    return Own;
  StringRef Class = lastComponent(Qualifier);
  if (Qualifier != K.Class)
    return Class.size() > Own.size() ? Class : Own;
  return isOneWord(Class) ? Qualifier.split("::").first : Class;
}

} // namespace

StringRef lastComponent(StringRef QualifiedName) {
  // All models' names are asked for in every unit with a timer.
  std::size_t At = QualifiedName.size();
  while (At > 1 &&
         !(QualifiedName[At - 1] == ':' && QualifiedName[At - 2] == ':'))
    --At;
  return At > 1 ? QualifiedName.drop_front(At) : QualifiedName;
}

llvm::SmallVector<StringRef>
triggersOf(llvm::ArrayRef<const Library *> Libraries,
           llvm::function_ref<bool(const Kind &)> Counts) {
  llvm::SmallVector<StringRef> Triggers;
  for (const Library *L : Libraries)
    for (const Kind &K : L->Kinds)
      for (const Call &C : K.Calls)
        if (C.Does & (ActionCreate | ActionStart) && Counts(K))
          Triggers.push_back(triggerOf(K, C));
  llvm::sort(Triggers);
  Triggers.erase(std::unique(Triggers.begin(), Triggers.end()), Triggers.end());
  return Triggers;
}

} // namespace ticktidy::model
