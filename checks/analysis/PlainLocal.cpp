//===- PlainLocal.cpp - Timers that locals hold ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprShape.h"
#include "LifetimeWorker.h"
#include "PlainLifetime.h"
#include "Summaries.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The phases that a timer may be in (see bit); none where no path comes.
using Phases = unsigned;

using StmtStack = llvm::SmallVector<const Stmt *, 16>;

constexpr Phases Live = bit(Phase::Live);
constexpr Phases Ended = bit(Phase::Ended);

/// Goes through the scope of a variable that holds a timer, in the order in
/// which it is executed, with all phases in which the timer may be. Only what
/// is listed here is plain.
class Reader {
public:
  Reader(const VarDecl &Holder, const TrackedTimer &Timer,
         const ScannedFunction &F, Summaries &Functions,
         const ASTContext &Context)
      : Holder(Holder), Timer(Timer), F(F), Functions(Functions),
        Context(Context) {}

  /// Reads \p Scope from \p First on, the declaration of the variable.
  bool isPlain(const CompoundStmt &Scope, const DeclStmt &First) {
    const Stmt *const *At = llvm::find(Scope.body(), &First);
    Phases In = afterCreation(First);
    for (++At; At != Scope.body_end() && Plain; ++At)
      In = statement(*At, In);
    return Plain && !(In & Live);
  }

private:
  /// The ways out of a statement whose value is a condition.
  struct Branches {
    Phases True, False;
  };

  Phases giveUp() {
    Plain = false;
    return 0;
  }

  Phases afterCreation(const DeclStmt &First) {
    Phases In = 0;
    for (const Decl *D : First.decls()) {
      if (D == &Holder)
        In = Live | bit(Phase::Failed);
      else if (In != 0)
        In = declaration(*D, In);
    }
    return In;
  }

  Phases declaration(const Decl &D, Phases In) {
    const auto *V = dyn_cast<VarDecl>(&D);
    return V && V->hasInit() ? fullExpression(V->getInit(), In) : In;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the statements nest.
  Phases statement(const Stmt *S, Phases In) {
    if (!S || !Plain)
      return In;
    if (const auto *E = dyn_cast<Expr>(S))
      return fullExpression(E, In);
    switch (S->getStmtClass()) {
    case Stmt::NullStmtClass:
      return In;
    case Stmt::CompoundStmtClass:
      for (const Stmt *Child : cast<CompoundStmt>(S)->body())
        In = statement(Child, In);
      return In;
    case Stmt::AttributedStmtClass:
      return statement(cast<AttributedStmt>(S)->getSubStmt(), In);
    case Stmt::DeclStmtClass:
      for (const Decl *D : cast<DeclStmt>(S)->decls())
        In = declaration(*D, In);
      return In;
    case Stmt::IfStmtClass:
      return branch(*cast<IfStmt>(S), In);
    case Stmt::WhileStmtClass: {
      const auto *While = cast<WhileStmt>(S);
      return loop(
          In, [&](Phases P) { return condition(*While, P); },
          [&](Phases P) { return statement(While->getBody(), P); },
          [](Phases P) { return P; });
    }
    case Stmt::ForStmtClass: {
      const auto *For = cast<ForStmt>(S);
      return loop(
          statement(For->getInit(), In),
          [&](Phases P) { return condition(*For, P); },
          [&](Phases P) { return statement(For->getBody(), P); },
          [&](Phases P) { return statement(For->getInc(), P); });
    }
    case Stmt::CXXForRangeStmtClass: {
      const auto *For = cast<CXXForRangeStmt>(S);
      for (const Stmt *Before :
           {For->getInit(), cast_or_null<Stmt>(For->getRangeStmt()),
            cast_or_null<Stmt>(For->getBeginStmt()),
            cast_or_null<Stmt>(For->getEndStmt())})
        In = statement(Before, In);
      return loop(
          In, [&](Phases P) { return decided(*For->getCond(), P); },
          [&](Phases P) {
            return statement(For->getBody(),
                             statement(For->getLoopVarStmt(), P));
          },
          [&](Phases P) { return statement(For->getInc(), P); });
    }
    case Stmt::ReturnStmtClass:
      In = fullExpression(cast<ReturnStmt>(S)->getRetValue(), In);
      return In & Live ? giveUp() : 0;
    case Stmt::BreakStmtClass:
      return leaveFor(Breaks, In);
    case Stmt::ContinueStmtClass:
      return leaveFor(Continues, In);
    default:
      return giveUp();
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  Phases branch(const IfStmt &If, Phases In) {
    if (If.isConsteval())
      return giveUp();
    auto [Then, Else] = condition(If, statement(If.getInit(), In));
    return statement(If.getThen(), Then) | statement(If.getElse(), Else);
  }

  Phases leaveFor(std::vector<Phases> &Targets, Phases In) {
    // The loop is around the scope.
    if (Targets.empty())
      return giveUp();
    Targets.back() |= In;
    return 0;
  }

  template <typename Test, typename Body, typename Step>
  Phases loop(Phases In, Test Tests, Body Does, Step Steps) {
    Phases Out = 0;
    // Each round but the last adds a phase.
    for (Phases Before = ~In; Plain && Before != In;) {
      Before = In;
      auto [Enters, Leaves] = Tests(In);
      Breaks.push_back(0);
      Continues.push_back(0);
      Phases End = Does(Enters);
      End |= Continues.back();
      Out = Leaves | Breaks.back();
      Breaks.pop_back();
      Continues.pop_back();
      In |= Steps(End);
    }
    return Out;
  }

  /// The condition of an `if`, a `while` or a `for`.
  template <typename Statement>
  Branches condition(const Statement &S, Phases In) {
    if (const VarDecl *V = S.getConditionVariable()) {
      In = declaration(*V, In);
      return {In, In};
    }
    const Expr *Condition = S.getCond();
    if (!Condition) // for (;;)
      return {In, 0};
    return decided(*Condition, In);
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the condition nests.
  Branches decided(const Expr &Condition, Phases In) {
    const Expr *E = Condition.IgnoreParenImpCasts();
    if (const auto *Logical = dyn_cast<BinaryOperator>(E);
        Logical && Logical->isLogicalOp()) {
      Branches Left = decided(*Logical->getLHS(), In);
      if (Logical->getOpcode() == BO_LAnd) {
        Branches Right = decided(*Logical->getRHS(), Left.True);
        return {Right.True, Left.False | Right.False};
      }
      Branches Right = decided(*Logical->getRHS(), Left.False);
      return {Left.True | Right.True, Right.False};
    }
    const unsigned Before = Mentions;
    In = fullExpression(&Condition, In);
    if (Mentions == Before)
      return {In, In};
    // Only a test of the handle itself tells a failure.
    std::optional<Comparison> Test = comparisonIn(Condition, Context);
    if (!Test || !names(*Test->Of))
      return {In, In};
    return {within(Test->When, In), within(Test->Otherwise, In)};
  }

  /// Those phases of \p In in which the handle may be one of \p Values.
  Phases within(const ValueSet &Values, Phases In) const {
    if (successOf(*Timer.Creation).intersect(Values).isEmpty())
      In &= ~Live;
    if (failureOf(*Timer.Creation).intersect(Values).isEmpty())
      In &= ~bit(Phase::Failed);
    return In;
  }

  Phases fullExpression(const Expr *E, Phases In) {
    const unsigned Before = Mentions;
    Ends = false;
    if (E)
      expression(*E, In);
    if (!Ends)
      return In;
    // In which order several were evaluated is not read here.
    if (Mentions - Before != 1)
      return giveUp();
    return In == 0 ? 0 : Ended;
  }

  /// True if \p E is the value of the variable.
  bool reads(const Expr &E) const {
    return !E.isGLValue() && names(*stripped(&E));
  }

  bool names(const Expr &E) const {
    const auto *Ref = dyn_cast<DeclRefExpr>(&E);
    return Ref && Ref->getDecl() == &Holder;
  }

  void mention(Phases In) {
    ++Mentions;
    if (In & Ended)
      Plain = false;
  }

  void expression(const Expr &Root, Phases In) {
    StmtStack Open{&Root};
    StmtStack Maybe;
    for (bool Always : {true, false}) {
      while (!Open.empty() && Plain)
        if (const Stmt *S = Open.pop_back_val())
          part(*S, In, Always, Open, Always ? Maybe : Open);
      Open.swap(Maybe);
    }
  }

  /// Reads \p S, and adds what it consists of to \p Open, and to \p Maybe what
  /// is not evaluated each time.
  void part(const Stmt &S, Phases In, bool Always, StmtStack &Open,
            StmtStack &Maybe) {
    switch (S.getStmtClass()) {
    case Stmt::UnaryExprOrTypeTraitExprClass:
      return;
    case Stmt::DeclRefExprClass:
      // In a way that is not one of those below.
      if (cast<DeclRefExpr>(S).getDecl() == &Holder)
        Plain = false;
      return;
    case Stmt::LambdaExprClass:
    case Stmt::StmtExprClass:
    case Stmt::BlockExprClass:
    case Stmt::CXXThrowExprClass:
    case Stmt::CXXDeleteExprClass:
    case Stmt::CoawaitExprClass:
    case Stmt::CoyieldExprClass:
      Plain = false;
      return;
    case Stmt::CallExprClass:
    case Stmt::CXXMemberCallExprClass:
    case Stmt::CXXOperatorCallExprClass:
      return call(cast<CallExpr>(S), In, Always, Open);
    case Stmt::ConditionalOperatorClass:
    case Stmt::BinaryConditionalOperatorClass:
      return pushChildren(Maybe, S);
    case Stmt::BinaryOperatorClass: {
      const auto &Op = cast<BinaryOperator>(S);
      if (!Op.isComparisonOp() && !Op.isLogicalOp())
        break;
      operand(*Op.getLHS(), In, Open);
      return operand(*Op.getRHS(), In, Op.isLogicalOp() ? Maybe : Open);
    }
    case Stmt::UnaryOperatorClass:
      if (cast<UnaryOperator>(S).getOpcode() != UO_LNot)
        break;
      return operand(*cast<UnaryOperator>(S).getSubExpr(), In, Open);
    case Stmt::ImplicitCastExprClass:
      if (!cast<CastExpr>(S).getType()->isBooleanType())
        break;
      return operand(*cast<CastExpr>(S).getSubExpr(), In, Open);
    default:
      break;
    }
    pushChildren(Open, S);
  }

  /// Something that is compared.
  void operand(const Expr &E, Phases In, StmtStack &Open) {
    if (reads(E))
      mention(In);
    else
      Open.push_back(&E);
  }

  void call(const CallExpr &Call, Phases In, bool Always, StmtStack &Open) {
    if (Context.getLangOpts().CXXExceptions &&
        Functions.exceptions().mayThrow(Call)) {
      Plain = false;
      return;
    }
    Open.push_back(Call.getCallee());
    for (const Expr *Argument : Call.arguments()) {
      if (!reads(*Argument)) {
        Open.push_back(Argument);
        continue;
      }
      mention(In);
      switch (effectOn(*Argument, Call)) {
      case Effect::Borrows:
        break;
      case Effect::Ends:
        Ends = true;
        Plain = Plain && Always;
        break;
      case Effect::Takes:
        Plain = false;
        break;
      }
    }
  }

  /// What \p Call does with the handle that it is given as \p Argument.
  Effect effectOn(const Expr &Argument, const CallExpr &Call) {
    std::optional<CallView> View = CallView::of(Call);
    if (!View || View->object())
      return Effect::Takes;
    bool Known = false;
    Effect Does = Effect::Borrows;
    for (const TimerCall &Meaning : F.Calls) {
      if (&Meaning.View.expr() != &Call)
        continue;
      Known = true;
      const model::Place &Handle = Meaning.What->Handle;
      if (Meaning.Of != Timer.Of || Handle.Where != model::Place::Argument ||
          Meaning.at(Handle) != &Argument || Meaning.does(model::ActionOwn) ||
          Meaning.does(model::ActionAsk) || Meaning.does(model::ActionCreate))
        return Effect::Takes;
      if (Meaning.does(model::ActionRelease))
        Does = Effect::Ends;
    }
    if (Known || (Timer.ScalarHandle && borrowsNumber(View->callee())))
      return Does;
    const auto *At = llvm::find(View->args(), &Argument);
    return At == View->args().end()
               ? Effect::Takes
               : Functions.parameter(View->callee(), At - View->args().begin(),
                                     *Timer.Of);
  }

  const VarDecl &Holder;
  const TrackedTimer &Timer;
  const ScannedFunction &F;
  Summaries &Functions;
  const ASTContext &Context;
  bool Plain = true;
  unsigned Mentions = 0; ///< of the variable, so far
  bool Ends = false;     ///< the statement that is read ends the timer
  /// The phases at the jumps out of each loop around, and to its next round.
  std::vector<Phases> Breaks;
  std::vector<Phases> Continues;
};

/// The declaration of a variable, and the block that is its scope.
struct Declared {
  const CompoundStmt *Scope = nullptr;
  const DeclStmt *At = nullptr;
  const VarDecl *Holder = nullptr;
};

/// The variable that \p Creation initializes, if no loop is around it.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the statements nest.
Declared declaredBy(const Expr &Creation, const Stmt *Within) {
  if (const auto *If = dyn_cast_or_null<IfStmt>(Within)) {
    Declared Then = declaredBy(Creation, If->getThen());
    return Then.Holder ? Then : declaredBy(Creation, If->getElse());
  }
  const auto *Scope = dyn_cast_or_null<CompoundStmt>(Within);
  if (!Scope)
    return {};
  for (const Stmt *Child : Scope->body()) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(Child)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D);
            V && V->hasInit() && stripped(V->getInit()) == &Creation)
          return {Scope, Declaration, V};
    } else if (Declared Found = declaredBy(Creation, Child); Found.Holder) {
      return Found;
    }
  }
  return {};
}

} // namespace

const VarDecl *plainLocal(const TrackedTimer &Timer, const ScannedFunction &F,
                          Summaries &Functions) {
  const TimerCall &Creation = *Timer.Creation;
  if (Timer.Of->Losing != model::Regime::Resource || Timer.SmartPointer ||
      Timer.Data || Creation.What->Handle.Where != model::Place::Return ||
      !isa<CallExpr>(Creation.View.expr()))
    return nullptr;
  Declared Made = declaredBy(Creation.View.expr(), F.Function->getBody());
  if (!Made.Holder || !Made.Holder->hasLocalStorage() ||
      !Made.Holder->getType()->isScalarType() ||
      Made.Holder->getType().isVolatileQualified() || cleansUp(*Made.Holder))
    return nullptr;
  Reader Read(*Made.Holder, Timer, F, Functions, F.Function->getASTContext());
  return Read.isPlain(*Made.Scope, *Made.At) ? Made.Holder : nullptr;
}

} // namespace ticktidy::analysis
