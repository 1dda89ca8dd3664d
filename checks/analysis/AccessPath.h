//===- AccessPath.h - Names for storage -------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_ACCESSPATH_H
#define TICKTIDY_CHECKS_ANALYSIS_ACCESSPATH_H

#include "StateHash.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace ticktidy::analysis {

/// A base and the steps from it: `ctx->fds[i].fd` is ctx, *, fds, [], fd. All
/// elements of an array are one. The value of one expression is a base too,
/// so that a handle has a name before it is stored.
class AccessPath {
public:
  /// A field, or one of the two other ways to get somewhere.
  class Step {
  public:
    static Step field(const clang::FieldDecl *F) { return {F, Field}; }
    static Step deref() { return {nullptr, Deref}; }
    static Step element() { return {nullptr, Element}; }
    bool isDeref() const { return Value.getInt() == Deref; }
    bool operator==(Step O) const { return Value == O.Value; }
    bool operator!=(Step O) const { return Value != O.Value; }
    /// The field, or null.
    const clang::FieldDecl *asField() const { return Value.getPointer(); }
    void *opaque() const { return Value.getOpaqueValue(); }

  private:
    enum Kind : unsigned { Field, Deref, Element };
    Step(const clang::FieldDecl *F, Kind K) : Value(F, K) {}
    llvm::PointerIntPair<const clang::FieldDecl *, 2, Kind> Value;
  };

  /// The path that \p E spells, or nothing if it spells none or one of more
  /// than MaxSteps steps. A local reference that is bound once is its referent.
  static std::optional<AccessPath> of(const clang::Expr &E);
  static AccessPath ofVariable(const clang::VarDecl &V);
  static AccessPath ofValue(const clang::Expr &E);

  AccessPath then(Step S) const;
  /// The pointer whose pointee this path is, or nothing if it is no pointee.
  std::optional<AccessPath> withoutDeref() const;

  /// The variable at the base, or null for `this` and values.
  const clang::VarDecl *variable() const { return Variable; }
  bool isValue() const { return Value != nullptr; }
  /// What the path starts at, for use as a key; null for `this`.
  const void *base() const {
    return Value ? static_cast<const void *>(Value) : Variable;
  }
  llvm::ArrayRef<Step> steps() const { return Steps; }
  bool goesThroughPointer() const;
  bool hasElement() const { return llvm::is_contained(Steps, Step::element()); }
  /// True if the path is storage of the frame of \p F itself.
  bool isLocalTo(const clang::FunctionDecl &F) const;
  /// True if \p O is this path or something within it.
  bool isPrefixOf(const AccessPath &O) const;

  bool operator==(const AccessPath &O) const {
    return Variable == O.Variable && Value == O.Value && Steps == O.Steps;
  }
  void mixInto(StateHash &Hash) const;
  /// The path as C and C++ spell it, or nothing for a value, for an element of
  /// an array, or where a step has no name.
  std::optional<std::string> spelling() const;

  static constexpr unsigned MaxSteps = 4;

private:
  const clang::VarDecl *Variable = nullptr;
  const clang::Expr *Value = nullptr; ///< both null: `this`
  llvm::SmallVector<Step, 2> Steps;
};

/// True if \p E picks an element of an array, and not one behind a pointer.
bool indexesArray(const clang::ArraySubscriptExpr &E);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_ACCESSPATH_H
