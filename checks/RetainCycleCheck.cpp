//===- RetainCycleCheck.cpp -----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RetainCycleCheck.h"
#include "fix/SelfFix.h"

using namespace clang;

namespace ticktidy {

using analysis::RetainCycle;

RetainCycleCheck::RetainCycleCheck(StringRef Name,
                                   tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::RetainCycle),
      StrictMode(Options.get("StrictMode", false)) {}

void RetainCycleCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "StrictMode", StrictMode);
}

void RetainCycleCheck::report(const analysis::UnitAnalysis &Unit) {
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  llvm::DenseSet<SourceLocation> Told;
  for (const RetainCycle &C : Unit.captures().Cycles) {
    if ((C.TestsError && !StrictMode) || !isMine(Unit, C.Object) ||
        !Told.insert(C.Object.Where).second)
      continue;
    const std::string Class = "'" + C.Class->getNameAsString() + "'";
    const std::string Timer = "'" + C.Timer->getNameAsString() + "'";
    const SmallVector<FixItHint, 4> Edits = fix::weakSelf(C, Unit.context());
    diag(C.Object.Where,
         "callback of timer %0 keeps the %1 alive that owns the "
         "timer, so that neither ever ends")
        << Timer << Class << Edits;
    Note(C.Timer->getLocation(),
         Timer + " is owned here, and nothing stops it");
    Note(C.Site.Call.View.expr().getExprLoc(),
         C.Site.Call.does(model::ActionStart)
             ? Timer + " is started here"
             : Timer + " gets the callback here");
    if (C.Rearm)
      Note(C.Rearm->getExprLoc(),
           "the callback starts it again here, whatever has happened");
    if (Edits.empty())
      Note(
          C.Object.Where,
          "let the callback hold a weak handle, and start the timer again only "
          "if that still leads to the object");
  }
}

} // namespace ticktidy
