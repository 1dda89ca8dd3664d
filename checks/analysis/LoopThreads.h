//===- LoopThreads.h - Callbacks that run on no loop ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_LOOPTHREADS_H
#define TICKTIDY_CHECKS_ANALYSIS_LOOPTHREADS_H

#include "UnitAnalysis.h"
#include "llvm/ADT/DenseSet.h"

namespace ticktidy::analysis {

/// What a unit takes off the thread of its event loop: objects that are moved
/// to another thread, timers whose executor has threads of its own, functions
/// that fork or end the loop. Borrows the unit.
class LoopThreads {
public:
  explicit LoopThreads(const UnitAnalysis &Unit);

  /// True if the callback \p Called, given at \p Site, is not known to be one
  /// of a timer that runs on the thread of a loop which serves others.
  bool runsElsewhere(const CallbackSite &Site,
                     const clang::FunctionDecl &Called) const;
  /// The same for a function that a timer calls as an override.
  bool runsElsewhere(const clang::FunctionDecl &Override) const;

private:
  void findOwnLoop(const clang::FunctionDecl &F);
  bool isMoved(const clang::FunctionDecl &F) const;
  bool usesPool(const clang::Expr *E) const;
  bool isMadeWithPool(const clang::ValueDecl &Timer) const;

  const UnitAnalysis &Unit;
  llvm::DenseSet<const clang::CXXRecordDecl *> MovedClasses;
  llvm::DenseSet<const clang::ValueDecl *> MovedObjects;
  /// What the constructors of the unit initialize fields with.
  llvm::DenseMap<const clang::FieldDecl *,
                 llvm::SmallVector<const clang::Expr *, 1>>
      Initializers;
};

/// True if \p F calls a function after which code does not run for the loop.
bool leavesLoop(const clang::FunctionDecl &F, const ModelLookup &Lookup);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_LOOPTHREADS_H
