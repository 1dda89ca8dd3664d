//===- HoistableUses.cpp - How a loop uses its timer ----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HoistableUses.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// The last component of the qualified name \p Name.
static StringRef lastComponent(StringRef Name) {
  return Name.substr(Name.rfind(':') + 1);
}

static bool names(const model::Call &C, const FunctionDecl &F) {
  return F.getIdentifier() && lastComponent(C.Name) == F.getName();
}

/// True if \p Call only goes from a smart pointer to what it points to.
static bool isAccess(const CallExpr &Call) {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(&Call))
    return Operator->getOperator() == OO_Arrow ||
           (Operator->getOperator() == OO_Star && Operator->getNumArgs() == 1);
  const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  const CXXMethodDecl *Method = Member ? Member->getMethodDecl() : nullptr;
  return Method && Method->getIdentifier() && Method->getName() == "get" &&
         Member->getNumArgs() == 0;
}

/// True if \p Lambda copies the variable that its capture \p Init names.
static bool copies(const LambdaExpr &Lambda, const Stmt &Init) {
  const auto *Capture = Lambda.capture_begin();
  for (const Expr *Value : Lambda.capture_inits()) {
    if (Value == &Init)
      return Capture->getCaptureKind() == LCK_ByCopy &&
             !Lambda.isInitCapture(Capture);
    ++Capture;
  }
  return false;
}

/// The number of arguments that \p Call spells out.
static unsigned argumentsOf(const CallExpr &Call) {
  return llvm::count_if(Call.arguments(), [](const Expr *Argument) {
    return !isa<CXXDefaultArgExpr>(Argument);
  });
}

HandleUse handleUse(const Expr &Use, const model::Kind &Of,
                    const ParentMap &Parents) {
  HandleUse Found;
  bool IsHandle = true; // Part is the handle itself, not computed from it
  const Stmt *Part = &Use;
  for (const Stmt *Up = Parents.getParent(Part); Up;
       Part = Up, Up = Parents.getParent(Up)) {
    if (const auto *Binary = dyn_cast<BinaryOperator>(Up);
        Binary && Binary->isAssignmentOp())
      Found.Leaves |= IsHandle || Binary->getLHS() == Part;
    Found.Leaves |= IsHandle && isa<DeclStmt, InitListExpr>(Up);
    IsHandle &= isa<CastExpr, ParenExpr, MemberExpr, ConditionalOperator,
                    CXXConstructExpr, FullExpr>(Up);
    if (const auto *Unary = dyn_cast<UnaryOperator>(Up))
      Found.Leaves |= Unary->isIncrementDecrementOp();
    Found.Leaves |= isa<CXXDeleteExpr, ReturnStmt>(Up);
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Up)) {
      Found.Captured = true;
      Found.Leaves |= !copies(*Lambda, *Part);
    }
    if (!isa<Expr>(Up))
      break;
    Found.Call = dyn_cast<CallExpr>(Up);
    if (Found.Call && !isAccess(*Found.Call))
      break;
    Found.Call = nullptr;
  }
  const FunctionDecl *Callee =
      Found.Call ? Found.Call->getDirectCallee() : nullptr;
  if (!Callee)
    return Found;
  for (const model::Call &C : Of.Calls) {
    if (!names(C, *Callee) || !C.takes(argumentsOf(*Found.Call)))
      continue;
    bool Starts = C.Does & model::ActionStart;
    Found.Does |= C.Does;
    Found.Accumulates |= Starts && !C.Replaces;
    Found.EndsPending |= C.Replaces && !Starts;
  }
  return Found;
}

bool namesRelease(const Stmt &S, const model::Kind &Of) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
        F && llvm::any_of(Of.Calls, [&](const model::Call &C) {
          return (C.Does & model::ActionRelease) && names(C, *F);
        }))
      return true;
  return llvm::any_of(S.children(), [&](const Stmt *Child) {
    return Child && namesRelease(*Child, Of);
  });
}

namespace {

/// Looks whether every return of a function gives a constant but for one.
class ReturnVisitor : public RecursiveASTVisitor<ReturnVisitor> {
public:
  ReturnVisitor(int64_t Not, const ASTContext &Context)
      : Not(Not), Context(Context) {}

  bool VisitReturnStmt(ReturnStmt *Return) {
    Expr::EvalResult Value;
    const Expr *E = Return->getRetValue();
    AllOther &= E && !E->isValueDependent() &&
                E->EvaluateAsInt(Value, Context) &&
                Value.Val.getInt().getExtValue() != Not;
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }

  bool AllOther = true;

private:
  int64_t Not;
  const ASTContext &Context;
};

} // namespace

namespace {

/// Finds the uses of a variable, and other meanings of its name.
class NameVisitor : public RecursiveASTVisitor<NameVisitor> {
public:
  explicit NameVisitor(const VarDecl &Variable) : Variable(Variable) {}

  bool VisitVarDecl(VarDecl *D) { return note(*D); }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Ref->getDecl() == &Variable)
      Found.All.push_back(Ref);
    return note(*Ref->getDecl());
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    // A member that is named without its object.
    const Expr *Base = Member->getBase();
    return !Base->isImplicitCXXThis() || note(*Member->getMemberDecl());
  }

  VariableUses Found;

private:
  bool note(const NamedDecl &D) {
    Found.NameHasOtherMeaning |= &D != &Variable && D.getIdentifier() &&
                                 D.getIdentifier() == Variable.getIdentifier();
    return true;
  }

  const VarDecl &Variable;
};

} // namespace

VariableUses usesIn(const FunctionDecl &F, const VarDecl &Variable) {
  NameVisitor Visitor(Variable);
  Visitor.TraverseStmt(F.getBody());
  return std::move(Visitor.Found);
}

bool startsForGood(const analysis::TimerSite &Site, const ASTContext &Context) {
  const model::Condition &Periodic = Site.Call->Periodic;
  if (!(Site.Call->Does & model::ActionStart) ||
      Periodic.Test == model::Condition::Always)
    return true;
  const auto *Call = dyn_cast<CallExpr>(Site.Creation->IgnoreImplicit());
  int Index = Site.Call->Callback.Index;
  if (Periodic.Test != model::Condition::CallbackContinues || !Call ||
      Site.Call->Callback.Where != model::Place::Argument || Index < 0 ||
      Index >= static_cast<int>(Call->getNumArgs()))
    return false;
  const Expr *Callback = Call->getArg(Index)->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Callback))
    Callback = Address->getSubExpr()->IgnoreParenCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(Callback);
  const auto *F = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
  Stmt *Body = F ? F->getBody() : nullptr;
  if (!Body)
    return false;
  ReturnVisitor Visitor(Periodic.Value, Context);
  Visitor.TraverseStmt(Body);
  return Visitor.AllOther;
}

} // namespace ticktidy::fix
