//===- ExprShape.cpp - What an expression names ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if \p S may change what \p Variable holds.
bool writesTo(const Stmt &S, const VarDecl &Variable) {
  const Expr *Target = changedBy(S);
  const auto *Ref =
      Target ? dyn_cast<DeclRefExpr>(Target->IgnoreParenImpCasts()) : nullptr;
  return Ref && Ref->getDecl() == &Variable;
}

/// True if \p Path leads from \p Base to the field \p Field ("a.b") or into it.
bool leadsTo(ArrayRef<const ValueDecl *> Path, ArrayRef<const ValueDecl *> Base,
             StringRef Field) {
  if (Path.size() <= Base.size() ||
      !std::equal(Base.begin(), Base.end(), Path.begin()))
    return false;
  Path = Path.drop_front(Base.size());
  for (; !Field.empty(); Path = Path.drop_front()) {
    const auto [First, Rest] = Field.split('.');
    const IdentifierInfo *Id =
        Path.empty() ? nullptr : Path.front()->getIdentifier();
    if (!Id || Id->getName() != First)
      return false;
    Field = Rest;
  }
  return true;
}

/// Finds what is assigned to a field of an object.
class FieldFinder {
public:
  FieldFinder(ArrayRef<const ValueDecl *> Base, StringRef Field)
      : Base(Base), Field(Field) {}

  const Expr *Value = nullptr;
  unsigned Count = 0;

  void statement(const Stmt &S) {
    if (const auto *Op = dyn_cast<BinaryOperator>(&S);
        Op && Op->getOpcode() == BO_Assign &&
        leadsTo(namesOf(Op->getLHS()), Base, Field))
      take(Op->getRHS());
    const auto *Declaration =
        Base.size() == 1 ? dyn_cast<DeclStmt>(&S) : nullptr;
    if (!Declaration)
      return;
    for (const Decl *D : Declaration->decls())
      if (const auto *V = dyn_cast<VarDecl>(D);
          V && V == Base.front() && V->getInit())
        initializer(V->getInit()->IgnoreImplicit(), Field);
  }

private:
  void take(const Expr *E) {
    Value = E;
    ++Count;
  }
  void initializer(const Expr *E, StringRef Rest) {
    if (Rest.empty() && !isa<ImplicitValueInitExpr>(E))
      take(E);
    const auto *List = dyn_cast<InitListExpr>(E);
    if (Rest.empty() || !List)
      return;
    if (!List->isSemanticForm() && List->getSemanticForm())
      List = List->getSemanticForm();
    const auto *Record = List->getType()->getAsRecordDecl();
    if (!Record)
      return;
    const auto [First, Next] = Rest.split('.');
    unsigned Index = 0;
    for (const FieldDecl *F : Record->fields()) {
      const bool Active =
          !Record->isUnion() || List->getInitializedFieldInUnion() == F;
      if (Active && Index < List->getNumInits()) {
        if (F->getName() == First)
          return initializer(List->getInit(Index)->IgnoreImplicit(), Next);
        ++Index;
      }
    }
  }

  ArrayRef<const ValueDecl *> Base;
  StringRef Field;
};

} // namespace

StringRef nameOf(const FunctionDecl &F) {
  const IdentifierInfo *Id = F.getIdentifier();
  return Id ? Id->getName() : StringRef();
}

bool isInstantiated(const FunctionDecl &Function) {
  const DeclContext *Around = &Function;
  for (; Around; Around = Around->getParent()) {
    const auto *F = dyn_cast<FunctionDecl>(Around);
    if (F && F->isTemplateInstantiation())
      return true;
    if (isa<ClassTemplateSpecializationDecl>(Around) &&
        !cast<ClassTemplateSpecializationDecl>(Around)
             ->isExplicitSpecialization())
      return true;
  }
  return false;
}

bool isForwarder(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || Call.getNumArgs() != 1 || !Callee->isInStdNamespace())
    return false;
  constexpr llvm::StringLiteral Names[] = {"move", "forward", "as_const",
                                           "move_if_noexcept"};
  return llvm::is_contained(Names, nameOf(*Callee));
}

const FunctionDecl *definitionOf(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  // A body that the parser skipped is defined and yet not there.
  if (F && F->hasBody(Definition) && Definition->getBody())
    return Definition;
  return nullptr;
}

const Expr *changedBy(const Stmt &S) {
  if (const auto *Op = dyn_cast<BinaryOperator>(&S))
    return Op->isAssignmentOp() ? Op->getLHS() : nullptr;
  if (const auto *Op = dyn_cast<UnaryOperator>(&S))
    return Op->isIncrementDecrementOp() || Op->getOpcode() == UO_AddrOf
               ? Op->getSubExpr()
               : nullptr;
  const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S);
  return Op && Op->isAssignmentOp() && Op->getNumArgs() > 0 ? Op->getArg(0)
                                                            : nullptr;
}

const Expr *spelled(const Expr *E) {
  return E->IgnoreUnlessSpelledInSource()->IgnoreParens();
}

bool isMoveCall(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || !isForwarder(*Call))
    return false;
  const StringRef Name = nameOf(*Call->getDirectCallee());
  return Name == "move" || Name == "forward";
}

const VarDecl *namedVariable(const Expr *E) {
  E = spelled(E);
  while (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (!isForwarder(*Call))
      return nullptr;
    E = spelled(Call->getArg(0));
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const Expr *onlyValue(const VarDecl &Variable) {
  if (!Variable.hasLocalStorage() || isa<ParmVarDecl>(Variable) ||
      !Variable.getInit())
    return nullptr;
  const QualType Type = Variable.getType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (Type.isConstQualified() || (Record && Record->isLambda()))
    return Variable.getInit();
  const auto *Function = dyn_cast<FunctionDecl>(Variable.getDeclContext());
  if (!Function || !Function->getBody())
    return nullptr;
  const bool Written = anyWithin(*Function->getBody(), [&](const Stmt &S) {
    return writesTo(S, Variable);
  });
  return Written ? nullptr : Variable.getInit();
}

const Expr *readOnlyValue(const VarDecl &Variable) {
  const Expr *Value = onlyValue(Variable);
  if (!Value || Variable.getType().isConstQualified())
    return Value;
  const auto *Function = cast<FunctionDecl>(Variable.getDeclContext());
  unsigned Mentions = 0, Reads = 0;
  anyWithin<Casts::Seen>(*Function->getBody(), [&](const Stmt &S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
      Mentions += Ref->getDecl() == &Variable;
    const auto *Cast = dyn_cast<ImplicitCastExpr>(&S);
    const bool IsRead = Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                                 (Cast->getCastKind() == CK_NoOp &&
                                  Cast->getType().isConstQualified()));
    if (!IsRead)
      return false;
    const auto *Ref = dyn_cast<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens());
    Reads += Ref && Ref->getDecl() == &Variable;
    return false;
  });
  return Mentions == Reads ? Value : nullptr;
}

SmallVector<const ValueDecl *, 4> namesOf(const Expr *E) {
  E = stripped(E);
  if (const auto *Op = dyn_cast<UnaryOperator>(E);
      Op && (Op->getOpcode() == UO_AddrOf || Op->getOpcode() == UO_Deref))
    return namesOf(Op->getSubExpr());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return {Ref->getDecl()};
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    SmallVector<const ValueDecl *, 4> Path;
    if (!isa<CXXThisExpr>(stripped(Member->getBase()))) {
      Path = namesOf(Member->getBase());
      if (Path.empty())
        return {};
    }
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
        !Field || !Field->isAnonymousStructOrUnion())
      Path.push_back(Member->getMemberDecl());
    return Path;
  }
  return {};
}

const Expr *assignedField(const FunctionDecl &Function, const Expr &Object,
                          StringRef Field) {
  const SmallVector<const ValueDecl *, 4> Base = namesOf(&Object);
  if (Base.empty() || !Function.getBody())
    return nullptr;
  FieldFinder Finder(Base, Field);
  anyWithin(*Function.getBody(), [&Finder](const Stmt &S) {
    Finder.statement(S);
    return false;
  });
  return Finder.Count == 1 ? Finder.Value : nullptr;
}

} // namespace ticktidy::analysis
