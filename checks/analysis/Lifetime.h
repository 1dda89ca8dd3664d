//===- Lifetime.h - The life of one timer, path by path ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Typestate over the CFG. A walk starts where a timer is created, carries what
// the path did with it and what its branches say, and ends where the timer is
// released, handed on, or left behind. Paths merge only when they agree in
// everything that matters; when there are too many, the walk gives up and the
// timer counts as handled.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LIFETIME_H
#define TICKTIDY_CHECKS_ANALYSIS_LIFETIME_H

#include "Finding.h"
#include "FunctionFlow.h"
#include <deque>

namespace ticktidy::analysis {

class Summaries;

/// A timer that a walk follows.
struct TrackedTimer {
  const model::Kind *Of = nullptr;
  /// The call that makes it. For a parameter (see Summaries) there is none.
  std::optional<TimerCall> Creation;
  /// It is known to fire again and again.
  bool Periodic = false;
  /// It frees itself once it has fired: nobody needs to release it.
  bool SelfEnding = false;
  /// The creating call hands out a smart pointer that owns it.
  bool SmartPointer = false;
  /// Nothing takes the handle.
  bool Discarded = false;

  /// The local that the callback is given the address of, or null.
  const clang::VarDecl *Data = nullptr;
  /// Its handle is a number, which a function of the system can only read.
  bool ScalarHandle = false;

  bool isIntrusive() const { return Of->Losing == model::Regime::Intrusive; }
};

/// Where a timer stands on a path.
enum class Phase : std::uint8_t {
  Absent, ///< not created yet
  Failed, ///< the creation failed
  Live,
  Ended,  ///< released, or stopped where that is enough
  Handed, ///< somebody else looks after it, or nobody knows
};

/// \p P as a bit in a set of phases.
constexpr unsigned bit(Phase P) { return 1U << static_cast<unsigned>(P); }

/// The field or variable that \p P ends in, or null.
const clang::ValueDecl *lastOf(const AccessPath &P);

/// One step back on a path; the steps of all paths form a tree.
struct Trail {
  Step::Kind What;
  const clang::Stmt *At;
  /// The block that branches, or from which the path leaves; or null.
  const clang::CFGBlock *Branch;
  const Trail *Before;
};

/// A timer that a call releases.
struct ReleasedTimer {
  const clang::Expr *Call = nullptr;
  const model::Kind *Of = nullptr;
  const model::Call *What = nullptr; ///< the library's call
  AccessPath Handle;
  bool ByAddress = false; ///< Handle is its storage
  bool ByHelper = false;  ///< Call is of a function that calls the library
  bool IsTimer = false;   ///< What and its type say so; see TimerHolders
};

/// What a walk found out.
struct LifetimeResult {
  struct Left {
    Exit At;
    Step::Kind How; ///< Leaves, Throws, LeavesScope or Frees
    const Trail *Steps;
    /// If the walk tells jumps apart: the last goto or break of each path that
    /// comes here, null for a path without.
    llvm::SmallVector<const clang::Stmt *, 2> Jumps = {};
  };
  /// Too many paths: nothing is known.
  bool GaveUp = false;
  /// Exits at which some path leaves the live timer, each once.
  std::vector<Left> Leaks;
  /// A path on which the creation is reached again while its last timer lives.
  bool PilesUp = false;
  const Trail *PileUpSteps = nullptr;
  /// Another timer is stored over it: what makes that one, and the path.
  const clang::Expr *OverwrittenBy = nullptr;
  AccessPath OverwrittenIn;
  const Trail *OverwriteSteps = nullptr;
  struct Stale {
    const clang::Expr *At;
    bool Again; ///< it is a second release
    const Trail *Steps;
    /// Every path that comes here has released the timer.
    bool Always = false;
  };
  /// An end of the function, and how the timer stands there.
  struct Return {
    Phase At;
    /// The handle is what the function returns.
    bool GivesHandle = false;
    /// The parameter that points or refers to a handle of the live timer.
    const clang::ParmVarDecl *Filled = nullptr;
    ValueSet Value = ValueSet::all(); ///< what the function returns
  };
  /// What is done with it after its release.
  std::vector<Stale> StaleUses;
  /// The end of the function is reached while the timer lives, whoever holds
  /// it; for a function that is run again and again that is a pile-up.
  bool LivesAtEnd = false;
  const Trail *EndSteps = nullptr;
  /// Bit set over Phase: how the timer stood at the ends of the function.
  unsigned PhasesAtEnd = 0;
  /// Some path starts it in a way that is known to repeat.
  bool StartsPeriodic = false;
  bool EndedByHand = false; ///< some path stops or releases it
  /// Where paths ended or handed on the timer.
  llvm::SmallPtrSet<const clang::CFGBlock *, 4> CaredForIn;
  /// Something got the handle: what first, and its variable, or null.
  bool IsHeld = false;
  const clang::VarDecl *Holder = nullptr;
  AccessPath HolderPath;
  bool HolderByAddress = false;
  /// All fields and variables that got the handle.
  llvm::SmallVector<const clang::ValueDecl *, 2> Holders;
};

/// Walks the paths of one function for one timer. Borrows everything.
class LifetimeWalk {
public:
  LifetimeWalk(FunctionFlow &Flow, const TrackedTimer &Timer,
               Summaries &Functions);
  ~LifetimeWalk();

  /// Follows the timer from its creation, under the conditions in \p Known,
  /// which hold when the creation is reached.
  LifetimeResult fromCreation(llvm::ArrayRef<Valuation> Known);
  /// Follows a timer that \p V, a parameter or a captured variable, holds when
  /// the function is entered.
  LifetimeResult fromVariable(const clang::VarDecl &V);
  /// Follows all paths from the entry, and tells for each end of the function
  /// how the timer stands and what is returned; nothing if it gave up, no ends
  /// if none of them gives the live timer to the caller.
  std::optional<std::vector<LifetimeResult::Return>> returns();
  /// False if no use of \p Gone can follow its release, whatever conditions
  /// hold then: most timers are released last, and need none found out.
  bool mayBeUsedAfter(const ReleasedTimer &Gone);
  /// Follows the variable that holds \p Gone, from its release to its next
  /// use (LifetimeResult::StaleUses). \p Known as in fromCreation.
  LifetimeResult fromRelease(const ReleasedTimer &Gone,
                             llvm::ArrayRef<Valuation> Known);
  /// True if all paths from the entry to an end of the function have released
  /// \p Gone and left its handle as it was, or know that the handle holds none,
  /// and some path has.
  bool alwaysReleases(const ReleasedTimer &Gone);
  /// Follows all paths from the entry, and tells for each exit in \p Exits
  /// whether the timer is always alive there. An exit that other paths share is
  /// replaced with the jumps that lead the live timer to it, where there are
  /// such. \p Known as in fromCreation.
  void completeExits(llvm::SmallVectorImpl<Exit> &Exits,
                     llvm::ArrayRef<Valuation> Known);

  /// The conditions that hold whenever \p Creations are reached.
  static llvm::DenseMap<const clang::Expr *, std::vector<Valuation>>
  conditionsAt(FunctionFlow &Flow, Summaries &Functions,
               llvm::ArrayRef<const clang::Expr *> Creations);

private:
  class Worker;
  void startAt(Worker &At, llvm::ArrayRef<Valuation> Known);
  void followRelease(const ReleasedTimer &Gone,
                     llvm::ArrayRef<Valuation> Known);
  std::unique_ptr<Worker> W;
  FunctionFlow &Flow;
  const TrackedTimer &Timer;
  Summaries &Functions;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LIFETIME_H
