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

/// Gathers what the function writes to one field of one local, scalar by
/// scalar: seconds of zero beside nanoseconds of not make a field that is not.
class FieldWrites {
public:
  FieldWrites(const VarDecl &Variable, llvm::StringRef Field,
              const ASTContext &Context)
      : Variable(Variable), Field(Field), Context(Context) {}

  Truth result() {
    const auto *Function = dyn_cast<FunctionDecl>(Variable.getDeclContext());
    if (!Function || !Function->getBody())
      return Truth::Unknown;
    if (const Expr *Init = Variable.getInit())
      initializer(*Init->IgnoreImplicit());
    if (Unknown)
      return Truth::Unknown;
    llvm::SmallVector<const Stmt *, 32> Stack{Function->getBody()};
    while (!Stack.empty()) {
      const Stmt *S = Stack.pop_back_val();
      if (!S)
        continue;
      if (const auto *Op = dyn_cast<BinaryOperator>(S);
          Op && Op->isAssignmentOp())
        assignment(*Op);
      pushChildren(Stack, *S);
    }
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

  void value(const FieldDecl *Scalar, const Expr &E) {
    const auto *List = dyn_cast<InitListExpr>(E.IgnoreImplicit());
    if (!List) {
      // A zero that a later assignment replaces says nothing.
      if (!isa<ImplicitValueInitExpr>(E) && constantOf(E, Context) != 0)
        write(Scalar, E);
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

  void write(const FieldDecl *Scalar, const Expr &E) {
    if (std::optional<std::int64_t> Value = constantOf(E, Context))
      (*Value == 0 ? Writes[Scalar].Zero : Writes[Scalar].NonZero) = true;
    else
      Unknown = true;
  }

  void assignment(const BinaryOperator &Op) {
    const Expr *Target = Op.getLHS()->IgnoreParenImpCasts();
    const FieldDecl *Scalar = nullptr;
    bool ThroughField = false;
    while (const auto *Member = dyn_cast<MemberExpr>(Target)) {
      if (!Scalar)
        Scalar = dyn_cast<FieldDecl>(Member->getMemberDecl());
      ThroughField |= Member->getMemberDecl()->getName() == Field;
      Target = stripped(Member->getBase());
      if (const auto *Address = dyn_cast<UnaryOperator>(Target);
          Address && Member->isArrow() && Address->getOpcode() == UO_AddrOf)
        Target = stripped(Address->getSubExpr());
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(Target);
    if (!Ref || Ref->getDecl() != &Variable)
      return;
    if (Scalar && ThroughField && Op.getOpcode() == BO_Assign &&
        Op.getType()->isArithmeticType())
      write(Scalar, *Op.getRHS());
    else if (!Scalar || ThroughField)
      Unknown = true;
  }

  const VarDecl &Variable;
  llvm::StringRef Field;
  const ASTContext &Context;
  llvm::SmallDenseMap<const FieldDecl *, Values, 4> Writes;
  bool Unknown = false;
};

} // namespace

Truth fieldIsZero(const Expr &Pointer, llvm::StringRef Name,
                  const ASTContext &Context) {
  const auto *Address = dyn_cast<UnaryOperator>(stripped(&Pointer));
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return Truth::Unknown;
  const auto *Ref = dyn_cast<DeclRefExpr>(stripped(Address->getSubExpr()));
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Variable || !Variable->hasLocalStorage())
    return Truth::Unknown;
  return FieldWrites(*Variable, Name, Context).result();
}

} // namespace ticktidy::analysis
