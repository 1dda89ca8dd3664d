//===- HandleChain.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleChain.h"
#include "Capture.h"
#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far a name is followed through variables.
constexpr unsigned MaxDepth = 6;

bool isOneOf(QualType T, ArrayRef<llvm::StringLiteral> Names) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && llvm::any_of(Names, [R](StringRef Name) {
           return hasQualifiedName(*R, Name);
         });
}

/// Member functions that lead to an element, or to what a handle points to.
bool leadsOn(const CXXMethodDecl *F) {
  constexpr llvm::StringLiteral Names[] = {"get",   "data",  "at",  "back",
                                           "front", "value", "lock"};
  return F && llvm::is_contained(Names, nameOf(*F));
}

void follow(const Expr *E, HandleChain &Chain, unsigned Depth) {
  while (E) {
    E = stripped(E);
    if (isa<CXXThisExpr>(E)) {
      Chain.FromThis = true;
      return;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
      const bool Alias =
          Variable && Depth < MaxDepth &&
          (Variable->getType()->isReferenceType() ||
           Variable->getType()->isPointerType() ||
           (Chain.Steps.empty() && isSharedHandle(Variable->getType())));
      const Expr *Value = Alias ? onlyValue(*Variable) : nullptr;
      HandleChain Rest;
      if (Value)
        follow(Value, Rest, Depth + 1);
      if (!Rest.Steps.empty() || Rest.FromThis || Rest.Root) {
        Chain.Steps.append(Rest.Steps.begin(), Rest.Steps.end());
        Chain.Root = Rest.Root;
        Chain.FromThis = Rest.FromThis;
        Chain.ThroughPointer |= Rest.ThroughPointer;
      } else {
        Chain.Root = Variable;
      }
      return;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (!isa<FieldDecl>(Member->getMemberDecl()))
        return;
      QualType Type = Member->getMemberDecl()->getType();
      Chain.ThroughPointer |= Type->isPointerType() || Type->isReferenceType();
      Chain.Steps.push_back(Member);
      E = Member->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() != UO_AddrOf && Unary->getOpcode() != UO_Deref)
        return;
      E = Unary->getSubExpr();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Element->getBase();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      const OverloadedOperatorKind Kind = Operator->getOperator();
      if (Kind != OO_Subscript && Kind != OO_Arrow && Kind != OO_Star)
        return;
      // An iterator leads to what somebody else has.
      const Expr *Object = Operator->getArg(0);
      Chain.ThroughPointer |=
          Kind != OO_Subscript && !isOwningHandle(stripped(Object)->getType());
      E = Object;
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      if (!leadsOn(Call->getMethodDecl()))
        return;
      E = Call->getImplicitObjectArgument();
    } else if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
      // A copy of a handle.
      if (Made->getNumArgs() != 1 ||
          !Made->getConstructor()->isCopyOrMoveConstructor())
        return;
      E = Made->getArg(0);
    } else {
      return;
    }
  }
}

} // namespace

const FieldDecl *HandleChain::field() const {
  return Steps.empty() ? nullptr
                       : cast<FieldDecl>(Steps.front()->getMemberDecl());
}

const CXXRecordDecl *HandleChain::origin() const {
  if (Steps.empty())
    return nullptr;
  const auto *First = cast<FieldDecl>(Steps.back()->getMemberDecl());
  const CXXRecordDecl *Named = classBehind(Steps.back()->getBase()->getType());
  return Named ? Named : dyn_cast<CXXRecordDecl>(First->getParent());
}

HandleChain chainOf(const Expr *E) {
  HandleChain Chain;
  follow(E, Chain, 0);
  return Chain;
}

const CXXRecordDecl *classBehind(QualType T) {
  if (T.isNull())
    return nullptr;
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  else if (isOwningHandle(T) || isWeakHandle(T))
    T = ownedType(T);
  const CXXRecordDecl *R = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  return R ? R->getDefinition() : nullptr;
}

bool isOrDerives(const CXXRecordDecl *Derived, const CXXRecordDecl *Base) {
  if (!Derived || !Base)
    return false;
  Derived = Derived->getDefinition();
  Base = Base->getDefinition();
  return Derived && Base && (Derived == Base || Derived->isDerivedFrom(Base));
}

bool isSharedHandle(QualType T) {
  constexpr llvm::StringLiteral Names[] = {
      "std::shared_ptr", "boost::shared_ptr", "boost::intrusive_ptr",
      "QSharedPointer",  "scoped_refptr",     "Glib::RefPtr"};
  return isOneOf(T, Names);
}

bool isOwningHandle(QualType T) {
  constexpr llvm::StringLiteral Names[] = {
      "std::unique_ptr", "boost::scoped_ptr", "QScopedPointer"};
  return isSharedHandle(T) || isOneOf(T, Names);
}

bool isWeakHandle(QualType T) {
  constexpr llvm::StringLiteral Names[] = {"std::weak_ptr", "boost::weak_ptr",
                                           "QWeakPointer", "QPointer"};
  return isOneOf(T, Names);
}

} // namespace ticktidy::analysis
