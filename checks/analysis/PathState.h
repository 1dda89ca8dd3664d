//===- PathState.h - What one path carries ----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_PATHSTATE_H
#define TICKTIDY_CHECKS_ANALYSIS_PATHSTATE_H

#include "Lifetime.h"

namespace ticktidy::analysis {

/// One way to get at the timer.
struct Alias {
  AccessPath Path;
  /// The timer is what Path names (its storage), and not what Path's value
  /// refers to.
  bool ByAddress = false;

  bool operator==(const Alias &O) const {
    return ByAddress == O.ByAddress && Path == O.Path;
  }
};

/// How a use relates to an alias.
enum class Relation : std::uint8_t {
  None,
  Exact,    ///< the use is of the timer itself
  HolderOf, ///< ... of the address of the variable that holds the handle
  Inside,   ///< ... of something within the timer
  Around,   ///< ... of something that has the timer or its handle within
};

/// What one path knows and did. Equal states have equal futures.
struct PathState {
  Phase At = Phase::Absent;
  bool Armed = false;
  /// The path has waited since the timer was made.
  bool Waited = false;
  /// Its own pending callback keeps the timer alive.
  bool KeptByCallback = false;
  /// Something that outlives the function holds it as well: that it is left
  /// alive is no fault of the function, that it is overwritten may be one.
  bool Shared = false;
  llvm::SmallVector<Alias, 2> Aliases;
  Valuation Known;
  /// The exit at which the last variable with the handle went away.
  const LifetimeResult::Left *LostAt = nullptr;
  /// The last goto or break, if the walk tells jumps apart.
  const clang::Stmt *LastJump = nullptr;

  // Not part of the identity:
  const Trail *Steps = nullptr;
  /// The return or throw that the path is executing.
  const clang::Stmt *Leaving = nullptr;

  /// The timer lives, and only this function can end it.
  bool isOwn() const { return At == Phase::Live && !Shared; }
  /// Where the timer stands for those who ask whether it has to be ended.
  Phase phase() const {
    return At == Phase::Live && Shared ? Phase::Handed : At;
  }
  void addAlias(Alias A) {
    if (!llvm::is_contained(Aliases, A))
      Aliases.push_back(std::move(A));
  }
  std::uint64_t hash() const {
    StateHash Hash;
    Hash.add(static_cast<unsigned>(At) << 4U | Armed | Waited << 1U |
             KeptByCallback << 2U | Shared << 3U);
    Hash.add(Aliases.size());
    for (const Alias &A : Aliases) {
      A.Path.mixInto(Hash);
      Hash.add(A.ByAddress);
    }
    Hash.add(LostAt);
    Hash.add(LastJump);
    Known.mixInto(Hash);
    return Hash.value();
  }
};

/// Relates \p U to \p A.
inline Relation relate(const Use &U, const Alias &A) {
  if (U.Path == A.Path) {
    if (U.Address == A.ByAddress)
      return Relation::Exact;
    return A.ByAddress ? Relation::Inside : Relation::HolderOf;
  }
  if (A.Path.isPrefixOf(U.Path))
    return U.Address && !A.ByAddress && U.Path.withoutDeref() == A.Path
               ? Relation::Exact
               : Relation::Inside;
  return U.Path.isPrefixOf(A.Path) ? Relation::Around : Relation::None;
}

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PATHSTATE_H
