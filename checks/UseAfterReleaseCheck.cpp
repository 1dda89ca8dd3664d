//===- UseAfterReleaseCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UseAfterReleaseCheck.h"

using namespace clang;

namespace ticktidy {

using analysis::StaleUse;

void UseAfterReleaseCheck::report(const analysis::UnitAnalysis &Unit) {
  for (const StaleUse &Found : mine(Unit, Unit.staleUses())) {
    llvm::StringRef Verb = endVerbOf(Found.Timer);
    SourceLocation At = Found.Timer.Anchor->getBeginLoc();
    if (Found.Again)
      diag(At, "timer %0 is %1 a second time") << nameOf(Found.Timer) << Verb;
    else
      diag(At, "timer %0 is used after it has been %1")
          << nameOf(Found.Timer) << Verb;
    tell(Found.Path, describe(*Found.Timer.Function), nameOf(Found.Timer),
         Verb);
  }
}

} // namespace ticktidy
