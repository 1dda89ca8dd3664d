//===- Summaries.h - What functions do to a timer ---------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_SUMMARIES_H
#define TICKTIDY_CHECKS_ANALYSIS_SUMMARIES_H

#include "Factories.h"
#include "Finding.h"
#include "Releasers.h"
#include "Throws.h"
#include "Wrappers.h"
#include <map>
#include <memory>

namespace ticktidy::analysis {

/// What becomes of a timer that is given to a function.
enum class Effect : std::uint8_t {
  Borrows, ///< it is as alive as before on every path
  Ends,    ///< it is ended on every path
  Takes,   ///< anything else: it counts as handled
};

/// The flows and parameter effects of a unit's functions, each computed when
/// it is first asked for. Borrows its arguments.
class Summaries {
public:
  Summaries(clang::ASTContext &Context, const ModelLookup &Lookup,
            const UnitScan &Scan, Exceptions Followed, bool Strict);
  ~Summaries();

  const ModelLookup &lookup() const { return Lookup; }
  /// The flow of \p F, or null if it has no body that can be followed.
  FunctionFlow *flow(const clang::FunctionDecl &F);
  /// Has \p F read anew when its flow is asked for next: it calls a function
  /// that has become known as a factory.
  void forgetFlow(const clang::FunctionDecl &F);
  /// True if a function out of sight only borrows the timers it is given.
  bool isStrict() const { return Strict; }
  /// Remembers what would have to be known of a function out of sight.
  void note(const Doubt &D) { Doubts.push_back(D); }
  llvm::ArrayRef<Doubt> doubts() const { return Doubts; }
  /// Which calls may throw.
  Throws &exceptions() { return Thrown; }
  /// What classes do with the handles that they are given.
  Wrappers &wrappers() { return Kept; }
  /// The functions that make timers for their callers, as far as learnt.
  Factories &factories() { return Made; }
  /// The functions that release timers of their callers', as far as learnt.
  Releasers &releasers() { return Gone; }
  /// What the call of \p F does to a timer of kind \p Of in parameter
  /// \p Index. A function that is being summarized takes it.
  Effect parameter(const clang::FunctionDecl &F, unsigned Index,
                   const model::Kind &Of);
  /// True if the body of \p Lambda neither ends nor keeps the timer that the
  /// captured variable \p V holds.
  bool onlyBorrows(const clang::LambdaExpr &Lambda, const clang::VarDecl &V,
                   const model::Kind &Of);

private:
  Effect effect(const clang::FunctionDecl &Definition,
                const clang::VarDecl &Holder, const model::Kind &Of);

  clang::ASTContext &Context;
  const ModelLookup &Lookup;
  const bool Strict;
  std::vector<Doubt> Doubts;
  Factories Made;
  Releasers Gone;
  Wrappers Kept;
  Throws Thrown;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionFlow>>
      Flows;
  llvm::DenseMap<const clang::FunctionDecl *, const ScannedFunction *> Scanned;
  using Question = std::tuple<const clang::FunctionDecl *,
                              const clang::VarDecl *, const model::Kind *>;
  std::map<Question, Effect> Effects;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_SUMMARIES_H
