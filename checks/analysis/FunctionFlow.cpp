//===- FunctionFlow.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionFlow.h"
#include "ExprShape.h"
#include "Factories.h"
#include "Throws.h"
#include "UnitScan.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

CFG::BuildOptions buildOptions(bool WithThrowingCalls) {
  CFG::BuildOptions Options;
  // Every expression is an element of its own, in evaluation order, so that a
  // walk need not look into expressions.
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.AddStaticInitBranches = true;
  Options.PruneTriviallyFalseEdges = true;
  Options.AddEHEdges = WithThrowingCalls;
  return Options;
}

} // namespace

const VarDecl *dataOf(const TimerCall &Call) {
  // A field of what is passed is no address of its own.
  if (!Call.What->UserData.Field.empty())
    return nullptr;
  const Expr *Data = Call.at(Call.What->UserData);
  const auto *Address =
      Data ? dyn_cast<UnaryOperator>(stripped(Data)) : nullptr;
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return nullptr;
  std::optional<AccessPath> P = AccessPath::of(*Address->getSubExpr());
  return P && !P->goesThroughPointer() ? P->variable() : nullptr;
}

FunctionFlow::FunctionFlow(const FunctionDecl &F, const Stmt &Body,
                           ASTContext &Context)
    : Function(F), Body(&Body), Context(Context), Conditions(Context) {}

std::unique_ptr<FunctionFlow>
FunctionFlow::build(const FunctionDecl &F, const ScannedFunction *Scanned,
                    ASTContext &Context, const ModelLookup &Lookup,
                    const Factories &Made, Throws &Thrown) {
  Stmt *Body = F.getBody();
  if (!Body)
    return nullptr;
  // The CFG of the whole coroutine glues the promise behind the user's code.
  if (auto *Coroutine = dyn_cast<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  std::unique_ptr<FunctionFlow> Flow(new FunctionFlow(F, *Body, Context));
  Flow->Parents = std::make_unique<ParentMap>(Body);
  const bool MayThrow = Flow->findCalls(Scanned, Lookup, Made, Thrown);
  Flow->Graph = CFG::buildCFG(&F, Body, &Context, buildOptions(MayThrow));
  if (!Flow->Graph)
    return nullptr;
  Flow->Uses = std::make_unique<UseMap>(*Body, *Flow->Parents, Flow->Modelled);
  Flow->findTelling();
  Flow->findConditions();
  Flow->findLiveKeys();
  return Flow;
}

bool FunctionFlow::findCalls(const ScannedFunction *Scanned,
                             const ModelLookup &Lookup, const Factories &Made,
                             Throws &Thrown) {
  llvm::SmallDenseMap<const Expr *, llvm::SmallVector<TimerCall, 2>, 8> Known;
  if (Scanned)
    for (const TimerCall &Call : Scanned->Calls)
      Known[&Call.View.expr()].push_back(Call);
  auto Meanings = [&](const Expr &E) {
    if (!Scanned)
      return timerCallsAt(E, Lookup, Context);
    auto Found = Known.find(&E);
    return Found == Known.end() ? llvm::SmallVector<TimerCall, 2>()
                                : std::move(Found->second);
  };
  const bool CanThrow = Context.getLangOpts().CXXExceptions;
  bool MayThrow = false;
  llvm::SmallVector<const Stmt *, 64> Stack{Body};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S)
      continue;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      MayThrow =
          MayThrow || (CanThrow && Thrown.anyMayThrow(*Lambda->getBody()));
      Stack.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
      continue;
    }
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      const auto *Scope =
          dyn_cast_or_null<CompoundStmt>(Parents->getParent(Declaration));
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && Scope)
          Scopes[V->getCanonicalDecl()] = Scope;
    }
    if (isa<CallExpr, CXXConstructExpr, CXXNewExpr>(S)) {
      const auto *E = cast<Expr>(S);
      if (const auto *Call = dyn_cast<CallExpr>(E))
        MayThrow = MayThrow || (CanThrow && Thrown.mayThrow(*Call));
      llvm::SmallVector<TimerCall, 2> Here = Meanings(*E);
      if (Here.empty() && !Made.isEmpty())
        if (std::optional<CallView> View = CallView::of(*E))
          if (const ModelLookup::Entry *M = Made.find(View->callee()))
            Here.push_back({*View, M->Of, M->What, M->What->Does});
      for (const TimerCall &Call : Here)
        if (const VarDecl *Data = dataOf(Call))
          CallbackData.insert(Data);
      if (!Here.empty()) {
        Calls[E] = std::move(Here);
        Modelled.push_back(E);
      }
    }
    pushChildren(Stack, *S);
  }
  return MayThrow;
}

llvm::ArrayRef<TimerCall> FunctionFlow::timerCalls(const Stmt &S) const {
  auto Found = Calls.find(&S);
  return Found == Calls.end() ? llvm::ArrayRef<TimerCall>() : Found->second;
}

bool FunctionFlow::mayChangeUnseen(KeyId Key) const {
  const AccessPath *P = Conditions.pathOf(Key);
  return !P || !P->isLocalTo(Function) ||
         (P->variable() && Uses->isAddressTaken(*P->variable()));
}

bool FunctionFlow::decides(const CFGBlock &Branch, const CFGBlock &B) {
  if (!Dependencies)
    Dependencies = std::make_unique<ControlDependencyCalculator>(Graph.get());
  return Dependencies->isControlDependent(const_cast<CFGBlock *>(&B),
                                          const_cast<CFGBlock *>(&Branch));
}

const CompoundStmt *FunctionFlow::scopeOf(const VarDecl &V) const {
  return Scopes.lookup(V.getCanonicalDecl());
}

const CallExpr *FunctionFlow::throwingCall(const CFGBlock &B) const {
  if (B.empty() || B.succ_size() != 2 || B.getTerminatorStmt())
    return nullptr;
  std::optional<CFGStmt> Last = B.back().getAs<CFGStmt>();
  return Last ? dyn_cast<CallExpr>(Last->getStmt()) : nullptr;
}

bool FunctionFlow::isTelling(const Stmt &S) const {
  if (!isa<Expr>(S) ||
      isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, CXXThrowExpr,
          LambdaExpr, CoroutineSuspendExpr>(S))
    return true;
  if (const auto *Op = dyn_cast<BinaryOperator>(&S); Op && Op->isAssignmentOp())
    return true;
  if (const auto *Op = dyn_cast<UnaryOperator>(&S);
      Op && Op->isIncrementDecrementOp())
    return true;
  return !Uses->at(&S).empty();
}

void FunctionFlow::findTelling() {
  FirstElements.resize(Graph->getNumBlockIDs());
  unsigned Elements = 0;
  for (const CFGBlock *B : *Graph) {
    FirstElements[B->getBlockID()] = Elements;
    Elements += B->size();
  }
  Telling.resize(Elements);
  for (const CFGBlock *B : *Graph) {
    unsigned Here = FirstElements[B->getBlockID()];
    for (const CFGElement &Element : *B) {
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
          S && isTelling(*S->getStmt()))
        Telling.set(Here);
      ++Here;
    }
  }
}

unsigned FunctionFlow::nextTelling(const CFGBlock &B, unsigned Element) const {
  if (Element >= B.size())
    return B.size();
  unsigned First = FirstElements[B.getBlockID()];
  int Next = Telling.find_first_in(First + Element, First + B.size());
  return Next < 0 ? B.size() : static_cast<unsigned>(Next) - First;
}

void FunctionFlow::findMoves() {
  if (std::exchange(HasMoves, true))
    return;
  Uses->forEachPlace([&](const void *At, llvm::ArrayRef<Use> Here) {
    for (const Use &U : Here)
      if (U.What == Use::Store || U.What == Use::Escape ||
          U.What == Use::Argument)
        Moves[U.Path.base()].push_back({&U, At});
  });
  for (const Expr *E : ReturnedValues) {
    Moves[E].push_back({nullptr, nullptr});
    if (std::optional<AccessPath> P = AccessPath::of(*E))
      if (auto &Away = Moves[P->base()]; Away.empty() || Away.back().first)
        Away.push_back({nullptr, nullptr});
  }
}

FunctionFlow::Spread FunctionFlow::spreadOf(const void *Base) {
  findMoves();
  Spread Result;
  llvm::SmallPtrSet<const void *, 8> Seen;
  llvm::SmallVector<const void *, 8> Open{Base};
  while (!Open.empty()) {
    const void *Here = Open.pop_back_val();
    if (!Seen.insert(Here).second)
      continue;
    Result.Given |= llvm::any_of(Function.parameters(), [&](const auto *P) {
      return P == Here && (P->getType()->isReferenceType() ||
                           P->getType()->isAnyPointerType());
    });
    auto Away = Moves.find(Here);
    if (Away == Moves.end())
      continue;
    for (const auto &[U, At] : Away->second) {
      if (!U) {
        Result.Given = true;
      } else if (U->What == Use::Store) {
        Result.Confined &=
            U->Target->variable() && U->Target->isLocalTo(Function);
        Open.push_back(U->Target->base());
      } else if (U->What == Use::Escape) {
        Result.Confined = false;
      } else if (std::optional<CallView> View =
                     CallView::of(*static_cast<const Expr *>(At))) {
        Result.Confined &= !View->object();
      }
    }
  }
  return Result;
}

std::optional<std::int64_t> FunctionFlow::constant(const Expr &E) {
  auto [At, New] = Constants.try_emplace(&E);
  if (New)
    At->second = constantOf(E, Context);
  return At->second;
}

void FunctionFlow::findPositions() {
  if (!Positions.empty())
    return;
  forEachTelling([this](const Stmt &S, Position At) {
    if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr>(S))
      Positions[cast<Expr>(&S)].push_back(At);
  });
}

void FunctionFlow::findReach() {
  if (!Farthest.empty())
    return;
  forEachTelling([this](const Stmt &S, Position Here) {
    auto Note = [&](const void *At) {
      for (const Use &U : Uses->at(At)) {
        auto [Last, New] =
            LastUses.try_emplace(U.Path.base(), Here.Block->getBlockID());
        if (!New)
          Last->second = std::min(Last->second, Here.Block->getBlockID());
      }
    };
    Note(&S);
    if (const auto *Declaration = dyn_cast<DeclStmt>(&S))
      for (const Decl *D : Declaration->decls())
        Note(D);
  });
  // Whatever comes to a block reaches what the block does: the highest first,
  // each block is asked once.
  constexpr unsigned Unknown = ~0U;
  Farthest.assign(Graph->getNumBlockIDs(), Unknown);
  std::vector<const CFGBlock *> ById(Graph->getNumBlockIDs());
  for (const CFGBlock *B : *Graph)
    ById[B->getBlockID()] = B;
  for (const CFGBlock *Goal : llvm::reverse(ById)) {
    llvm::SmallVector<const CFGBlock *, 16> Stack;
    if (Goal)
      Stack.push_back(Goal);
    while (!Stack.empty()) {
      const CFGBlock *B = Stack.pop_back_val();
      unsigned &Known = Farthest[B->getBlockID()];
      if (Known != Unknown)
        continue;
      Known = Goal->getBlockID();
      for (const CFGBlock::AdjacentBlock &Before : B->preds())
        if (const CFGBlock *P = Before.getReachableBlock())
          Stack.push_back(P);
    }
  }
}

llvm::ArrayRef<FunctionFlow::Position>
FunctionFlow::positionsOf(const Expr &Call) {
  findPositions();
  auto Found = Positions.find(&Call);
  return Found == Positions.end() ? llvm::ArrayRef<Position>() : Found->second;
}

bool FunctionFlow::mayBeUsedFrom(const CFGBlock &B, const void *Base) {
  findReach();
  auto Last = LastUses.find(Base);
  return Last != LastUses.end() && Farthest[B.getBlockID()] >= Last->second;
}

const Stmt *FunctionFlow::firstStatement(const CFGBlock &Start) const {
  const CFGBlock *B = &Start;
  for (unsigned Hops = 0; B && Hops != 8; ++Hops) {
    for (const CFGElement &Element : *B)
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
        return S->getStmt();
    if (const Stmt *Terminator = B->getTerminatorStmt())
      return Terminator;
    if (B->succ_size() != 1)
      return nullptr;
    B = *B->succ_begin();
  }
  return nullptr;
}

} // namespace ticktidy::analysis
