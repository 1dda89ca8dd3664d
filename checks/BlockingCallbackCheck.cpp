//===- BlockingCallbackCheck.cpp ------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockingCallbackCheck.h"
#include "fix/ExecutorEdit.h"

using namespace clang;

namespace ticktidy {

using analysis::BlockingCall;

namespace {

/// A time as a person says it: "250 ms", "2 s".
std::string spoken(std::int64_t Nanoseconds) {
  constexpr std::int64_t Millisecond = 1'000'000;
  constexpr std::int64_t Second = 1000 * Millisecond;
  if (Nanoseconds % Second == 0)
    return std::to_string(Nanoseconds / Second) + " s";
  return std::to_string(Nanoseconds / Millisecond) + " ms";
}

/// When the call returns.
std::string untilWhen(const BlockingCall &Found) {
  const bool HasTime = Found.Time && *Found.Time > 0;
  if (!Found.How)
    return "it returns";
  if (Found.How->Until.empty())
    return HasTime ? spoken(*Found.Time) + " have passed"
                   : "its time has passed";
  return Found.How->Until.str() +
         (HasTime ? ", for up to " + spoken(*Found.Time) : "");
}

} // namespace

void BlockingCallbackCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "BlockingFunctions", BlockingFunctions);
  Options.store(Opts, "Executor", Executor);
}

void BlockingCallbackCheck::tell(const BlockingCall &Found) {
  const std::string Callback = describe(*Found.Callback);
  if (Found.Given)
    diag(Found.Given->getBeginLoc(), "the timer is given %0 here",
         DiagnosticIDs::Note)
        << Callback;
  else
    diag(Found.Callback->getLocation(),
         "the loop calls %0 when the timer fires", DiagnosticIDs::Note)
        << Callback;
  const FunctionDecl *Caller = Found.Callback;
  for (const CallExpr *Call : Found.Chain) {
    diag(Call->getBeginLoc(), "%0 calls %1 here", DiagnosticIDs::Note)
        << describe(*Caller) << describe(*Call->getDirectCallee());
    Caller = Call->getDirectCallee();
  }
}

void BlockingCallbackCheck::report(const analysis::UnitAnalysis &Unit) {
  llvm::SmallVector<llvm::StringRef, 8> Further;
  llvm::StringRef(BlockingFunctions)
      .split(Further, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef &Name : Further)
    Name = Name.trim();
  for (const BlockingCall &Found : blockingCalls(Unit, Further)) {
    const bool OnlySleeps = Found.How && Found.How->Until.empty();
    std::vector<FixItHint> Edits;
    if (!OnlySleeps && Found.Chain.empty())
      Edits = fix::handToExecutor(*Found.Call,
                                  Executor.empty() ? "executor" : Executor,
                                  *Found.In, Unit.context());
    const bool LacksExecutor = Executor.empty() && !Edits.empty();
    if (LacksExecutor)
      Edits.clear();
    const SourceLocation At = Found.Call->getBeginLoc();
    diag(At, "'%0' blocks the event loop of the timer until %1")
        << Found.Name << untilWhen(Found) << Edits;
    tell(Found);
    if (!Edits.empty())
      continue;
    std::string Advice = "hand the work to ";
    if (OnlySleeps)
      Advice = "let a timer fire when the time has passed, and go on in its "
               "callback";
    else if (LacksExecutor)
      Advice += "another thread (the option Executor names what takes it), or "
                "wait for an event of the loop";
    else if (Executor.empty())
      Advice += "another thread, or wait for an event of the loop";
    else
      Advice += "'" + Executor + "', with copies of all that it needs";
    diag(At, "%0", DiagnosticIDs::Note) << Advice;
  }
}

} // namespace ticktidy
