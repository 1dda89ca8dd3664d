//===- Uses.cpp -----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Uses.h"
#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

UseMap::UseMap(const Stmt &Body, const ParentMap &Parents,
               llvm::ArrayRef<const Expr *> Values)
    : Parents(Parents) {
  llvm::SmallVector<const Stmt *, 64> Stack{&Body};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S || isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
      continue;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      // A reference stands for its referent.
      if (std::optional<AccessPath> P = AccessPath::of(*Ref))
        classify({Ref, *P, false});
    } else if (isa<CXXThisExpr>(S)) {
      classify({cast<Expr>(S), AccessPath(), true});
    } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      // The body is a function of its own.
      Stack.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
      continue;
    } else if (const auto *Block = dyn_cast<BlockExpr>(S)) {
      for (const BlockDecl::Capture &C : Block->getBlockDecl()->captures())
        add(Block,
            {Use::Escape, true, 0, AccessPath::ofVariable(*C.getVariable())});
      continue;
    }
    pushChildren(Stack, *S);
  }
  addValues(Values);
}

UseMap::UseMap(const ParentMap &Parents, llvm::ArrayRef<const Expr *> Values)
    : Parents(Parents) {
  addValues(Values);
}

void UseMap::addValues(llvm::ArrayRef<const Expr *> Values) {
  for (const Expr *E : Values)
    classify({E, AccessPath::ofValue(*E), false});
}

llvm::ArrayRef<Use> UseMap::at(const void *At) const {
  auto Found = Uses.find(At);
  return Found == Uses.end() ? llvm::ArrayRef<Use>() : Found->second;
}

void UseMap::add(const void *At, Use U) {
  if (const VarDecl *V = U.Path.variable(); V && U.Address) {
    AddressTaken.insert(V);
    if (U.What == Use::Capture || U.What == Use::Escape)
      AddressKept.insert(V);
  }
  Uses[At].push_back(std::move(U));
}

void UseMap::escape(const Mention &M) {
  add(M.Current, {Use::Escape, M.Address, 0, M.Path});
}

void UseMap::classify(Mention M) {
  while (climb(M))
    ;
}

/// Goes one step from what a mention denotes towards what is done with it.
/// \returns false when the mention has been dealt with.
bool UseMap::climb(Mention &M) {
  const Stmt *Parent = Parents.getParent(M.Current);
  const auto *E = dyn_cast_or_null<Expr>(Parent);
  if (!E) {
    statement(M, Parent);
    return false;
  }
  auto Extend = [&M](AccessPath::Step S) {
    if (M.Path.steps().size() >= AccessPath::MaxSteps)
      return false;
    M.Path = M.Path.then(S);
    return true;
  };
  const Expr *From = std::exchange(M.Current, E);
  auto EscapeFrom = [&] {
    M.Current = From;
    escape(M);
    return false;
  };

  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    // A number in disguise: whoever gets the pointer can get the number out.
    if (Cast->getCastKind() == CK_IntegralToPointer)
      return EscapeFrom();
    if (Cast->getCastKind() != CK_ToVoid)
      return true;
    if (M.Path.isValue())
      Discarded.insert(stripped(From));
    return false;
  }
  if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr,
          SubstNonTypeTemplateParmExpr>(E))
    return true;

  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      bool Indirect = Member->isArrow() && !std::exchange(M.Address, false);
      if ((Indirect && !Extend(AccessPath::Step::deref())) ||
          !Extend(AccessPath::Step::field(Field)))
        return EscapeFrom();
      return true;
    }
    const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    if (!Method || Method->isStatic())
      return false;
    const Stmt *Call = Parents.getParentIgnoreParens(Member);
    if (!isa_and_nonnull<CXXMemberCallExpr>(Call))
      return EscapeFrom();
    M.Current = cast<Expr>(Call);
    if (isa<CXXConversionDecl>(Method) ||
        (Method->getIdentifier() && Method->getName() == "get" &&
         Method->param_empty()))
      return true;
    bool Address = Member->isArrow() ? M.Address : !M.Address;
    add(Call, {Use::Object, Address, 0, M.Path});
    return false;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    switch (Unary->getOpcode()) {
    case UO_Deref:
      if (std::exchange(M.Address, false) || Extend(AccessPath::Step::deref()))
        return true;
      return EscapeFrom();
    case UO_AddrOf:
      if (M.Address)
        return EscapeFrom();
      if (std::optional<AccessPath> Pointer = M.Path.withoutDeref())
        M.Path = *Pointer;
      else
        M.Address = true;
      return true;
    default:
      if (Unary->isIncrementDecrementOp())
        add(E, {Use::Overwrite, M.Address, 0, M.Path});
      return false;
    }
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    if (Subscript->getBase()->IgnoreParenImpCasts() !=
        From->IgnoreParenImpCasts())
      return false;
    if (!indexesArray(*Subscript) && !Extend(AccessPath::Step::deref()))
      return EscapeFrom();
    return Extend(AccessPath::Step::element()) || EscapeFrom();
  }
  if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    M.Current = From;
    if (Op->getOpcode() == BO_Comma) {
      M.Current = Op;
      return Op->getRHS() == From;
    }
    if (Op->isAssignmentOp()) {
      climbAssignment(M, *Op);
      M.Current = Op;
      return Op->getOpcode() == BO_Assign && Op->getRHS() == From;
    }
    if (Op->isComparisonOp() || Op->isLogicalOp() ||
        E->getType()->isIntegralOrEnumerationType())
      return false;
    return EscapeFrom();
  }
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E))
    return Conditional->getCond() != From;
  if (isa<CallExpr, CXXConstructExpr>(E)) {
    M.Current = From;
    return climbCall(M, *E);
  }
  if (isa<LambdaExpr>(E)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(From->IgnoreParenImpCasts());
    bool ByReference =
        Ref && llvm::any_of(cast<LambdaExpr>(E)->captures(),
                            [&](const LambdaCapture &C) {
                              return C.capturesVariable() &&
                                     C.getCapturedVar() == Ref->getDecl() &&
                                     C.getCaptureKind() == LCK_ByRef;
                            });
    add(E, {Use::Capture, M.Address || ByReference, 0, M.Path});
    return false;
  }
  if (isa<CXXDeleteExpr>(E)) {
    add(E, {Use::Delete, M.Address, 0, M.Path});
    return false;
  }
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    M.Current = From;
    initializeWithin(M, *List);
    return false;
  }
  return EscapeFrom();
}

/// \returns true if the call hands its argument through.
bool UseMap::climbCall(Mention &M, const Expr &E) {
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(&E)) {
    if (Construct->getConstructor()->isCopyOrMoveConstructor()) {
      M.Current = Construct;
      return true;
    }
    for (unsigned I = 0; I != Construct->getNumArgs(); ++I)
      if (Construct->getArg(I) == M.Current)
        add(Construct,
            {Use::Argument, M.Address || M.Current->isGLValue(), I, M.Path});
    return false;
  }
  const auto &Call = cast<CallExpr>(E);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(&Call)) {
    OverloadedOperatorKind Kind = Operator->getOperator();
    if (Operator->getNumArgs() == 1 && (Kind == OO_Arrow || Kind == OO_Star)) {
      if (Kind == OO_Star)
        M.Path = M.Path.then(AccessPath::Step::deref());
      M.Current = Operator;
      return true;
    }
  }
  if (stripped(&Call) != stripped(M.Current)) {
    std::optional<CallView> View = CallView::of(Call);
    if (!View) {
      escape(M);
      return false;
    }
    if (View->object() == M.Current) {
      add(&Call, {Use::Object, !M.Address, 0, M.Path});
      return false;
    }
    for (unsigned I = 0; I != View->args().size(); ++I)
      if (View->args()[I] == M.Current) {
        add(&Call,
            {Use::Argument, M.Address || M.Current->isGLValue(), I, M.Path});
        return false;
      }
    escape(M);
    return false;
  }
  M.Current = &Call; // std::move and its like
  return true;
}

void UseMap::climbAssignment(Mention &M, const BinaryOperator &Op) {
  if (Op.getLHS() == M.Current) {
    if (!M.Address)
      add(&Op, {Use::Overwrite, false, 0, M.Path});
    return;
  }
  if (Op.getOpcode() != BO_Assign)
    return;
  std::optional<AccessPath> Target = AccessPath::of(*Op.getLHS());
  if (Target)
    add(&Op, {Use::Store, M.Address, 0, M.Path, Target});
  else
    escape(M);
}

void UseMap::initialize(const Mention &M, const DeclStmt &Declaration) {
  for (const Decl *D : Declaration.decls()) {
    const auto *V = dyn_cast<VarDecl>(D);
    if (!V || V->getInit() != M.Current)
      continue;
    if (V->getType()->isReferenceType()) {
      // Uses of the reference are uses of its referent.
      if (!AccessPath::of(*V->getInit()))
        escape(M);
    } else if (V->isStaticLocal()) {
      escape(M);
    } else {
      add(V, {Use::Store, M.Address, 0, M.Path, AccessPath::ofVariable(*V)});
    }
    return;
  }
  escape(M);
}

/// A value in the braces that initialize a variable is stored in that part of
/// the variable.
void UseMap::initializeWithin(const Mention &M, const InitListExpr &List) {
  llvm::SmallVector<AccessPath::Step, 4> Inwards;
  const Expr *Inner = M.Current;
  const InitListExpr *Outer = &List;
  const Stmt *Parent = nullptr;
  while (true) {
    if (const RecordDecl *Record = Outer->getType()->getAsRecordDecl()) {
      const FieldDecl *Field = Outer->getInitializedFieldInUnion();
      unsigned Index = 0;
      for (const FieldDecl *F : Record->fields()) {
        if (Field || Index >= Outer->getNumInits())
          break;
        if (Outer->getInit(Index++) == Inner)
          Field = F;
      }
      if (!Field)
        return escape(M);
      Inwards.push_back(AccessPath::Step::field(Field));
    } else if (Outer->getType()->isArrayType()) {
      Inwards.push_back(AccessPath::Step::element());
    } else if (Outer->getNumInits() != 1 || !Outer->getType()->isScalarType()) {
      return escape(M);
    }
    Inner = Outer;
    Parent = Parents.getParentIgnoreParenImpCasts(const_cast<Expr *>(Inner));
    if (!isa_and_nonnull<InitListExpr>(Parent))
      break;
    Outer = cast<InitListExpr>(Parent);
  }
  const auto *Declaration = dyn_cast_or_null<DeclStmt>(Parent);
  if (!Declaration || Inwards.size() > AccessPath::MaxSteps)
    return escape(M);
  for (const Decl *D : Declaration->decls()) {
    const auto *V = dyn_cast<VarDecl>(D);
    if (!V || !V->hasLocalStorage() || !V->getInit() ||
        V->getInit()->IgnoreImplicit() != Inner)
      continue;
    AccessPath Target = AccessPath::ofVariable(*V);
    for (AccessPath::Step S : llvm::reverse(Inwards))
      Target = Target.then(S);
    return add(V, {Use::Store, M.Address, 0, M.Path, Target});
  }
  escape(M);
}

void UseMap::statement(const Mention &M, const Stmt *Parent) {
  if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(Parent))
    return initialize(M, *Declaration);
  if (!Parent) {
    if (M.Path.isValue())
      Discarded.insert(M.Current);
    return;
  }
  if (const auto *Block = dyn_cast<CompoundStmt>(Parent)) {
    const auto *Value = dyn_cast_or_null<StmtExpr>(Parents.getParent(Block));
    if (Value && Block->body_back() == M.Current) {
      Mention Outer = M;
      Outer.Current = Value;
      return classify(Outer);
    }
  }
  if (isa<CompoundStmt, LabelStmt, AttributedStmt, SwitchCase>(Parent)) {
    if (M.Path.isValue())
      Discarded.insert(stripped(M.Current));
    return;
  }
  if (const auto *If = dyn_cast<IfStmt>(Parent)) {
    if (M.Path.isValue() && If->getCond() != M.Current)
      Discarded.insert(stripped(M.Current));
    return;
  }
  if (isa<WhileStmt, DoStmt, ForStmt, SwitchStmt>(Parent))
    return;
  if (isa<ReturnStmt>(Parent))
    return add(Parent, {Use::Escape, M.Address, 0, M.Path});
  // What it wraps for its temporaries is no element of the CFG.
  Mention Whole = M;
  while (const auto *Full = dyn_cast<FullExpr>(Whole.Current))
    Whole.Current = Full->getSubExpr();
  escape(Whole);
}

} // namespace ticktidy::analysis
