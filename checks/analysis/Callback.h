//===- Callback.h - What a timer calls, and what that holds -----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows the expression that is given to a timer as its callback to the code
// that will run and to the objects that wait with it: lambdas, functions,
// bound functions, function objects, member functions, and C callbacks with
// user data.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CALLBACK_H
#define TICKTIDY_CHECKS_ANALYSIS_CALLBACK_H

#include "ModelLookup.h"
#include "TimerCall.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"

namespace ticktidy::analysis {

struct CallbackSite;

/// One object that a callback holds or refers to.
struct Held {
  enum Kind : std::uint8_t {
    Capture,     ///< [x], [&x], and what [=] and [&] take
    InitCapture, ///< [x = expr]
    This,        ///< [this], [*this]
    Bound,       ///< argument of a bind call
    UserData,    ///< what a C callback is given, or a member of it
    Member,      ///< member of a function object, or the whole of it
  };
  /// How the object came there.
  enum Way : std::uint8_t {
    Copied,   ///< from an object that somebody else has
    Moved,    ///< out of such an object
    Fresh,    ///< made in place
    Referred, ///< not at all: the callback refers to somebody else's
  };
  Kind What = Capture;
  Way By = Copied;
  /// Taken by a capture-default and not by name.
  bool Implicit = false;
  /// The object itself, without references. For a dependent type it is that of
  /// the instantiation.
  clang::QualType Type;
  /// The variable that it comes from, or null.
  const clang::VarDecl *Variable = nullptr;
  /// The name under which the body of the callback sees it, or null.
  const clang::ValueDecl *Inside = nullptr;
  /// The expression that it is made from, or null for a capture by name.
  const clang::Expr *Source = nullptr;
  /// Where a person would say that it is taken: the capture, the
  /// capture-default, the argument.
  clang::SourceLocation Where;
  clang::SourceRange Range;
};

/// A callback as far as it can be seen.
struct Callback {
  /// The definition of the code that runs, or null where it is out of sight.
  const clang::FunctionDecl *Body = nullptr;
  /// The lambda that is called, or null.
  const clang::LambdaExpr *Lambda = nullptr;
  /// The call of std::bind and kin, or null.
  const clang::CallExpr *Binder = nullptr;
  /// The object on which a member function is called, or null where that is
  /// not known, or none.
  const clang::Expr *Object = nullptr;
  /// What the callback is given as user data: an argument, what the function
  /// stores in the timer before or after, or what another call of it sets; null
  /// if there is none, none that can be seen, or the callback of no site.
  const clang::Expr *UserData = nullptr;
  /// It ends with that object, whatever the timer does.
  bool EndsWithObject = false;
  /// Which parameter of the body gets the n-th argument of the timer's call;
  /// null where none does.
  llvm::SmallVector<const clang::ParmVarDecl *, 4> Parameters;
  /// In source order.
  llvm::SmallVector<Held, 4> Holds;
};

/// Follows \p Expression, the callback argument of a timer call, and
/// \p UserData (null if there is none). What cannot be followed is left out of
/// the result. What a variable or a field holds is followed where the unit puts
/// one thing there.
Callback resolveCallback(const clang::Expr *Expression,
                         const clang::Expr *UserData, const ModelLookup &Lookup,
                         const clang::ASTContext &Context);

/// The same for a site; finds a callback and user data that the code stores in
/// a field of the timer, or of what describes it, and a member function that a
/// string names.
Callback resolveCallback(const CallbackSite &Site, const ModelLookup &Lookup,
                         const clang::ASTContext &Context);

/// Tests Condition::CallbackContinues. True only if the body is visible, every
/// return in it is a constant other than the value of \p C, and neither it nor
/// any visible function that it calls mentions a function that stops or
/// releases a timer. False if every return is that value.
Truth continues(const model::Condition &C, const Callback &Called,
                const ModelLookup &Lookup, const clang::ASTContext &Context);

/// True if the visible code that \p Called runs may stop or release a timer:
/// its body, or a visible function that this calls, mentions a function that
/// does.
bool mayEndTimers(const Callback &Called, const ModelLookup &Lookup,
                  const clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CALLBACK_H
