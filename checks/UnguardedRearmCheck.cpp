//===- UnguardedRearmCheck.cpp --------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnguardedRearmCheck.h"
#include "analysis/UnguardedRearm.h"
#include "fix/BodyEdit.h"

using namespace clang;

namespace ticktidy {

using analysis::UnguardedRearm;

namespace {

bool isTold(const UnguardedRearm &Found) {
  return Found.Of->Stopped == model::AfterStop::Told;
}

/// Why nothing ends the timer.
std::string reasonFor(const UnguardedRearm &Found) {
  if (!isTold(Found))
    return "its callback, which may still be running then, tests nothing "
           "before";
  const std::string Subject = Found.IsLoop ? "the loop" : "its callback";
  if (Found.IsCaught)
    return Subject + " catches what the wait throws, and goes on";
  if (!Found.Error)
    return Subject + " does not get the error";
  if (Found.Looks.isInvalid())
    return Subject + " does not look at the error";
  if (Found.LooksLate)
    return Subject + " looks at the error only afterwards";
  return Subject + " goes on with '" + Found.Of->ToldAs.str() + "'";
}

std::string advice(const UnguardedRearm &Found) {
  if (!isTold(Found))
    return "set a flag before the timer is stopped, and let the callback "
           "return where it is set";
  const std::string Value = "'" + Found.Of->ToldAs.str() + "'";
  if (Found.IsLoop)
    return "leave the loop where the wait ends with " + Value;
  if (!Found.Error)
    return "give the callback the error, and return first where it is " + Value;
  return "return first where the error is " + Value;
}

std::vector<FixItHint> mend(const UnguardedRearm &Found,
                            const ASTContext &Context) {
  if (!isTold(Found) || !Found.Error)
    return {};
  std::vector<FixItHint> Edits;
  if (Found.IsLoop) {
    if (std::optional<FixItHint> Edit =
            fix::leaveLoopIf(*Found.Rearm, *Found.Error, Found.Of->ToldAs,
                             *Found.Handler, Context))
      Edits.push_back(*Edit);
  } else if (const auto *Parameter = dyn_cast<ParmVarDecl>(Found.Error)) {
    for (const FixItHint &Edit : fix::returnFirstIf(*Found.Handler, *Parameter,
                                                    Found.Of->ToldAs, Context))
      Edits.push_back(Edit);
  }
  return Edits;
}

} // namespace

void UnguardedRearmCheck::tell(const UnguardedRearm &Found) {
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  if (!Found.IsLoop)
    Note(Found.Given, "the callback is given to the timer here");
  if (Found.Start != Found.Rearm)
    Note(Found.Start->getExprLoc(), "this is where the timer is armed");
  if (Found.LooksLate)
    Note(Found.Looks, "the error is looked at here");
  const std::string Value = "'" + Found.Of->ToldAs.str() + "'";
  if (Found.Stop)
    Note(Found.Stop->getExprLoc(),
         !isTold(Found) ? "stopped here, which does not wait for the callback"
         : Found.IsLoop ? "stopped here: the wait then ends with " + Value
                        : "stopped here: the callback then runs once more, "
                          "with " +
                              Value);
  else
    Note(Found.Member->getLocation(),
         "the destructor of '" + Found.Member->getNameAsString() +
             "' stops it as well; the callback then runs with " + Value +
             ", on an object that is gone");
}

void UnguardedRearmCheck::report(const analysis::UnitAnalysis &Unit) {
  for (const UnguardedRearm &Found : Unit.rearms()) {
    const std::vector<FixItHint> Edits = mend(Found, Unit.context());
    diag(Found.Rearm->getExprLoc(),
         "timer '%0' is armed again even when it has been stopped: %1")
        << Found.Timer << reasonFor(Found) << Edits;
    tell(Found);
    if (Edits.empty())
      diag(Found.Rearm->getExprLoc(), "%0", DiagnosticIDs::Note)
          << advice(Found);
  }
}

} // namespace ticktidy
