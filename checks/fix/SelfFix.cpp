//===- SelfFix.cpp --------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SelfFix.h"
#include "../analysis/ExprShape.h"
#include "../analysis/MemberEnds.h"
#include "Editable.h"
#include "Layout.h"
#include "Names.h"
#include "WeakHandle.h"
#include "clang/AST/CXXInheritance.h"

using namespace clang;
using namespace ticktidy::analysis;

namespace ticktidy::fix {

namespace {

/// True if the source calls shared_from_this() on its own object by \p E.
bool callsSharedFromThis(const Expr &E) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(analysis::spelled(&E));
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  return M &&
         hasQualifiedName(*M,
                          "std::enable_shared_from_this::shared_from_this") &&
         isa<CXXThisExpr>(stripped(Call->getImplicitObjectArgument()));
}

/// The expression from which a weak handle is made in place of \p H.
std::string weakSource(const Held &H, const WeakForm &Form,
                       const ASTContext &Context) {
  const std::string Type = weakType(Form, H.Type, Context);
  if (Type.empty())
    return "";
  if (H.What == Held::Capture)
    return Type + "(" + H.Inside->getNameAsString() + ")";
  const Expr *From = analysis::spelled(H.Source);
  if (callsSharedFromThis(*From) && Context.getLangOpts().CPlusPlus17) {
    const auto *Member = dyn_cast<MemberExpr>(
        cast<CXXMemberCallExpr>(From)->getCallee()->IgnoreParens());
    return Member && !Member->isImplicitAccess() ? "this->weak_from_this()"
                                                 : "weak_from_this()";
  }
  const SourceLocation End = endOf(From->getSourceRange(), Context);
  if (End.isInvalid())
    return "";
  return Type + "(" + textBetween(From->getBeginLoc(), End, Context).str() +
         ")";
}

bool isMadeWithObject(const FunctionDecl &F, const CXXRecordDecl &Class) {
  return isa<CXXConstructorDecl>(F) ||
         llvm::any_of(Class.ctors(), [&F](const CXXConstructorDecl *C) {
           return reachedFrom(*C).contains(F.getCanonicalDecl());
         });
}

} // namespace

SmallVector<FixItHint, 4> weakSelf(const RetainCycle &C,
                                   const ASTContext &Context) {
  const Held &H = C.Object;
  const LambdaExpr *Lambda = C.Called.Lambda;
  const WeakForm *Form = weakFormOf(H.Type);
  const bool OfLambda = H.What == Held::Capture || H.What == Held::InitCapture;
  if (!Lambda || C.Called.Binder || !OfLambda || !Form || !H.Inside ||
      !Context.getLangOpts().CPlusPlus14 || !mayReturnEarly(*Lambda) ||
      isInstantiated(*C.Site.Enclosing))
    return {};
  const std::string Weak = freeName("weak", *C.Site.Enclosing, Context);
  const std::string From = weakSource(H, *Form, Context);
  if (Weak.empty() || From.empty())
    return {};
  CaptureChange Change;
  if (!H.Implicit)
    Change.Capture = H.Range;
  Change.Text = Weak + " = " + From;
  Change.Prologue = lockingProlog(*Form, Weak, H.Inside->getNameAsString());
  return editsFor(*Lambda, Change, Context);
}

SmallVector<FixItHint, 4> guardedThis(const DanglingCapture &D,
                                      const ASTContext &Context) {
  const LambdaExpr *Lambda = D.Called.Lambda;
  const auto *Class = dyn_cast_or_null<CXXRecordDecl>(D.Class);
  if (!Lambda || D.Called.Binder || D.Object.What != Held::This || !Class ||
      !Context.getLangOpts().CPlusPlus17 || !mayReturnEarly(*Lambda) ||
      isInstantiated(*D.Site.Enclosing) ||
      isMadeWithObject(*D.Site.Enclosing, *Class))
    return {};
  // Its own function of that name, and one alone.
  const auto Found = [&] {
    CXXBasePaths Paths;
    return Class->lookupInBases(
        [](const CXXBaseSpecifier *Base, CXXBasePath &) {
          const CXXRecordDecl *B = Base->getType()->getAsCXXRecordDecl();
          return B && hasQualifiedName(*B, "std::enable_shared_from_this");
        },
        Paths);
  }();
  const std::string Weak = freeName("weak", *D.Site.Enclosing, Context);
  const std::string Self = freeName("self", *D.Site.Enclosing, Context);
  if (!Found || Weak.empty() || Self.empty())
    return {};
  CaptureChange Change;
  Change.Text = Weak + " = weak_from_this()";
  if (!D.Object.Implicit) {
    Change.Capture = D.Object.Range;
    Change.Text = "this, " + Change.Text;
  }
  const WeakForm StdForm{"std::shared_ptr", "std::weak_ptr", "lock"};
  Change.Prologue = lockingProlog(StdForm, Weak, Self);
  return editsFor(*Lambda, Change, Context);
}

} // namespace ticktidy::fix
