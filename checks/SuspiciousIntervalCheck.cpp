//===- SuspiciousIntervalCheck.cpp ----------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SuspiciousIntervalCheck.h"
#include "fix/IntervalEdit.h"
#include "fmt/format.h"
#include <cmath>

using namespace clang;

namespace ticktidy {

using analysis::DurationUnit;
using analysis::NumberValue;
using analysis::SuspiciousInterval;

namespace {

/// A number as a person writes it.
std::string number(long double Value) {
  const bool IsWhole = Value == std::trunc(Value);
  return IsWhole ? fmt::format("{:.0f}", Value) : fmt::format("{:.6g}", Value);
}

std::string symbol(const DurationUnit &U) {
  if (U.Num != 1)
    return U == DurationUnit{60, 1}     ? "min"
           : U == DurationUnit{3600, 1} ? "h"
                                        : "units";
  switch (U.Den) {
  case 1:
    return "s";
  case 1000:
    return "ms";
  case 1'000'000:
    return "us";
  case 1'000'000'000:
    return "ns";
  default:
    return "units";
  }
}

/// \p Value with the unit that the interval has; that of a struct's number is
/// in its name.
std::string amount(const SuspiciousInterval &S, long double Value) {
  if (S.Part.Field)
    return number(Value);
  if (S.Given)
    return number(Value) + " " + symbol(*S.Given);
  const std::optional<DurationUnit> U = analysis::durationUnit(S.In);
  return U ? number(Value) + " " + symbol(*U) : number(Value);
}

/// What is at fault: the interval, or a number in it.
std::string subject(const SuspiciousInterval &S) {
  return S.Part.Field
             ? "'" + analysis::spelled(S.Part.Path) + "' of the interval"
             : std::string("interval of the timer");
}

std::string typeOf(const Expr *E) {
  return E ? "'" + E->getType().getUnqualifiedType().getAsString() + "'"
           : std::string("its type");
}

std::string wordsFor(const SuspiciousInterval &S) {
  const std::string Subject = subject(S);
  switch (S.What) {
  case SuspiciousInterval::Negative:
    return Subject + " is negative: " + amount(S, S.Value.Is);
  case SuspiciousInterval::Overflows:
    return Subject + " overflows " + typeOf(S.Value.Where) + ": " +
           amount(S, S.Value.Meant) + " are meant";
  case SuspiciousInterval::Narrows:
    return Subject + " does not fit " + typeOf(S.Value.Where) + ": " +
           amount(S, S.Value.Meant) + " arrive as " + number(S.Value.Is);
  case SuspiciousInterval::Truncated:
    return Subject + " is truncated from " + amount(S, S.Value.Meant) + " to " +
           number(S.Value.Is);
  case SuspiciousInterval::CastToZero:
    return Subject + " is truncated from " + amount(S, S.Value.Meant) +
           " to zero by the cast";
  case SuspiciousInterval::TooLarge:
    return Subject + " is " + amount(S, S.Value.Is) + ", and at most " +
           number(S.Most) + " are valid";
  case SuspiciousInterval::OutOfRange:
    return Subject + " is " + number(S.Value.Is) +
           ", which is not within 0 to " + number(S.Most);
  case SuspiciousInterval::NeverFires:
    return fmt::format("timer never fires: '{}' is zero, which stops it, "
                       "though '{}' is not",
                       S.First.str(), S.Every.str());
  case SuspiciousInterval::Spins:
    return "repeating timer with an interval of zero never lets its loop rest";
  case SuspiciousInterval::TooShort:
    return fmt::format("timer repeats every {} ns, and leaves no time for "
                       "anything else",
                       S.Period);
  case SuspiciousInterval::WrongUnit:
    return "interval of the timer is a count of " + symbol(*S.Given) +
           ", and one of " + symbol(*analysis::durationUnit(S.In)) +
           " is expected";
  }
  return {};
}

/// What to do where there is no fix.
llvm::StringRef adviceFor(const SuspiciousInterval &S) {
  switch (S.What) {
  case SuspiciousInterval::Negative:
    return "give the timer the time that has to pass; to stop it, or to fire "
           "it at once, say that";
  case SuspiciousInterval::Overflows:
    return "compute it in a wider type";
  case SuspiciousInterval::Narrows:
  case SuspiciousInterval::TooLarge:
    return "take a coarser unit, or count shorter intervals";
  case SuspiciousInterval::Truncated:
  case SuspiciousInterval::CastToZero:
    return "take a call with a finer unit, or round up";
  case SuspiciousInterval::OutOfRange:
    return "carry whole seconds over to the seconds";
  case SuspiciousInterval::NeverFires:
    return "set the first time too";
  case SuspiciousInterval::Spins:
  case SuspiciousInterval::TooShort:
    return "give it a longer interval, or let the callback end it";
  case SuspiciousInterval::WrongUnit:
    return "convert the duration before it is counted";
  }
  return {};
}

} // namespace

void SuspiciousIntervalCheck::tell(const SuspiciousInterval &Found,
                                   bool IsMended) {
  const SourceLocation At = Found.At->getBeginLoc();
  const Expr *Written = Found.Part.Written;
  if (Found.What == SuspiciousInterval::NeverFires) {
    if (const VarDecl *Spec = analysis::pointedVariable(*Found.At))
      diag(Spec->getLocation(), "'%0' is declared here, and '%1' stays zero",
           DiagnosticIDs::Note)
          << Spec->getName() << Found.First;
  } else if (Found.Part.Field && Written)
    diag(Written->getBeginLoc(), "'%0' gets its value here",
         DiagnosticIDs::Note)
        << analysis::spelled(Found.Part.Path);
  else if (Found.Part.Field)
    diag(At, "'%0' is zero, as nothing is written to it", DiagnosticIDs::Note)
        << analysis::spelled(Found.Part.Path);
  else if (Found.Value.Where && Found.Value.Where->getBeginLoc() != At)
    diag(Found.Value.Where->getBeginLoc(), "it is lost here",
         DiagnosticIDs::Note);
  if (!IsMended)
    diag(At, adviceFor(Found), DiagnosticIDs::Note);
}

void SuspiciousIntervalCheck::report(const analysis::UnitAnalysis &Unit) {
  for (const SuspiciousInterval &Found : suspiciousIntervals(Unit)) {
    const std::vector<FixItHint> Edits =
        fix::intervalFix(Found, Unit.context());
    diag(Found.At->getBeginLoc(), "%0") << wordsFor(Found) << Edits;
    tell(Found, !Edits.empty());
  }
}

} // namespace ticktidy
