//===- MemberOrder.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberOrder.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The variables that \p S names; null stands for `this`.
llvm::SmallPtrSet<const VarDecl *, 4> namedIn(const Stmt &S) {
  llvm::SmallPtrSet<const VarDecl *, 4> Names;
  forEachOwn(S, [&Names](const Stmt &Part) {
    if (isa<CXXThisExpr>(Part))
      Names.insert(nullptr);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(&Part))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Names.insert(V->getCanonicalDecl());
  });
  return Names;
}

bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->body_empty() ? nullptr : Block->body_back();
  if (const auto *E = dyn_cast_or_null<Expr>(S)) {
    S = E->IgnoreImplicit();
    if (const auto *Call = dyn_cast<CallExpr>(S))
      return Call->getDirectCallee() && Call->getDirectCallee()->isNoReturn();
  }
  return isa_and_nonnull<ReturnStmt, CXXThrowExpr, GotoStmt, BreakStmt,
                         ContinueStmt>(S);
}

/// \p S and what it is in, inside out.
SmallVector<const Stmt *, 16> around(const Stmt &S, const ParentMap &Parents) {
  SmallVector<const Stmt *, 16> Chain;
  for (const Stmt *At = &S; At; At = Parents.getParent(At))
    Chain.push_back(At);
  return Chain;
}

/// True if some branch in \p Chain, before \p Outermost, leaves at its end.
bool leavesWithin(ArrayRef<const Stmt *> Chain, const Stmt *Outermost) {
  for (unsigned I = 0; I + 1 < Chain.size() && Chain[I] != Outermost; ++I)
    if (isa<IfStmt, CXXCatchStmt, SwitchStmt, SwitchCase>(Chain[I + 1]) &&
        leaves(Chain[I]))
      return true;
  return false;
}

} // namespace

bool servesStart(const Stmt &End, ArrayRef<StartSite> Starts,
                 const FunctionDecl &F, MemberUses &Uses) {
  if (isa<CXXConstructorDecl>(F))
    return true;
  const SourceManager &Sources = F.getASTContext().getSourceManager();
  const ParentMap &Parents = Uses.partsOf(F).parents();
  SmallVector<const Stmt *, 16> Chain = around(End, Parents);
  llvm::SmallPtrSet<const VarDecl *, 4> Names = namedIn(End);
  for (auto [Start, ByCall] : Starts) {
    // One of another object has nothing to do with it.
    auto IsNamed = [&](const VarDecl *V) { return Names.contains(V); };
    if (Start == &End || (ByCall && llvm::none_of(namedIn(*Start), IsNamed)))
      continue;
    if (Sources.isBeforeInTranslationUnit(Start->getBeginLoc(),
                                          End.getBeginLoc())) {
      if (leavesWithin(Chain, nullptr))
        return true;
      continue;
    }
    llvm::SmallPtrSet<const Stmt *, 16> Outer;
    for (const Stmt *S : around(*Start, Parents))
      Outer.insert(S);
    auto Common =
        llvm::find_if(Chain, [&](const Stmt *S) { return Outer.contains(S); });
    if (Common != Chain.end() && isa<CompoundStmt>(*Common) &&
        !leavesWithin(Chain, *Common))
      return true;
  }
  return false;
}

} // namespace ticktidy::analysis
