//===- NumberValue.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NumberValue.h"
#include "ExprShape.h"
#include "clang/Basic/SourceManager.h"
#include <cmath>

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far a value is followed through operations and variables.
constexpr unsigned MaxDepth = 24;

class Evaluator {
public:
  explicit Evaluator(const ASTContext &Context) : Context(Context) {}

  std::optional<NumberValue> value(const Expr *E, unsigned Depth = 0) {
    if (!E || Depth > MaxDepth || E->isValueDependent() ||
        E->containsErrors() || !E->getType()->isArithmeticType() ||
        isConfigured(*E))
      return std::nullopt;
    if (const auto *Paren = dyn_cast<ParenExpr>(E))
      return value(Paren->getSubExpr(), Depth + 1);
    if (const auto *Full = dyn_cast<FullExpr>(E))
      return value(Full->getSubExpr(), Depth + 1);
    if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      return value(Temporary->getSubExpr(), Depth + 1);
    if (const auto *List = dyn_cast<InitListExpr>(E);
        List && List->getNumInits() == 1)
      return value(List->getInit(0), Depth + 1);
    if (isa<SubstNonTypeTemplateParmExpr>(E))
      return std::nullopt;
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return cast(*Cast, Depth);
    if (const auto *Op = dyn_cast<UnaryOperator>(E))
      return unary(*Op, Depth);
    if (const auto *Op = dyn_cast<BinaryOperator>(E);
        Op && (Op->isAdditiveOp() || Op->getOpcode() == BO_Mul ||
               Op->getOpcode() == BO_Div))
      return binary(*Op, Depth);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
        return variable(*Variable, Depth);
    return leaf(*E);
  }

private:
  /// True for what the command line spells, of which it makes a macro.
  bool isConfigured(const Expr &E) const {
    if (!E.getBeginLoc().isMacroID())
      return false;
    const SourceManager &Sources = Context.getSourceManager();
    const SourceLocation At = Sources.getSpellingLoc(E.getBeginLoc());
    return At.isValid() && Sources.isWrittenInCommandLineFile(At);
  }

  std::optional<NumberValue> leaf(const Expr &E) {
    // What is not computed here may hide a template argument.
    if (!isa<IntegerLiteral, FloatingLiteral, CharacterLiteral,
             CXXBoolLiteralExpr, DeclRefExpr, ImplicitValueInitExpr, CallExpr>(
            E))
      return std::nullopt;
    Expr::EvalResult Result;
    if (!E.EvaluateAsRValue(Result, Context) || Result.HasSideEffects)
      return std::nullopt;
    NumberValue V;
    if (Result.Val.isInt()) {
      const llvm::APSInt &Int = Result.Val.getInt();
      if (Int.getSignificantBits() > 65)
        return std::nullopt;
      V.Is = toNumber(Int);
    } else if (Result.Val.isFloat()) {
      llvm::APFloat Float = Result.Val.getFloat();
      bool Loses = false;
      Float.convert(llvm::APFloat::IEEEdouble(),
                    llvm::APFloat::rmNearestTiesToEven, &Loses);
      V.Is = Float.convertToDouble();
    } else {
      return std::nullopt;
    }
    V.Meant = V.Is;
    return V;
  }

  static long double toNumber(const llvm::APSInt &Int) {
    const bool Negative = Int.isSigned() && Int.isNegative();
    const llvm::APInt Size = Negative ? -Int : llvm::APInt(Int);
    const auto Number = static_cast<long double>(Size.getZExtValue());
    return Negative ? -Number : Number;
  }

  std::optional<NumberValue> variable(const VarDecl &Variable, unsigned Depth) {
    const QualType Type = Variable.getType();
    if (Type.isVolatileQualified() || Type->isReferenceType() ||
        Variable.isInitCapture())
      return std::nullopt;
    const Expr *Value = readOnlyValue(Variable);
    if (!Value && Type.isConstQualified() && !isa<ParmVarDecl>(Variable))
      Value = Variable.getAnyInitializer();
    return value(Value, Depth + 1);
  }

  std::optional<NumberValue> unary(const UnaryOperator &Op, unsigned Depth) {
    std::optional<NumberValue> V = value(Op.getSubExpr(), Depth + 1);
    if (!V)
      return std::nullopt;
    if (Op.getOpcode() == UO_Plus)
      return V;
    if (Op.getOpcode() != UO_Minus || Op.getType()->isUnsignedIntegerType())
      return std::nullopt;
    V->Is = -V->Is;
    V->Meant = -V->Meant;
    return V;
  }

  std::optional<NumberValue> binary(const BinaryOperator &Op, unsigned Depth) {
    const std::optional<NumberValue> L = value(Op.getLHS(), Depth + 1);
    const std::optional<NumberValue> R = value(Op.getRHS(), Depth + 1);
    if (!L || !R)
      return std::nullopt;
    NumberValue V = L->Lost != NumberValue::None ? *L : *R;
    const std::optional<long double> Meant =
        compute(Op.getOpcode(), L->Meant, R->Meant);
    const std::optional<long double> Exact =
        compute(Op.getOpcode(), L->Is, R->Is);
    if (!Meant || !Exact)
      return std::nullopt;
    V.Meant = *Meant;
    V.Is = *Exact;
    if (!Op.getType()->isIntegerType()) {
      // As the program rounds it: 0.3 * 10 is 3.
      V.Is = static_cast<double>(V.Is);
      V.Meant = static_cast<double>(V.Meant);
      return V;
    }
    if (Op.getOpcode() == BO_Div) {
      V.Is = std::trunc(*Exact);
      if (V.Is == 0 && *Exact != 0)
        lose(V, NumberValue::Divides, Op);
      else if (V.Lost == NumberValue::None)
        V.Meant = V.Is; // A rest that nobody misses.
    } else if (!fits(V.Is, Op.getType())) {
      V.Is = wrapped(V.Is, Op.getType());
      lose(V, NumberValue::Overflows, Op);
    }
    return V;
  }

  static std::optional<long double> compute(BinaryOperatorKind What,
                                            long double L, long double R) {
    switch (What) {
    case BO_Add:
      return L + R;
    case BO_Sub:
      return L - R;
    case BO_Mul:
      return L * R;
    default:
      if (R == 0)
        return std::nullopt;
      return L / R;
    }
  }

  std::optional<NumberValue> cast(const CastExpr &Cast, unsigned Depth) {
    std::optional<NumberValue> V = value(Cast.getSubExpr(), Depth + 1);
    if (!V)
      return std::nullopt;
    const QualType To = Cast.getType();
    if (To->isBooleanType() || !To->isIntegerType())
      return To->isBooleanType() ? std::nullopt : V;
    if (Cast.getCastKind() == CK_FloatingToIntegral) {
      const long double Whole = std::trunc(V->Is);
      if (Whole != V->Is) {
        V->Is = Whole;
        lose(*V, NumberValue::Truncates, Cast);
      }
    }
    if (!fits(V->Is, To)) {
      V->Is = wrapped(V->Is, To);
      lose(*V, NumberValue::Narrows, Cast);
    }
    return V;
  }

  /// True if the integer type \p T has the value \p Value.
  bool fits(long double Value, QualType T) const {
    const unsigned Bits = Context.getIntWidth(T);
    if (T->isUnsignedIntegerOrEnumerationType())
      return Value >= 0 && Value < std::ldexp(1.0L, static_cast<int>(Bits));
    const long double Limit = std::ldexp(1.0L, static_cast<int>(Bits) - 1);
    return Value >= -Limit && Value < Limit;
  }

  /// \p Value modulo the range of \p T.
  long double wrapped(long double Value, QualType T) const {
    const unsigned Bits = Context.getIntWidth(T);
    const long double Range = std::ldexp(1.0L, static_cast<int>(Bits));
    long double Rest = std::fmod(Value, Range);
    if (Rest < 0)
      Rest += Range;
    if (!T->isUnsignedIntegerOrEnumerationType() && Rest >= Range / 2)
      Rest -= Range;
    return Rest;
  }

  static void lose(NumberValue &V, NumberValue::Loss How, const Expr &Where) {
    if (V.Lost != NumberValue::None)
      return;
    V.Lost = How;
    V.Where = &Where;
    const auto *Implicit = dyn_cast<ImplicitCastExpr>(&Where);
    V.ByCast = isa<ExplicitCastExpr>(Where) ||
               (Implicit && Implicit->isPartOfExplicitCast());
  }

  const ASTContext &Context;
};

} // namespace

std::optional<NumberValue> numberOf(const Expr &E, const ASTContext &Context) {
  return Evaluator(Context).value(&E);
}

} // namespace ticktidy::analysis
