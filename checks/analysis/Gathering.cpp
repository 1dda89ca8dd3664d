//===- Gathering.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Gathering.h"
#include "ExprShape.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool isEndless(const Stmt &Loop, const ASTContext &Context) {
  const Expr *Condition = nullptr;
  if (const auto *For = dyn_cast<ForStmt>(&Loop)) {
    if (!For->getCond())
      return true;
    Condition = For->getCond();
  } else if (const auto *While = dyn_cast<WhileStmt>(&Loop)) {
    Condition = While->getCond();
  } else if (const auto *Do = dyn_cast<DoStmt>(&Loop)) {
    Condition = Do->getCond();
  }
  return Condition && constantOf(*Condition, Context).value_or(0) != 0;
}

enum class Member : std::uint8_t { Adds, Looks, Other };

Member kindOf(const CXXMethodDecl &Method) {
  if (!Method.getIdentifier())
    return Member::Other;
  static constexpr llvm::StringLiteral Adding[] = {
      "push_back", "emplace_back", "push_front", "emplace_front",
      "push",      "emplace",      "insert"};
  static constexpr llvm::StringLiteral Looking[] = {
      "size", "empty", "back", "front", "capacity", "reserve"};
  if (llvm::is_contained(Adding, Method.getName()))
    return Member::Adds;
  return llvm::is_contained(Looking, Method.getName()) ? Member::Looks
                                                       : Member::Other;
}

/// True if \p S has \p Creation within, or names \p Holder, in a lambda too.
bool mentions(const Stmt &S, const Expr &Creation, const VarDecl *Holder) {
  return anyWithin(S, [&](const Stmt &Part) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&Part);
    return &Part == &Creation || (Ref && Holder && Ref->getDecl() == Holder);
  });
}

/// True if control can come from \p From to \p To.
bool canReach(const Stmt &From, const Stmt &To, const CFG &Graph) {
  const CFGBlock *Start = nullptr;
  const CFGBlock *End = nullptr;
  for (const CFGBlock *B : Graph)
    for (const CFGElement &E : *B)
      if (std::optional<CFGStmt> S = E.getAs<CFGStmt>()) {
        if (S->getStmt() == &From)
          Start = B;
        if (S->getStmt() == &To)
          End = B;
      }
  if (!Start || !End)
    return false;
  llvm::SmallPtrSet<const CFGBlock *, 16> Seen;
  llvm::SmallVector<const CFGBlock *, 16> Stack{Start};
  while (!Stack.empty())
    for (const CFGBlock::AdjacentBlock &Next : Stack.pop_back_val()->succs()) {
      const CFGBlock *B = Next.getReachableBlock();
      if (B == End)
        return true;
      if (B && Seen.insert(B).second)
        Stack.push_back(B);
    }
  return false;
}

/// A local of the standard library's, declared before \p Loop, or null.
const VarDecl *containerBefore(const Expr &Object, const Stmt &Loop) {
  const auto *Ref = dyn_cast<DeclRefExpr>(stripped(&Object));
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  const CXXRecordDecl *Class = V ? V->getType()->getAsCXXRecordDecl() : nullptr;
  if (!Class || !Class->isInStdNamespace() || !V->hasLocalStorage())
    return nullptr;
  return V->getLocation().getRawEncoding() < Loop.getBeginLoc().getRawEncoding()
             ? V
             : nullptr;
}

} // namespace

const VarDecl *gatheredBy(const Stmt &Loop, const Expr &Creation,
                          const VarDecl *Holder, const FunctionFlow &Flow) {
  if (!isEndless(Loop, Flow.context()))
    return nullptr;
  const VarDecl *Container = nullptr;
  const CXXMemberCallExpr *Addition = nullptr;
  llvm::SmallVector<const DeclRefExpr *, 16> Mentions;
  llvm::SmallPtrSet<const Stmt *, 8> Harmless;
  llvm::SmallVector<const Stmt *, 32> Stack{&Loop};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S)
      continue;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      Mentions.push_back(Ref);
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
        Call && Call->getMethodDecl()) {
      const Expr *Object = stripped(Call->getImplicitObjectArgument());
      Member Kind = kindOf(*Call->getMethodDecl());
      if (Kind != Member::Other)
        Harmless.insert(Object);
      bool AddsTimer =
          Kind == Member::Adds && llvm::any_of(Call->arguments(), [&](auto *A) {
            return mentions(*A, Creation, Holder);
          });
      if (const VarDecl *V = containerBefore(*Object, Loop); V && AddsTimer) {
        Container = V;
        Addition = Call;
      }
    }
    pushChildren(Stack, *S);
  }
  bool OnlyGrows = llvm::all_of(Mentions, [&](const DeclRefExpr *Ref) {
    return Ref->getDecl() != Container || Harmless.contains(Ref);
  });
  return Container && OnlyGrows && canReach(*Addition, Creation, Flow.cfg())
             ? Container
             : nullptr;
}

} // namespace ticktidy::analysis
