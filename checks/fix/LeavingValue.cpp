//===- LeavingValue.cpp - The value that a return or throw leaves with ----===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LeavingValue.h"
#include "Editable.h"
#include "Layout.h"
#include "Names.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

const Expr *leavingValue(const Stmt &Jump) {
  const Stmt *Inner = &Jump;
  if (const auto *E = dyn_cast<Expr>(Inner))
    Inner = E->IgnoreImplicit();
  if (const auto *Return = dyn_cast<ReturnStmt>(Inner))
    return Return->getRetValue();
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(Inner))
    return Throw->getSubExpr();
  if (const auto *Return = dyn_cast<CoreturnStmt>(Inner))
    return Return->getOperand();
  return nullptr;
}

/// True if a call of \p Callee gives the same before and after the end of a
/// timer, so long as the timer is no argument.
static bool isIndifferent(const FunctionDecl *Callee) {
  if (!Callee)
    return false;
  if (Callee->isOverloadedOperator())
    return Callee->getOverloadedOperator() != OO_Call;
  return Callee->isInStdNamespace() || Callee->hasAttr<ConstAttr>() ||
         Callee->hasAttr<PureAttr>() || Callee->isConstexpr();
}

/// True if \p Type is a pointer to what one of \p Handles points to, so that
/// it may be another name for it.
static bool mayAlias(QualType Type, ArrayRef<const VarDecl *> Handles,
                     const ASTContext &Context) {
  return Type->isPointerType() && llvm::any_of(Handles, [&](const VarDecl *H) {
           return Context.hasSameUnqualifiedType(Type, H->getType());
         });
}

static bool dependsOn(const Stmt &S, ArrayRef<const VarDecl *> Handles,
                      const ASTContext &Context) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
    return llvm::is_contained(Handles, Ref->getDecl()) ||
           mayAlias(Ref->getType(), Handles, Context);
  if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(&S))
    if (!isIndifferent(Call->getDirectCallee()))
      return true;
  // Standard algorithms are indifferent only without code of the user's.
  if (isa<LambdaExpr, CoawaitExpr, CoyieldExpr, StmtExpr>(S))
    return true;
  return llvm::any_of(S.children(), [&](const Stmt *Child) {
    return Child && dependsOn(*Child, Handles, Context);
  });
}

bool mustBeComputedFirst(const Expr &Value, ArrayRef<const VarDecl *> Handles,
                         const ASTContext &Context) {
  return dependsOn(Value, Handles, Context);
}

/// True if a local variable of type \p T can be returned or thrown by value.
static bool canLeaveByValue(QualType T) {
  const auto *Record = T->getAsCXXRecordDecl();
  if (!Record)
    return !T->isArrayType() && !T->isFunctionType();
  if (!Record->hasDefinition() || Record->isAbstract())
    return false;
  if (Record->needsImplicitCopyConstructor() &&
      !Record->defaultedCopyConstructorIsDeleted())
    return true;
  if (Record->needsImplicitMoveConstructor() &&
      !Record->defaultedMoveConstructorIsDeleted())
    return true;
  return llvm::any_of(Record->ctors(), [](const CXXConstructorDecl *C) {
    return C->isCopyOrMoveConstructor() && !C->isDeleted();
  });
}

/// The return type of \p F in the words of its template.
static QualType writtenReturnType(const FunctionDecl &F) {
  const FunctionDecl *Pattern = F.getTemplateInstantiationPattern();
  return (Pattern ? Pattern : &F)->getReturnType();
}

/// The declaration of a variable \p Name that can hold \p Value until \p F
/// returns it, without its initializer, or empty.
static std::string declareResult(const Expr &Value, const FunctionDecl &F,
                                 StringRef Name, const ASTContext &Context) {
  QualType Result = F.getReturnType();
  QualType Written = writtenReturnType(F);
  if (!Context.getLangOpts().CPlusPlus11)
    return Context.getLangOpts().CPlusPlus && Result->isReferenceType()
               ? std::string()
               : spelled(Result.getUnqualifiedType(), Name, Context);

  const AutoType *Deduced = Written->getContainedAutoType();
  if (Deduced && Deduced->isDecltypeAuto())
    return {};
  const Expr *Source = Value.IgnoreUnlessSpelledInSource();
  if (Result->isReferenceType())
    return Result->isLValueReferenceType() && Source->isLValue()
               ? ("auto &" + Name).str()
               : std::string();
  if (!canLeaveByValue(Result))
    return {};
  // Where the return converts to a class, the conversion is part of the value:
  // its source may not live long enough to be kept.
  bool Converts =
      isa<InitListExpr>(Source) ||
      !(Context.hasSameUnqualifiedType(Source->getType(), Result) ||
        (Source->getType()->isScalarType() && Result->isScalarType()));
  if (!Converts)
    return ("auto " + Name).str();
  return Deduced ? std::string()
                 : spelled(Written.getUnqualifiedType(), Name, Context);
}

std::optional<SplitJump> splitJump(const Stmt &Jump, const FunctionDecl &F,
                                   const ASTContext &Context) {
  const Expr *Value = leavingValue(Jump);
  SourceLocation End = endOfStatement(Jump, Context);
  if (!Value || End.isInvalid() || !isEditable(Jump.getSourceRange(), Context))
    return std::nullopt;
  StringRef Text = textBetween(Jump.getBeginLoc(), End, Context);
  bool Throws = Text.consume_front("throw");
  if ((!Throws && !Text.consume_front("return")) || !Text.consume_back(";"))
    return std::nullopt;
  Text = Text.trim();

  if (!Throws && F.getReturnType()->isVoidType())
    return SplitJump{(Text + ";").str(), "return;", false};

  std::string Name = freeName(Throws ? "error" : "result", F, Context);
  if (Name.empty())
    return std::nullopt;
  std::string Declaration;
  if (!Throws)
    Declaration = declareResult(*Value, F, Name, Context);
  else if (Context.getLangOpts().CPlusPlus11 &&
           canLeaveByValue(Value->getType()))
    Declaration = "auto " + Name;
  if (Declaration.empty())
    return std::nullopt;
  return SplitJump{Declaration + " = " + Text.str() + ";",
                   (Throws ? "throw " : "return ") + Name + ";", true};
}

} // namespace ticktidy::fix
