//===- FunctionFlow.h - The control flow of one function --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_FUNCTIONFLOW_H
#define TICKTIDY_CHECKS_ANALYSIS_FUNCTIONFLOW_H

#include "TimerCall.h"
#include "Uses.h"
#include "Valuation.h"
#include "clang/Analysis/Analyses/Dominators.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include <memory>

namespace ticktidy::analysis {

class Factories;
class Throws;
struct ScannedFunction;

/// The CFG of a function body with what a walk over its paths asks again and
/// again, computed once. Borrows the function and the models.
class FunctionFlow {
public:
  /// \param Scanned what is known of \p F, or null if it has not been scanned
  /// \returns null if clang can build no CFG for \p F.
  static std::unique_ptr<FunctionFlow>
  build(const clang::FunctionDecl &F, const ScannedFunction *Scanned,
        clang::ASTContext &Context, const ModelLookup &Lookup,
        const Factories &Made, Throws &Thrown);

  const clang::FunctionDecl &function() const { return Function; }
  clang::ASTContext &context() const { return Context; }
  const clang::Stmt &body() const { return *Body; }
  const clang::CFG &cfg() const { return *Graph; }
  const clang::ParentMap &parents() const { return *Parents; }
  const UseMap &uses() const { return *Uses; }
  ConditionTable &conditions() { return Conditions; }

  /// An element of a block.
  struct Position {
    const clang::CFGBlock *Block;
    unsigned Element;
  };
  /// Where \p Call, or what makes or destroys an object, is executed: more
  /// than once for what an initializer or a default argument spells for several
  /// places.
  llvm::ArrayRef<Position> positionsOf(const clang::Expr &Call);

  /// True if what has the base \p Base (see AccessPath) may be used in \p B or
  /// after it; what is used in no block that comes later never is.
  bool mayBeUsedFrom(const clang::CFGBlock &B, const void *Base);

  /// The first element of \p B, from \p Element on, that may change what a path
  /// knows or does, and does not just compute a value; or the number of
  /// elements.
  unsigned nextTelling(const clang::CFGBlock &B, unsigned Element) const;

  /// The modelled meanings of \p S, if it is a call.
  llvm::ArrayRef<TimerCall> timerCalls(const clang::Stmt &S) const;
  /// All modelled calls of the body, in no order.
  llvm::ArrayRef<const clang::Expr *> modelledExprs() const { return Modelled; }

  /// The call that ends \p B if an exception may come out of it, and where that
  /// goes (the second successor); or null.
  const clang::CallExpr *throwingCall(const clang::CFGBlock &B) const;

  /// What the two-way branch at the end of \p B tests, or null.
  const clang::Expr *branchCondition(const clang::CFGBlock &B) const;
  /// Its atom, or null.
  const Atom *branchAtom(const clang::CFGBlock &B) const;
  /// What is known on one of the ways out of \p B, whose condition is made of
  /// several that have been computed before: atoms, and whether they hold.
  llvm::SmallVector<std::pair<Atom, bool>, 2>
  joinedAtoms(const clang::CFGBlock &B, bool Taken);
  /// The atom of the case to which \p To belongs in the switch that ends
  /// \p From, or nothing.
  std::optional<Atom> caseAtom(const clang::CFGBlock &From,
                               const clang::CFGBlock &To);
  /// True if a branch after the start of \p B may test \p Key.
  bool isTestedFrom(const clang::CFGBlock &B, KeyId Key) const;
  /// Where a value can get in the function, whatever path is taken.
  struct Spread {
    /// It may be returned, or stored behind a parameter.
    bool Given = false;
    /// It stays in local variables, and goes to no method of an object.
    bool Confined = true;
  };
  /// Where the value at \p Base (see AccessPath) can get.
  Spread spreadOf(const void *Base);
  /// The constant that \p E always is, or nothing.
  std::optional<std::int64_t> constant(const clang::Expr &E);
  /// True if some return statement gives the value of \p Key.
  bool isReturned(KeyId Key) const { return Returned.contains(Key); }
  /// True if code out of sight may change the value of \p Key between two
  /// tests.
  bool mayChangeUnseen(KeyId Key) const;

  /// True if it depends on the branch at the end of \p Branch whether \p B is
  /// reached.
  bool decides(const clang::CFGBlock &Branch, const clang::CFGBlock &B);

  /// The compound statement in which \p V is declared; null if it is declared
  /// elsewhere: a parameter, a variable of a condition or of another function.
  const clang::CompoundStmt *scopeOf(const clang::VarDecl &V) const;

  /// True if code out of sight may write to \p V whenever it is called: it, or
  /// a callback, was given the address of the variable for keeps.
  bool isSharedWithCode(const clang::VarDecl &V) const {
    return Uses->isAddressKept(V) || CallbackData.contains(&V);
  }

  /// The first statement that is executed in \p B, or in the blocks after it
  /// if it is empty and there is only one way on; null at the end of the
  /// function.
  const clang::Stmt *firstStatement(const clang::CFGBlock &B) const;

private:
  FunctionFlow(const clang::FunctionDecl &F, const clang::Stmt &Body,
               clang::ASTContext &Context);
  /// \returns whether an exception may come out of some call.
  bool findCalls(const ScannedFunction *Scanned, const ModelLookup &Lookup,
                 const Factories &Made, Throws &Thrown);
  /// The `&&` or `||` whose value the branch at the end of \p B tests, or null.
  const clang::BinaryOperator *joinedCondition(const clang::CFGBlock &B) const;
  void findConditions();
  void findComputedConditions();
  void findLiveKeys();
  void findPositions();
  void findReach();
  void findTelling();
  /// Calls \p Visit with each statement that is telling, where it is executed.
  template <typename Visitor> void forEachTelling(Visitor Visit) const;
  void findMoves();
  bool isTelling(const clang::Stmt &S) const;

  const clang::FunctionDecl &Function;
  const clang::Stmt *Body;
  clang::ASTContext &Context;
  std::unique_ptr<clang::CFG> Graph;
  std::unique_ptr<clang::ParentMap> Parents;
  std::unique_ptr<UseMap> Uses;
  ConditionTable Conditions;
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<TimerCall, 2>> Calls;
  std::vector<const clang::Expr *> Modelled;
  llvm::SmallPtrSet<const clang::VarDecl *, 4> CallbackData;
  llvm::DenseMap<const clang::VarDecl *, const clang::CompoundStmt *> Scopes;
  llvm::DenseMap<const clang::CFGBlock *, Atom> Atoms;
  std::vector<llvm::SmallVector<KeyId, 2>> Tests; ///< by block
  llvm::SmallDenseSet<KeyId, 4> Returned;
  llvm::SmallPtrSet<const clang::Expr *, 4> ReturnedValues;
  llvm::BitVector Telling;             ///< elements, block after block
  std::vector<unsigned> FirstElements; ///< in Telling, by block
  llvm::DenseMap<const clang::Expr *, std::optional<std::int64_t>> Constants;
  std::vector<llvm::BitVector> Live; ///< keys, by block
  std::unique_ptr<clang::ControlDependencyCalculator> Dependencies;
  // Found when asked for the first time:
  llvm::DenseMap<const clang::Expr *, llvm::SmallVector<Position, 1>> Positions;
  /// The lowest number of the blocks that use it, by base: the numbers fall
  /// from the entry to the exit.
  llvm::DenseMap<const void *, unsigned> LastUses;
  std::vector<unsigned> Farthest; ///< the highest block reached, by block
  /// Uses that take a value somewhere else, and where, by base; null for what
  /// is returned.
  llvm::DenseMap<const void *,
                 llvm::SmallVector<std::pair<const Use *, const void *>, 2>>
      Moves;
  bool HasMoves = false;
};

template <typename Visitor>
void FunctionFlow::forEachTelling(Visitor Visit) const {
  for (const clang::CFGBlock *B : *Graph)
    for (unsigned I = nextTelling(*B, 0); I < B->size();
         I = nextTelling(*B, I + 1))
      Visit(*(*B)[I].castAs<clang::CFGStmt>().getStmt(), Position{B, I});
}

/// The local whose address \p Call gives to the callback, or null.
const clang::VarDecl *dataOf(const TimerCall &Call);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_FUNCTIONFLOW_H
