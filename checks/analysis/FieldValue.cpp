//===- FieldValue.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FieldValue.h"
#include "ExprShape.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// Is the constant \p E zero? Nothing if it is none.
std::optional<bool> isZero(const Expr &E, const ASTContext &Context) {
  std::optional<std::int64_t> Value = constantOf(E, Context);
  if (!Value)
    Value = signOf(E, Context);
  return Value ? std::optional(*Value == 0) : std::nullopt;
}

/// Gathers what functions write to one field of one struct, scalar by scalar:
/// seconds of zero beside nanoseconds of not make a field that is not. The
/// struct is a variable, what a variable points to, or a field itself.
class FieldWrites {
public:
  FieldWrites(const ValueDecl &Struct, llvm::StringRef Field,
              const ASTContext &Context)
      : Struct(Struct), Field(Field), Context(Context) {}

  /// What a variable is initialized with.
  void initializer(const Expr &Init) {
    const auto *List = dyn_cast<InitListExpr>(&Init);
    if (!List) {
      Unknown |= !isa<ImplicitValueInitExpr, CXXConstructExpr>(Init);
      return;
    }
    if (!List->isSemanticForm() && List->getSemanticForm())
      List = List->getSemanticForm();
    const auto *Record = List->getType()->getAsRecordDecl();
    if (!Record)
      return;
    unsigned Index = 0;
    for (const FieldDecl *F : Record->fields()) {
      if (Index >= List->getNumInits())
        break;
      if (F->getName() == Field)
        value(F, *List->getInit(Index));
      ++Index;
    }
  }

  void body(const Stmt &Body) {
    anyWithin(Body, [this](const Stmt &S) {
      if (const auto *Op = dyn_cast<BinaryOperator>(&S);
          Op && Op->isAssignmentOp())
        assignment(*Op);
      return Unknown;
    });
  }

  Truth result() const {
    Truth Zero = Truth::True;
    for (const auto &[Scalar, Written] : Writes) {
      if (Written.Zero && Written.NonZero)
        return Truth::Unknown;
      if (Written.NonZero)
        Zero = Truth::False;
    }
    return Unknown ? Truth::Unknown : Zero;
  }

private:
  struct Values {
    bool Zero = false;
    bool NonZero = false;
  };

  void value(const FieldDecl *Scalar, const Expr &E) {
    const auto *List = dyn_cast<InitListExpr>(E.IgnoreImplicit());
    if (!List) {
      // A zero that a later assignment replaces says nothing.
      if (isa<ImplicitValueInitExpr>(E))
        return;
      if (const std::optional<bool> Zero = isZero(E, Context); Zero != true)
        write(Scalar, Zero);
      return;
    }
    const auto *Record = List->getType()->getAsRecordDecl();
    if (!Record) {
      Unknown = true;
      return;
    }
    unsigned Index = 0;
    for (const FieldDecl *F : Record->fields())
      if (Index < List->getNumInits())
        value(F, *List->getInit(Index++));
  }

  void write(const FieldDecl *Scalar, std::optional<bool> Zero) {
    if (Zero)
      (*Zero ? Writes[Scalar].Zero : Writes[Scalar].NonZero) = true;
    else
      Unknown = true;
  }

  void assignment(const BinaryOperator &Op) {
    const Expr *Target = Op.getLHS()->IgnoreParenImpCasts();
    const FieldDecl *Scalar = nullptr;
    bool ThroughField = false;
    const ValueDecl *Of = nullptr;
    while (const auto *Member = dyn_cast<MemberExpr>(Target)) {
      Of = Member->getMemberDecl();
      if (Of == &Struct)
        break;
      if (!Scalar)
        Scalar = dyn_cast<FieldDecl>(Member->getMemberDecl());
      ThroughField |= Member->getMemberDecl()->getName() == Field;
      Target = stripped(Member->getBase());
      if (const auto *Address = dyn_cast<UnaryOperator>(Target);
          Address && Member->isArrow() && Address->getOpcode() == UO_AddrOf)
        Target = stripped(Address->getSubExpr());
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Target))
      Of = Ref->getDecl();
    if (Of != &Struct || (!Scalar && Of->getType()->isPointerType()))
      return;
    if (Scalar && ThroughField && Op.getOpcode() == BO_Assign &&
        Op.getType()->isArithmeticType())
      write(Scalar, isZero(*Op.getRHS(), Context));
    else if (!Scalar || ThroughField)
      Unknown = true;
  }

  const ValueDecl &Struct;
  llvm::StringRef Field;
  const ASTContext &Context;
  llvm::SmallDenseMap<const FieldDecl *, Values, 4> Writes;
  bool Unknown = false;
};

/// The variable or field that is, or points to, the struct behind \p Pointer.
const ValueDecl *structBehind(const Expr &Pointer) {
  const Expr *E = stripped(&Pointer);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl();
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member ? Member->getMemberDecl() : nullptr;
}

} // namespace

Truth fieldIsZero(const Expr &Pointer, llvm::StringRef Name,
                  const ASTContext &Context) {
  const ValueDecl *Struct = structBehind(Pointer);
  if (!Struct)
    return Truth::Unknown;
  FieldWrites Writes(*Struct, Name, Context);
  const bool IsPointer = Struct->getType()->isPointerType();
  if (const auto *Variable = dyn_cast<VarDecl>(Struct)) {
    const auto *Function = dyn_cast<FunctionDecl>(Variable->getDeclContext());
    if (!Variable->hasLocalStorage() || !Function || !Function->getBody())
      return Truth::Unknown;
    if (const Expr *Init = Variable->getInit(); Init && !IsPointer)
      Writes.initializer(*Init->IgnoreImplicit());
    // Nothing is assigned to what is constant.
    if (!Variable->getType().isConstQualified())
      Writes.body(*Function->getBody());
  } else if (const auto *Class =
                 dyn_cast<CXXRecordDecl>(Struct->getDeclContext())) {
    for (const CXXMethodDecl *M : Class->methods())
      if (const FunctionDecl *Definition = definitionOf(M))
        Writes.body(*Definition->getBody());
  }
  const Truth IsZero = Writes.result();
  // What was there before may have had another value, and not be a zero.
  const bool IsOwn =
      isa<VarDecl>(Struct) && !isa<ParmVarDecl>(Struct) && !IsPointer;
  return IsOwn || IsZero == Truth::False ? IsZero : Truth::Unknown;
}

} // namespace ticktidy::analysis
