//===- LoopFacts.cpp - What a loop does to what is outside ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopFacts.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

bool isWithin(const Stmt &Part, const Stmt &Whole, const ParentMap &Parents) {
  for (const Stmt *Up = &Part; Up; Up = Parents.getParent(Up))
    if (Up == &Whole)
      return true;
  return false;
}

/// The declaration that \p Use, a DeclRefExpr or MemberExpr, names.
static const ValueDecl *namedBy(const Expr &Use) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(&Use))
    return Ref->getDecl();
  return cast<MemberExpr>(Use).getMemberDecl();
}

/// True if \p Condition always holds.
static bool isEndless(const Expr *Condition, const ASTContext &Context) {
  bool Holds = false;
  return !Condition ||
         (!Condition->isValueDependent() &&
          Condition->EvaluateAsBooleanCondition(Holds, Context) && Holds);
}

LoopFacts::LoopFacts(const Stmt &Loop, const ParentMap &Parents,
                     const ASTContext &Context)
    : Loop(Loop), Parents(Parents), Context(Context) {
  const Stmt *Inner = nullptr;
  if (const auto *For = dyn_cast<ForStmt>(&Loop)) {
    Inner = For->getBody();
    GoesOn = !isEndless(For->getCond(), Context);
  } else if (const auto *While = dyn_cast<WhileStmt>(&Loop)) {
    Inner = While->getBody();
    GoesOn = !isEndless(While->getCond(), Context);
  } else if (const auto *Do = dyn_cast<DoStmt>(&Loop)) {
    Inner = Do->getBody();
    GoesOn = !isEndless(Do->getCond(), Context);
  } else if (const auto *For = dyn_cast<CXXForRangeStmt>(&Loop)) {
    Inner = For->getBody();
    GoesOn = true;
  }
  Body = dyn_cast_or_null<CompoundStmt>(Inner);
  for (const Stmt *Child : Loop.children())
    if (Child)
      visit(*Child, /*InClosure=*/false, /*InnerBreaks=*/false);
}

void LoopFacts::visit(const Stmt &S, bool InClosure, bool InnerBreaks) {
  if (isa<DeclRefExpr, MemberExpr>(S))
    Uses.push_back(cast<Expr>(&S));
  if (!InClosure) {
    if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S))
      Exits.push_back(&S);
    if (const auto *Goto = dyn_cast<GotoStmt>(&S))
      UnclearJumps |=
          !isInside(Goto->getLabel()->getStmt()->getBeginLoc(), Loop);
    // A throw in a try may be caught within the loop.
    UnclearJumps |= isa<IndirectGotoStmt, CXXTryStmt>(S);
    GoesOn |= isa<BreakStmt>(S) && !InnerBreaks;
  }
  InClosure |= isa<LambdaExpr>(S);
  InnerBreaks |=
      isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S);
  for (const Stmt *Child : S.children())
    if (Child)
      visit(*Child, InClosure, InnerBreaks);
}

bool LoopFacts::isInside(SourceLocation Where, const Stmt &S) const {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation At = SM.getExpansionLoc(Where);
  return !SM.isBeforeInTranslationUnit(At,
                                       SM.getExpansionLoc(S.getBeginLoc())) &&
         !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(S.getEndLoc()), At);
}

llvm::SmallVector<const Expr *, 8> LoopFacts::usesOf(const ValueDecl &D) const {
  llvm::SmallVector<const Expr *, 8> Found;
  llvm::copy_if(Uses, std::back_inserter(Found),
                [&](const Expr *Use) { return namedBy(*Use) == &D; });
  return Found;
}

bool LoopFacts::isRead(const Expr &Use) const {
  const Stmt *Up = Parents.getParent(&Use);
  while (Up && (isa<ParenExpr>(Up) ||
                (isa<MemberExpr>(Up) && !cast<MemberExpr>(Up)->isArrow())))
    Up = Parents.getParent(Up);
  const auto *Cast = dyn_cast_or_null<CastExpr>(Up);
  return Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                  Cast->getCastKind() == CK_ToVoid);
}

static bool isCopyable(const CXXRecordDecl &Class) {
  for (const CXXConstructorDecl *C : Class.ctors())
    if (C->isCopyConstructor())
      return !C->isDeleted() && C->getAccess() != AS_private;
  return llvm::all_of(Class.bases(), [](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *Of = Base.getType()->getAsCXXRecordDecl();
    return !Of || !Of->hasDefinition() || isCopyable(*Of->getDefinition());
  });
}

/// True if only which object it is matters of the variable \p D.
static bool isIdentity(const ValueDecl &D) {
  const CXXRecordDecl *Class =
      D.getType().getNonReferenceType()->getAsCXXRecordDecl();
  return isa<VarDecl>(D) && Class && Class->hasDefinition() &&
         !isCopyable(*Class->getDefinition());
}

bool LoopFacts::isIndependent(const Stmt &S,
                              llvm::ArrayRef<const Stmt *> Moved) const {
  auto GoesAlong = [&](const Expr &Use) {
    const ValueDecl *D = namedBy(Use);
    return !isa<VarDecl, FieldDecl, BindingDecl>(D) ||
           isInside(D->getLocation(), S) ||
           llvm::any_of(Moved, [&](const Stmt *Whole) {
             return isInside(D->getLocation(), *Whole);
           });
  };
  auto MayChange = [&](const ValueDecl &D) {
    return llvm::any_of(Uses, [&](const Expr *Use) {
      return namedBy(*Use) == &D && !isRead(*Use) &&
             llvm::none_of(Moved, [&](const Stmt *Whole) {
               return isWithin(*Use, *Whole, Parents);
             });
    });
  };
  return llvm::all_of(Uses, [&](const Expr *Use) {
    return !isWithin(*Use, S, Parents) || GoesAlong(*Use) ||
           (!isInside(namedBy(*Use)->getLocation(), Loop) &&
            (isIdentity(*namedBy(*Use)) || !MayChange(*namedBy(*Use))));
  });
}

/// True if \p Call only makes a value of another type.
static bool isConversion(const Stmt &Call) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  return isa<UserDefinedLiteral>(Call) ||
         (Member &&
          isa_and_nonnull<CXXConversionDecl>(Member->getMethodDecl()));
}

bool onlyCalls(const Stmt &S, const Expr &Call) {
  if (&S != &Call && isa<CallExpr, CXXNewExpr>(S) && !isConversion(S))
    return false;
  if (const auto *Unary = dyn_cast<UnaryOperator>(&S);
      Unary && Unary->isIncrementDecrementOp())
    return false;
  // What a closure calls, it calls later.
  return isa<LambdaExpr>(S) ||
         llvm::all_of(S.children(), [&](const Stmt *Child) {
           return !Child || onlyCalls(*Child, Call);
         });
}

} // namespace ticktidy::fix
