//===- Hoistable.cpp - Which statements a timer takes out of its loop -----===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hoistable.h"
#include "AfterEdit.h"
#include "EndText.h"
#include "FailureTest.h"
#include "Names.h"
#include "Placement.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Finds the uses of a variable, and other meanings of its name.
class NameVisitor : public RecursiveASTVisitor<NameVisitor> {
public:
  explicit NameVisitor(const VarDecl &Variable) : Variable(Variable) {}

  bool VisitVarDecl(VarDecl *D) { return note(*D); }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Ref->getDecl() == &Variable)
      Uses.push_back(Ref);
    return note(*Ref->getDecl());
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    // A member that is named without its object.
    const Expr *Base = Member->getBase();
    return !Base->isImplicitCXXThis() || note(*Member->getMemberDecl());
  }

  bool HasOtherMeaning = false;
  llvm::SmallVector<const DeclRefExpr *, 8> Uses;

private:
  bool note(const NamedDecl &D) {
    HasOtherMeaning |= &D != &Variable && D.getIdentifier() &&
                       D.getIdentifier() == Variable.getIdentifier();
    return true;
  }

  const VarDecl &Variable;
};

/// Gathers what has to be known to move one timer.
class Mover {
public:
  Mover(const analysis::TimerSite &Timer, const Stmt &Loop,
        const LoopFacts &Facts, const ParentMap &Parents,
        const ASTContext &Context)
      : Timer(Timer), Loop(Loop), Facts(Facts), Parents(Parents),
        Context(Context) {}

  std::optional<Hoistable> move() {
    if (!takeCreation() || !takeFailureTest() || !takeAttachments())
      return std::nullopt;
    llvm::sort(Result.Moved, [&](const Stmt *A, const Stmt *B) {
      return isBefore(A->getBeginLoc(), B->getBeginLoc());
    });
    if (!isIndependent() || !checkVariable() || !writeEnd())
      return std::nullopt;
    return Result;
  }

private:
  bool isBefore(SourceLocation A, SourceLocation B) const {
    return Context.getSourceManager().isBeforeInTranslationUnit(A, B);
  }
  /// The declaration of \p V alone, as a statement of the loop's body.
  const DeclStmt *declarationInBody(const VarDecl &V) const {
    for (const Stmt *Child : Facts.body()->body())
      if (const auto *Declaration = dyn_cast<DeclStmt>(Child);
          Declaration && Declaration->isSingleDecl() &&
          Declaration->getSingleDecl() == &V)
        return Declaration;
    return nullptr;
  }
  bool isDeclaredInLoop(const VarDecl &V) const {
    return !isBefore(V.getLocation(), Loop.getBeginLoc()) &&
           !isBefore(Loop.getEndLoc(), V.getLocation());
  }

  /// Takes the statement of the creation, and the declaration of its variable.
  bool takeCreation() {
    std::optional<Placement> Place =
        placementOf(*Timer.Creation, Parents, Context);
    if (!Place || Place->How != Placement::InBlock ||
        Place->Parent != Facts.body() ||
        !isa<DeclStmt, Expr, IfStmt>(Place->Whole))
      return false;
    Whole = Place->Whole;
    Result.Moved.push_back(Whole);
    if (!Timer.Holder)
      return Timer.Call->Handle.Where == model::Place::Return &&
             isa<Expr>(Whole) && cast<Expr>(Whole)->IgnoreImplicit() ==
                                     Timer.Creation->IgnoreImplicit();
    if (!isDeclaredInLoop(*Timer.Holder))
      return !isa<DeclStmt>(Whole);
    const DeclStmt *Declaration = declarationInBody(*Timer.Holder);
    if (!Declaration)
      return false;
    if (Declaration != Whole)
      Result.Moved.push_back(Declaration);
    return true;
  }

  /// Takes the test of a failure if it leaves the function.
  bool takeFailureTest() {
    LivesForSure = !model::mayFail(Timer.Call->Fails);
    const IfStmt *Test = failureTestOf(Timer, Parents, Context);
    if (!Test)
      return !isa<IfStmt>(Whole);
    const Stmt *Then = Test->getThen();
    while (const auto *Block = dyn_cast<CompoundStmt>(Then))
      Then = Block->body_back();
    bool LeavesFunction = !isa<BreakStmt, ContinueStmt, GotoStmt>(Then);
    if (Test == Whole && !LeavesFunction)
      return false;
    if (LeavesFunction) {
      LivesForSure = Result.MayLeave = true;
      if (Test != Whole)
        Result.Moved.push_back(Test);
    }
    return true;
  }

  /// What the model says that the call around \p Use does to the timer.
  struct Effect {
    const CallExpr *Call = nullptr;
    model::ActionSet Does = model::ActionNone;
    bool Accumulates = false;
  };
  Effect effectOf(const Expr &Use) const {
    Effect Found;
    for (const Stmt *Up = &Use; Up && isa<Expr>(Up); Up = Parents.getParent(Up))
      if ((Found.Call = dyn_cast<CallExpr>(Up)))
        break;
    const FunctionDecl *Callee =
        Found.Call ? Found.Call->getDirectCallee() : nullptr;
    if (!Callee || !Callee->getIdentifier())
      return Found;
    for (const model::Call &C : Timer.Of->Calls) {
      size_t Colon = C.Name.rfind(':');
      if (C.Name.substr(Colon + 1) != Callee->getName())
        continue;
      Found.Does |= C.Does;
      Found.Accumulates |= (C.Does & model::ActionStart) && !C.Replaces;
    }
    return Found;
  }

  bool isMoved(const Stmt &S) const {
    return llvm::any_of(Result.Moved, [&](const Stmt *Whole) {
      return isWithin(S, *Whole, Parents);
    });
  }

  /// Takes the statements that only give the timer its callback; refuses other
  /// uses that do not suit a timer that outlives the round.
  bool takeAttachments() {
    if (!Timer.Holder)
      return true;
    for (const Expr *Use : Facts.usesOf(*Timer.Holder)) {
      if (isMoved(*Use))
        continue;
      Effect Of = effectOf(*Use);
      if ((Of.Does &
           (model::ActionCreate | model::ActionRelease | model::ActionOwn)) ||
          Of.Accumulates || isOverwritten(*Use) ||
          (Of.Does == model::ActionNone && !Facts.isRead(*Use)))
        return false;
      if (!(Of.Does & model::ActionAttach) || (Of.Does & model::ActionStart))
        continue;
      std::optional<Placement> Place = placementOf(*Of.Call, Parents, Context);
      if (!Place || Place->How != Placement::InBlock ||
          Place->Parent != Facts.body() || !isa<Expr>(Place->Whole) ||
          !onlyCalls(*Place->Whole, *Of.Call))
        return false;
      Result.Moved.push_back(Place->Whole);
    }
    return true;
  }

  /// True if \p Use sets the handle, deletes it or hands it out.
  bool isOverwritten(const Expr &Use) const {
    const Stmt *Part = &Use;
    for (const Stmt *Up = Parents.getParent(Part); Up;
         Part = Up, Up = Parents.getParent(Up)) {
      if (const auto *Binary = dyn_cast<BinaryOperator>(Up);
          Binary && Binary->isAssignmentOp())
        return Binary->getLHS() == Part;
      if (const auto *Unary = dyn_cast<UnaryOperator>(Up);
          Unary && Unary->isIncrementDecrementOp())
        return true;
      if (isa<CXXDeleteExpr, ReturnStmt, LambdaExpr>(Up))
        return true;
      if (isa<CallExpr>(Up) || !isa<Expr>(Up))
        return false;
    }
    return false;
  }

  bool isIndependent() const {
    const Expr &Call = *Timer.Creation->IgnoreImplicit();
    return llvm::all_of(Result.Moved, [&](const Stmt *S) {
      bool CallsNothingElse = true;
      if (const auto *Test = dyn_cast<IfStmt>(S))
        CallsNothingElse = onlyCalls(*Test->getCond(), Call);
      else if (S == Whole || isa<DeclStmt>(S))
        CallsNothingElse = onlyCalls(*S, Call);
      return CallsNothingElse && Facts.isIndependent(*S, Result.Moved);
    });
  }

  /// Looks whether the variable can live longer than a round.
  bool checkVariable() {
    if (!Timer.Holder)
      return true;
    NameVisitor Visitor(*Timer.Holder);
    Visitor.TraverseStmt(Timer.Function->getBody());
    if (isDeclaredInLoop(*Timer.Holder))
      return !Visitor.HasOtherMeaning;
    const Stmt *Block = Parents.getParent(&Loop);
    for (const DeclRefExpr *Use : Visitor.Uses) {
      if (isWithin(*Use, Loop, Parents))
        continue;
      if (isBefore(Use->getBeginLoc(), Loop.getBeginLoc())) {
        if (!isOverwritten(*Use))
          return false;
        continue;
      }
      std::optional<Placement> Place = placementOf(*Use, Parents, Context);
      bool Ends = effectOf(*Use).Does & model::ActionRelease;
      if (!Ends || !Place || Place->Parent != Block || !Facts.exits().empty())
        return false;
      Result.EndsAfterLoop = true;
    }
    return true;
  }

  bool writeEnd() {
    analysis::TimerSite Site = Timer;
    if (!Timer.Holder) {
      std::string Name = freeName("timer", *Timer.Function, Context);
      QualType Type = Timer.Creation->getType().getUnqualifiedType();
      std::string Variable = spelled(Type, Name, Context);
      if (Name.empty() || Variable.empty() || Type->isVoidType())
        return false;
      Result.Declares = Whole;
      Result.NewVariable = Variable + " = ";
      Site.Handle = Name;
      Site.Pointer = "&" + Name;
    }
    analysis::Exit AfterLoop;
    AfterLoop.AlwaysLive = LivesForSure;
    std::optional<std::string> End = endStatement(Site, AfterLoop, Context);
    if (End)
      Result.End = *End;
    return End || (!Facts.goesOn() && Facts.exits().empty());
  }

  const analysis::TimerSite &Timer;
  const Stmt &Loop;
  const LoopFacts &Facts;
  const ParentMap &Parents;
  const ASTContext &Context;
  const Stmt *Whole = nullptr; ///< the statement of the creation
  bool LivesForSure = false;   ///< after the moved statements
  Hoistable Result;
};

} // namespace

std::optional<Hoistable> hoistable(const analysis::TimerSite &Timer,
                                   const Stmt &Loop, const LoopFacts &Facts,
                                   const ParentMap &Parents,
                                   const ASTContext &Context) {
  if (!Facts.body() || Facts.hasUnclearJumps() || !Timer.Creation ||
      !Timer.Call || !Timer.Of || !Timer.Function)
    return std::nullopt;
  return Mover(Timer, Loop, Facts, Parents, Context).move();
}

} // namespace ticktidy::fix
