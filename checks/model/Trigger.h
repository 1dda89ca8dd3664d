//===- Trigger.h - The names without which there is no timer ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_TRIGGER_H
#define TICKTIDY_CHECKS_MODEL_TRIGGER_H

#include "Model.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::model {

/// The last components of the names without which a unit has no timer of the
/// \p Libraries, for those kinds that \p Counts; see ModelSet::triggers.
llvm::SmallVector<llvm::StringRef>
triggersOf(llvm::ArrayRef<const Library *> Libraries,
           llvm::function_ref<bool(const Kind &)> Counts);

/// Those of the libraries that are compiled in, computed when they were.
llvm::ArrayRef<llvm::StringRef> builtinTriggers();

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_TRIGGER_H
