//===- MemberEnds.h - Timers that need nobody to end them -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERENDS_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERENDS_H

#include "ClassWorld.h"
#include "MemberTimers.h"

namespace ticktidy::analysis {

/// Canonical declarations.
using FunctionSet = llvm::SmallPtrSet<const clang::FunctionDecl *, 16>;

/// The functions that a call of \p F leads to, itself among them.
FunctionSet reachedFrom(const clang::FunctionDecl &F);

/// Tells which timers of a unit end by themselves, or by a way that names no
/// field. Borrows everything.
class MemberEnds {
public:
  MemberEnds(const UnitScan &Scan, const ClassIndex &Index,
             llvm::ArrayRef<MemberTimer> Timers, const ModelLookup &Lookup,
             clang::ASTContext &Context);

  /// True if the timer ends by itself in such a way that nobody has to care:
  /// its callback is not given the object, or is what the object lives for.
  bool endsItself(const MemberTimer &T) const;
  /// True if a function that is given a timer of kind \p Of, and perhaps that
  /// of \p Field, ends it: its callback, or one that anybody may call.
  bool mayEndInCallback(const clang::FieldDecl &Field,
                        const model::Kind &Of) const;
  /// True if the object is freed at \p D because the timer \p T has come to
  /// its end, or because it could not be set up.
  bool comesAfter(const Destroyer &D, const MemberTimer &T) const;
  /// True if the timer is embedded, and the loop that it is made for is a field
  /// of an object too, which some code gives to a function out of sight that
  /// calls itself its end: it calls no timer any more.
  bool endsWithLoop(const MemberTimer &T) const;
  /// True if timers of kind \p Of are ended that come back as data of
  /// something else.
  bool endsData(const model::Kind &Of) const { return DataEnds.contains(&Of); }

private:
  const ClassIndex &Index;
  const ModelLookup &Lookup;
  clang::ASTContext &Context;
  /// Functions whose address is taken, that end a timer which they are given.
  llvm::DenseMap<const model::Kind *, FunctionSet> GivenEnds;
  llvm::SmallPtrSet<const model::Kind *, 4> DataEnds;
  /// The callbacks of the timers in a field, and all of which it is known whose
  /// they are, if there are GivenEnds to compare them with.
  llvm::DenseMap<const clang::FieldDecl *,
                 llvm::SmallVector<const clang::FunctionDecl *, 2>>
      Callbacks;
  llvm::DenseSet<const clang::FunctionDecl *> AllCallbacks;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERENDS_H
