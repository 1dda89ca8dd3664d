//===- ReferentFix.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReferentFix.h"
#include "../analysis/ExprShape.h"
#include "../analysis/LastUse.h"
#include "Editable.h"
#include "clang/Analysis/Analyses/ExprMutationAnalyzer.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using namespace ticktidy::analysis;

namespace ticktidy::fix {

namespace {

/// Bytes that nobody minds to copy.
constexpr unsigned SmallSize = 64;

bool isCopyable(QualType T) {
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return !R || (R->hasDefinition() && R->hasSimpleCopyConstructor()) ||
         (R->hasDefinition() &&
          llvm::any_of(R->ctors(), [](const CXXConstructorDecl *C) {
            return C->isCopyConstructor() && !C->isDeleted() &&
                   C->getAccess() == AS_public;
          }));
}

bool isCheap(QualType T, const ASTContext &Context) {
  if (T->isScalarType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->isTriviallyCopyable() &&
         Context.getTypeSizeInChars(T).getQuantity() <= SmallSize;
}

/// True if some code of \p F after \p At writes to \p V.
bool isWrittenAfter(const VarDecl &V, const Expr &At, const FunctionDecl &F) {
  const SourceManager &Sources = F.getASTContext().getSourceManager();
  return anyWithin(*F.getBody(), [&](const Stmt &S) {
    const Expr *Target = changedBy(S);
    // A loop comes back to what stands before.
    return Target && namedVariable(Target) == &V &&
           !Sources.isBeforeInTranslationUnit(S.getBeginLoc(),
                                              At.getBeginLoc());
  });
}

} // namespace

ReferentFix captureByValue(const DanglingCapture &D,
                           const ASTContext &Context) {
  const Held &H = D.Object;
  const LambdaExpr *Lambda = D.Called.Lambda;
  ReferentFix Fix;
  if (D.What != DanglingCapture::Local || !Lambda || D.Called.Binder ||
      H.What != Held::Capture || isInstantiated(*D.Site.Enclosing))
    return Fix;
  const QualType Type = D.Variable->getType();
  const CXXMethodDecl *Call = Lambda->getCallOperator();
  if (!Call->isConst() || !isCopyable(Type) || Type->isArrayType() ||
      isWrittenAfter(*D.Variable, *Lambda, *D.Site.Enclosing))
    return Fix;
  ExprMutationAnalyzer Changes(*Lambda->getBody(),
                               const_cast<ASTContext &>(Context));
  if (Changes.isMutated(D.Variable))
    return Fix;
  const std::string Name = D.Variable->getNameAsString();
  CaptureChange Change;
  if (!H.Implicit)
    // `&x`: the name is where the capture is said to be.
    Change.Capture = H.Range;
  if (isCheap(Type, Context)) {
    Change.Text = Name;
  } else if (Context.getLangOpts().CPlusPlus14 && !Type.isConstQualified() &&
             isLastUse(*D.Variable, *Lambda, *D.Site.Enclosing, Context)) {
    Change.Text = Name + " = std::move(" + Name + ")";
    Fix.Moves = true;
  } else {
    return Fix;
  }
  if (!H.Implicit) {
    const SourceManager &Sources = Context.getSourceManager();
    const SourceLocation Amp = H.Range.getBegin().getLocWithOffset(-1);
    if (H.Range.getBegin().isMacroID() || *Sources.getCharacterData(Amp) != '&')
      return {};
    Change.Capture.setBegin(Amp);
  }
  Fix.Edits = editsFor(*Lambda, Change, Context);
  return Fix;
}

SmallVector<FixItHint, 1> passContext(const DanglingCapture &D,
                                      const ASTContext &Context) {
  if (!D.CanBeContext || !D.Site.Callback)
    return {};
  if (D.NullContext) {
    const SourceRange Range = D.NullContext->getSourceRange();
    if (!isEditable(Range, Context))
      return {};
    return {FixItHint::CreateReplacement(CharSourceRange::getTokenRange(Range),
                                         "this")};
  }
  const SourceLocation Where = D.Site.Callback->getBeginLoc();
  if (!isEditable(Where, Context))
    return {};
  return {FixItHint::CreateInsertion(Where, "this, ")};
}

} // namespace ticktidy::fix
