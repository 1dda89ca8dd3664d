//===- IntervalEdit.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IntervalEdit.h"
#include "Editable.h"
#include "Layout.h"
#include "Placement.h"
#include "analysis/TimerCall.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace clang;

namespace ticktidy::fix {

using analysis::DurationUnit;
using analysis::NumberValue;
using analysis::SuspiciousInterval;

namespace {

std::optional<FixItHint> replace(const Expr &E, llvm::StringRef Text,
                                 const ASTContext &Context) {
  if (!isEditable(E.getSourceRange(), Context))
    return std::nullopt;
  return FixItHint::CreateReplacement(
      CharSourceRange::getTokenRange(E.getSourceRange()), Text);
}

/// True if \p Where is \p E, or an operand of the arithmetic in it.
bool isComputedIn(const Expr *E, const Expr *Where) {
  if (E == Where)
    return true;
  if (const auto *Paren = dyn_cast<ParenExpr>(E))
    return isComputedIn(Paren->getSubExpr(), Where);
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return isComputedIn(Full->getSubExpr(), Where);
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return isComputedIn(Cast->getSubExpr(), Where);
  const auto *Op = dyn_cast<BinaryOperator>(E);
  return Op && (isComputedIn(Op->getLHS(), Where) ||
                isComputedIn(Op->getRHS(), Where));
}

/// 30 * 86400 * 1000 in 64 bits.
std::vector<FixItHint> widen(const SuspiciousInterval &S, const Expr &Value,
                             const ASTContext &Context) {
  const auto *Product = dyn_cast_or_null<BinaryOperator>(S.Value.Where);
  const QualType Type = Value.getType();
  constexpr unsigned Wide = 64;
  const long double Limit = std::ldexp(1.0L, Wide - 1);
  if (!Product || Product->getOpcode() != BO_Mul || !Type->isIntegerType() ||
      Context.getIntWidth(Type) < Wide || S.Value.Meant >= Limit ||
      S.Value.Meant < 0 || !isComputedIn(&Value, Product) ||
      !isEditable(Product->getSourceRange(), Context))
    return {};
  return {FixItHint::CreateInsertion(Product->getBeginLoc(), "1LL * ")};
}

/// 1 / 2 as 1.0 / 2.
std::vector<FixItHint> divideExactly(const SuspiciousInterval &S,
                                     const Expr &Value,
                                     const ASTContext &Context) {
  const auto *Quotient = dyn_cast_or_null<BinaryOperator>(S.Value.Where);
  if (!Quotient || S.Value.Lost != NumberValue::Divides ||
      !Value.getType()->isRealFloatingType() ||
      !isComputedIn(&Value, Quotient) ||
      !isEditable(Quotient->getSourceRange(), Context))
    return {};
  const Expr *Left = Quotient->getLHS()->IgnoreImpCasts();
  const SourceLocation End = endOf(Left->getSourceRange(), Context);
  if (isa<IntegerLiteral>(Left) && End.isValid()) {
    const llvm::StringRef Text = textBetween(Left->getBeginLoc(), End, Context);
    if (llvm::all_of(Text, llvm::isDigit) && (Text == "0" || Text[0] != '0'))
      return {FixItHint::CreateInsertion(End, ".0")};
  }
  return {FixItHint::CreateInsertion(Quotient->getBeginLoc(), "1.0 * ")};
}

/// The seconds that the part of a second has too much go over to the seconds.
std::vector<FixItHint> carry(const SuspiciousInterval &S,
                             const ASTContext &Context) {
  const analysis::FieldNumber &Seconds = S.Seconds, &Part = S.Part;
  const long double Meant =
      S.What == SuspiciousInterval::Overflows ? S.Value.Meant : S.Value.Is;
  if (!Part.Written || !Seconds.Known || Seconds.Written == Part.Written ||
      std::fabs(Meant) > 1e18L)
    return {};
  std::int64_t Whole = 0;
  if (Seconds.Written) {
    std::optional<NumberValue> V =
        analysis::numberOf(*Seconds.Written, Context);
    if (!V || V->Lost != NumberValue::None || V->Is > 1e15L || V->Is < 0)
      return {};
    Whole = static_cast<std::int64_t>(V->Is);
  }
  const auto Limit = static_cast<std::int64_t>(S.Most) + 1;
  const auto Number = static_cast<std::int64_t>(Meant);
  std::int64_t Carried = Number / Limit, Rest = Number % Limit;
  if (Rest < 0) {
    Rest += Limit;
    --Carried;
  }
  if (Whole + Carried < 0)
    return {};
  const std::string NewSeconds = std::to_string(Whole + Carried);
  std::optional<FixItHint> NewPart = replace(
      *Part.Written->IgnoreParenImpCasts(), std::to_string(Rest), Context);
  if (!NewPart)
    return {};
  if (Seconds.Written) {
    std::optional<FixItHint> Edit =
        replace(*Seconds.Written->IgnoreParenImpCasts(), NewSeconds, Context);
    return Edit ? std::vector<FixItHint>{*Edit, *NewPart}
                : std::vector<FixItHint>();
  }
  // Nobody writes the seconds: a statement of its own does.
  const auto *Field =
      Part.Assignment
          ? dyn_cast<MemberExpr>(Part.Assignment->getLHS()->IgnoreParens())
          : nullptr;
  if (!Field || !isEditable(Part.Assignment->getSourceRange(), Context))
    return {};
  const SourceLocation Begin = Part.Assignment->getBeginLoc();
  const llvm::StringRef Base =
      textBetween(Field->getBeginLoc(), Field->getMemberLoc(), Context);
  if (Base.empty() || !Seconds.Field || !startsLine(Begin, Context) ||
      Field->getBeginLoc() != Begin)
    return {};
  const Layout Style = layoutOf(*S.Function, Context);
  return {FixItHint::CreateInsertion(
              Begin, (Base + Seconds.Field->getName() + " = " + NewSeconds +
                      ";" + Style.Newline + indentAt(Begin, Context))
                         .str()),
          *NewPart};
}

/// The first time is one period after the start.
std::vector<FixItHint> startAfterPeriod(const SuspiciousInterval &S,
                                        const ASTContext &Context) {
  const VarDecl *Spec = analysis::pointedVariable(*S.At);
  if (!Spec || Spec->getType().isConstQualified() || !S.Function->getBody())
    return {};
  const ParentMap Parents(S.Function->getBody());
  const std::optional<Placement> Place = placementOf(*S.Call, Parents, Context);
  if (!Place || Place->How != Placement::InBlock)
    return {};
  const SourceLocation Begin = Place->Whole->getBeginLoc();
  if (!isEditable(Begin, Context) || !startsLine(Begin, Context))
    return {};
  const std::string Name = Spec->getNameAsString();
  const Layout Style = layoutOf(*S.Function, Context);
  return {FixItHint::CreateInsertion(
      Begin, (Name + "." + S.First + " = " + Name + "." + S.Every + ";" +
              Style.Newline + indentAt(Begin, Context))
                 .str())};
}

std::vector<FixItHint> dropCast(const SuspiciousInterval &S,
                                const ASTContext &Context) {
  const std::optional<DurationUnit> Wanted =
      analysis::durationUnit(S.At->getType().getNonReferenceType());
  const Expr &From = *S.Cast->getArg(0);
  const SourceLocation End = endOf(From.getSourceRange(), Context);
  if (!Wanted || !S.Given || !S.Given->isMultipleOf(*Wanted) ||
      !isEditable(S.Cast->getSourceRange(), Context) || End.isInvalid() ||
      S.Cast->getBeginLoc() != S.At->getBeginLoc())
    return {};
  return {FixItHint::CreateRemoval(CharSourceRange::getCharRange(
              S.Cast->getBeginLoc(), From.getBeginLoc())),
          FixItHint::CreateRemoval(CharSourceRange::getCharRange(
              End, endOf(S.Cast->getSourceRange(), Context)))};
}

std::vector<FixItHint> convertUnit(const SuspiciousInterval &S,
                                   const ASTContext &Context) {
  const auto *Count = cast<CXXMemberCallExpr>(S.Cast);
  const Expr *Object =
      Count->getImplicitObjectArgument()->IgnoreUnlessSpelledInSource();
  const SourceLocation End = endOf(Object->getSourceRange(), Context);
  const llvm::StringRef Name = chronoName(S.In);
  const std::optional<DurationUnit> Wanted = analysis::durationUnit(S.In);
  if (Name.empty() || !Wanted || End.isInvalid() ||
      !isEditable(Count->getSourceRange(), Context))
    return {};
  const std::string Open =
      S.Given->isMultipleOf(*Wanted)
          ? (Name + "(").str()
          : ("std::chrono::duration_cast<" + Name + ">(").str();
  return {FixItHint::CreateInsertion(Object->getBeginLoc(), Open),
          FixItHint::CreateInsertion(End, ")")};
}

} // namespace

llvm::StringRef chronoName(model::Unit U) {
  switch (U) {
  case model::Unit::Nanoseconds:
    return "std::chrono::nanoseconds";
  case model::Unit::Microseconds:
    return "std::chrono::microseconds";
  case model::Unit::Milliseconds:
    return "std::chrono::milliseconds";
  case model::Unit::Seconds:
    return "std::chrono::seconds";
  default:
    return "";
  }
}

std::vector<FixItHint> intervalFix(const SuspiciousInterval &S,
                                   const ASTContext &Context) {
  const Expr &Value = S.Part.Written ? *S.Part.Written : *S.Converted;
  switch (S.What) {
  case SuspiciousInterval::Overflows:
    return S.Part.Field && S.Most > 0 ? carry(S, Context)
                                      : widen(S, Value, Context);
  case SuspiciousInterval::Truncated:
    return divideExactly(S, Value, Context);
  case SuspiciousInterval::OutOfRange:
    return carry(S, Context);
  case SuspiciousInterval::NeverFires:
    return startAfterPeriod(S, Context);
  case SuspiciousInterval::CastToZero:
    return dropCast(S, Context);
  case SuspiciousInterval::WrongUnit:
    return convertUnit(S, Context);
  default:
    return {};
  }
}

} // namespace ticktidy::fix
