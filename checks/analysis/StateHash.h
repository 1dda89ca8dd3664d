//===- StateHash.h - A number for what a path knows -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_STATEHASH_H
#define TICKTIDY_CHECKS_ANALYSIS_STATEHASH_H

#include <cstdint>

namespace ticktidy::analysis {

/// Makes one number of several, in order. Every step of every path asks for
/// one: a multiplication a word is all that may cost. Good for one run.
class StateHash {
public:
  void add(std::uint64_t Word) {
    Value = (Value ^ Word) * Odd;
    Value ^= Value >> 32U;
  }
  void add(const void *Pointer) {
    add(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(Pointer)));
  }
  std::uint64_t value() const { return Value; }

private:
  static constexpr std::uint64_t Odd = 0x9E3779B97F4A7C15U;
  std::uint64_t Value = Odd; ///< not zero: zeros count, too
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_STATEHASH_H
