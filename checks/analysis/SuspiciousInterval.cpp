//===- SuspiciousInterval.cpp ---------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SuspiciousInterval.h"
#include "Callback.h"
#include "ExprShape.h"
#include "TimerMaker.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// Nobody wants a timer to repeat faster than this, in nanoseconds.
constexpr std::int64_t ShortestPeriod = 1000;
/// The share of an interval that may be dropped without a word.
constexpr long double DroppedShare = 0.1L;

/// The number in \p N, or nothing where it is no constant.
std::optional<NumberValue> valueOf(const FieldNumber &N,
                                   const ASTContext &Context) {
  if (!N.Known)
    return std::nullopt;
  return N.Written ? numberOf(*N.Written, Context)
                   : std::optional<NumberValue>(NumberValue());
}

class Finder {
public:
  explicit Finder(const UnitAnalysis &Unit)
      : Unit(Unit), Context(Unit.context()) {}

  std::vector<SuspiciousInterval> Found;

  void call(const TimerCall &Call, const FunctionDecl &Function) {
    const model::Call &What = *Call.What;
    Now = SuspiciousInterval();
    Now.Call = &Call.View.expr();
    Now.Function = &Function;
    Now.In = What.IntervalUnit;
    this->Call = &Call;
    const Expr *At = Call.at(What.Interval);
    if (What.IntervalUnit == model::Unit::Timespec ||
        What.IntervalUnit == model::Unit::Timeval) {
      if (At)
        structure(*At);
      return;
    }
    if (At && argument(What.Interval, *At, /*IsPeriod=*/false))
      return;
    // The period may be an argument of its own.
    const model::Condition &Periodic = What.Periodic;
    if (!What.Interval || Periodic.Test != model::Condition::NonZero ||
        samePlace(Periodic.Where, What.Interval))
      return;
    if (const Expr *Period = Call.at(Periodic.Where))
      argument(Periodic.Where, *Period, /*IsPeriod=*/true);
  }

private:
  static bool samePlace(const model::Place &A, const model::Place &B) {
    return A.Where == B.Where && A.Index == B.Index && A.Field == B.Field;
  }

  bool add(SuspiciousInterval::Kind What) {
    Now.What = What;
    Found.push_back(Now);
    return true;
  }

  /// \returns true if it is reported.
  bool argument(const model::Place &Place, const Expr &At, bool IsPeriod) {
    const Expr *Value = &At;
    if (!Place.Field.empty()) {
      Value = assignedField(*Now.Function, At, Place.Field);
      if (!Value)
        return false;
    }
    Now.At = Place.Field.empty() ? Value : Value->IgnoreParenImpCasts();
    Now.Converted = Value;
    const Expr &Spelled = *stripped(Value);
    if (durationUnit(Spelled.getType()))
      return duration(Spelled);
    return wrongUnit(Spelled) || number(*Value, IsPeriod);
  }

  /// The count of seconds, where the argument is of milliseconds.
  bool wrongUnit(const Expr &Spelled) {
    const auto *Count = dyn_cast<CXXMemberCallExpr>(&Spelled);
    if (!Count || !Count->getMethodDecl() ||
        nameOf(*Count->getMethodDecl()) != "count")
      return false;
    const std::optional<DurationUnit> Own =
        durationUnit(Count->getImplicitObjectArgument()->getType());
    const std::optional<DurationUnit> Wanted = durationUnit(Now.In);
    if (!Own || !Wanted || *Own == *Wanted || isInstantiated())
      return false;
    Now.Cast = Count;
    Now.Given = Own;
    return add(SuspiciousInterval::WrongUnit);
  }

  bool isInstantiated() const {
    for (const DeclContext *Around = Now.Function; Around;
         Around = Around->getParent()) {
      const auto *F = dyn_cast<FunctionDecl>(Around);
      if ((F && F->isTemplateInstantiation()) ||
          isa<ClassTemplateSpecializationDecl>(Around))
        return true;
    }
    return false;
  }

  bool number(const Expr &E, bool IsPeriod) {
    const std::optional<NumberValue> V = numberOf(E, Context);
    if (!V)
      return false;
    Now.Value = *V;
    if (lost(*V, V->Is == 0))
      return true;
    const model::Call &What = *Call->What;
    if (V->Is < 0)
      return What.Keeps && *What.Keeps == V->Is
                 ? false
                 : add(SuspiciousInterval::Negative);
    if (What.Most != 0 && V->Is > What.Most) {
      Now.Most = What.Most;
      return add(SuspiciousInterval::TooLarge);
    }
    if (IsPeriod || repeats()) {
      if (V->Is == 0)
        return !IsPeriod && What.ZeroSpins && add(SuspiciousInterval::Spins);
      const std::optional<DurationUnit> Scale = durationUnit(Now.In);
      if (!Scale)
        return false;
      const long double Nanoseconds = V->Is * 1e9L / Scale->Den;
      if (Nanoseconds < ShortestPeriod)
        return tooShort(static_cast<std::int64_t>(Nanoseconds));
    }
    return false;
  }

  bool tooShort(std::int64_t Nanoseconds) {
    Now.Period = Nanoseconds;
    return add(SuspiciousInterval::TooShort);
  }

  /// What is lost before the value arrives. \p IsNothing if nothing is left.
  bool lost(const NumberValue &V, bool IsNothing) {
    switch (V.Lost) {
    case NumberValue::None:
      return false;
    case NumberValue::Overflows:
      return add(SuspiciousInterval::Overflows);
    case NumberValue::Narrows:
      // A cast that is written there is meant.
      if (V.ByCast)
        return false;
      if (V.Meant >= 0)
        return add(SuspiciousInterval::Narrows);
      Now.Value.Is = V.Meant;
      return add(SuspiciousInterval::Negative);
    case NumberValue::Divides:
      return IsNothing && add(SuspiciousInterval::Truncated);
    case NumberValue::Truncates:
      if (IsNothing || (!V.ByCast && std::fabs(V.Meant - V.Is) >=
                                         DroppedShare * std::fabs(V.Meant)))
        return add(SuspiciousInterval::Truncated);
      return false;
    }
    return false;
  }

  bool duration(const Expr &Argument) {
    // As it is before it is converted to the unit of the parameter.
    const Expr *Given = &Argument;
    while (const auto *Made = dyn_cast<CXXConstructExpr>(Given)) {
      if (Made->getNumArgs() != 1 ||
          !durationUnit(stripped(Made->getArg(0))->getType()))
        break;
      Given = stripped(Made->getArg(0));
    }
    const Expr &E = *Given;
    const std::optional<std::int64_t> Count = durationCount(E, Context);
    if (!Count || isInstantiated())
      return false;
    Now.Given = durationUnit(E.getType());
    Now.Value.Is = Now.Value.Meant = *Count;
    if (*Count < 0)
      return add(SuspiciousInterval::Negative);
    if (*Count != 0)
      return false;
    const CallExpr *Cast = durationCast(E);
    if (!Cast)
      return false;
    const Expr &From = *stripped(Cast->getArg(0));
    const std::optional<std::int64_t> Before = durationCount(From, Context);
    if (!Before || *Before == 0)
      return false;
    Now.Cast = Cast;
    Now.Given = durationUnit(From.getType());
    Now.Value.Meant = *Before;
    return add(SuspiciousInterval::CastToZero);
  }

  /// The std::chrono::duration_cast, or one of its kin, that makes \p E.
  const CallExpr *durationCast(const Expr &E) const {
    const Expr *Value = stripped(&E);
    constexpr unsigned MaxSteps = 6;
    for (unsigned Step = 0; Step != MaxSteps; ++Step) {
      if (const auto *Made = dyn_cast<CXXConstructExpr>(Value);
          Made && Made->getNumArgs() == 1) {
        Value = stripped(Made->getArg(0));
      } else if (const VarDecl *Variable = namedVariable(Value)) {
        const Expr *Only = readOnlyValue(*Variable);
        if (!Only)
          return nullptr;
        Value = stripped(Only);
      } else {
        break;
      }
    }
    const auto *Cast = dyn_cast<CallExpr>(Value);
    const FunctionDecl *Callee = Cast ? Cast->getDirectCallee() : nullptr;
    if (!Callee || Cast->getNumArgs() != 1)
      return nullptr;
    constexpr llvm::StringLiteral Names[] = {"std::chrono::duration_cast",
                                             "std::chrono::floor",
                                             "std::chrono::round"};
    return llvm::any_of(Names,
                        [Callee](StringRef Name) {
                          return hasQualifiedName(*Callee, Name);
                        })
               ? Cast
               : nullptr;
  }

  /// True if the timer at hand is known to repeat.
  bool repeats() const {
    const model::Condition &Periodic = Call->What->Periodic;
    if (Periodic.Test == model::Condition::CallbackContinues) {
      const Expr *Function = Call->at(Call->What->Callback);
      return Function && continues(Periodic,
                                   resolveCallback(Function, nullptr,
                                                   Unit.models(), Context),
                                   Unit.models(), Context) == Truth::True;
    }
    if (holds(Periodic, Call->View, Context) == Truth::True)
      return true;
    return Periodic.Test == model::Condition::Never && isMadeToRepeat();
  }

  /// True if the call that makes the timer, in the same unit, says so.
  bool isMadeToRepeat() const {
    const std::vector<const TimerCall *> Makers = makersOf(*Call, *Unit.scan());
    return !Makers.empty() && llvm::all_of(Makers, [this](const TimerCall *M) {
      return holds(M->What->Periodic, M->View, Context) == Truth::True;
    });
  }

  // Structs of seconds and parts of a second.

  void structure(const Expr &At) {
    Now.At = Now.Converted = &At;
    const std::vector<FieldNumber> Numbers = numbersAt(At, Context);
    Values.clear();
    for (const FieldNumber &N : Numbers)
      Values.push_back(valueOf(N, Context));
    const long double Limit =
        Now.In == model::Unit::Timespec ? 1000000000.0L : 1000000.0L;
    for (std::size_t I = 0; I + 1 < Numbers.size(); I += 2)
      if (pair(Numbers, I, Limit))
        return;
    first(Numbers);
  }

  /// The seconds at \p I, and the part of a second that comes next.
  bool pair(const std::vector<FieldNumber> &Numbers, std::size_t I,
            long double Limit) {
    const FieldNumber &Seconds = Numbers[I];
    const FieldNumber &Part = Numbers[I + 1];
    const std::optional<NumberValue> &Whole = Values[I];
    const std::optional<NumberValue> &Rest = Values[I + 1];
    Now.Seconds = Seconds;
    auto Lost = [&](const FieldNumber &N, const NumberValue &V) {
      Now.Part = N;
      Now.Value = V;
      Now.Most = &N == &Part && V.Meant >= Limit ? Limit - 1 : 0;
      const bool IsNothing = Whole && Rest && Whole->Is == 0 && Rest->Is == 0;
      return lost(V, IsNothing);
    };
    if ((Whole && Lost(Seconds, *Whole)) || (Rest && Lost(Part, *Rest)))
      return true;
    if (Whole && Whole->Is < 0) {
      Now.Part = Seconds;
      Now.Value = *Whole;
      return add(SuspiciousInterval::Negative);
    }
    if (Rest && (Rest->Is < 0 || Rest->Is >= Limit)) {
      Now.Part = Part;
      Now.Value = *Rest;
      Now.Most = Limit - 1;
      return add(SuspiciousInterval::OutOfRange);
    }
    return false;
  }

  /// The sum of the numbers within \p Field, in nanoseconds, if all are known.
  std::optional<long double> total(const std::vector<FieldNumber> &Numbers,
                                   llvm::StringRef Field) const {
    long double Sum = 0;
    bool Any = false;
    for (std::size_t I = 0; I != Numbers.size(); ++I) {
      if (!Field.empty() && !isIn(Numbers[I].Path, Field))
        continue;
      const std::optional<NumberValue> &V = Values[I];
      if (!V)
        return std::nullopt;
      const bool IsSeconds = I % 2 == 0;
      Sum += V->Is * (IsSeconds                         ? 1e9L
                      : Now.In == model::Unit::Timespec ? 1.0L
                                                        : 1e3L);
      Any = true;
    }
    return Any ? std::optional<long double>(Sum) : std::nullopt;
  }

  /// What the first time and the period say together.
  void first(const std::vector<FieldNumber> &Numbers) {
    Now.Part = Now.Seconds = FieldNumber();
    const model::Condition &Disarms = Call->What->Disarms;
    const model::Condition &Periodic = Call->What->Periodic;
    if (Disarms.Test == model::Condition::Zero &&
        Periodic.Test == model::Condition::NonZero &&
        !Disarms.Where.Field.empty() && !Periodic.Where.Field.empty()) {
      const auto First = total(Numbers, Disarms.Where.Field);
      const auto Every = total(Numbers, Periodic.Where.Field);
      if (!First || !Every || *Every == 0)
        return;
      Now.First = Disarms.Where.Field;
      Now.Every = Periodic.Where.Field;
      if (*First != 0) {
        if (*Every > 0 && *Every < ShortestPeriod)
          tooShort(static_cast<std::int64_t>(*Every));
        return;
      }
      // A zero that is assigned stops the timer on purpose.
      for (const FieldNumber &N : Numbers) {
        if (!isIn(N.Path, Now.First))
          continue;
        if (N.Assignment)
          return;
        Now.Part = N;
      }
      add(SuspiciousInterval::NeverFires);
      return;
    }
    const auto All = total(Numbers, "");
    if (Call->What->ZeroSpins && All && *All == 0 && repeats())
      add(SuspiciousInterval::Spins);
    else if (All && *All > 0 && *All < ShortestPeriod && repeats())
      tooShort(static_cast<std::int64_t>(*All));
  }

  const UnitAnalysis &Unit;
  const ASTContext &Context;
  const TimerCall *Call = nullptr;
  SuspiciousInterval Now;
  /// Those of the numbers of the struct at hand.
  std::vector<std::optional<NumberValue>> Values;
};

} // namespace

std::vector<SuspiciousInterval> suspiciousIntervals(const UnitAnalysis &Unit) {
  if (!Unit.scan())
    return {};
  Finder Find(Unit);
  for (const ScannedFunction &F : Unit.scan()->Functions)
    for (const TimerCall &Call : F.Calls)
      if (Call.What->Interval)
        Find.call(Call, *F.Function);
  const SourceManager &Sources = Unit.context().getSourceManager();
  llvm::stable_sort(Find.Found, [&](const auto &A, const auto &B) {
    return Sources.isBeforeInTranslationUnit(A.At->getBeginLoc(),
                                             B.At->getBeginLoc());
  });
  std::vector<SuspiciousInterval> Result;
  for (SuspiciousInterval &S : Find.Found)
    if (Result.empty() ||
        Result.back().At->getBeginLoc() != S.At->getBeginLoc())
      Result.push_back(std::move(S));
  return Result;
}

} // namespace ticktidy::analysis
