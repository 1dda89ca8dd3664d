//===- OwnerEdit.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OwnerEdit.h"
#include "Editable.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// True if \p S calls a function that runs the callbacks of an event loop.
static bool runsLoop(const Stmt &S, const analysis::ModelLookup &Models) {
  if (const auto *Call = dyn_cast<CallExpr>(&S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Models.blocking(*Callee) == model::ModelSet::Blocking::Runs)
      return true;
  return llvm::any_of(S.children(), [&](const Stmt *Child) {
    return Child && !isa<LambdaExpr>(Child) && runsLoop(*Child, Models);
  });
}

std::optional<FixItHint> giveOwner(const analysis::TimerSite &Site,
                                   const analysis::ModelLookup &Models,
                                   const ASTContext &Context) {
  const auto *New = dyn_cast<CXXNewExpr>(Site.Creation);
  const model::Place &Owner = Site.Call->Owner;
  if (!New || Owner.Where != model::Place::Argument || Owner.Index < 0)
    return std::nullopt;
  const CXXConstructExpr *Construct = New->getConstructExpr();
  const auto *Method = dyn_cast<CXXMethodDecl>(Site.Function);
  const auto Index = static_cast<unsigned>(Owner.Index);
  if (!Construct || !Method || Method->isStatic() ||
      isa<CXXDestructorDecl>(Method) || Method->getParent()->isLambda() ||
      Index >= Construct->getConstructor()->getNumParams())
    return std::nullopt;
  const CXXRecordDecl *Wanted = Construct->getConstructor()
                                    ->getParamDecl(Index)
                                    ->getType()
                                    ->getPointeeCXXRecordDecl();
  const CXXRecordDecl *Here = Method->getParent();
  if (!Wanted || !Here->hasDefinition() || Method->isConst() ||
      (Here->getCanonicalDecl() != Wanted->getCanonicalDecl() &&
       !Here->isDerivedFrom(Wanted)) ||
      runsLoop(*Method->getBody(), Models))
    return std::nullopt;

  unsigned Written = 0;
  for (const Expr *Argument : Construct->arguments())
    Written += !isa<CXXDefaultArgExpr>(Argument);
  if (Index < Written) { // It was null.
    CharSourceRange Null = Lexer::makeFileCharRange(
        CharSourceRange::getTokenRange(
            Construct->getArg(Index)->getSourceRange()),
        Context.getSourceManager(), Context.getLangOpts());
    if (Null.isInvalid() || !isEditable(Null.getBegin(), Context))
      return std::nullopt;
    return FixItHint::CreateReplacement(Null, "this");
  }
  if (Index != Written)
    return std::nullopt;
  SourceRange Parens = Construct->getParenOrBraceRange();
  if (Parens.isInvalid()) {
    SourceLocation End = endOf(New->getSourceRange(), Context);
    if (End.isInvalid() || !isEditable(New->getBeginLoc(), Context))
      return std::nullopt;
    return FixItHint::CreateInsertion(End, "(this)");
  }
  if (!isEditable(Parens, Context))
    return std::nullopt;
  return FixItHint::CreateInsertion(Parens.getEnd(),
                                    Written ? ", this" : "this");
}

} // namespace ticktidy::fix
