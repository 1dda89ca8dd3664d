//===- LifetimeWorker.h - The worklist behind LifetimeWalk ------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LIFETIMEWORKER_H
#define TICKTIDY_CHECKS_ANALYSIS_LIFETIMEWORKER_H

#include "PathState.h"
#include "Summaries.h"
#include "llvm/Support/Allocator.h"
#include <list>
#include <memory>

namespace ticktidy::analysis {

/// Moves path states over the blocks of one function. The worklist is in
/// LifetimeWorker.cpp; what statements do to a path, in LifetimeCreation.cpp,
/// LifetimeTransfer.cpp, LifetimeCalls.cpp and LifetimeValues.cpp.
class LifetimeWalk::Worker {
public:
  /// What the walk does besides following the timer.
  enum class Mode : std::uint8_t {
    Follow,   ///< start at the creation, or with the timer in a parameter
    Complete, ///< start at the entry, before the creation
    Collect,  ///< no timer: note the conditions at some expressions
    Locate,   ///< as Follow, and tell paths apart by their last jump
    Released, ///< follow a handle from the release of its timer
  };

  Worker(FunctionFlow &Flow, const TrackedTimer *Timer, Summaries &Functions,
         Mode Does);

  void start(const clang::CFGBlock &B, unsigned Element, PathState S);
  /// Starts with what is done to the value of the creation at once.
  void startAfterCreation(const clang::CFGBlock &B, unsigned Element,
                          PathState S);
  void run();
  /// The state right after the creation, which succeeded.
  PathState created(PathState S) const;
  /// \p A holds the timer; the first to do so is its holder.
  void holdIn(const Alias &A);

  /// For Released: the state right after the release.
  PathState released(PathState S);

  LifetimeResult Result;
  /// For Released: what is followed, and whether from the entry, to learn how
  /// the timer stands whenever a use is reached (bit set over Phase).
  const ReleasedTimer *Gone = nullptr;
  bool IsComplete = false;
  llvm::DenseMap<const clang::Expr *, unsigned> PhasesAtUses;
  /// For Complete: bit set over Phase, for every exit that was reached.
  std::vector<std::pair<Exit, unsigned>> PhasesAtExits;
  /// For Complete: statements before which the timer is to be ended, besides
  /// the exits.
  llvm::SmallPtrSet<const clang::Stmt *, 2> EndedBefore;
  /// For Complete: tell how the function returns.
  bool TellsReturns = false;
  std::vector<LifetimeResult::Return> Returns;
  /// For Collect: the expressions, and the blocks that may come to one, by
  /// number.
  llvm::DenseMap<const clang::Expr *, std::vector<Valuation>> Collected;
  llvm::BitVector Leading;

private:
  // Worklist.
  void runBlock(const clang::CFGBlock &B, unsigned Element, PathState &&S);
  void leaveBlock(const clang::CFGBlock &B, PathState &&S);
  void leaveByCall(const clang::CFGBlock &B, const clang::CallExpr &Call,
                   PathState S);
  void leaveByException(const clang::CFGBlock &B, const clang::CXXTryStmt &Try,
                        const PathState &S);
  void follow(const clang::CFGBlock &From, const clang::CFGBlock &To,
              PathState &&S);
  void enqueue(const clang::CFGBlock &B, PathState &&S);
  void reachEnd(const clang::CFGBlock &From, PathState &S);
  void leaveScopes(const clang::CFGBlock &From, const clang::CFGBlock &To,
                   PathState &S);
  void leak(const Exit &At, Step::Kind How, const Trail *Steps,
            const PathState &S);
  void reachExit(const Exit &At, Phase P);
  const LifetimeResult::Left *lost(const Exit &At, Step::Kind How,
                                   const Trail *Steps);
  /// The timer is a variable of the function, or in one.
  bool isInFrame(const PathState &S) const;
  bool leaksWhenLost(const PathState &S) const;
  /// Losing every handle to it, as it is now, does harm.
  bool isWorthEnding(const PathState &S) const;
  bool pilesUp(const PathState &S) const;
  const Trail *step(Step::Kind What, const clang::Stmt *At,
                    const clang::CFGBlock *Branch, const Trail *Before);

  // Transfer. Returns false when the path needs no further look.
  bool transfer(const clang::Stmt &S, PathState &State);
  bool create(PathState &State);
  bool mayFailAt(const clang::Stmt &S) const;
  PathState failed(PathState S) const;
  /// The state after \p S if that is a start that fails, or a call that fails
  /// to take the timer over, and the code looks.
  std::optional<PathState> callFailed(const clang::Stmt &S,
                                      const PathState &State) const;
  /// Notes that \p Call did not fail: the other way is that of callFailed.
  void succeed(const TimerCall &Call, PathState &State) const;
  void useAll(const void *At, PathState &State);
  void use(const Use &U, Relation R, const Alias &A, const void *At,
           PathState &State);
  void store(const Use &U, Relation R, PathState &State);
  /// The last variable with the handle is assigned to at \p At.
  void overwritten(const clang::Stmt &At, const AccessPath &In,
                   PathState &State);
  /// \p Second puts another timer in the place of this one, \p In.
  void replaced(const clang::Expr &Second, const AccessPath &In,
                PathState &State);
  /// The same for a call that writes to the variable \p In itself.
  void replacedInPlace(const clang::Expr &Second, const Alias &In,
                       PathState &State);
  void noteOverwrite(const clang::Expr &Second, const AccessPath &In,
                     const PathState &State);
  /// What in \p Value makes a timer of the same kind, or null.
  const clang::Expr *creationIn(const clang::Expr &Value) const;
  bool isCallback(const clang::LambdaExpr &Lambda) const;
  bool mayReachShared(const clang::Expr &Call) const;
  void capture(const clang::LambdaExpr &Lambda, const Use &U, Relation R,
               PathState &State);
  void passed(const clang::Expr &Call, const Use &U, Relation R,
              const Alias &With, PathState &State);
  bool applyModels(const clang::Expr &Call, const Use &U, Relation R,
                   const Alias &With, PathState &State);
  bool isKeptAsData(const clang::Expr &Call, const Use &U) const;
  void apply(const TimerCall &Call, const Alias &With, PathState &State);
  void freed(const clang::Stmt &At, PathState &State);
  void tellReturn(const clang::ReturnStmt *At, const PathState &State);
  bool transferReleased(const clang::Stmt &S, PathState &State);
  void useAllReleased(const void *At, PathState &State);
  void useReleased(const Use &U, Relation R, const Alias &A, const void *At,
                   PathState &State);
  bool staysGoneAt(const clang::Expr &Call, const Use &U, Relation R,
                   PathState &State);
  void stale(const clang::Expr &At, bool Again, PathState &State);
  static void forget(PathState &State);
  bool holdsNone(const PathState &State) const;
  void end(PathState &State);
  void learn(const clang::Stmt &S, PathState &State);
  void assign(const AccessPath &Target, const clang::Expr *Value,
              PathState &State);
  ValueSet valueOf(const clang::Expr &E, const PathState &State);
  void block(const clang::Expr &Call, PathState &State);
  bool borrowsScalar(const clang::FunctionDecl &F, const Use &U,
                     const Alias &A) const;

  FunctionFlow &Flow;
  const TrackedTimer *Timer;
  Summaries &Functions;
  const Mode Does;

  struct Item {
    const clang::CFGBlock *Block;
    PathState State;
  };
  /// Those from First to Last wait, in this order; the others can be used
  /// again.
  llvm::SmallVector<std::unique_ptr<Item>, 8> Work;
  std::size_t First = 0;
  std::size_t Last = 0;
  /// Hashes, by block; a short life sees few of them.
  llvm::DenseMap<const clang::CFGBlock *, llvm::SmallVector<std::uint64_t, 4>>
      Seen;
  unsigned Visits = 0;
  llvm::BumpPtrAllocator Memory;
  std::list<LifetimeResult::Left> Lost;
};

/// The values of the result of \p Call that mean success.
ValueSet successOf(const TimerCall &Call);
/// The values that mean failure, for a call that can fail.
ValueSet failureOf(const TimerCall &Call);
bool canFail(const TimerCall &Call);
/// The values that a variable of type \p Type has when it holds a timer.
ValueSet handlesOf(const model::Kind &Of, clang::QualType Type);

/// True if the end of \p V does something that may end a timer in it: it has
/// a destructor or a cleanup attribute.
bool cleansUp(const clang::VarDecl &V);

/// True if \p P is the place of \p U in the call \p V.
bool isPlaceOf(const model::Place &P, const CallView &V, const Use &U);

/// True if \p F can be trusted to do no more than read a scalar: it comes
/// with the system.
bool isSystemFunction(const clang::FunctionDecl &F);

/// True if \p F keeps no number that it is given by value.
bool borrowsNumber(const clang::FunctionDecl &F);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LIFETIMEWORKER_H
