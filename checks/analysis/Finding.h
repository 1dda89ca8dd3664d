//===- Finding.h - What the analysis found ----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_FINDING_H
#define TICKTIDY_CHECKS_ANALYSIS_FINDING_H

#include "../model/Model.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace ticktidy::analysis {

/// What a finding can be about. A creation site gets one report, the first of
/// these that applies, and so does what a callback holds: the last three.
enum class Fault : std::uint8_t {
  StaleUse,
  Overwrite,
  PileUp,
  Discard,
  Leak,
  MemberLeak,
  DanglingCapture,
  RetainCycle,
  HeavyCapture,
};

/// One step of the path that proves a finding.
struct Step {
  enum Kind : std::uint8_t {
    Starts,      ///< the timer is started here
    TakesTrue,   ///< the condition holds
    TakesFalse,  ///< the condition does not hold
    TakesCase,   ///< the switch goes to this label
    RunsLoop,    ///< the loop body is entered (again)
    SkipsLoop,   ///< the loop is left, or its body never runs
    Jumps,       ///< a goto is taken to the label in Text
    Throws,      ///< an exception leaves from here
    MayThrow,    ///< an exception comes out of this call
    Suspends,    ///< the coroutine is suspended, and may be destroyed
    Leaves,      ///< the function returns, or its end is reached
    LeavesScope, ///< the variable that held the timer goes out of scope
    Frees,       ///< the storage of the timer is given back
    Overwrites,  ///< the variable that held the timer gets another value
    Releases,    ///< the timer is released here
    Replaces,    ///< another timer is put in its place
    Uses,        ///< it is used here, though it has been released
  };
  Kind What;
  clang::SourceLocation Where;
  std::string Text; ///< the condition as the source spells it, or empty
};

/// A place where control leaves a timer behind.
struct Exit {
  /// The statement that leaves (return, throw, break, continue, goto, or the
  /// call that frees the storage), or null where control runs off the end of
  /// \p Scope.
  const clang::Stmt *Jump = nullptr;
  const clang::CompoundStmt *Scope = nullptr;
  /// Jump is a call that control leaves by an exception, or where a coroutine
  /// is destroyed: nothing can be done here by a statement.
  bool Unwinds = false;
  /// Every path that comes here brings a live timer: it can be ended here
  /// without a test.
  bool AlwaysLive = false;
  /// Some path comes here with a timer that was ended already, or handed on,
  /// though the handle still tells nothing of it.
  bool MayBeEnded = false;

  bool operator==(const Exit &O) const {
    return Jump == O.Jump && Scope == O.Scope;
  }
};

/// A timer as the words and edits of a report need it.
struct TimerSite {
  const clang::FunctionDecl *Function = nullptr;
  const clang::Expr *Creation = nullptr; ///< the call or new-expression
  const clang::Expr *Anchor = nullptr;   ///< where the warning stands
  const model::Kind *Of = nullptr;
  const model::Call *Call = nullptr;
  /// Where Creation calls a function of the unit: the library's call in there.
  const clang::Expr *Origin = nullptr;
  /// The variable through which the function holds the timer, or null.
  const clang::VarDecl *Holder = nullptr;
  /// The handle as the source spells it ("fd", "ctx.timer"), or empty.
  std::string Handle;
  /// A pointer to it as the source would spell it ("&timer", "timer").
  std::string Pointer;
};

/// A timer that some path leaves behind.
struct Leak {
  TimerSite Timer;
  llvm::SmallVector<Step, 8> Path;
  llvm::SmallVector<Exit, 2> Exits; ///< all exits that lack the end
  bool StorageDies = false; ///< intrusive: its storage goes while it is armed
  /// Some path of the function ends it by hand, or hands it on.
  bool CaredForElsewhere = false;
};

/// A timer that is stored over a live one, which is lost.
struct Overwrite {
  TimerSite Timer;        ///< the new one
  const clang::Expr *Old; ///< what made the one that is lost
  /// Where the old one would have to be ended: at the new creation.
  Exit At;
  llvm::SmallVector<Step, 8> Path;
};

/// A timer that goes on firing, and whose only handle nobody took.
struct Discard {
  TimerSite Timer;
};

/// A use of a timer that has been released.
struct StaleUse {
  TimerSite Timer; ///< Creation and Anchor are the use
  /// What released it, on one path or another.
  llvm::SmallVector<const clang::Expr *, 1> Releases;
  bool Again = false; ///< the use is a second release
  /// The use, or the release, is a call of a function of the unit, which may do
  /// more.
  bool ByHelper = false;
  /// Every path that comes to the use has released the timer.
  bool Always = false;
  llvm::SmallVector<Step, 8> Path;
};

/// A timer of which every round of a loop leaves one more.
struct PileUp {
  enum class Repeats : std::uint8_t {
    Loop,      ///< for, while, do, range-for, goto
    Algorithm, ///< a lambda that an algorithm calls for every element
    Callback,  ///< the callback of a repeating timer
  };
  TimerSite Timer;
  Repeats By = Repeats::Loop;
  const clang::Stmt *Loop = nullptr; ///< the loop, or the call that repeats
  /// What the loop gathers them in, until it has ended; or null.
  const clang::VarDecl *Container = nullptr;
  llvm::SmallVector<Step, 8> Path;
};

/// A function whose body is out of sight was given a timer: what it does with
/// it decides whether there is a fault.
struct Doubt {
  /// The call that makes the timer, or null: it came as a parameter.
  const clang::Expr *Creation;
  const clang::FunctionDecl *Callee;
  unsigned Parameter;
  const model::Kind *Of;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_FINDING_H
