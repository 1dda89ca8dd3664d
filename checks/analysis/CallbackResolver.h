//===- CallbackResolver.h - Follows one callback ----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The inside of Callback.h: what is called is followed in
// CallbackResolver.cpp, what it holds is gathered in CallbackHolds.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CALLBACKRESOLVER_H
#define TICKTIDY_CHECKS_ANALYSIS_CALLBACKRESOLVER_H

#include "Callback.h"

namespace ticktidy::analysis {

/// Builds one Callback. Borrows what it is given.
class CallbackResolver {
public:
  CallbackResolver(const ModelLookup &Lookup, const clang::ASTContext &Context)
      : Lookup(Lookup), Context(Context) {}

  /// True if \p E is understood to be a callable.
  bool follow(const clang::Expr *E, unsigned Depth = 0);
  void followUserData(const clang::Expr *E, unsigned Depth = 0);
  /// The member function of \p Object that \p Signature, a string literal,
  /// spells; nothing happens if there is none, or more than one.
  void followSignature(const clang::Expr &Signature, const clang::Expr &Object);
  /// Ends the building.
  Callback finish();

private:
  /// How far a callback is followed through variables, wrappers and casts.
  static constexpr unsigned MaxDepth = 8;

  bool followLambda(const clang::LambdaExpr &Lambda);
  bool followOperator(const clang::UnaryOperator &Op, unsigned Depth);
  bool followPointee(const clang::Expr &Pointer, unsigned Depth);
  bool followCall(const clang::CallExpr &Call, unsigned Depth);
  bool followWrapper(const CallView &Call, const model::Wrapper &How,
                     unsigned Depth);
  bool followVariable(const clang::VarDecl &Variable,
                      const clang::DeclRefExpr &Ref, unsigned Depth);
  bool followStored(const clang::ValueDecl &Holder, bool Behind,
                    unsigned Depth);
  bool followConstruction(const clang::CXXConstructExpr &Made, unsigned Depth);
  /// A function, or a member function that is called on an object.
  void setBody(const clang::FunctionDecl &Function);
  bool isCallable(const clang::Expr &E) const;

  void addCaptures(const clang::LambdaExpr &Lambda);
  void addMembers(const clang::InitListExpr &List, Held::Kind What);
  void addArguments(const clang::CXXConstructExpr &Made);
  void addBound(llvm::ArrayRef<const clang::Expr *> Arguments,
                model::Wrapper::Binding How);
  void addBound(const clang::Expr &Argument, const clang::ParmVarDecl *Inside);
  void setObject(const clang::Expr &Object);
  /// An object of type \p Type made by \p E.
  Held held(Held::Kind What, const clang::Expr *E, clang::QualType Type) const;
  const model::Wrapper *wrapperAt(const clang::Expr &E) const;

  const ModelLookup &Lookup;
  const clang::ASTContext &Context;
  Callback Result;
  /// The body is that of a member function whose object is not known yet: the
  /// first of its parameters stands for it.
  bool WantsObject = false;
  /// A call of std::move stands around what is followed.
  bool IsMoved = false;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CALLBACKRESOLVER_H
