//===- StoredValue.cpp - What a variable or field is given ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StoredValue.h"
#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True for null, {}, and what a default constructor makes.
bool isEmptyValue(const Expr &Value, const ASTContext &Context) {
  const Expr *E = stripped(&Value);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return Made->getNumArgs() == 0 ||
           (Made->getNumArgs() == 1 && isEmptyValue(*Made->getArg(0), Context));
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 0;
  return isa<CXXNullPtrLiteralExpr, ImplicitValueInitExpr, GNUNullExpr>(E) ||
         (!E->isValueDependent() && !E->containsErrors() &&
          E->isNullPointerConstant(const_cast<ASTContext &>(Context),
                                   Expr::NPC_ValueDependentIsNotNull) !=
              Expr::NPCK_NotNull);
}

/// Gathers what is put into one place.
class StoreFinder : public RecursiveASTVisitor<StoreFinder> {
public:
  StoreFinder(const ValueDecl &Holder, bool Behind, const ASTContext &Context)
      : Holder(Holder), Behind(Behind), Context(Context) {}

  const Expr *Value = nullptr;
  bool Unclear = false;

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitBinaryOperator(BinaryOperator *Op) {
    if (Op->isAssignmentOp() && names(Op->getLHS()))
      take(Op->getRHS());
    return !Unclear;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Op) {
    if (Op->getOperator() == OO_Equal && Op->getNumArgs() == 2 &&
        names(Op->getArg(0)))
      take(Op->getArg(1));
    return !Unclear;
  }
  bool VisitUnaryOperator(UnaryOperator *Op) {
    if (Op->getOpcode() == UO_AddrOf && names(Op->getSubExpr()))
      Unclear = true;
    return !Unclear;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || isForwarder(*Call) || isa<CXXOperatorCallExpr>(Call))
      return true;
    const unsigned Count = std::min(Call->getNumArgs(), Callee->getNumParams());
    const FunctionDecl *Pattern = Callee->getTemplateInstantiationPattern();
    for (unsigned I = 0; I < Count; ++I) {
      const QualType Type = Callee->getParamDecl(I)->getType();
      // A template that takes anything, and forwards it.
      if (Pattern && I < Pattern->getNumParams() &&
          Pattern->getParamDecl(I)->getType()->isRValueReferenceType())
        continue;
      if (Type->isLValueReferenceType() &&
          !Type->getPointeeType().isConstQualified() && names(Call->getArg(I)))
        Unclear = true;
    }
    return !Unclear;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    // swap, assign, reset; to call it is no change.
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && !Method->isConst() &&
        names(Call->getImplicitObjectArgument()))
      Unclear = true;
    return !Unclear;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable == &Holder && Variable->getInit())
      initializer(*Variable->getInit());
    return !Unclear;
  }
  bool VisitFieldDecl(FieldDecl *Field) {
    if (Field == &Holder && Field->getInClassInitializer())
      initializer(*Field->getInClassInitializer());
    return !Unclear;
  }
  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) {
    if (Init->getMember() == &Holder && Init->getInit() &&
        !isa<CXXDefaultInitExpr>(Init->getInit()))
      initializer(*Init->getInit());
    return RecursiveASTVisitor::TraverseConstructorInitializer(Init) &&
           !Unclear;
  }

private:
  void initializer(const Expr &Init) {
    if (!Behind)
      return take(&Init);
    // make_shared<F>(callable), new F(callable).
    const std::optional<CallView> Made = CallView::of(*stripped(&Init));
    if (Made && Made->args().size() == 1)
      take(Made->args().front());
    else if (Made && !Made->args().empty())
      Unclear = true;
  }
  void take(const Expr *E) {
    if (isEmptyValue(*E, Context))
      return;
    Unclear |= Value != nullptr;
    Value = E;
  }
  bool names(const Expr *E) const {
    E = spelled(E);
    if (Behind) {
      if (const auto *Star = dyn_cast<UnaryOperator>(E);
          Star && Star->getOpcode() == UO_Deref)
        E = spelled(Star->getSubExpr());
      else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
               Op && Op->getOperator() == OO_Star && Op->getNumArgs() == 1)
        E = spelled(Op->getArg(0));
      else
        return false;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      return Member->getMemberDecl() == &Holder;
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    return Ref && Ref->getDecl() == &Holder;
  }

  const ValueDecl &Holder;
  const bool Behind;
  const ASTContext &Context;
};

} // namespace

const Expr *storedValue(const ValueDecl &Holder, bool Behind,
                        const ASTContext &Context) {
  StoreFinder Finder(Holder, Behind, Context);
  const auto *Variable = dyn_cast<VarDecl>(&Holder);
  if (Variable && isa<ParmVarDecl>(Variable))
    return nullptr;
  if (Variable && Variable->hasLocalStorage()) {
    const auto *Function = dyn_cast<FunctionDecl>(Variable->getDeclContext());
    if (!Function || !Function->getBody())
      return nullptr;
    Finder.TraverseStmt(Function->getBody());
    return Finder.Unclear ? nullptr : Finder.Value;
  }
  // What has external linkage may be written elsewhere.
  if (Variable && Variable->isExternallyVisible() &&
      !Variable->getType().isConstQualified())
    return nullptr;
  const SourceManager &Sources = Context.getSourceManager();
  for (Decl *D : Context.getTraversalScope()) {
    auto *Unit = dyn_cast<TranslationUnitDecl>(D);
    if (!Unit) {
      Finder.TraverseDecl(D);
      continue;
    }
    for (Decl *Top : Unit->decls())
      if (!Sources.isInSystemHeader(Top->getLocation()))
        Finder.TraverseDecl(Top);
  }
  return Finder.Unclear ? nullptr : Finder.Value;
}

} // namespace ticktidy::analysis
