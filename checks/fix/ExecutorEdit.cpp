//===- ExecutorEdit.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExecutorEdit.h"
#include "Editable.h"
#include "Placement.h"
#include "analysis/DurationValue.h"
#include "analysis/TimerCall.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Numbers and texts: a copy of one depends on nothing else.
bool isPlainValue(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type.isVolatileQualified())
    return false;
  if (Type->isArithmeticType() || Type->isEnumeralType())
    return true;
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  return Class &&
         ((Class->isInStdNamespace() && Class->getName() == "basic_string") ||
          analysis::durationUnit(Type));
}

/// What a statement needs of its function, if that can be copied.
class Needs : public RecursiveASTVisitor<Needs> {
public:
  explicit Needs(const Expr &Whole) : Whole(Whole) {}

  std::vector<std::string> Names;

  bool shouldVisitImplicitCode() const { return true; }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    if (!Variable)
      return isa<FunctionDecl, EnumConstantDecl>(Ref->getDecl());
    if (!Variable->hasLocalStorage())
      return Variable->getType().isConstQualified();
    if (!isPlainValue(Variable->getType()) || Variable->isInitCapture())
      return false;
    const std::string Name = Variable->getNameAsString();
    if (Name.empty())
      return false;
    if (!llvm::is_contained(Names, Name))
      Names.push_back(Name);
    return true;
  }
  bool VisitCXXThisExpr(CXXThisExpr *) { return false; }
  bool VisitLambdaExpr(LambdaExpr *) { return false; }
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr *) { return false; }
  bool VisitUnaryOperator(UnaryOperator *Op) {
    return Op->getOpcode() != UO_AddrOf && !Op->isIncrementDecrementOp();
  }
  bool VisitBinaryOperator(BinaryOperator *Op) { return !Op->isAssignmentOp(); }
  /// What else is called in it reads a text, or makes a value.
  bool VisitCallExpr(CallExpr *Call) {
    if (Call == &Whole)
      return true;
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Method && !Method->isStatic())
      return Method->isConst();
    return Callee && (Callee->isInStdNamespace() || Callee->isConstexpr());
  }

private:
  const Expr &Whole;
};

} // namespace

std::vector<FixItHint> handToExecutor(const Expr &Call, StringRef Executor,
                                      const FunctionDecl &F,
                                      const ASTContext &Context) {
  if (!Context.getLangOpts().CPlusPlus11 || Executor.empty() || !F.getBody())
    return {};
  ParentMap Parents(F.getBody());
  std::optional<Placement> Place = callStatement(Call, Parents, Context);
  if (!Place)
    return {};
  Needs Needed(*analysis::stripped(&Call));
  if (!Needed.TraverseStmt(const_cast<Stmt *>(Place->Whole)))
    return {};
  const SourceLocation Begin = Place->Whole->getBeginLoc();
  const SourceLocation End = endOfStatement(*Place->Whole, Context);
  if (End.isInvalid() || !isEditable(Begin, Context) ||
      !isEditable(Place->Whole->getSourceRange(), Context))
    return {};
  std::string Captures;
  for (const std::string &Name : Needed.Names)
    Captures += (Captures.empty() ? "" : ", ") + Name;
  return {FixItHint::CreateInsertion(
              Begin, (Executor + "([" + Captures + "] { ").str()),
          FixItHint::CreateInsertion(End, " });")};
}

} // namespace ticktidy::fix
