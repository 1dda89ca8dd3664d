//===- TimerFaults.h - From walks to findings -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERFAULTS_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERFAULTS_H

#include "ClassIndex.h"
#include "Lifetime.h"
#include "RepeatedFunctions.h"
#include "Summaries.h"
#include "TimerHolders.h"
#include "UnitAnalysis.h"
#include "UnitScan.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace ticktidy::analysis {

/// Makes findings out of what the walks of one unit tell. Borrows everything.
class TimerFaults {
public:
  TimerFaults(clang::ASTContext &Context, const ModelLookup &Lookup,
              const AnalysisOptions &Options, const UnitScan &Scan,
              const ClassIndex &Index);

  /// Adds what is wrong with the timers of the unit to \p Found, in no order.
  void find(Findings &Found);

private:
  using FunctionSet = llvm::DenseSet<const clang::FunctionDecl *>;
  /// The creations of timers that need no walk.
  using PlainTimers = llvm::SmallPtrSet<const clang::Expr *, 4>;
  using Releases = std::vector<ReleasedTimer>;
  /// Releases in one function.
  struct Released {
    const clang::FunctionDecl *In;
    Releases Gone;
    bool Learnt = false; ///< it is known whether callers can name them
    bool Told = false;
  };

  std::vector<const clang::FunctionDecl *> learnFactories();
  void tellAlone(const ScannedFunction &F, const PlainTimers &Plain);
  bool tellPlain(const ScannedFunction &F, PlainTimers &Plain);
#ifndef NDEBUG
  std::size_t told() const;
  bool tellsNothing(const ScannedFunction &F);
  bool tellsNothing(const TrackedTimer &Timer, FunctionFlow &Flow);
#endif
  void timersOf(const clang::FunctionDecl &F, const PlainTimers &Plain);
  /// What \p F releases itself, by calls of the library or by `delete`.
  Releases releasedIn(const ScannedFunction &F) const;
  void findReleases();
  void addReleases(const clang::FunctionDecl &F, Releases Gone);
  void learnReleasers(const FunctionSet &Later);
  /// Reports what is done after \p Each.
  void releasesOf(Released &Each);
  void timer(const TrackedTimer &Timer, FunctionFlow &Flow,
             llvm::ArrayRef<Valuation> Known);
  void overwrite(const TrackedTimer &Timer, FunctionFlow &Flow,
                 LifetimeWalk &Walk, const LifetimeResult &Result,
                 llvm::ArrayRef<Valuation> Known);
  bool pileUp(const TimerSite &Site, const TrackedTimer &Timer,
              FunctionFlow &Flow, const LifetimeResult &Result);
  bool gathered(const TimerSite &Site, const TrackedTimer &Timer,
                FunctionFlow &Flow);
  bool repeatedPileUp(const TimerSite &Site, const TrackedTimer &Timer,
                      FunctionFlow &Flow, const LifetimeResult &Result);
  void staleUses(const ReleasedTimer &Gone, FunctionFlow &Flow,
                 llvm::ArrayRef<Valuation> Known);

  clang::ASTContext &Context;
  const ModelLookup &Lookup;
  const AnalysisOptions &Options;
  const UnitScan &Scan;
  const ClassIndex &Index;
  Summaries Functions;
  RepeatedFunctions Repeated;
  TimerHolders Holders;
  /// The timers that are objects, and are deleted, by function.
  llvm::MapVector<const clang::FunctionDecl *, Releases> Deleted;
  Findings *Found = nullptr;
  llvm::DenseSet<clang::SourceLocation> Reported;
  /// Those that functions do themselves, and then those that they do by calling
  /// another one.
  std::vector<Released> AllReleases;
  std::size_t OwnReleases = 0;
  /// Places in AllReleases.
  llvm::DenseMap<const clang::FunctionDecl *, llvm::SmallVector<unsigned, 1>>
      ReleasesIn;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERFAULTS_H
