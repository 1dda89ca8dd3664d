//===- Factories.h - Functions that make timers for others ------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function that makes a timer and gives it to its caller is to the caller
// what the library's own call is to the function: it creates. What such a
// function means is put into the terms of a model.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_FACTORIES_H
#define TICKTIDY_CHECKS_ANALYSIS_FACTORIES_H

#include "Lifetime.h"
#include <deque>

namespace ticktidy::analysis {

/// The functions of a unit that make a timer for whoever calls them: they
/// return it, or fill in what a parameter points to.
class Factories {
public:
  /// True if none has been learnt.
  bool isEmpty() const { return Known.empty(); }
  /// What a call of \p F means, or null if it makes no timer for its caller.
  const ModelLookup::Entry *find(const clang::FunctionDecl &F) const;

  /// Finds out whether the function of \p Flow is a factory of \p Timer: all
  /// paths on which it was created hand it to the caller or end it, and what
  /// the function returns tells a success from a failure.
  /// \returns true if it is a new one.
  bool learn(FunctionFlow &Flow, const TrackedTimer &Timer,
             Summaries &Functions);

  /// The library's call behind one that find() gives, or null for any other.
  const clang::Expr *originOf(const model::Call &Call) const;

  /// Gives away all that find() gives meanings by, for what outlives this
  /// object. Their addresses stay.
  std::deque<model::Call> takeCalls() { return std::move(Calls); }

private:
  std::deque<model::Call> Calls;
  llvm::DenseMap<const clang::FunctionDecl *, ModelLookup::Entry> Known;
  llvm::DenseMap<const model::Call *, const clang::Expr *> Origins;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_FACTORIES_H
