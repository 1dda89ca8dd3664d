//===- ModelRules.cpp - What a model must not contradict ------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelRules.h"
#include "llvm/ADT/STLExtras.h"

namespace ticktidy::model {
namespace {

constexpr ActionSet Beginning = ActionCreate | ActionStart;
constexpr ActionSet Ending = ActionStop | ActionRelease;

bool namesHandle(llvm::StringRef Text) {
  return Text.contains("{handle}") || Text.contains("{pointer}");
}

bool isSet(const Condition &C) { return C.Test != Condition::Never; }

/// A condition is tested before the call returns.
bool looksAtResult(const Condition &C) {
  return C.Where.Where == Place::Return;
}

} // namespace

std::string checkCall(const Call &C, bool OfSingleKind) {
  if (C.Does == ActionNone)
    return "'does' is empty, say what the call does to the timer";
  bool Begins = (C.Does & Beginning) != 0;
  if (OfSingleKind && C.Handle)
    return "a kind of which a process has a single timer gives no 'handle'";
  if (!C.Handle && !OfSingleKind &&
      !(C.Does & (Beginning | ActionRelease | ActionOwn | ActionAttach)))
    return "a call that makes, releases or owns no timer, and gives it no "
           "callback, needs a 'handle'";
  if (C.Handle.Where == Place::Return && !Begins)
    return "only a call that creates or starts a timer returns its handle";
  if (C.MinArguments > C.MaxArguments)
    return "'min-arguments' is greater than 'max-arguments'";
  if (isSet(C.Periodic) && !(C.Does & (Beginning | ActionPeriod)))
    return "'periodic' is only for calls that create, start or decide the "
           "period";
  if ((C.Does & ActionPeriod) && !isSet(C.Periodic))
    return "a call that decides the period needs 'periodic'";
  if (isSet(C.Disarms) && !(C.Does & ActionStart))
    return "'disarms' is only for calls that start a timer";
  if (C.Fails != Failure::Never && !Begins && !(C.Does & ActionOwn) && !C.Owner)
    return "'fails' is only for calls that create or start a timer or give it "
           "an owner";
  if (isSet(C.Once) && !C.Callback)
    return "'once' is only for calls that give a 'callback'";
  if (!C.Idempotent && !(C.Does & Ending))
    return "'idempotent' is only for calls that stop or release a timer";
  if (C.Shared && (C.Does & ActionCreate))
    return "'shared' is not for calls that create a timer: 'when' tells which "
           "of them do";
  if (C.Counted && !(C.Does & ActionRelease))
    return "'counted' is only for calls that release a timer";
  if (C.Replaces && !(C.Does & (ActionStart | ActionInterval)))
    return "'replaces' is only for calls that start a timer or set its "
           "interval";
  if (C.Owner && !(C.Does & (ActionCreate | ActionOwn)) && !C.UserData)
    return "'owner' is only for calls that create a timer, give it an owner or "
           "take user data";
  if ((C.Does & ActionInterval) && !C.Interval)
    return "a call that sets the interval needs 'interval'";
  if (C.Most < 0)
    return "the largest interval is not below zero";
  if ((C.Does & ActionAttach) && !C.Callback && !C.UserData)
    return "a call that attaches a callback needs 'callback' or 'user-data'";
  for (const Place &P :
       {C.Callback, C.UserData, C.Context, C.Owner, C.Interval})
    if (P.Where == Place::Return)
      return "only 'handle' can be what the call returns";
  for (const Condition &Test : {C.When, C.Periodic, C.Disarms, C.Once})
    if (looksAtResult(Test))
      return "a condition cannot look at what the call returns";
  for (const Condition &Test : {C.When, C.Disarms, C.Once})
    if (Test.Test == Condition::CallbackContinues)
      return "what the callback returns can only decide 'periodic'";
  return {};
}

std::string checkBlocker(const Blocker &B) {
  if (B.Until.empty() && !B.Time)
    return "say what ends the wait, by 'until', by 'time' or by both";
  if (B.Time.Where == Place::Return || looksAtResult(B.When))
    return "whether a call blocks cannot depend on what it returns";
  if (B.When.Test == Condition::CallbackContinues)
    return "what the callback returns can only decide 'periodic'";
  return {};
}

std::string checkKind(const Kind &K) {
  if (K.Calls.empty())
    return "the kind has no calls";
  if (K.Losing == Regime::Object && K.Class.empty())
    return "a kind of regime 'object' needs its 'class'";
  if (K.Single && K.Losing != Regime::Resource)
    return "a kind of which a process has a single timer is of regime "
           "'resource'";
  bool HasHandle = llvm::any_of(
      K.Calls, [](const Call &C) { return (C.Does & Beginning) && C.Handle; });
  bool HasEnd = llvm::any_of(K.Calls, [](const Call &C) {
    return (C.Does & Ending) || isSet(C.Disarms);
  });
  // The destructor ends an object; whatever else gives a handle must say how.
  if ((HasHandle || K.Single) && !HasEnd && K.Losing != Regime::Object)
    return "the kind creates or starts timers but has no call that stops or "
           "releases one";
  if (HasHandle && K.EndText.empty())
    return "the kind gives handles, so it needs 'end'";
  if (K.Single && (namesHandle(K.EndText) || namesHandle(K.ValidText) ||
                   namesHandle(K.ResetText)))
    return "a kind of which a process has a single timer has no handle that "
           "'end' could name";
  if (!K.ResetText.empty() && K.ValidText.empty())
    return "'reset' gives the handle a value that 'valid' refuses, so it needs "
           "'valid'";
  return {};
}

bool sameCalls(const Call &A, const Call &B) {
  return A.Name == B.Name && A.When.Test == Condition::Always &&
         B.When.Test == Condition::Always && A.MinArguments <= B.MaxArguments &&
         B.MinArguments <= A.MaxArguments;
}

} // namespace ticktidy::model
