//===- Valuation.h - What a path knows of its conditions --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A path is told only if all its branches can be taken together. Conditions
// are brought to atoms, "key relation constant", and a path carries for each
// key the set of values that its branches and assignments leave.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_VALUATION_H
#define TICKTIDY_CHECKS_ANALYSIS_VALUATION_H

#include "AccessPath.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/FoldingSet.h"
#include <array>
#include <cstdint>
#include <vector>

namespace ticktidy::analysis {

/// A set of integers: a range without some of its members.
class ValueSet {
public:
  static ValueSet all() { return {}; }
  static ValueSet only(std::int64_t Value);
  static ValueSet without(std::int64_t Value);
  static ValueSet atLeast(std::int64_t Value);
  static ValueSet below(std::int64_t Value);

  bool isAll() const;
  bool isSubsetOf(const ValueSet &O) const;
  bool isEmpty() const { return Low > High; }
  /// The members that both have.
  ValueSet intersect(const ValueSet &O) const;
  bool operator==(const ValueSet &O) const {
    return Low == O.Low && High == O.High && holes() == O.holes();
  }
  void mixInto(StateHash &Hash) const;

private:
  static constexpr unsigned MaxHoles = 4;

  llvm::ArrayRef<std::int64_t> holes() const {
    return {Holes.data(), HoleCount};
  }
  /// Takes out \p Without as well, as far as there is room for it.
  void tighten(llvm::SmallVectorImpl<std::int64_t> &Without);

  std::int64_t Low = INT64_MIN;
  std::int64_t High = INT64_MAX;
  // Paths copy many sets: it has to be a trivial thing to do.
  std::array<std::int64_t, MaxHoles> Holes{}; ///< sorted
  unsigned HoleCount = 0;
};

/// Something whose value a path can know, by number: see ConditionTable.
using KeyId = unsigned;

/// "The value of Key is in When": what a condition says if it is true; and
/// Otherwise if it is false.
struct Atom {
  KeyId Key;
  ValueSet When;
  ValueSet Otherwise;
};

/// What a condition compares with a constant: it is true if the value of Of is
/// in When, and false if it is in Otherwise.
struct Comparison {
  const clang::Expr *Of;
  ValueSet When;
  ValueSet Otherwise;
};

/// What \p Condition, which has no && or || left at its top, compares; with
/// zero, if it does not say; nothing for what is not understood.
std::optional<Comparison> comparisonIn(const clang::Expr &Condition,
                                       const clang::ASTContext &Context);

/// Gives numbers to the keys of one function, and atoms to its conditions.
class ConditionTable {
public:
  explicit ConditionTable(const clang::ASTContext &Context);

  /// The atom of \p Condition, which has no && or || left at its top; nothing
  /// if its value cannot be the same twice.
  std::optional<Atom> atom(const clang::Expr &Condition);
  /// The atom of "\p Scrutinee equals \p Case".
  std::optional<Atom> equals(const clang::Expr &Scrutinee, std::int64_t Case);
  /// The key of a path that has one already.
  std::optional<KeyId> keyOf(const AccessPath &P) const;
  KeyId addKey(const AccessPath &P);
  /// The path whose value is \p K, or null for the value of a larger
  /// expression.
  const AccessPath *pathOf(KeyId K) const {
    return Keys[K].Path ? &*Keys[K].Path : nullptr;
  }
  /// Keys that a write to \p P (or to part of it) makes unknown.
  void killedBy(const AccessPath &P, llvm::SmallVectorImpl<KeyId> &Keys) const;
  unsigned size() const { return Keys.size(); }

private:
  struct Key {
    std::optional<AccessPath> Path;             ///< a value with a name
    llvm::SmallVector<AccessPath, 2> DependsOn; ///< or one made of these,
    llvm::FoldingSetNodeID Id;                  ///< in this way
  };
  std::optional<KeyId> keyOfExpr(const clang::Expr &E);
  KeyId insert(Key K);

  const clang::ASTContext &Context;
  std::vector<Key> Keys;
  /// Those without a path.
  llvm::DenseMap<unsigned, llvm::SmallVector<KeyId, 1>> ByHash;
  llvm::DenseMap<const void *, llvm::SmallVector<KeyId, 2>> ByBase;
};

/// What one path knows. Small, copied at every branch.
class Valuation {
public:
  struct Fact {
    KeyId Key;
    ValueSet Values;
    /// The branch that looked at it last, or null: a loop that tests the same
    /// condition again may see it changed by code that is out of sight.
    const void *TestedBy;
  };

  /// What is known of \p Key, or null.
  const Fact *find(KeyId Key) const;
  /// Learns at \p Tester that \p Key is in \p Values.
  /// \returns false if that cannot be.
  bool assume(KeyId Key, const ValueSet &Values, const void *Tester,
              bool MayChangeUnseen);
  void set(KeyId Key, const ValueSet &Values);
  void forget(KeyId Key);
  /// Keeps only the facts for which \p Keep is true.
  template <typename Predicate> void keepIf(Predicate Keep) {
    llvm::erase_if(Facts, [&](const Fact &F) { return !Keep(F); });
  }
  /// Forgets what \p O does not know as well.
  void meet(const Valuation &O);
  void mixInto(StateHash &Hash) const;

private:
  llvm::SmallVector<Fact, 4> Facts; ///< sorted by key
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_VALUATION_H
