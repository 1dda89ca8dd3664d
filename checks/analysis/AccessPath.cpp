//===- AccessPath.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AccessPath.h"
#include "TimerCall.h"

using namespace clang;

namespace ticktidy::analysis {

bool indexesArray(const ArraySubscriptExpr &E) {
  return E.getBase()->IgnoreParenImpCasts()->getType()->isArrayType();
}

std::optional<AccessPath> AccessPath::of(const Expr &Spelling) {
  const Expr *E = stripped(&Spelling);
  auto Extend = [](const Expr *Base, Step S) -> std::optional<AccessPath> {
    std::optional<AccessPath> P = of(*Base);
    if (!P || P->Steps.size() >= MaxSteps)
      return std::nullopt;
    return P->then(S);
  };
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V)
      return std::nullopt;
    if (V->getType()->isReferenceType() && V->isLocalVarDecl() && V->getInit())
      if (std::optional<AccessPath> Referent = of(*V->getInit()))
        return Referent;
    return ofVariable(*V);
  }
  if (isa<CXXThisExpr>(E))
    return AccessPath();
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return std::nullopt;
    const Expr *Base = Member->getBase();
    if (!Member->isArrow() || isa<CXXThisExpr>(stripped(Base)))
      return Extend(Base, Step::field(Field));
    std::optional<AccessPath> P = Extend(Base, Step::deref());
    if (!P || P->Steps.size() >= MaxSteps)
      return std::nullopt;
    return P->then(Step::field(Field));
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return std::nullopt;
    if (Unary->getOpcode() != UO_Deref)
      return std::nullopt;
    const Expr *Pointer = stripped(Unary->getSubExpr());
    if (const auto *Address = dyn_cast<UnaryOperator>(Pointer);
        Address && Address->getOpcode() == UO_AddrOf)
      return of(*Address->getSubExpr());
    return Extend(Pointer, Step::deref());
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    // Which element it is must be plain; an array behind a pointer is not ours.
    if (!isa<IntegerLiteral>(Subscript->getIdx()->IgnoreParenImpCasts()) ||
        !indexesArray(*Subscript))
      return std::nullopt;
    return Extend(Subscript->getBase(), Step::element());
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    // A smart pointer is taken for the pointer that it holds.
    if ((Operator->getOperator() == OO_Arrow ||
         Operator->getOperator() == OO_Star) &&
        Operator->getNumArgs() == 1)
      return Operator->getOperator() == OO_Arrow
                 ? of(*Operator->getArg(0))
                 : Extend(Operator->getArg(0), Step::deref());
    return std::nullopt;
  }
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Call->getNumArgs() == 0 &&
        (isa<CXXConversionDecl>(Method) ||
         (Method->getIdentifier() && Method->getName() == "get")))
      return of(*Call->getImplicitObjectArgument());
  }
  return std::nullopt;
}

AccessPath AccessPath::ofVariable(const VarDecl &V) {
  AccessPath P;
  P.Variable = V.getCanonicalDecl();
  return P;
}

AccessPath AccessPath::ofValue(const Expr &E) {
  AccessPath P;
  P.Value = &E;
  return P;
}

AccessPath AccessPath::then(Step S) const {
  AccessPath P = *this;
  P.Steps.push_back(S);
  return P;
}

std::optional<AccessPath> AccessPath::withoutDeref() const {
  if (Steps.empty() || !Steps.back().isDeref())
    return std::nullopt;
  AccessPath P = *this;
  P.Steps.pop_back();
  return P;
}

bool AccessPath::goesThroughPointer() const {
  return llvm::any_of(Steps, [](Step S) { return S.isDeref(); });
}

bool AccessPath::isLocalTo(const FunctionDecl &F) const {
  if (isValue())
    return true;
  return Variable && Variable->hasLocalStorage() &&
         !Variable->getType()->isReferenceType() && !goesThroughPointer() &&
         Variable->getDeclContext()->Equals(&F);
}

bool AccessPath::isPrefixOf(const AccessPath &O) const {
  return Variable == O.Variable && Value == O.Value &&
         Steps.size() <= O.Steps.size() &&
         llvm::ArrayRef<Step>(O.Steps).take_front(Steps.size()) ==
             llvm::ArrayRef<Step>(Steps);
}

void AccessPath::mixInto(StateHash &Hash) const {
  Hash.add(base());
  Hash.add(Steps.size() * 2 + isValue());
  for (Step S : Steps)
    Hash.add(S.opaque());
}

std::optional<std::string> AccessPath::spelling() const {
  if (isValue())
    return std::nullopt;
  std::string Text = Variable ? Variable->getNameAsString() : "this";
  bool Arrow = !Variable;
  for (Step S : Steps) {
    if (S.isDeref() && !Arrow) {
      Arrow = true;
      continue;
    }
    const FieldDecl *Field = S.asField();
    if (!Field || Field->getName().empty())
      return std::nullopt;
    Text += (Arrow ? "->" : ".") + Field->getNameAsString();
    Arrow = false;
  }
  // A pointee itself is spelled as its pointer: the reader knows which.
  return Text;
}

} // namespace ticktidy::analysis
