//===- Loops.cpp ----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loops.h"
#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

const VarDecl *variableOf(const Expr *E) {
  const auto *Ref = E ? dyn_cast<DeclRefExpr>(stripped(E)) : nullptr;
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// True if something in \p Body may change \p V.
bool writesTo(const Stmt &Body, const VarDecl &V) {
  return anyWithin(Body, [&V](const Stmt &S) {
    const Expr *Target = changedBy(S);
    return Target && variableOf(Target) == &V;
  });
}

/// `for (int i = 0; i < 4; ++i)` and its mirror images.
std::optional<std::uint64_t> countedFor(const ForStmt &Loop,
                                        const ASTContext &Context) {
  const VarDecl *Counter = nullptr;
  std::optional<std::int64_t> From;
  if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(Loop.getInit())) {
    if (!Declaration->isSingleDecl())
      return std::nullopt;
    Counter = dyn_cast<VarDecl>(Declaration->getSingleDecl());
    if (Counter && Counter->getInit())
      From = constantOf(*Counter->getInit(), Context);
  } else if (const auto *Assign =
                 dyn_cast_or_null<BinaryOperator>(Loop.getInit());
             Assign && Assign->getOpcode() == BO_Assign) {
    Counter = variableOf(Assign->getLHS());
    From = constantOf(*Assign->getRHS(), Context);
  }
  const auto *Condition = dyn_cast_or_null<BinaryOperator>(
      Loop.getCond() ? stripped(Loop.getCond()) : nullptr);
  const auto *Step = dyn_cast_or_null<UnaryOperator>(
      Loop.getInc() ? stripped(Loop.getInc()) : nullptr);
  if (!Counter || !From || !Condition || !Step ||
      !Step->isIncrementDecrementOp() ||
      variableOf(Step->getSubExpr()) != Counter)
    return std::nullopt;
  if (variableOf(Condition->getLHS()) != Counter)
    return std::nullopt;
  std::optional<std::int64_t> To = constantOf(*Condition->getRHS(), Context);
  if (!To)
    return std::nullopt;
  bool Upwards = Step->isIncrementOp();
  BinaryOperatorKind Op = Condition->getOpcode();
  bool Fits = Upwards ? Op == BO_LT || Op == BO_LE || Op == BO_NE
                      : Op == BO_GT || Op == BO_GE || Op == BO_NE;
  std::int64_t Span = 0;
  if (!Fits ||
      llvm::SubOverflow(Upwards ? *To : *From, Upwards ? *From : *To, Span))
    return std::nullopt;
  bool Inclusive = Op == BO_LE || Op == BO_GE;
  if ((Op == BO_NE && Span < 0) || (Inclusive && Span == INT64_MAX) ||
      writesTo(*Loop.getBody(), *Counter))
    return std::nullopt;
  Span += Inclusive;
  return Span < 0 ? 0 : static_cast<std::uint64_t>(Span);
}

std::optional<std::uint64_t> countedRange(const CXXForRangeStmt &Loop,
                                          const ASTContext &Context) {
  const Expr *Range = Loop.getRangeInit();
  if (!Range)
    return std::nullopt;
  Range = stripped(Range);
  if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(Range))
    Range = stripped(List->getSubExpr());
  if (const ConstantArrayType *Array =
          Context.getAsConstantArrayType(Range->getType()))
    return Array->getSize().getLimitedValue();
  if (const auto *List = dyn_cast<InitListExpr>(Range))
    return List->getNumInits();
  if (const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Range->getType()->getAsCXXRecordDecl());
      Class && Class->isInStdNamespace() && Class->getName() == "array" &&
      Class->getTemplateArgs().size() == 2)
    return Class->getTemplateArgs()[1].getAsIntegral().getLimitedValue();
  return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> tripCount(const Stmt &Loop,
                                       const ASTContext &Context) {
  if (const auto *For = dyn_cast<ForStmt>(&Loop))
    return countedFor(*For, Context);
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(&Loop))
    return countedRange(*Range, Context);
  if (const auto *Do = dyn_cast<DoStmt>(&Loop))
    if (Do->getCond() && constantOf(*Do->getCond(), Context) == 0)
      return 1;
  return std::nullopt;
}

const Stmt *loopAround(const Stmt &S, const ParentMap &Parents,
                       const ASTContext &Context, unsigned Small,
                       bool &AllSmall) {
  AllSmall = false;
  for (const Stmt *P = Parents.getParent(&S); P; P = Parents.getParent(P)) {
    if (!isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(P))
      continue;
    std::optional<std::uint64_t> Count = tripCount(*P, Context);
    if (!Count || *Count > Small) {
      AllSmall = false;
      return P;
    }
    AllSmall = true;
  }
  return nullptr;
}

bool dependsOn(const Expr &E, const Stmt &Loop) {
  const auto *For = dyn_cast<ForStmt>(&Loop);
  const Stmt *Increment = For ? For->getInc() : nullptr;
  return anyWithin(E, [&](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!V)
      return false;
    SourceLocation At = V->getLocation();
    return (At.getRawEncoding() >= Loop.getBeginLoc().getRawEncoding() &&
            At.getRawEncoding() <= Loop.getEndLoc().getRawEncoding()) ||
           (Increment && writesTo(*Increment, *V));
  });
}

bool isOverElements(const Stmt &Loop) {
  const auto *For = dyn_cast<ForStmt>(&Loop);
  return isa<CXXForRangeStmt>(Loop) || (For && For->getInc());
}

llvm::SmallVector<const LambdaExpr *, 1>
lambdasOfAlgorithm(const CallExpr &Call) {
  llvm::SmallVector<const LambdaExpr *, 1> Result;
  // All take the two ends of a range, or one and a number, and a function.
  if (Call.getNumArgs() < 3)
    return Result;
  const FunctionDecl *F = Call.getDirectCallee();
  static constexpr llvm::StringLiteral Algorithms[] = {
      "for_each", "for_each_n", "transform", "generate", "generate_n"};
  if (!F || !llvm::is_contained(Algorithms, nameOf(*F)) ||
      !F->isInStdNamespace())
    return Result;
  for (const Expr *Argument : Call.arguments()) {
    const Expr *E = stripped(Argument);
    // A lambda that is passed by value is copied or moved in.
    while (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
      if (Construct->getNumArgs() != 1)
        break;
      E = stripped(Construct->getArg(0));
    }
    if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
      Result.push_back(Lambda);
    else if (const VarDecl *V = variableOf(E); V && V->getInit())
      if (const auto *Named = dyn_cast<LambdaExpr>(stripped(V->getInit())))
        Result.push_back(Named);
  }
  return Result;
}

} // namespace ticktidy::analysis
