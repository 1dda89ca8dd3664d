//===- Uses.h - How a function uses its variables ---------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The value of a variable goes somewhere whenever the variable is named: it is
// read, stored, passed on. A use says where, and is looked up by the statement
// (or variable declaration) at which it happens. Whatever is not understood is
// an escape.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_USES_H
#define TICKTIDY_CHECKS_ANALYSIS_USES_H

#include "AccessPath.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace ticktidy::analysis {

struct Use {
  enum Kind : std::uint8_t {
    Store,     ///< the value is stored in Target
    Overwrite, ///< something else is stored in Path
    Argument,  ///< passed as argument Index of the call
    Object,    ///< the object of a member call
    Capture,   ///< captured by the lambda
    Delete,    ///< the operand of delete
    Escape,    ///< it goes where nobody can follow
  };
  Kind What;
  /// The address of Path, or a reference to it, and not its value.
  bool Address = false;
  unsigned Index = 0;
  AccessPath Path;
  std::optional<AccessPath> Target = std::nullopt;
};

/// The uses of all variables in one function body, and of the values of some
/// expressions. Borrows the body.
class UseMap {
public:
  /// \p Values are the expressions whose own value is followed.
  UseMap(const clang::Stmt &Body, const clang::ParentMap &Parents,
         llvm::ArrayRef<const clang::Expr *> Values);
  /// Of the values alone.
  UseMap(const clang::ParentMap &Parents,
         llvm::ArrayRef<const clang::Expr *> Values);

  /// Calls \p Visit, in no order, with all places and the uses there.
  template <typename Visitor> void forEachPlace(Visitor Visit) const {
    for (const auto &[At, Here] : Uses)
      Visit(At, llvm::ArrayRef<Use>(Here));
  }
  /// The uses that happen at \p At, a statement or a variable declaration.
  llvm::ArrayRef<Use> at(const void *At) const;
  /// True if the address of \p V, or a reference to it, is taken anywhere.
  bool isAddressTaken(const clang::VarDecl &V) const {
    return AddressTaken.contains(V.getCanonicalDecl());
  }
  /// True if a lambda refers to \p V, or if its address goes where nobody can
  /// follow.
  bool isAddressKept(const clang::VarDecl &V) const {
    return AddressKept.contains(V.getCanonicalDecl());
  }
  /// True if nothing takes the value of \p E, one of the Values.
  bool isDiscarded(const clang::Expr &E) const {
    return Discarded.contains(&E);
  }

private:
  struct Mention {
    const clang::Expr *Current;
    AccessPath Path;
    bool Address;
  };
  void addValues(llvm::ArrayRef<const clang::Expr *> Values);
  void classify(Mention M);
  bool climb(Mention &M);
  bool climbCall(Mention &M, const clang::Expr &Call);
  void climbAssignment(Mention &M, const clang::BinaryOperator &Op);
  void initialize(const Mention &M, const clang::DeclStmt &Declaration);
  void initializeWithin(const Mention &M, const clang::InitListExpr &List);
  void statement(const Mention &M, const clang::Stmt *Parent);
  void add(const void *At, Use U);
  void escape(const Mention &M);

  const clang::ParentMap &Parents;
  llvm::DenseMap<const void *, llvm::SmallVector<Use, 1>> Uses;
  llvm::SmallPtrSet<const clang::VarDecl *, 8> AddressTaken;
  llvm::SmallPtrSet<const clang::VarDecl *, 8> AddressKept;
  llvm::SmallPtrSet<const clang::Expr *, 4> Discarded;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_USES_H
