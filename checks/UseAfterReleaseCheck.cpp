//===- UseAfterReleaseCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UseAfterReleaseCheck.h"
#include "fix/DropEdit.h"
#include "fix/EndText.h"

using namespace clang;

namespace ticktidy {

using analysis::StaleUse;

namespace {

/// How a person says what the release does: its kind's verb, but for storage
/// that is only stopped as a rule.
llvm::StringRef verbFor(const StaleUse &Found) {
  const analysis::TimerSite &Timer = Found.Timer;
  llvm::StringRef Name = Timer.Call->Name.rsplit(':').second;
  if (Name.empty())
    Name = Timer.Call->Name;
  bool IsStopped = Timer.Of->Losing == model::Regime::Intrusive &&
                   !Timer.Of->EndText.contains(Name);
  return IsStopped ? "released" : endVerbOf(Timer);
}

/// Takes a second release away where the first one always comes before it;
/// elsewhere makes the handle tell.
std::vector<FixItHint> mend(const StaleUse &Found, const ASTContext &Context) {
  const analysis::TimerSite &Timer = Found.Timer;
  if (!Found.Again || Found.ByHelper ||
      llvm::is_contained(Found.Releases, Timer.Anchor))
    return {};
  ParentMap Parents(Timer.Function->getBody());
  if (Found.Always) {
    std::optional<FixItHint> Drop =
        fix::dropCall(*Timer.Anchor, Parents, Context);
    return Drop ? std::vector<FixItHint>{*Drop} : std::vector<FixItHint>();
  }
  std::optional<std::string> Reset = fix::resetText(Timer, Context);
  std::optional<std::string> Valid = fix::validText(Timer, Context);
  if (!Reset || !Valid)
    return {};
  return fix::resetBetween(Found.Releases, *Timer.Anchor, {*Reset, *Valid},
                           Timer.Holder, *Timer.Function, Parents, Context);
}

} // namespace

void UseAfterReleaseCheck::report(const analysis::UnitAnalysis &Unit) {
  for (const StaleUse &Found : mine(Unit, Unit.staleUses())) {
    llvm::StringRef Verb = verbFor(Found);
    SourceLocation At = Found.Timer.Anchor->getBeginLoc();
    std::vector<FixItHint> Edits = mend(Found, Unit.context());
    if (Found.Again)
      diag(At, "timer %0 is %1 a second time")
          << nameOf(Found.Timer) << Verb << Edits;
    else
      diag(At, "timer %0 is used after it has been %1")
          << nameOf(Found.Timer) << Verb;
    tell(Found.Path, describe(*Found.Timer.Function), nameOf(Found.Timer),
         Verb);
    if (Edits.empty())
      diag(At,
           Found.Again ? "release it once, or reset the handle when it is "
                         "released and test it here"
                       : "use it before its release, or reset the handle there "
                         "and test it here",
           DiagnosticIDs::Note);
  }
}

} // namespace ticktidy
