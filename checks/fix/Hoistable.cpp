//===- Hoistable.cpp - What a timer takes out of its loop -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Hoistable.h"
#include "AfterEdit.h"
#include "EndText.h"
#include "HoistableUses.h"
#include "Names.h"
#include "Placement.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Gathers what has to be known to move one timer.
class Mover {
public:
  Mover(const analysis::TimerSite &Timer, llvm::ArrayRef<std::string> Taken,
        const Stmt &Loop, const LoopFacts &Facts, const ParentMap &Parents,
        const ASTContext &Context)
      : Timer(Timer), Taken(Taken), Loop(Loop), Facts(Facts), Parents(Parents),
        Context(Context) {}

  std::optional<Hoistable> move() {
    if (!startsForGood(Timer, Context) || !takeCreation() ||
        !takeFailureTest() || !takeAttachments())
      return std::nullopt;
    llvm::sort(Result.Moved, [&](const Stmt *A, const Stmt *B) {
      return isBefore(A->getBeginLoc(), B->getBeginLoc());
    });
    if (!isIndependent() || !checkVariables() || !writeEnd())
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
  /// A name for a new variable, or an empty one.
  std::string newName(StringRef Wish) {
    std::string Name = freeName(Wish, *Timer.Function, Context);
    for (unsigned I = 2; llvm::is_contained(Taken, Name); ++I)
      Name = freeName(Wish.str() + std::to_string(I), *Timer.Function, Context);
    Result.NewNames.push_back(Name);
    return Name;
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
      return Timer.Call->Handle.Where == model::Place::Return && isDiscarded();
    if (!isDeclaredInLoop(*Timer.Holder))
      return !isa<DeclStmt>(Whole);
    const DeclStmt *Declaration = declarationInBody(*Timer.Holder);
    if (!Declaration)
      return false;
    if (Declaration != Whole)
      Result.Moved.push_back(Declaration);
    return true;
  }

  /// True if nobody looks at what the creating call returns.
  bool isDiscarded() const {
    const auto *E = dyn_cast<Expr>(Whole);
    return E && E->IgnoreParenCasts() == Timer.Creation->IgnoreParenCasts();
  }

  /// Takes the test of a failure if it leaves the function. Any other test
  /// stays in the loop, and tests what was kept.
  bool takeFailureTest() {
    if (const IfStmt *Test = failureTestOf(Timer, Parents, Context)) {
      const Stmt *Then = Test->getThen();
      while (const auto *Block = dyn_cast<CompoundStmt>(Then))
        Then = Block->body_back();
      if (!isa<BreakStmt, ContinueStmt, GotoStmt>(Then)) {
        LivesForSure = Result.MayLeave = true;
        if (Test != Whole)
          Result.Moved.push_back(Test);
        return true;
      }
    }
    if (const auto *Test = dyn_cast<IfStmt>(Whole))
      return takePart(*Test);
    // What ignores a failure, and has no means to tell later, counts on
    // success.
    LivesForSure =
        !model::mayFail(Timer.Call->Fails) ||
        (Timer.Of->ValidText.empty() && Timer.Holder && isDiscarded());
    if (const auto *Declaration = dyn_cast<DeclStmt>(Whole);
        Declaration && Declaration->isSingleDecl())
      if (const auto *V = dyn_cast<VarDecl>(Declaration->getSingleDecl());
          V && V != Timer.Holder && V->getInit() &&
          V->getInit()->IgnoreParenCasts() ==
              Timer.Creation->IgnoreParenCasts())
        ResultName = V->getName().str();
    return true;
  }

  /// Takes the creation out of the condition of \p Test.
  bool takePart(const IfStmt &Test) {
    if (!Timer.Holder || Test.getInit() || Test.hasVarStorage() ||
        Test.isConsteval())
      return false;
    Result.Moved.erase(llvm::find(Result.Moved, Whole));
    const Expr *Part = Timer.Creation;
    if (Timer.Call->Handle.Where == model::Place::Return) {
      const Stmt *Up = Part;
      while (Up && isa<ParenExpr, CastExpr>(Parents.getParent(Up)))
        Up = Parents.getParent(Up);
      const auto *Assignment =
          dyn_cast_or_null<BinaryOperator>(Parents.getParent(Up));
      if (!Assignment || Assignment->getOpcode() != BO_Assign ||
          Assignment->getRHS() != Up)
        return false;
      Part = Assignment;
      if (const auto *Parens =
              dyn_cast<ParenExpr>(Parents.getParent(Assignment)))
        Part = Parens;
      Result.PartName = Timer.Holder->getName().str();
    } else {
      ResultName = Result.PartName = newName("result");
      Result.PartVariable =
          spelled(Part->getType().getUnqualifiedType(), ResultName, Context);
      if (ResultName.empty() || Result.PartVariable.empty())
        return false;
      Result.PartVariable += " = ";
    }
    Result.Part = Part;
    Result.PartOf = Whole;
    Whole = Part;
    return true;
  }

  llvm::SmallVector<const Stmt *, 8> movedParts() const {
    llvm::SmallVector<const Stmt *, 8> All(Result.Moved.begin(),
                                           Result.Moved.end());
    if (Result.Part)
      All.push_back(Result.Part);
    return All;
  }
  bool isMoved(const Stmt &S) const {
    return llvm::any_of(movedParts(), [&](const Stmt *Part) {
      return isWithin(S, *Part, Parents);
    });
  }

  /// True if what was pending is ended before the call \p Start, and in the
  /// same block.
  bool isEndedBefore(const CallExpr &Start) const {
    std::optional<Placement> At = placementOf(Start, Parents, Context);
    return At && At->How == Placement::InBlock &&
           llvm::any_of(Facts.usesOf(*Timer.Holder), [&](const Expr *Use) {
             HandleUse Other = handleUse(*Use, *Timer.Of, Parents);
             if (!Other.EndsPending)
               return false;
             std::optional<Placement> Place =
                 placementOf(*Other.Call, Parents, Context);
             return Place && Place->How == Placement::InBlock &&
                    Place->Parent == At->Parent &&
                    isBefore(Place->Whole->getBeginLoc(),
                             At->Whole->getBeginLoc());
           });
  }

  /// True if the callback that \p Start gives holds nothing of the round: one
  /// that does would be lost when the next round starts the timer anew.
  bool suitsEveryRound(const CallExpr &Start) const {
    return llvm::all_of(Start.arguments(), [&](const Expr *Argument) {
      return !Argument->getType().getNonReferenceType()->isRecordType() ||
             Facts.isIndependent(*Argument, movedParts());
    });
  }

  /// Takes the statements that only give the timer its callback; refuses other
  /// uses that do not suit a timer that outlives the round.
  bool takeAttachments() {
    if (!Timer.Holder)
      return true;
    llvm::SmallVector<const Expr *, 8> Uses;
    for (const Expr *Use : Facts.usesOf(*Timer.Holder))
      if (!isMoved(*Use))
        Uses.push_back(Use);
    for (const Expr *Use : Uses) {
      HandleUse Of = handleUse(*Use, *Timer.Of, Parents);
      bool Attaches = Of.Does & model::ActionAttach;
      if ((Of.Does &
           (model::ActionCreate | model::ActionRelease | model::ActionOwn)) ||
          Of.Leaves || (Of.Accumulates && !isEndedBefore(*Of.Call)) ||
          (Of.Captured && !Attaches) ||
          (Of.Does == model::ActionNone && !Facts.isRead(*Use)))
        return false;
      if (!Attaches)
        continue;
      if (namesRelease(*Of.Call, *Timer.Of))
        return false;
      if (Of.Does & model::ActionStart) {
        if (!suitsEveryRound(*Of.Call))
          return false;
        continue;
      }
      if (isMoved(*Use))
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

  bool isIndependent() const {
    const Expr &Call = *Timer.Creation->IgnoreImplicit();
    llvm::SmallVector<const Stmt *, 8> Moved = movedParts();
    return llvm::all_of(Moved, [&](const Stmt *S) {
      bool CallsNothingElse = true;
      if (const auto *Test = dyn_cast<IfStmt>(S))
        CallsNothingElse = onlyCalls(*Test->getCond(), Call);
      else if (S == Whole || isa<DeclStmt>(S))
        CallsNothingElse = onlyCalls(*S, Call);
      return CallsNothingElse && Facts.isIndependent(*S, Moved);
    });
  }

  /// Looks whether the variables that move can live longer than a round.
  bool checkVariables() {
    for (const Stmt *S : Result.Moved) {
      const auto *Declaration = dyn_cast<DeclStmt>(S);
      if (!Declaration)
        continue;
      for (const Decl *D : Declaration->decls()) {
        const auto *V = dyn_cast<VarDecl>(D);
        if (!V || usesIn(*Timer.Function, *V).NameHasOtherMeaning ||
            (V != Timer.Holder &&
             !llvm::all_of(Facts.usesOf(*V), [&](const Expr *Use) {
               return isMoved(*Use) || Facts.isRead(*Use);
             })))
          return false;
      }
    }
    return !Timer.Holder || isDeclaredInLoop(*Timer.Holder) || checkOutside();
  }

  /// Looks whether the uses of the variable around the loop suit one timer.
  bool checkOutside() {
    const Stmt *Block = Parents.getParent(&Loop);
    for (const DeclRefExpr *Use : usesIn(*Timer.Function, *Timer.Holder).All) {
      if (isWithin(*Use, Loop, Parents))
        continue;
      HandleUse Of = handleUse(*Use, *Timer.Of, Parents);
      if (isBefore(Use->getBeginLoc(), Loop.getBeginLoc())) {
        if (!Of.Leaves)
          return false;
        continue;
      }
      std::optional<Placement> Place = placementOf(*Use, Parents, Context);
      if (!(Of.Does & model::ActionRelease) || !Place ||
          Place->Parent != Block || !Facts.exits().empty())
        return false;
      Result.EndsAfterLoop = true;
    }
    return true;
  }

  /// The condition under which the creation has succeeded, by its result.
  std::string successText() const {
    switch (Timer.Call->Fails) {
    case model::Failure::Never:
    case model::Failure::NeverZero:
      return "";
    case model::Failure::Zero:
      return ResultName;
    case model::Failure::NonZero:
      return ResultName + " == 0";
    case model::Failure::Negative:
      return ResultName + " >= 0";
    }
    return "";
  }

  bool writeEnd() {
    // A smart pointer ends its timer itself.
    bool EndsItself =
        Timer.Holder && Timer.Of->Losing == model::Regime::Object &&
        Timer.Holder->getType().getNonReferenceType()->isRecordType();
    if (EndsItself || Result.EndsAfterLoop)
      return true;
    analysis::TimerSite Site = Timer;
    if (!Timer.Holder) {
      std::string Name = newName("timer");
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
    bool ByResult =
        !LivesForSure && Timer.Of->ValidText.empty() && !ResultName.empty();
    AfterLoop.AlwaysLive = LivesForSure || ByResult;
    std::optional<std::string> End = endStatement(Site, AfterLoop, Context);
    if (End)
      Result.End = ByResult ? "if (" + successText() + ") " + *End : *End;
    return End || (!Facts.goesOn() && Facts.exits().empty());
  }

  const analysis::TimerSite &Timer;
  llvm::ArrayRef<std::string> Taken;
  const Stmt &Loop;
  const LoopFacts &Facts;
  const ParentMap &Parents;
  const ASTContext &Context;
  const Stmt *Whole = nullptr; ///< the statement of the creation, or its part
  bool LivesForSure = false;   ///< after the moved statements
  std::string ResultName;      ///< the variable that tells of a failure, or ""
  Hoistable Result;
};

} // namespace

std::optional<Hoistable> hoistable(const analysis::TimerSite &Timer,
                                   llvm::ArrayRef<std::string> Taken,
                                   const Stmt &Loop, const LoopFacts &Facts,
                                   const ParentMap &Parents,
                                   const ASTContext &Context) {
  if (!Facts.body() || Facts.hasUnclearJumps() || !Timer.Creation ||
      !Timer.Call || !Timer.Of || !Timer.Function)
    return std::nullopt;
  return Mover(Timer, Taken, Loop, Facts, Parents, Context).move();
}

} // namespace ticktidy::fix
