//===- ExprShape.h - What an expression names -------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_EXPRSHAPE_H
#define TICKTIDY_CHECKS_ANALYSIS_EXPRSHAPE_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::analysis {

/// \p E without implicit nodes and parentheses, but with casts and calls that
/// the source spells out, std::move among them.
const clang::Expr *spelled(const clang::Expr *E);

/// What \p S assigns to, counts up or down, or takes the address of, so that
/// others may change it; null if it does none of that.
const clang::Expr *changedBy(const clang::Stmt &S);

/// The name of a function that has a plain one, or empty.
llvm::StringRef nameOf(const clang::FunctionDecl &F);

/// The definition of \p F if its body is there to be read, or null.
const clang::FunctionDecl *definitionOf(const clang::FunctionDecl *F);

/// True if \p Function, or what it is a part of, is made from a template: what
/// is said of types and sizes in it holds for one instantiation only.
bool isInstantiated(const clang::FunctionDecl &Function);

/// True for std::move, std::forward and the like: calls that only pass their
/// argument through.
bool isForwarder(const clang::CallExpr &Call);

/// True if \p E is a call of std::move or std::forward.
bool isMoveCall(const clang::Expr *E);

/// The variable that \p E names, or null. Looks through forwarders.
const clang::VarDecl *namedVariable(const clang::Expr *E);

/// The initializer of a local that holds the same value all its life, or null.
const clang::Expr *onlyValue(const clang::VarDecl &Variable);

/// The same, if nothing gets at the variable but to read it: no reference to it
/// is handed anywhere.
const clang::Expr *readOnlyValue(const clang::VarDecl &Variable);

/// The declarations through which \p E names an object, outermost first:
/// "&ctx->timer" is ctx, timer. Empty where it names none so.
llvm::SmallVector<const clang::ValueDecl *, 4> namesOf(const clang::Expr *E);

/// What \p Function puts into the field \p Field ("a.b"), or into a part of it,
/// of the object that \p Object names or points to; null unless it is one
/// thing.
const clang::Expr *assignedField(const clang::FunctionDecl &Function,
                                 const clang::Expr &Object,
                                 llvm::StringRef Field);

/// Pushes what \p S is made of onto \p Stack, in order; some may be null.
template <typename StmtStack>
void pushChildren(StmtStack &Stack, const clang::Stmt &S) {
  using namespace clang;
  // Most of all code is of these classes, and clang's range, which has to be
  // ready for any, takes ten times as long as this.
  switch (S.getStmtClass()) {
  case Stmt::DeclRefExprClass:
  case Stmt::IntegerLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::CXXThisExprClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::BreakStmtClass:
  case Stmt::ContinueStmtClass:
    return;
  case Stmt::ImplicitCastExprClass:
    Stack.push_back(cast<ImplicitCastExpr>(S).getSubExpr());
    return;
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
    Stack.push_back(cast<CastExpr>(S).getSubExpr());
    return;
  case Stmt::ExprWithCleanupsClass:
    Stack.push_back(cast<ExprWithCleanups>(S).getSubExpr());
    return;
  case Stmt::MaterializeTemporaryExprClass:
    Stack.push_back(cast<MaterializeTemporaryExpr>(S).getSubExpr());
    return;
  case Stmt::ParenExprClass:
    Stack.push_back(cast<ParenExpr>(S).getSubExpr());
    return;
  case Stmt::MemberExprClass:
    Stack.push_back(cast<MemberExpr>(S).getBase());
    return;
  case Stmt::UnaryOperatorClass:
    Stack.push_back(cast<UnaryOperator>(S).getSubExpr());
    return;
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    Stack.push_back(cast<BinaryOperator>(S).getLHS());
    Stack.push_back(cast<BinaryOperator>(S).getRHS());
    return;
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
    Stack.push_back(cast<CallExpr>(S).getCallee());
    for (const Expr *Argument : cast<CallExpr>(S).arguments())
      Stack.push_back(Argument);
    return;
  case Stmt::ReturnStmtClass:
    Stack.push_back(cast<ReturnStmt>(S).getRetValue());
    return;
  case Stmt::CXXConstructExprClass:
    for (const Expr *Argument : cast<CXXConstructExpr>(S).arguments())
      Stack.push_back(Argument);
    return;
  case Stmt::CompoundStmtClass:
    for (const Stmt *Child : cast<CompoundStmt>(S).body())
      Stack.push_back(Child);
    return;
  case Stmt::DeclStmtClass:
    if (const auto &Declaration = cast<DeclStmt>(S); Declaration.isSingleDecl())
      if (const auto *V = dyn_cast<VarDecl>(Declaration.getSingleDecl());
          V && !V->getType()->isVariablyModifiedType()) {
        Stack.push_back(V->getInit());
        return;
      }
    break;
  default:
    break;
  }
  for (const Stmt *Child : S.children())
    Stack.push_back(Child);
}

/// Takes statements for a stack, with what is converted in the place of an
/// implicit cast.
template <typename StmtStack> struct Unconverted {
  StmtStack &Stack;

  // NOLINTNEXTLINE(readability-identifier-naming): as a stack calls it.
  void push_back(const clang::Stmt *S) {
    while (const auto *Cast =
               llvm::dyn_cast_or_null<clang::ImplicitCastExpr>(S))
      S = Cast->getSubExpr();
    Stack.push_back(S);
  }
};

/// Does as pushChildren, but for implicit casts: these are a third of all code,
/// and few want to see them.
template <typename StmtStack>
void pushUnconverted(StmtStack &Stack, const clang::Stmt &S) {
  Unconverted<StmtStack> To{Stack};
  pushChildren(To, S);
}

/// Whether a walk sees implicit casts.
enum class Casts : std::uint8_t { Skipped, Seen };

template <Casts Implicit, typename StmtStack>
void pushFor(StmtStack &Stack, const clang::Stmt &S) {
  if constexpr (Implicit == Casts::Seen)
    pushChildren(Stack, S);
  else
    pushUnconverted(Stack, S);
}

/// True if \p Test is true of \p Root or of a statement or expression within
/// it, the bodies of lambdas included.
template <Casts Implicit = Casts::Skipped, typename Predicate>
bool anyWithin(const clang::Stmt &Root, Predicate Test) {
  llvm::SmallVector<const clang::Stmt *, 32> Stack{&Root};
  while (!Stack.empty()) {
    const clang::Stmt *S = Stack.pop_back_val();
    if (!S)
      continue;
    if (Test(*S))
      return true;
    pushFor<Implicit>(Stack, *S);
  }
  return false;
}

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_EXPRSHAPE_H
