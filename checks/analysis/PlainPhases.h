//===- PlainPhases.h - Phases of many timers at once ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_PLAINPHASES_H
#define TICKTIDY_CHECKS_ANALYSIS_PLAINPHASES_H

#include "llvm/ADT/bit.h"
#include <array>
#include <cstdint>

namespace ticktidy::analysis {

/// Some of the timers that are read at once, by number; below 64 * Words.
template <unsigned Words> class TimerSet {
public:
  static constexpr std::size_t Most = std::size_t{64} * Words;

  static TimerSet only(unsigned Number) {
    TimerSet Set;
    Set.Bits[Number / 64] = std::uint64_t{1} << (Number % 64);
    return Set;
  }

  [[nodiscard]] bool isEmpty() const { return *this == TimerSet(); }
  [[nodiscard]] bool contains(unsigned Number) const {
    return (Bits[Number / 64] >> (Number % 64)) & 1U;
  }
  /// Calls \p Visit with each number.
  template <typename Visitor> void forEach(Visitor Visit) const {
    for (unsigned I = 0; I != Words; ++I)
      for (std::uint64_t Rest = Bits[I]; Rest != 0; Rest &= Rest - 1)
        Visit(64 * I + llvm::countr_zero(Rest));
  }

  TimerSet &operator|=(const TimerSet &Other) {
    for (unsigned I = 0; I != Words; ++I)
      Bits[I] |= Other.Bits[I];
    return *this;
  }
  TimerSet &operator&=(const TimerSet &Other) {
    for (unsigned I = 0; I != Words; ++I)
      Bits[I] &= Other.Bits[I];
    return *this;
  }
  TimerSet &operator-=(const TimerSet &Other) {
    for (unsigned I = 0; I != Words; ++I)
      Bits[I] &= ~Other.Bits[I];
    return *this;
  }
  friend TimerSet operator|(TimerSet A, const TimerSet &B) { return A |= B; }
  friend TimerSet operator&(TimerSet A, const TimerSet &B) { return A &= B; }
  friend TimerSet operator-(TimerSet A, const TimerSet &B) { return A -= B; }
  friend bool operator==(const TimerSet &A, const TimerSet &B) {
    return A.Bits == B.Bits;
  }

private:
  std::array<std::uint64_t, Words> Bits{};
};

/// The timers that may be in a phase; all of them may be in several, and in
/// none where no path comes.
template <typename Set> struct PhasesOf {
  Set Live, Failed, Ended;

  PhasesOf &operator|=(const PhasesOf &Other) {
    Live |= Other.Live;
    Failed |= Other.Failed;
    Ended |= Other.Ended;
    return *this;
  }
  friend PhasesOf operator|(PhasesOf A, const PhasesOf &B) { return A |= B; }
  friend bool operator==(const PhasesOf &A, const PhasesOf &B) {
    return A.Live == B.Live && A.Failed == B.Failed && A.Ended == B.Ended;
  }

  [[nodiscard]] PhasesOf without(const Set &Gone) const {
    return {Live - Gone, Failed - Gone, Ended - Gone};
  }
  /// The same after \p Now have been ended.
  [[nodiscard]] PhasesOf ended(const Set &Now) const {
    PhasesOf After = without(Now);
    After.Ended |= (Live | Failed | Ended) & Now;
    return After;
  }
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_PLAINPHASES_H
