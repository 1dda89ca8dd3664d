//===- PlainLocal.cpp - Timers that locals hold ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprShape.h"
#include "LifetimeWorker.h"
#include "PlainLifetime.h"
#include "PlainPhases.h"
#include "Summaries.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

using StmtStack = llvm::SmallVector<const Stmt *, 16>;

/// The declaration of the variable that a timer initializes, and the block that
/// is its scope.
struct Local {
  const TrackedTimer *Timer;
  const CompoundStmt *Scope = nullptr;
  const DeclStmt *At = nullptr;
  const VarDecl *Holder = nullptr;
};

/// Goes through the scopes of variables that hold timers, in the order in which
/// they are executed, with all phases in which the timers may be. Only what is
/// listed here is plain.
template <typename Set> class Reader {
  using Phases = PhasesOf<Set>;

public:
  /// \param Locals at most Set::Most
  Reader(llvm::ArrayRef<Local> Locals, const ScannedFunction &F,
         Summaries &Functions, const ASTContext &Context)
      : Locals(Locals), F(F), Functions(Functions), Context(Context) {
    for (unsigned I = 0; I != Locals.size(); ++I) {
      Plain |= Set::only(I);
      HeldBy.try_emplace(Locals[I].Holder).first->second |= Set::only(I);
    }
  }

  /// \returns those that are plain.
  Set read() {
    for (unsigned I = 0; I != Locals.size(); ++I) {
      // Others that are declared in the scope have been read with it.
      if (Declared.contains(I))
        continue;
      const auto Body = Locals[I].Scope->body();
      const auto *const First = llvm::find(Body, Locals[I].At);
      block(llvm::make_range(First, Body.end()), {});
    }
    return Plain;
  }

private:
  /// The ways out of a statement whose value is a condition.
  struct Branches {
    Phases True, False;
  };

  /// True if there is something to learn here.
  bool isConcerned() const { return !(Alive & Plain).isEmpty(); }

  Phases giveUp() {
    Plain -= Alive;
    return {};
  }

  template <typename Range> Phases block(const Range &Children, Phases In) {
    const Set Around = Alive;
    for (const Stmt *Child : Children)
      In = statement(Child, In);
    const Set Gone = Alive - Around;
    Plain -= In.Live & Gone;
    Alive = Around;
    return In.without(Gone);
  }

  Phases declaration(const Decl &D, Phases In) {
    const auto *V = dyn_cast<VarDecl>(&D);
    if (!V || !V->hasInit())
      return In;
    In = fullExpression(V->getInit(), In);
    const Set Made = HeldBy.lookup(V);
    Declared |= Made;
    Alive |= Made;
    In.Live |= Made;
    In.Failed |= Made;
    return In;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the statements nest.
  Phases statement(const Stmt *S, Phases In) {
    // Declarations stand in these.
    if (!S || (!isConcerned() && !isa<CompoundStmt, DeclStmt, IfStmt>(S)))
      return In;
    if (const auto *E = dyn_cast<Expr>(S))
      return fullExpression(E, In);
    switch (S->getStmtClass()) {
    case Stmt::NullStmtClass:
      return In;
    case Stmt::CompoundStmtClass:
      return block(cast<CompoundStmt>(S)->body(), In);
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
      Plain -= In.Live;
      return {};
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
    return {};
  }

  template <typename Test, typename Body, typename Step>
  Phases loop(Phases In, Test Tests, Body Does, Step Steps) {
    Phases Out;
    Phases Before;
    // Each round but the last adds a phase.
    do {
      Before = In;
      auto [Enters, Leaves] = Tests(In);
      Breaks.emplace_back();
      Continues.emplace_back();
      Phases End = Does(Enters);
      End |= Continues.back();
      Out = Leaves | Breaks.back();
      Breaks.pop_back();
      Continues.pop_back();
      In |= Steps(End);
    } while (isConcerned() && !(Before == In));
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
      return {In, {}};
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
    In = fullExpression(&Condition, In);
    if (Named.isEmpty())
      return {In, In};
    // Only a test of the handle itself tells a failure.
    std::optional<Comparison> Test = comparisonIn(Condition, Context);
    const Set Tested = Test ? named(*Test->Of) : Set();
    if (Tested.isEmpty())
      return {In, In};
    return {within(Test->When, Tested, In),
            within(Test->Otherwise, Tested, In)};
  }

  /// Those phases of \p In in which the handles of \p Tested may be among
  /// \p Values.
  Phases within(const ValueSet &Values, const Set &Tested, Phases In) const {
    Tested.forEach([&](unsigned I) {
      const TimerCall &Creation = *Locals[I].Timer->Creation;
      if (successOf(Creation).intersect(Values).isEmpty())
        In.Live -= Set::only(I);
      if (failureOf(Creation).intersect(Values).isEmpty())
        In.Failed -= Set::only(I);
    });
    return In;
  }

  Phases fullExpression(const Expr *E, Phases In) {
    Named = NamedAgain = Ends = Set();
    if (!E || !isConcerned())
      return In;
    expression(*E, In);
    // In which order several were evaluated is not read here.
    Plain -= Ends & NamedAgain;
    return In.ended(Ends);
  }

  /// The timers whose variable \p E is.
  Set named(const Expr &E) const {
    const auto *Ref = dyn_cast<DeclRefExpr>(&E);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return V ? HeldBy.lookup(V) : Set();
  }

  /// The timers whose variable \p E is the value of.
  Set valueIn(const Expr &E) const {
    return E.isGLValue() ? Set() : named(*stripped(&E));
  }

  void mention(const Set &Timers, const Phases &In) {
    NamedAgain |= Named & Timers;
    Named |= Timers;
    Plain -= Timers & In.Ended;
  }

  void expression(const Expr &Root, const Phases &In) {
    StmtStack Maybe;
    parts(Root, In, true, Maybe);
    while (!Maybe.empty())
      if (const Stmt *S = Maybe.pop_back_val())
        parts(*S, In, false, Maybe);
  }

  /// Reads \p Root, and adds to \p Maybe what is not evaluated each time.
  void parts(const Stmt &Root, const Phases &In, bool Always,
             StmtStack &Maybe) {
    StmtStack Open{&Root};
    while (!Open.empty() && isConcerned()) {
      const Stmt *S = Open.pop_back_val();
      // Only one to a boolean asks something.
      while (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(S)) {
        if (Cast->getType()->isBooleanType())
          break;
        S = Cast->getSubExpr();
      }
      if (S)
        part(*S, In, Always, Open, Maybe);
    }
  }

  /// Reads \p S, and adds what it consists of to \p Open, and to \p Maybe what
  /// is not evaluated each time.
  void part(const Stmt &S, const Phases &In, bool Always, StmtStack &Open,
            StmtStack &Maybe) {
    switch (S.getStmtClass()) {
    case Stmt::UnaryExprOrTypeTraitExprClass:
      return;
    case Stmt::DeclRefExprClass:
      // In a way that is not one of those below.
      Plain -= named(cast<DeclRefExpr>(S));
      return;
    case Stmt::LambdaExprClass:
    case Stmt::StmtExprClass:
    case Stmt::BlockExprClass:
    case Stmt::CXXThrowExprClass:
    case Stmt::CXXDeleteExprClass:
    case Stmt::CoawaitExprClass:
    case Stmt::CoyieldExprClass:
      giveUp();
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
      return operand(*cast<CastExpr>(S).getSubExpr(), In, Open);
    default:
      break;
    }
    pushChildren(Open, S);
  }

  /// Something that is compared.
  void operand(const Expr &E, const Phases &In, StmtStack &Open) {
    if (const Set Timers = valueIn(E); !Timers.isEmpty())
      mention(Timers, In);
    else
      Open.push_back(&E);
  }

  void call(const CallExpr &Call, const Phases &In, bool Always,
            StmtStack &Open) {
    if (Context.getLangOpts().CXXExceptions &&
        Functions.exceptions().mayThrow(Call)) {
      giveUp();
      return;
    }
    Open.push_back(Call.getCallee());
    for (const Expr *Argument : Call.arguments()) {
      const Set Timers = valueIn(*Argument);
      if (Timers.isEmpty()) {
        Open.push_back(Argument);
        continue;
      }
      mention(Timers, In);
      Timers.forEach([&](unsigned I) {
        const Effect Does = effectOn(*Locals[I].Timer, *Argument, Call);
        if (Does == Effect::Ends)
          Ends |= Set::only(I);
        if (Does == Effect::Takes || (Does == Effect::Ends && !Always))
          Plain -= Set::only(I);
      });
    }
  }

  /// What \p Call does with the handle of \p Timer, which it is given as
  /// \p Argument.
  Effect effectOn(const TrackedTimer &Timer, const Expr &Argument,
                  const CallExpr &Call) {
    bool Known = false;
    Effect Does = Effect::Borrows;
    for (const TimerCall &Meaning : F.Calls) {
      if (&Meaning.View.expr() != &Call)
        continue;
      Known = true;
      const model::Place &Handle = Meaning.What->Handle;
      if (Meaning.View.object() || Meaning.Of != Timer.Of ||
          Handle.Where != model::Place::Argument ||
          Meaning.at(Handle) != &Argument || Meaning.does(model::ActionOwn) ||
          Meaning.does(model::ActionAsk) || Meaning.does(model::ActionCreate))
        return Effect::Takes;
      if (Meaning.does(model::ActionRelease))
        Does = Effect::Ends;
    }
    if (Known)
      return Does;
    std::optional<CallView> View = CallView::of(Call);
    if (!View || View->object())
      return Effect::Takes;
    if (Timer.ScalarHandle && borrowsNumber(View->callee()))
      return Effect::Borrows;
    const auto *At = llvm::find(View->args(), &Argument);
    return At == View->args().end()
               ? Effect::Takes
               : Functions.parameter(View->callee(), At - View->args().begin(),
                                     *Timer.Of);
  }

  llvm::ArrayRef<Local> Locals;
  const ScannedFunction &F;
  Summaries &Functions;
  const ASTContext &Context;
  llvm::SmallDenseMap<const VarDecl *, Set, 4> HeldBy;
  Set Plain;    ///< so far
  Set Declared; ///< their declaration has been read
  Set Alive;    ///< their variable is in scope
  /// In the full expression that was read last: those that are named, more than
  /// once, and those that it ends.
  Set Named;
  Set NamedAgain;
  Set Ends;
  /// The phases at the jumps out of each loop around, and to its next round.
  std::vector<Phases> Breaks;
  std::vector<Phases> Continues;
};

using ByCreation = llvm::SmallDenseMap<const Expr *, Local *, 4>;

/// Fills in where the variables are declared that \p Made initialize, but for
/// those in loops.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the statements nest.
void findDeclared(const Stmt *Within, ByCreation &Made) {
  if (const auto *If = dyn_cast_or_null<IfStmt>(Within)) {
    findDeclared(If->getThen(), Made);
    findDeclared(If->getElse(), Made);
  }
  const auto *Scope = dyn_cast_or_null<CompoundStmt>(Within);
  if (!Scope)
    return;
  for (const Stmt *Child : Scope->body()) {
    const auto *Declaration = dyn_cast<DeclStmt>(Child);
    if (!Declaration) {
      findDeclared(Child, Made);
      continue;
    }
    for (const Decl *D : Declaration->decls()) {
      const auto *V = dyn_cast<VarDecl>(D);
      if (!V || !V->hasInit())
        continue;
      if (auto At = Made.find(stripped(V->getInit())); At != Made.end()) {
        At->second->Scope = Scope;
        At->second->At = Declaration;
        At->second->Holder = V;
      }
    }
  }
}

/// True if \p Timer can end in plain sight, should a local be given it.
bool mayBePlain(const TrackedTimer &Timer) {
  return Timer.Of->Losing == model::Regime::Resource && !Timer.SmartPointer &&
         !Timer.Data &&
         Timer.Creation->What->Handle.Where == model::Place::Return &&
         isa<CallExpr>(Timer.Creation->View.expr());
}

bool isPlainVariable(const VarDecl *V) {
  return V && V->hasLocalStorage() && V->getType()->isScalarType() &&
         !V->getType().isVolatileQualified() && !cleansUp(*V);
}

/// Sets in \p Holders, by place in \p Timers, the variables of those of \p
/// Locals that are plain.
template <typename Set>
void readAll(llvm::ArrayRef<Local> Locals, const ScannedFunction &F,
             Summaries &Functions, const TrackedTimer *Timers,
             llvm::MutableArrayRef<const ValueDecl *> Holders) {
  while (!Locals.empty()) {
    const llvm::ArrayRef<Local> Now = Locals.take_front(Set::Most);
    Locals = Locals.drop_front(Now.size());
    Reader<Set> Read(Now, F, Functions, F.Function->getASTContext());
    const Set Plain = Read.read();
    Plain.forEach(
        [&](unsigned I) { Holders[Now[I].Timer - Timers] = Now[I].Holder; });
  }
}

} // namespace

void findPlainLocals(llvm::ArrayRef<TrackedTimer> Timers,
                     const ScannedFunction &F, Summaries &Functions,
                     llvm::MutableArrayRef<const ValueDecl *> Holders) {
  llvm::SmallVector<Local, 2> All;
  for (const TrackedTimer &Timer : Timers)
    if (mayBePlain(Timer))
      All.push_back({&Timer});
  if (All.empty())
    return;
  ByCreation Made;
  for (Local &L : All)
    Made.try_emplace(&L.Timer->Creation->View.expr(), &L);
  findDeclared(F.Function->getBody(), Made);
  llvm::erase_if(All,
                 [](const Local &L) { return !isPlainVariable(L.Holder); });
  using Few = TimerSet<1>;
  using Many = TimerSet<16>;
  const auto Read = All.size() <= Few::Most ? readAll<Few> : readAll<Many>;
  Read(All, F, Functions, Timers.begin(), Holders);
}

} // namespace ticktidy::analysis
