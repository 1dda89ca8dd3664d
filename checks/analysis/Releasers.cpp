//===- Releasers.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Releasers.h"
#include "ExprShape.h"
#include "Summaries.h"
#include "clang/AST/ASTLambda.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if the caller of \p F can name what \p P names: it begins at a
/// parameter that stays what it was, at `this`, or at a variable of the unit.
bool isNamedOutside(const AccessPath &P, const FunctionDecl &F) {
  if (P.isValue())
    return false;
  const VarDecl *V = P.variable();
  if (!V)
    return !P.steps().empty();
  if (V->hasGlobalStorage() && !V->isStaticLocal())
    return true;
  return isa<ParmVarDecl>(V) && V->getDeclContext() == &F &&
         !anyWithin(*F.getBody(), [V](const Stmt &S) {
           const Expr *Target = changedBy(S);
           const auto *Ref =
               Target ? dyn_cast<DeclRefExpr>(stripped(Target)) : nullptr;
           // Whoever has the address of an object need not put another there.
           const auto *Address = dyn_cast<UnaryOperator>(&S);
           return Ref && Ref->getDecl() == V &&
                  !(Address && Address->getOpcode() == UO_AddrOf &&
                    !V->getType()->isScalarType());
         });
}

/// \p Base followed by \p Steps, or nothing if that is too long.
std::optional<AccessPath> extended(std::optional<AccessPath> Base,
                                   llvm::ArrayRef<AccessPath::Step> Steps) {
  if (!Base || Base->steps().size() + Steps.size() > AccessPath::MaxSteps)
    return std::nullopt;
  for (AccessPath::Step S : Steps)
    Base = Base->then(S);
  return Base;
}

/// \p Steps from what \p Pointer points to.
std::optional<AccessPath> behind(const Expr &Pointer,
                                 llvm::ArrayRef<AccessPath::Step> Steps) {
  const Expr *E = stripped(&Pointer);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    return extended(AccessPath::of(*Address->getSubExpr()), Steps);
  std::optional<AccessPath> P = AccessPath::of(*E);
  if (isa<CXXThisExpr>(E))
    return extended(P, Steps);
  return P ? extended(P->then(AccessPath::Step::deref()), Steps) : std::nullopt;
}

/// What the function of \p View calls \p P, as its caller names it.
std::optional<AccessPath> namedByCaller(const AccessPath &P,
                                        const CallView &View) {
  const VarDecl *V = P.variable();
  if (V && V->hasGlobalStorage())
    return P;
  if (!V) {
    const Expr *Object = View.object();
    if (!Object)
      return std::nullopt;
    return Object->getType()->isPointerType()
               ? behind(*Object, P.steps())
               : extended(AccessPath::of(*Object), P.steps());
  }
  unsigned Index = cast<ParmVarDecl>(V)->getFunctionScopeIndex();
  if (Index >= View.args().size())
    return std::nullopt;
  const Expr &Argument = *View.args()[Index];
  if (!P.steps().empty() && P.steps().front().isDeref())
    return behind(Argument, P.steps().drop_front());
  // What is done to a copy of a struct leaves the caller's alone.
  if (!P.steps().empty() && !V->getType()->isReferenceType())
    return std::nullopt;
  return extended(AccessPath::of(*stripped(&Argument)), P.steps());
}

/// The destructor of \p Type, or null.
const FunctionDecl *destructorOf(QualType Type) {
  const auto *Class = Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
  return Class && Class->hasDefinition() ? Class->getDestructor() : nullptr;
}

} // namespace

bool Releasers::learn(const FunctionDecl &F, const ReleasedTimer &Gone,
                      Summaries &Functions) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  // A virtual function may be overridden out of sight; a lambda's variables are
  // others than its caller's.
  if ((Method && (Method->isVirtual() || isLambdaCallOperator(Method) ||
                  isa<CXXConstructorDecl>(Method))) ||
      Gone.What->Counted || Gone.Handle.hasElement() ||
      !isNamedOutside(Gone.Handle, F))
    return false;
  auto Found = Known.find(F.getCanonicalDecl());
  if (Found != Known.end() &&
      llvm::any_of(Found->second, [&](const ReleasedTimer &Other) {
        return Other.Of == Gone.Of && Other.Handle == Gone.Handle;
      }))
    return false;
  FunctionFlow *Flow = Functions.flow(F);
  TrackedTimer Timer;
  Timer.Of = Gone.Of;
  if (!Flow || !LifetimeWalk(*Flow, Timer, Functions).alwaysReleases(Gone))
    return false;
  Known[F.getCanonicalDecl()].push_back(Gone);
  return true;
}

llvm::SmallVector<ReleasedTimer, 1> Releasers::releasedBy(const Expr &E) const {
  llvm::SmallVector<ReleasedTimer, 1> Result;
  if (Known.empty())
    return Result;
  const auto *Delete = dyn_cast<CXXDeleteExpr>(&E);
  std::optional<CallView> View =
      isa<CallExpr>(E) ? CallView::of(E) : std::nullopt;
  const FunctionDecl *Called = nullptr;
  if (Delete && !Delete->isArrayForm())
    Called = destructorOf(Delete->getDestroyedType());
  else if (View)
    Called = &View->callee();
  auto Found = Called ? Known.find(Called->getCanonicalDecl()) : Known.end();
  if (Found == Known.end())
    return Result;
  for (const ReleasedTimer &Inside : Found->second)
    if (std::optional<AccessPath> P =
            View ? namedByCaller(Inside.Handle, *View)
            : Inside.Handle.variable()
                ? Inside.Handle
                : behind(*Delete->getArgument(), Inside.Handle.steps());
        P && !P->hasElement() && !P->isValue()) {
      ReleasedTimer Gone = Inside;
      Gone.Call = &E;
      Gone.ByHelper = true;
      Gone.Handle = *P;
      Result.push_back(std::move(Gone));
    }
  return Result;
}

} // namespace ticktidy::analysis
