//===- MemberState.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberState.h"
#include "ClassWorld.h"
#include "ExprShape.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if \p Site is evaluated whenever \p F is called and returns.
bool isOnEveryPath(const Expr &Site, const FunctionDecl &F, MemberUses &Uses) {
  const ParentMap &Parents = Uses.partsOf(F).parents();
  for (const Stmt *At = &Site; At; At = Parents.getParent(At))
    if (isa<IfStmt, ConditionalOperator, SwitchStmt, WhileStmt, DoStmt, ForStmt,
            CXXForRangeStmt, CXXTryStmt>(At) ||
        (isa<BinaryOperator>(At) && cast<BinaryOperator>(At)->isLogicalOp()))
      return false;
  // A constructor that returns before has made its object; a function that
  // does so has made none.
  const Stmt *Body = F.getBody();
  return Body && !anyWithin(*Body, [&F](const Stmt &S) {
           return isa<GotoStmt>(S) ||
                  (isa<CXXConstructorDecl>(F) && isa<ReturnStmt>(S));
         });
}

/// The constructors that are written and make a new object.
SmallVector<const CXXConstructorDecl *, 4> makersOf(const CXXRecordDecl &R) {
  SmallVector<const CXXConstructorDecl *, 4> Makers;
  for (const CXXConstructorDecl *C : R.ctors())
    if (!C->isImplicit() && !C->isDeleted() && !C->isCopyOrMoveConstructor() &&
        !C->isDelegatingConstructor())
      Makers.push_back(C);
  return Makers;
}

std::optional<std::int64_t> valueOf(const Expr *E, const ASTContext &Context) {
  if (!E || isa<ImplicitValueInitExpr>(E))
    return E ? std::optional<std::int64_t>(0) : std::nullopt;
  if (const auto *List = dyn_cast<InitListExpr>(E->IgnoreImplicit())) {
    if (List->getNumInits() == 0)
      return 0;
    if (List->getNumInits() == 1)
      return valueOf(List->getInit(0), Context);
    return std::nullopt;
  }
  return constantOf(*E, Context);
}

/// What every constructor puts into \p F before anything else.
std::optional<std::int64_t> initialValue(const FieldDecl &F,
                                         const CXXRecordDecl &R,
                                         const ASTContext &Context) {
  if (const Expr *Init = F.getInClassInitializer())
    return valueOf(Init, Context);
  std::optional<std::int64_t> Same;
  bool First = true;
  for (const CXXConstructorDecl *C : makersOf(R)) {
    const FunctionDecl *Definition = definitionOf(C);
    std::optional<std::int64_t> Here;
    if (Definition)
      for (const CXXCtorInitializer *Init :
           cast<CXXConstructorDecl>(Definition)->inits())
        if (Init->getAnyMember() == &F)
          Here = valueOf(Init->getInit(), Context);
    if (!Here || (!First && Here != Same))
      return std::nullopt;
    Same = Here;
    First = false;
  }
  return Same;
}

/// True if \p F has memory for a new object of \p R filled with zeros, or, if
/// \p AnyContent, whatever is in it.
bool allocates(const FunctionDecl &F, const RecordDecl &R, bool AnyContent) {
  bool Found = false;
  for (const Stmt *Part : partsOf(F))
    forEachOwn(*Part, [&](const Stmt &S) {
      const auto *Declaration = dyn_cast<DeclStmt>(&S);
      const auto *Op = dyn_cast<BinaryOperator>(&S);
      const Expr *Value = Op && Op->isAssignmentOp() ? Op->getRHS() : nullptr;
      if (Declaration && Declaration->isSingleDecl())
        if (const auto *V = dyn_cast<VarDecl>(Declaration->getSingleDecl()))
          Value = V->getInit();
      if (!Value || recordBehind(Value->getType()) != &R)
        return;
      const Expr *Made = stripped(Value);
      const auto *Call = dyn_cast<CallExpr>(Made);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || definitionOf(Callee) ||
          !Call->getType()->isVoidPointerType())
        return;
      StringRef Name = nameOf(*Callee);
      Found |= AnyContent ? Name.contains("alloc") || Name.contains("new")
                          : Name.contains("calloc") || Name.contains("alloc0");
    });
  return Found;
}

} // namespace

MemberState stateOf(const MemberTimer &T, ArrayRef<const FunctionDecl *> Bodies,
                    MemberUses &Uses, const ASTContext &Context) {
  MemberState State;
  bool Surely = T.creates() && isOnEveryPath(*T.Site, *T.In, Uses);
  bool MayFail = model::mayFail(T.Call.What->Fails);
  const RecordDecl &R = classOf(*T.Field);
  const auto *Class = dyn_cast<CXXRecordDecl>(&R);
  if (Class && !isPlainStruct(R)) {
    SmallVector<const CXXConstructorDecl *, 4> Makers = makersOf(*Class);
    State.AlwaysMade =
        Surely && Makers.size() == 1 && definitionOf(Makers.front()) == T.In;
    State.AlwaysLive = State.AlwaysMade && !MayFail;
    State.Initial = initialValue(*T.Field, *Class, Context);
    return State;
  }
  bool OnlyHere = true;
  bool Zeroed = true;
  bool Allocated = false;
  for (const FunctionDecl *F : Bodies)
    if (allocates(*F, R, /*AnyContent=*/true)) {
      Allocated = true;
      OnlyHere &= F == T.In;
      Zeroed &= allocates(*F, R, /*AnyContent=*/false);
    }
  State.AlwaysMade = Surely && Allocated && OnlyHere;
  State.AlwaysLive = State.AlwaysMade && !MayFail;
  if (Allocated && Zeroed)
    State.Initial = 0;
  return State;
}

} // namespace ticktidy::analysis
