//===- LoopFacts.h - What a loop does to what is outside --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_LOOPFACTS_H
#define TICKTIDY_CHECKS_FIX_LOOPFACTS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::fix {

/// What an edit that moves a statement out of a loop has to know. Closures in
/// the loop count as part of it, but their jumps do not leave it.
class LoopFacts {
public:
  /// Looks at \p Loop, a statement of the body that \p Parents is about.
  LoopFacts(const clang::Stmt &Loop, const clang::ParentMap &Parents,
            const clang::ASTContext &Context);

  /// The block that is the body of the loop, or null if it has none or is no
  /// loop statement.
  const clang::CompoundStmt *body() const { return Body; }

  /// The uses of \p D in the loop.
  llvm::SmallVector<const clang::Expr *, 8>
  usesOf(const clang::ValueDecl &D) const;

  /// True if \p Use, in the loop, only reads the value of what it names.
  bool isRead(const clang::Expr &Use) const;

  /// True if \p S, a part of the loop, uses nothing that the loop declares or
  /// may change outside of the statements \p Moved. An object that cannot be
  /// copied is the same in every round.
  bool isIndependent(const clang::Stmt &S,
                     llvm::ArrayRef<const clang::Stmt *> Moved) const;

  /// The jumps that leave the function from within the loop.
  llvm::ArrayRef<const clang::Stmt *> exits() const { return Exits; }
  /// True if a `goto` leaves the loop, or a `throw` in it may stay in it.
  bool hasUnclearJumps() const { return UnclearJumps; }
  /// True if control can go on after the loop.
  bool goesOn() const { return GoesOn; }

private:
  void visit(const clang::Stmt &S, bool InClosure, bool InnerBreaks);
  bool isInside(clang::SourceLocation Where, const clang::Stmt &S) const;

  const clang::Stmt &Loop;
  const clang::ParentMap &Parents;
  const clang::ASTContext &Context;
  const clang::CompoundStmt *Body = nullptr;
  llvm::SmallVector<const clang::Expr *, 32> Uses; ///< DeclRef, MemberExpr
  llvm::SmallVector<const clang::Stmt *, 4> Exits;
  bool UnclearJumps = false;
  bool GoesOn = false;
};

/// True if evaluating \p S calls nothing but \p Call, and changes nothing.
bool onlyCalls(const clang::Stmt &S, const clang::Expr &Call);

/// True if \p Part is \p Whole or somewhere in it.
bool isWithin(const clang::Stmt &Part, const clang::Stmt &Whole,
              const clang::ParentMap &Parents);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_LOOPFACTS_H
