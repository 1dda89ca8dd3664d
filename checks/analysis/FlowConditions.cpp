//===- FlowConditions.cpp - What the branches of a function test ----------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExprShape.h"
#include "FunctionFlow.h"
#include "clang/AST/StmtCXX.h"
#include <deque>

using namespace clang;

namespace ticktidy::analysis {

const Expr *FunctionFlow::branchCondition(const CFGBlock &B) const {
  if (B.succ_size() != 2)
    return nullptr;
  const Stmt *Terminator = B.getTerminatorStmt();
  if (!Terminator || isa<SwitchStmt, CXXForRangeStmt>(Terminator))
    return nullptr;
  const auto *E = dyn_cast_or_null<Expr>(B.getTerminatorCondition());
  if (joinedCondition(B))
    return nullptr;
  // Of `a && b` the block before has decided a; this one decides b.
  while (E) {
    const auto *Logical = dyn_cast<BinaryOperator>(E->IgnoreParens());
    if (!Logical || !Logical->isLogicalOp())
      return E;
    E = Logical->getRHS();
  }
  return nullptr;
}

const BinaryOperator *FunctionFlow::joinedCondition(const CFGBlock &B) const {
  // Only that of a do statement: its operands have blocks of their own, which
  // meet before the branch.
  const auto *Do = dyn_cast_or_null<DoStmt>(B.getTerminatorStmt());
  const auto *Logical =
      Do ? dyn_cast<BinaryOperator>(Do->getCond()->IgnoreParenImpCasts())
         : nullptr;
  return Logical && Logical->isLogicalOp() ? Logical : nullptr;
}

llvm::SmallVector<std::pair<Atom, bool>, 2>
FunctionFlow::joinedAtoms(const CFGBlock &B, bool Taken) {
  llvm::SmallVector<std::pair<Atom, bool>, 2> Result;
  const BinaryOperator *Joined = joinedCondition(B);
  if (!Joined || Taken != (Joined->getOpcode() == BO_LAnd))
    return Result;
  // All operands have the value that the whole has.
  llvm::SmallVector<const Expr *, 4> Operands{Joined};
  while (!Operands.empty()) {
    const Expr *E = Operands.pop_back_val()->IgnoreParenImpCasts();
    const auto *Op = dyn_cast<BinaryOperator>(E);
    if (Op && Op->getOpcode() == Joined->getOpcode())
      Operands.append({Op->getLHS(), Op->getRHS()});
    else if (!Op || !Op->isLogicalOp())
      if (std::optional<Atom> A = Conditions.atom(*E))
        Result.push_back({*A, Taken});
  }
  return Result;
}

const Atom *FunctionFlow::branchAtom(const CFGBlock &B) const {
  auto Found = Atoms.find(&B);
  return Found == Atoms.end() ? nullptr : &Found->second;
}

std::optional<Atom> FunctionFlow::caseAtom(const CFGBlock &From,
                                           const CFGBlock &To) {
  const auto *Switch = cast<SwitchStmt>(From.getTerminatorStmt());
  const Expr *Scrutinee = Switch->getCond();
  const auto *Label = dyn_cast_or_null<CaseStmt>(To.getLabel());
  if (!Scrutinee)
    return std::nullopt;
  if (Label) {
    if (Label->getRHS())
      return std::nullopt;
    std::optional<std::int64_t> Value = constantOf(*Label->getLHS(), Context);
    return Value ? Conditions.equals(*Scrutinee, *Value) : std::nullopt;
  }
  // Default, or past a switch without one: none of the cases.
  std::optional<Atom> None = Conditions.equals(*Scrutinee, 0);
  if (!None)
    return std::nullopt;
  None->When = ValueSet::all();
  for (const SwitchCase *Case = Switch->getSwitchCaseList(); Case;
       Case = Case->getNextSwitchCase())
    if (const auto *Named = dyn_cast<CaseStmt>(Case); Named && !Named->getRHS())
      if (std::optional<std::int64_t> Value =
              constantOf(*Named->getLHS(), Context))
        None->When = None->When.intersect(ValueSet::without(*Value));
  return None;
}

void FunctionFlow::findConditions() {
  Tests.resize(Graph->getNumBlockIDs());
  for (const CFGBlock *B : *Graph) {
    auto &Tested = Tests[B->getBlockID()];
    for (bool Taken : {true, false})
      for (const auto &[A, Holds] : joinedAtoms(*B, Taken))
        Tested.push_back(A.Key);
    if (const Expr *Condition = branchCondition(*B)) {
      if (std::optional<Atom> A = Conditions.atom(*Condition)) {
        Tested.push_back(A->Key);
        Atoms.try_emplace(B, *A);
      }
    } else if (const auto *Switch =
                   dyn_cast_or_null<SwitchStmt>(B->getTerminatorStmt())) {
      if (const Expr *Scrutinee = Switch->getCond())
        if (std::optional<Atom> A = Conditions.equals(*Scrutinee, 0))
          Tested.push_back(A->Key);
    }
  }
  forEachTelling([this](const Stmt &S, Position) {
    if (const auto *Return = dyn_cast<ReturnStmt>(&S);
        Return && Return->getRetValue()) {
      const Expr *Value = stripped(Return->getRetValue());
      ReturnedValues.insert(Value);
      if (std::optional<AccessPath> P = AccessPath::of(*Value))
        Returned.insert(Conditions.addKey(*P));
    }
  });
  // A flag that is computed from a condition is as good as the condition, and
  // so is one that is computed from such a flag.
  unsigned Before = Conditions.size();
  findComputedConditions();
  if (Conditions.size() != Before)
    findComputedConditions();
}

void FunctionFlow::findComputedConditions() {
  forEachTelling([this](const Stmt &S, Position At) {
    const Expr *Right = nullptr;
    std::optional<AccessPath> Left;
    if (const auto *Op = dyn_cast<BinaryOperator>(&S);
        Op && Op->getOpcode() == BO_Assign) {
      Right = Op->getRHS();
      Left = AccessPath::of(*Op->getLHS());
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(&S);
               Declaration && Declaration->isSingleDecl()) {
      if (const auto *V = dyn_cast<VarDecl>(Declaration->getSingleDecl())) {
        Right = V->getInit();
        Left = AccessPath::ofVariable(*V);
      }
    }
    if (!Right || !Left || !Right->getType()->isScalarType() ||
        !Conditions.keyOf(*Left) || constant(*Right))
      return;
    if (const auto *Choice = dyn_cast<ConditionalOperator>(stripped(Right)))
      Right = Choice->getCond();
    if (std::optional<Atom> A = Conditions.atom(*Right))
      Tests[At.Block->getBlockID()].push_back(A->Key);
  });
}

void FunctionFlow::findLiveKeys() {
  Live.assign(Graph->getNumBlockIDs(), llvm::BitVector(Conditions.size()));
  for (unsigned I = 0; I != Tests.size(); ++I)
    for (KeyId K : Tests[I])
      Live[I].set(K);
  // Blocks are numbered from the end, so that most are done when it is the turn
  // of those before them.
  std::deque<const CFGBlock *> Work(Graph->begin(), Graph->end());
  llvm::sort(Work, [](const CFGBlock *A, const CFGBlock *B) {
    return A->getBlockID() < B->getBlockID();
  });
  llvm::BitVector Waits(Graph->getNumBlockIDs(), true);
  while (!Work.empty()) {
    const CFGBlock *B = Work.front();
    Work.pop_front();
    const llvm::BitVector &Mine = Live[B->getBlockID()];
    Waits.reset(B->getBlockID());
    for (const CFGBlock::AdjacentBlock &Before : B->preds()) {
      const CFGBlock *P = Before.getReachableBlock();
      if (!P || !Mine.test(Live[P->getBlockID()]))
        continue;
      Live[P->getBlockID()] |= Mine;
      if (!Waits.test(P->getBlockID()))
        Work.push_back(P);
      Waits.set(P->getBlockID());
    }
  }
}

bool FunctionFlow::isTestedFrom(const CFGBlock &B, KeyId Key) const {
  const llvm::BitVector &Keys = Live[B.getBlockID()];
  return Key < Keys.size() && Keys.test(Key);
}

} // namespace ticktidy::analysis
