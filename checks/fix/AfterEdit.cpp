//===- AfterEdit.cpp - Puts a statement after another ---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AfterEdit.h"
#include "Editable.h"
#include "FailureTest.h"
#include "Layout.h"
#include "Names.h"
#include "Placement.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace ticktidy::fix {

std::optional<FixItHint> insertAfter(const Stmt &S, StringRef Statement,
                                     bool Declares, const FunctionDecl &F,
                                     const ParentMap &Parents,
                                     const ASTContext &Context,
                                     const VarDecl *Uses) {
  std::optional<Placement> Place = placementOf(S, Parents, Context);
  if (!Place || Place->How == Placement::Lone)
    return std::nullopt;
  const Stmt *Block = Place->Parent;
  const Stmt *InBlock = Place->Whole;
  while (Block && !isa<CompoundStmt>(Block)) {
    InBlock = Block;
    Block = Parents.getParent(Block);
  }
  if (!Block || (Declares && isFollowedByLabel(*InBlock, *Block)))
    return std::nullopt;
  SourceLocation Begin = Place->Whole->getBeginLoc();
  SourceLocation End = endOfStatement(*Place->Whole, Context);
  if (!isEditable(Begin, Context) || End.isInvalid() ||
      (Uses && !isInScope(*Uses, *Block, End, F, Parents, Context)))
    return std::nullopt;

  SourceLocation AfterComments = endOfComments(End, Context);
  if (AfterComments.isInvalid() || !startsLine(Begin, Context))
    return FixItHint::CreateInsertion(End, (" " + Statement).str());
  return FixItHint::CreateInsertion(
      AfterComments,
      (layoutOf(F, Context).Newline + indentAt(Begin, Context) + Statement)
          .str());
}

const IfStmt *failureTestOf(const analysis::TimerSite &Site,
                            const ParentMap &Parents,
                            const ASTContext &Context) {
  if (!Site.Creation || !Site.Call)
    return nullptr;
  std::optional<Placement> Place =
      placementOf(*Site.Creation, Parents, Context);
  if (!Place || Place->How == Placement::Lone)
    return nullptr;
  const auto *If = dyn_cast<IfStmt>(Place->Whole);
  if (!If && isa<CompoundStmt>(Place->Parent))
    If = dyn_cast_or_null<IfStmt>(nextInBlock(*Place->Whole, *Place->Parent));
  return If && isFailureTest(*If, Site, Place->Whole, Context) ? If : nullptr;
}

} // namespace ticktidy::fix
