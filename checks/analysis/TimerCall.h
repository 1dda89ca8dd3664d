//===- TimerCall.h - A call that a model knows ------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERCALL_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERCALL_H

#include "ModelLookup.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"

namespace ticktidy::analysis {

/// Looks the same on a function call, a member call, an operator call and a
/// constructor call. Borrows the expression.
class CallView {
public:
  /// Nothing for an expression that calls no known function. A new-expression
  /// is a call of its constructor, and so is a call of std::make_shared or
  /// std::make_unique.
  static std::optional<CallView> of(const clang::Expr &E);
  /// The callee of that, or null.
  static const clang::FunctionDecl *calleeOf(const clang::Expr &E);

  const clang::Expr &expr() const { return *Site; }
  const clang::FunctionDecl &callee() const { return *Callee; }
  /// The arguments as written: without the object of a member operator, and
  /// with default arguments left out.
  llvm::ArrayRef<const clang::Expr *> args() const { return Args; }
  /// The object of a member call, or null.
  const clang::Expr *object() const { return Object; }
  /// The expression at \p P, or null. For Return it is the call itself. The
  /// field of the place is the caller's business.
  const clang::Expr *at(const model::Place &P) const;

private:
  const clang::Expr *Site = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  const clang::Expr *Object = nullptr;
  llvm::ArrayRef<const clang::Expr *> Args; ///< in the call itself
};

/// A call with one meaning that a model gives it.
struct TimerCall {
  CallView View;
  const model::Kind *Of;
  const model::Call *What;
  /// What it does here: What->Does, with Disarms resolved where known.
  model::ActionSet Does;

  bool does(model::Action A) const { return Does & A; }
  /// The expression of the handle, callback and so on, or null.
  const clang::Expr *at(const model::Place &P) const { return View.at(P); }
};

/// What is known of a condition at a call.
enum class Truth : std::uint8_t { False, True, Unknown };

/// Tests \p C at \p V. CallbackContinues is always Unknown here: see
/// Callback.h. A field of a pointee is looked for in the initializer of the
/// local that the argument points to, if nothing else writes to it.
Truth holds(const model::Condition &C, const CallView &V,
            const clang::ASTContext &Context);

/// The meanings of \p E whose condition (Call::When) is known to hold; a call
/// that starts or, by Disarms, stops has been resolved to one of the two when
/// that is known. Empty for anything but a modelled call.
llvm::SmallVector<TimerCall, 2> timerCallsAt(const clang::Expr &E,
                                             const ModelLookup &Lookup,
                                             const clang::ASTContext &Context);

/// \p E without parentheses, casts of any sort, temporaries, cleanups, and
/// calls that only forward their argument (std::move, std::forward,
/// std::addressof of a dereference, …).
const clang::Expr *stripped(const clang::Expr *E);

/// The member of `this` that \p E names, or null.
const clang::MemberExpr *ownMember(const clang::Expr *E);

/// The constant value of \p E, if clang can evaluate it to an integer (a null
/// pointer is 0).
std::optional<std::int64_t> constantOf(const clang::Expr &E,
                                       const clang::ASTContext &Context);

/// -1, 0 or 1 for a floating-point constant.
std::optional<std::int64_t> signOf(const clang::Expr &E,
                                   const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERCALL_H
