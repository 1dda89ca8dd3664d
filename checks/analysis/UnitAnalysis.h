//===- UnitAnalysis.h - What a unit does with timers ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_UNITANALYSIS_H
#define TICKTIDY_CHECKS_ANALYSIS_UNITANALYSIS_H

#include "Callback.h"
#include "Finding.h"
#include "MemberLeaks.h"
#include "ModelLookup.h"
#include "Throws.h"
#include "TimerCall.h"
#include "UnitScan.h"
#include <deque>
#include <memory>
#include <vector>

namespace ticktidy::analysis {

struct CaptureFindings;

/// A call that gives a timer its callback.
struct CallbackSite {
  TimerCall Call;
  const clang::Expr *Callback;          ///< the callback argument
  const clang::Expr *UserData;          ///< what it will be given, or null
  const clang::FunctionDecl *Enclosing; ///< the function that makes the call
  analysis::Callback Called;            ///< what resolveCallback() says of it
};

struct UnguardedRearm;

/// The settings that the analysis shares between all checks.
struct AnalysisOptions {
  /// A loop that provably runs at most so often piles nothing up.
  unsigned SmallTripCount = 8;
  Exceptions Followed = Exceptions::Explicit;
  /// What is given a timer out of sight is not taken to care for it.
  bool Strict = false;
};

/// All that is wrong with the timers of a unit, each in source order.
struct Findings {
  /// What calls of the unit's own factories mean; the timers refer to it.
  std::deque<model::Call> OfFactories;
  std::vector<Leak> Leaks;
  std::vector<PileUp> PileUps;
  std::vector<Overwrite> Overwrites;
  std::vector<Discard> Discards;
  std::vector<StaleUse> StaleUses;
  std::vector<MemberLeak> MemberLeaks;
  /// What other units would have to tell; some of it several times.
  std::vector<Doubt> Doubts;
  /// Creations whose timers stay in local variables, whatever path is taken;
  /// not all of them.
  llvm::DenseSet<const clang::Expr *> Confined;
};

/// Scans a translation unit once and answers all checks. Borrows the models
/// and the context, which must outlive it; what it returns lives as long as
/// it does.
class UnitAnalysis {
public:
  UnitAnalysis(const model::ModelSet &Models, clang::ASTContext &Context,
               AnalysisOptions Options);
  ~UnitAnalysis();

  clang::ASTContext &context() const { return Context; }
  const ModelLookup &models() const { return Lookup; }

  /// What was read of the unit; null where it uses no timer.
  const UnitScan *scan() const { return Scan.get(); }
  /// The calls that give a timer a callback, in source order; one for each
  /// place in the source, however often its template was instantiated.
  llvm::ArrayRef<CallbackSite> callbackSites() const { return Callbacks; }
  /// Timers that outlive their last handle on some path, in source order.
  llvm::ArrayRef<Leak> leaks() const { return Found.Leaks; }
  /// Timers in fields that outlive the object, in source order.
  llvm::ArrayRef<MemberLeak> memberLeaks() const { return Found.MemberLeaks; }
  /// Timers that pile up, in source order.
  llvm::ArrayRef<PileUp> pileUps() const { return Found.PileUps; }
  /// Timers that are stored over live ones, in source order.
  llvm::ArrayRef<Overwrite> overwrites() const { return Found.Overwrites; }
  /// Repeating timers whose handle nobody took, in source order.
  llvm::ArrayRef<Discard> discards() const { return Found.Discards; }
  /// Uses of timers that have been released, in source order.
  llvm::ArrayRef<StaleUse> staleUses() const { return Found.StaleUses; }

  /// The functions out of sight to which timers are given.
  llvm::ArrayRef<Doubt> doubts() const { return Found.Doubts; }
  /// Timers that their own callbacks arm again even when they have been
  /// stopped, in source order.
  llvm::ArrayRef<UnguardedRearm> rearms() const;

  /// What is wrong with objects that callbacks hold or refer to.
  const CaptureFindings &captures() const { return *Captures; }

  /// True if no fault of \p Site comes before \p F, of those in \p Asked, a
  /// bit set over Fault.
  bool isFirst(Fault F, const TimerSite &Site, unsigned Asked) const;
  /// The same for what is captured at \p Where, and called \p Inside in the
  /// callback (null for `this` and for what has no name).
  bool isFirst(Fault F, clang::SourceLocation Where,
               const clang::ValueDecl *Inside, unsigned Asked) const;

private:
  clang::ASTContext &Context;
  ModelLookup Lookup;
  AnalysisOptions Options;
  std::unique_ptr<UnitScan> Scan;
  std::vector<CallbackSite> Callbacks;
  Findings Found;
  std::vector<UnguardedRearm> Rearms;
  std::unique_ptr<CaptureFindings> Captures;
  /// Bit set over Fault, by where the timer is created, or where an object is
  /// captured and what it is called.
  using Place = std::pair<clang::SourceLocation, const clang::ValueDecl *>;
  llvm::DenseMap<Place, unsigned> Faults;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_UNITANALYSIS_H
