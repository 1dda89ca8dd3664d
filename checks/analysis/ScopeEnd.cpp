//===- ScopeEnd.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ScopeEnd.h"
#include "ClassIndex.h"
#include "ExprShape.h"
#include "Settling.h"
#include "support/Compat.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"
#include <set>

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if a lambda of \p Body, other than \p Except, or a cleanup attribute
/// may settle the timer at a time that cannot be told.
bool settlesSomewhere(const Stmt &Body, const LambdaExpr *Except,
                      const ModelLookup &Lookup) {
  auto Ends = [&](const Stmt &S) {
    const auto *E = dyn_cast<CallExpr>(&S);
    const FunctionDecl *F = E ? E->getDirectCallee() : nullptr;
    return (F && (Lookup.blocking(*F) || endsTimer(*F, Lookup))) ||
           isa<CXXDeleteExpr>(S);
  };
  SmallVector<const Stmt *, 32> Open{&Body};
  while (!Open.empty()) {
    const Stmt *S = Open.pop_back_val();
    if (!S || S == Except)
      continue;
    if (isa<CoroutineSuspendExpr, CoreturnStmt>(S))
      return true;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S);
        Lambda && Lambda->getBody() && anyWithin(*Lambda->getBody(), Ends))
      return true;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (D->hasAttr<CleanupAttr>())
          return true;
    pushChildren(Open, *S);
  }
  return false;
}

/// 1 where \p Condition is true if the call with the result \p Names failed,
/// -1 where it is then false, 0 where it does not tell.
int failsIf(const Expr *Condition, model::Failure How,
            llvm::function_ref<bool(const Expr &)> Names) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return -failsIf(Not->getSubExpr(), How, Names);
  const int IfTrue = How == model::Failure::Zero      ? -1
                     : How == model::Failure::NonZero ? 1
                                                      : 0;
  if (Names(*E))
    return How == model::Failure::Negative ? 1 : IfTrue;
  const auto *Op = dyn_cast<BinaryOperator>(E);
  if (!Op || !Op->isComparisonOp() ||
      !Names(*Op->getLHS()->IgnoreParenImpCasts()))
    return 0;
  switch (Op->getOpcode()) {
  case BO_NE:
    return How == model::Failure::Negative ? -1 : IfTrue;
  case BO_EQ:
    return How == model::Failure::Negative ? 1 : -IfTrue;
  case BO_LT:
    return How == model::Failure::Zero ? 0 : 1;
  case BO_GE:
    return How == model::Failure::Zero ? 0 : -1;
  case BO_GT:
    return How == model::Failure::Zero ? -1 : 0;
  default:
    return 0;
  }
}

/// The walk over one function.
class Walk {
public:
  Walk(const CallbackSite &Site, const VarDecl &Variable,
       const LambdaExpr *Callback, const ModelLookup &Lookup,
       ASTContext &Context)
      : Site(Site), Variable(Variable), Lookup(Lookup), Context(Context) {
    if (Callback)
      for (const LambdaCapture &C : Callback->captures())
        if (C.capturesVariable() && C.getCaptureKind() == LCK_ByRef)
          Written.insert(C.getCapturedVar());
  }

  SourceLocation run(Stmt &Body);

private:
  enum class Step : std::uint8_t { Goes, Settled, Ended };
  Step element(const CFGElement &E, SourceLocation &End) const;
  bool settlesBehind(const CFGBlock &Block, unsigned Ended) const;
  bool namesResult(const Expr &E) const;
  void findFlags(const Stmt &Body, const ParentMap &Parents);
  bool mayCorrelate(const Stmt &Condition) const;
  bool mayHaveRun(const Stmt &Condition) const;

  const CallbackSite &Site;
  const VarDecl &Variable;
  const ModelLookup &Lookup;
  ASTContext &Context;
  /// Variables that may know whether the timer was started.
  llvm::SmallPtrSet<const ValueDecl *, 8> Flags;
  /// What the callback can write to.
  llvm::SmallPtrSet<const ValueDecl *, 4> Written;
  const VarDecl *Result = nullptr; ///< what the call returned
  const CompoundStmt *Scope = nullptr;
  const Stmt *Body = nullptr;
};

Walk::Step Walk::element(const CFGElement &E, SourceLocation &End) const {
  if (std::optional<CFGLifetimeEnds> Ends = E.getAs<CFGLifetimeEnds>()) {
    if (Ends->getVarDecl() != &Variable)
      return Step::Goes;
    const Stmt *Trigger = Ends->getTriggerStmt();
    const bool Jumps =
        Trigger && isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt>(Trigger);
    End = Jumps   ? Trigger->getBeginLoc()
          : Scope ? Scope->getRBracLoc()
                  : Body->getEndLoc();
    return Step::Ended;
  }
  if (std::optional<CFGImplicitDtor> Dtor = E.getAs<CFGImplicitDtor>()) {
    const CXXDestructorDecl *D = Dtor->getDestructorDecl(Context);
    return D && leadsToSettling(*D, Lookup, Context) ? Step::Settled
                                                     : Step::Goes;
  }
  std::optional<CFGStmt> Statement = E.getAs<CFGStmt>();
  if (!Statement)
    return Step::Goes;
  const Stmt *S = Statement->getStmt();
  if (isa<CXXThrowExpr, CXXDeleteExpr>(S))
    return Step::Settled;
  if (const auto *Call = dyn_cast<CallExpr>(S);
      Call && maySettle(*Call, Lookup, Context))
    return Step::Settled;
  if (const auto *Made = dyn_cast<CXXConstructExpr>(S);
      Made && leadsToSettling(*Made->getConstructor(), Lookup, Context))
    return Step::Settled;
  if (const auto *Return = dyn_cast<ReturnStmt>(S); Return && !Scope)
    End = Return->getBeginLoc();
  return Step::Goes;
}

/// Does a destructor that runs before the end of the variable's life settle the
/// timer, although it stands behind it in \p Block? In older graphs the ends of
/// lives come before the destructors of the same scope.
bool Walk::settlesBehind(const CFGBlock &Block, unsigned Ended) const {
  const SourceManager &Sources = Context.getSourceManager();
  for (unsigned I = Ended + 1; I < Block.size(); ++I) {
    if (Block[I].getAs<CFGStmt>())
      return false;
    std::optional<CFGAutomaticObjDtor> Dtor =
        Block[I].getAs<CFGAutomaticObjDtor>();
    const CXXDestructorDecl *D =
        Dtor ? Dtor->getDestructorDecl(Context) : nullptr;
    if (D && leadsToSettling(*D, Lookup, Context) &&
        Sources.isBeforeInTranslationUnit(Variable.getLocation(),
                                          Dtor->getVarDecl()->getLocation()))
      return true;
  }
  return false;
}

bool Walk::namesResult(const Expr &E) const {
  const Expr *S = stripped(&E);
  if (S == &Site.Call.View.expr())
    return true;
  if (const auto *Op = dyn_cast<BinaryOperator>(S);
      Op && Op->getOpcode() == BO_Assign)
    return stripped(Op->getRHS()) == &Site.Call.View.expr();
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  return Ref && Result && Ref->getDecl() == Result;
}

/// Finds what the start depends on, and what is written near it.
void Walk::findFlags(const Stmt &Root, const ParentMap &Parents) {
  auto Take = [this](const Stmt &Part) {
    forEachOwn(Part, [this](const Stmt &S) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
        Flags.insert(Ref->getDecl());
      else if (const auto *Member = dyn_cast<MemberExpr>(&S))
        Flags.insert(Member->getMemberDecl());
    });
  };
  const Expr &Call = Site.Call.View.expr();
  for (const Stmt *S = &Call; S; S = Parents.getParent(S)) {
    if (const auto *If = dyn_cast<IfStmt>(S))
      Take(*If->getCond());
    else if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      Take(*Switch->getCond());
    else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      if (Declaration->isSingleDecl())
        Result = dyn_cast<VarDecl>(Declaration->getSingleDecl());
    } else if (const auto *Op = dyn_cast<BinaryOperator>(S);
               Op && Op->getOpcode() == BO_Assign &&
               stripped(Op->getRHS()) == &Call) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(stripped(Op->getLHS())))
        Result = dyn_cast<VarDecl>(Ref->getDecl());
    }
  }
  if (const Expr *Handle = Site.Call.at(Site.Call.What->Handle))
    Take(*Handle);
  forEachOwn(Root, [&](const Stmt &S) {
    const auto *Op = dyn_cast<BinaryOperator>(&S);
    if (Op && Op->isAssignmentOp())
      Take(*Op->getLHS());
  });
}

/// True if the callback may have told by what \p Condition tests that it has
/// run.
bool Walk::mayHaveRun(const Stmt &Condition) const {
  return anyWithin(Condition, [this](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    return Ref &&
           (Ref->getDecl() == &Variable || Written.contains(Ref->getDecl()));
  });
}

bool Walk::mayCorrelate(const Stmt &Condition) const {
  return anyWithin(Condition, [this](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    const auto *Member = dyn_cast<MemberExpr>(&S);
    return (Ref && Flags.contains(Ref->getDecl())) ||
           (Member && Flags.contains(Member->getMemberDecl()));
  });
}

SourceLocation Walk::run(Stmt &Root) {
  Body = &Root;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  addLifetimeEnds(Options);
  Options.PruneTriviallyFalseEdges = true;
  const std::unique_ptr<CFG> Graph =
      CFG::buildCFG(Site.Enclosing, &Root, &Context, Options);
  if (!Graph)
    return {};
  const ParentMap Parents(&Root);
  findFlags(Root, Parents);
  if (!isa<ParmVarDecl>(Variable))
    forEachOwn(Root, [&](const Stmt &S) {
      const auto *Declaration = dyn_cast<DeclStmt>(&S);
      if (Declaration && llvm::is_contained(Declaration->decls(), &Variable))
        Scope = dyn_cast_or_null<CompoundStmt>(Parents.getParent(&S));
    });

  struct Place {
    const CFGBlock *Block;
    unsigned Element;
    SourceLocation Left;
    bool Guessed; ///< it has passed a branch that may tell of the timer
  };
  SmallVector<Place, 16> Open;
  for (const CFGBlock *B : *Graph)
    for (unsigned I = 0; I != B->size(); ++I)
      if (std::optional<CFGStmt> S = (*B)[I].getAs<CFGStmt>();
          S && S->getStmt() == &Site.Call.View.expr())
        Open.push_back({B, I + 1, {}, false});
  std::set<std::pair<unsigned, bool>> Seen;
  bool Settles = false;
  SourceLocation Sure, Guess;
  while (!Open.empty()) {
    Place P = Open.pop_back_val();
    SourceLocation End;
    Step Last = Step::Goes;
    for (unsigned I = P.Element; I != P.Block->size() && Last == Step::Goes;
         ++I) {
      Last = element((*P.Block)[I], End);
      if (Last == Step::Ended && settlesBehind(*P.Block, I))
        Last = Step::Settled;
      if (Last == Step::Goes && End.isValid())
        P.Left = End;
    }
    Settles |= Last == Step::Settled;
    if (Last == Step::Settled || P.Block->hasNoReturnElement())
      continue;
    const bool AtExit = P.Block == &Graph->getExit();
    if (Last == Step::Ended || AtExit) {
      if (AtExit && Last != Step::Ended)
        End = P.Left.isValid() ? P.Left : Root.getEndLoc();
      (P.Guessed ? Guess : Sure) = End;
      continue;
    }
    const auto *Condition =
        dyn_cast_or_null<Expr>(P.Block->getTerminatorCondition());
    int Fails = 0;
    bool Guessed = P.Guessed;
    if (Condition && mayHaveRun(*Condition)) {
      Settles = true;
      continue;
    }
    if (Condition && P.Block->succ_size() == 2) {
      const bool OfResult = anyWithin(*Condition, [this](const Stmt &S) {
        const auto *E = dyn_cast<Expr>(&S);
        return E && namesResult(*E);
      });
      if (OfResult && model::mayFail(Site.Call.What->Fails)) {
        Fails = failsIf(Condition, Site.Call.What->Fails,
                        [this](const Expr &E) { return namesResult(E); });
        if (Fails == 0)
          Guessed = true;
      } else {
        Guessed |= mayCorrelate(*Condition);
      }
    }
    unsigned Which = 0;
    for (const CFGBlock::AdjacentBlock &Next : P.Block->succs()) {
      const bool IsTrue = Which++ == 0;
      const CFGBlock *B = Next.getReachableBlock();
      if (!B || (Fails == 1 && IsTrue) || (Fails == -1 && !IsTrue))
        continue;
      if (Seen.insert({B->getBlockID(), Guessed}).second)
        Open.push_back({B, 0, P.Left, Guessed});
    }
  }
  if (Sure.isValid())
    return Sure;
  return Settles ? SourceLocation() : Guess;
}

} // namespace

SourceLocation scopeEndAfter(const CallbackSite &Site, const VarDecl &Variable,
                             const LambdaExpr *Callback,
                             const ModelLookup &Lookup, ASTContext &Context) {
  Stmt *Body = Site.Enclosing ? Site.Enclosing->getBody() : nullptr;
  if (!Body || isa<CoroutineBodyStmt>(Body) ||
      settlesSomewhere(*Body, Callback, Lookup))
    return {};
  return Walk(Site, Variable, Callback, Lookup, Context).run(*Body);
}

} // namespace ticktidy::analysis
