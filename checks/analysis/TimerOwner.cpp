//===- TimerOwner.cpp - Handles that a callback has to hold ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerOwner.h"
#include "Capture.h"
#include "ExprShape.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far a variable is followed to what it stands for.
constexpr unsigned MaxFollowed = 4;

bool isNamedSelf(const VarDecl &Variable) {
  const IdentifierInfo *Id = Variable.getIdentifier();
  return Id && (Id->isStr("self") || Id->isStr("self_"));
}

/// The variable through which \p E gets at an object: `session` of
/// `session->timer()`, or null.
const VarDecl *rootOf(const Expr *E, unsigned Depth = 0) {
  while (E) {
    E = stripped(E);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
      if (!Variable || Depth > MaxFollowed || !Variable->hasLocalStorage())
        return Variable;
      // auto &Timer = Session->Timer;
      const bool Alias = Variable->getType()->isReferenceType() ||
                         Variable->getType()->isPointerType();
      const Expr *Value = Alias ? onlyValue(*Variable) : nullptr;
      const VarDecl *Root = Value ? rootOf(Value, Depth + 1) : nullptr;
      return Root ? Root : Variable;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      E = Member->getBase();
    else if (const auto *Op = dyn_cast<UnaryOperator>(E))
      E = Op->getSubExpr();
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      E = Call->getImplicitObjectArgument();
    else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
      E = Op->getNumArgs() > 0 ? Op->getArg(0) : nullptr;
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else
      return nullptr;
  }
  return nullptr;
}

/// shared_from_this, sharedFromThis, GetSharedFromThis, ...
bool isSelfName(StringRef Name) {
  return Name.contains_insensitive("from_this") ||
         Name.contains_insensitive("fromthis");
}

/// True for `this`, and for a variable that goes by the name of self.
bool isSelf(const Expr *E) {
  E = stripped(E);
  const VarDecl *Root = rootOf(E);
  return isa<CXXThisExpr>(E) || (Root && isNamedSelf(*Root));
}

bool makesSelf(const FunctionDecl &Callee);

/// True if \p E makes a handle on the object whose code this is.
bool isMadeFromThis(const Expr *E, bool LookInside = true) {
  if (!E)
    return false;
  auto TakesThis = [](const Expr *Argument) {
    return isa<CXXThisExpr>(Argument->IgnoreParenCasts());
  };
  llvm::SmallVector<const Stmt *, 8> Open{E};
  while (!Open.empty()) {
    const Stmt *S = Open.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    const auto *Call = dyn_cast<CallExpr>(S);
    const auto *OnObject = dyn_cast<CXXMemberCallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (OnObject && Callee && isSelf(OnObject->getImplicitObjectArgument()) &&
        (isSelfName(nameOf(*Callee)) || (LookInside && makesSelf(*Callee))))
      return true;
    // A call on `this` gives anything; a call with `this` gives a handle.
    if (Call && !isa<CXXOperatorCallExpr>(Call) &&
        llvm::any_of(Call->arguments(), TakesThis))
      return true;
    if (const auto *Made = dyn_cast<CXXConstructExpr>(S);
        Made && llvm::any_of(Made->arguments(), TakesThis))
      return true;
    pushChildren(Open, *S);
  }
  return false;
}

/// True if \p Callee does nothing but return a handle on its own object.
bool makesSelf(const FunctionDecl &Callee) {
  const FunctionDecl *Definition = definitionOf(&Callee);
  const auto *Body =
      Definition ? dyn_cast<CompoundStmt>(Definition->getBody()) : nullptr;
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  return Return && isMadeFromThis(Return->getRetValue(), false);
}

/// Looks for calls and lambdas that get two variables.
class PairFinder : public RecursiveASTVisitor<PairFinder> {
public:
  PairFinder(const VarDecl &A, const VarDecl &B, const Expr &Except)
      : A(A), B(B), Except(Except) {}
  bool Found = false;

  bool TraverseStmt(Stmt *S) {
    return S == &Except || RecursiveASTVisitor::TraverseStmt(S);
  }
  bool VisitCallExpr(CallExpr *Call) {
    auto Gets = [Call](const VarDecl &V) {
      return llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
        return namedVariable(Argument) == &V;
      });
    };
    Found |= Gets(A) && Gets(B);
    return !Found;
  }
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    auto Gets = [Lambda](const VarDecl &V) {
      return llvm::any_of(Lambda->captures(), [&](const LambdaCapture &C) {
        if (!C.capturesVariable())
          return false;
        const auto *Captured = dyn_cast<VarDecl>(C.getCapturedVar());
        return Captured == &V ||
               (Captured && Lambda->isInitCapture(&C) && Captured->getInit() &&
                namedVariable(Captured->getInit()) == &V);
      });
    };
    Found |= Gets(A) && Gets(B);
    return !Found;
  }

private:
  const VarDecl &A, &B;
  const Expr &Except;
};

} // namespace

bool isTimerHandle(const Held &H, const ModelLookup &Lookup) {
  if (H.Type.isNull())
    return false;
  QualType Pointee = H.Type->getPointeeType();
  if (Pointee.isNull())
    Pointee = ownedType(H.Type);
  const CXXRecordDecl *Record =
      Pointee.isNull() ? nullptr : Pointee->getAsCXXRecordDecl();
  return Record && Lookup.timerClass(*Record);
}

bool isTimerOwner(const Held &H, const CallbackSite &Site) {
  if (H.Source && isMadeFromThis(H.Source))
    return true;
  if (!H.Variable)
    return false;
  if (isNamedSelf(*H.Variable))
    return true;
  if (const Expr *Value = onlyValue(*H.Variable); isMadeFromThis(Value))
    return true;
  const Expr *Handle = Site.Call.at(Site.Call.What->Handle);
  return Handle && rootOf(Handle) == H.Variable;
}

bool isOwnedElsewhere(const Held &H) {
  if (!H.Variable) {
    const Expr *Source = H.Source ? spelled(H.Source) : nullptr;
    return Source && Source->isLValue();
  }
  if (!H.Variable->hasLocalStorage())
    return true;
  if (H.Variable->getType()->isLValueReferenceType())
    return true;
  const Expr *Value = onlyValue(*H.Variable);
  if (!Value)
    return false;
  // auto session = sessions_[id];
  const auto *Made = dyn_cast<CXXConstructExpr>(Value->IgnoreImplicit());
  return Made && Made->getConstructor()->isCopyConstructor() &&
         Made->getNumArgs() > 0 && Made->getArg(0)->isLValue() &&
         !namedVariable(Made->getArg(0));
}

bool isWatchedOver(const Held &H, const CallbackSite &Site) {
  const Expr *Handle = Site.Call.at(Site.Call.What->Handle);
  const VarDecl *Timer = Handle ? rootOf(Handle) : nullptr;
  if (!Timer || !H.Variable || Timer == H.Variable || !Site.Enclosing ||
      !Site.Enclosing->getBody())
    return false;
  PairFinder Finder(*Timer, *H.Variable, Site.Call.View.expr());
  Finder.TraverseStmt(Site.Enclosing->getBody());
  return Finder.Found;
}

} // namespace ticktidy::analysis
