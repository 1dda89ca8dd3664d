//===- ClassUses.cpp - What a unit does with a class ----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClassUses.h"
#include "../analysis/ExprShape.h"
#include "ClassText.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// Looks at instantiations and at what the compiler writes as well.
class ClassUses::Visitor : public RecursiveASTVisitor<Visitor> {
public:
  Visitor(ClassUses &Uses, const ASTContext &Context)
      : Uses(Uses), Context(Context) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return true; }

  // What names a type uses no object. The parameters are there, too: see
  // VisitFunctionDecl.
  bool TraverseTypeLoc(TypeLoc) { return true; }
  bool TraverseNestedNameSpecifierLoc(NestedNameSpecifierLoc) { return true; }

  /// Only instantiations of the system's templates know the unit's classes.
  bool TraverseDecl(Decl *D) {
    if (isa_and_nonnull<FunctionDecl, CXXRecordDecl>(D) &&
        Context.getSourceManager().isInSystemHeader(D->getLocation()) &&
        (cast<DeclContext>(D)->isDependentContext() || isPlainFunction(*D)))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  /// Most of the unit is statements, which RecursiveASTVisitor takes several
  /// times as long to go through.
  bool TraverseStmt(Stmt *Root, DataRecursionQueue * = nullptr) {
    if (Root)
      analysis::anyWithin(*Root, [this](const Stmt &S) {
        statement(S);
        return false;
      });
    return true;
  }

  bool
  VisitClassTemplateSpecializationDecl(ClassTemplateSpecializationDecl *Class) {
    // What can move its elements about as a whole shows no copy of one.
    bool Moves = llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) {
      return M->getIdentifier() && M->getName() == "reserve";
    });
    bool IsAtomic = Class->getName() == "atomic" && Class->isInStdNamespace();
    for (const TemplateArgument &Argument :
         Class->getTemplateArgs().asArray()) {
      if (Argument.getKind() != TemplateArgument::Type)
        continue;
      if (Moves)
        mark(Uses.Copied, recordOf(Argument.getAsType()));
      if (IsAtomic)
        mark(Uses.Trivial, recordOf(Argument.getAsType()));
    }
    return true;
  }
  bool VisitFieldDecl(FieldDecl *Field) {
    if (Field->getParent()->isUnion())
      mark(Uses.Trivial, recordOf(Field->getType()));
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->isConstexpr())
      mark(Uses.Trivial, recordOf(Variable->getType()));
    else if (Variable->isLocalVarDecl())
      Locals.push_back(Variable);
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl *F) {
    for (ParmVarDecl *Parameter : F->parameters())
      TraverseDecl(Parameter);
    // A constant expression may need what the function deals with.
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!F->isConstexpr() || F->isDefaulted() ||
        (Method && Method->getParent()->isLambda()))
      return true;
    mark(Uses.Trivial, recordOf(F->getReturnType()));
    for (const ParmVarDecl *Parameter : F->parameters())
      mark(Uses.Trivial, recordOf(Parameter->getType()));
    if (Method && !isa<CXXConstructorDecl>(Method) && Method->isInstance())
      mark(Uses.Trivial, Method->getParent());
    return true;
  }

  void finish() {
    for (const VarDecl *Local : Locals)
      if (WithLabels.contains(Local->getDeclContext()))
        mark(Uses.Trivial, recordOf(Local->getType()));
  }

private:
  static bool isPlainFunction(const Decl &D) {
    const auto *F = dyn_cast<FunctionDecl>(&D);
    return F && !F->isTemplateInstantiation();
  }

  void statement(const Stmt &S) {
    switch (S.getStmtClass()) {
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass: {
      const CXXConstructorDecl &Constructor =
          *cast<CXXConstructExpr>(S).getConstructor();
      if (Constructor.isCopyOrMoveConstructor() && Constructor.isDefaulted())
        mark(Uses.Copied, Constructor.getParent());
      return;
    }
    case Stmt::DeclRefExprClass:
      return noteUse(*cast<DeclRefExpr>(S).getDecl());
    case Stmt::MemberExprClass:
      return noteUse(*cast<MemberExpr>(S).getMemberDecl());
    case Stmt::LabelStmtClass:
      WithLabels.insert(cast<LabelStmt>(S).getDecl()->getDeclContext());
      return;
    case Stmt::SwitchStmtClass:
      return bypassed(cast<SwitchStmt>(S));
    // What is no child of its statement.
    case Stmt::DeclStmtClass:
      for (Decl *D : cast<DeclStmt>(S).decls())
        declaredIn(*D);
      return;
    case Stmt::LambdaExprClass:
      VisitFunctionDecl(cast<LambdaExpr>(S).getCallOperator());
      return;
    case Stmt::BlockExprClass:
      TraverseDecl(const_cast<BlockDecl *>(cast<BlockExpr>(S).getBlockDecl()));
      return;
    case Stmt::CXXCatchStmtClass:
      TraverseDecl(cast<CXXCatchStmt>(S).getExceptionDecl());
      return;
    case Stmt::CXXDefaultArgExprClass:
      TraverseStmt(const_cast<Expr *>(cast<CXXDefaultArgExpr>(S).getExpr()));
      return;
    case Stmt::CXXDefaultInitExprClass:
      TraverseStmt(const_cast<Expr *>(cast<CXXDefaultInitExpr>(S).getExpr()));
      return;
    default:
      return;
    }
  }

  void declaredIn(Decl &D) {
    auto *Variable = dyn_cast<VarDecl>(&D);
    if (!Variable) {
      TraverseDecl(&D);
      return;
    }
    VisitVarDecl(Variable);
    // The initializer is a child of the statement, but not those of the parts.
    if (const auto *Parts = dyn_cast<DecompositionDecl>(Variable))
      for (const BindingDecl *Part : Parts->bindings())
        if (const VarDecl *Own = Part->getHoldingVar())
          TraverseStmt(const_cast<Expr *>(Own->getInit()));
  }

  /// Variables that a switch declares between its labels.
  void bypassed(const SwitchStmt &Switch) {
    for (const Stmt *S : Switch.getBody()->children()) {
      while (const auto *Case = dyn_cast_or_null<SwitchCase>(S))
        S = Case->getSubStmt();
      if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(S))
        for (const Decl *D : Declaration->decls())
          if (const auto *Variable = dyn_cast<VarDecl>(D))
            mark(Uses.Trivial, recordOf(Variable->getType()));
    }
  }

  void noteUse(const ValueDecl &D) {
    const auto *Method = dyn_cast<CXXMethodDecl>(&D);
    if (Method && Method->isDefaulted() &&
        (Method->isCopyAssignmentOperator() ||
         Method->isMoveAssignmentOperator()))
      mark(Uses.Copied, Method->getParent());
  }

  const CXXRecordDecl *recordOf(QualType T) const {
    return Context.getBaseElementType(T)->getAsCXXRecordDecl();
  }

  /// Adds \p Class and all that its objects hold.
  void mark(Classes &To, const CXXRecordDecl *Class) {
    if (!Class || !Class->hasDefinition() ||
        !To.insert(Class->getDefinition()).second)
      return;
    To.insert(&writtenClass(*Class));
    for (const FieldDecl *Field : Class->getDefinition()->fields())
      mark(To, recordOf(Field->getType()));
    for (const CXXBaseSpecifier &Base : Class->getDefinition()->bases())
      mark(To, Base.getType()->getAsCXXRecordDecl());
  }

  ClassUses &Uses;
  const ASTContext &Context;
  std::vector<const VarDecl *> Locals;
  llvm::DenseSet<const DeclContext *> WithLabels;
};

ClassUses::ClassUses(const ASTContext &Context) {
  Visitor Look(*this, Context);
  Look.TraverseDecl(Context.getTranslationUnitDecl());
  Look.finish();
}

bool ClassUses::isCopied(const CXXRecordDecl &Class) const {
  return Copied.contains(&writtenClass(Class));
}

bool ClassUses::mustBeTrivial(const CXXRecordDecl &Class) const {
  return Trivial.contains(&writtenClass(Class));
}

} // namespace ticktidy::fix
