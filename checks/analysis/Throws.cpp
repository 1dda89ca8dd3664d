//===- Throws.cpp ---------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Throws.h"
#include "ExprShape.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool isNoexcept(const FunctionDecl &F) {
  const auto *Type = F.getType()->getAs<FunctionProtoType>();
  return F.hasAttr<NoThrowAttr>() || (Type && Type->isNothrow());
}

/// Calls \p Visit for the throws and calls from which an exception leaves
/// \p Root; what stands in a try block may be caught.
template <typename Visitor>
void forEachThrower(const Stmt &Root, Visitor Visit) {
  llvm::SmallVector<const Stmt *, 32> Stack{&Root};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S || isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
      continue;
    if (isa<CXXThrowExpr, CallExpr>(S))
      Visit(*S);
    if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
      for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
        Stack.push_back(Try->getHandler(I)->getHandlerBlock());
      continue;
    }
    pushChildren(Stack, *S);
  }
}

} // namespace

bool Throws::mayThrow(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (Which == Exceptions::None || (Callee && isNoexcept(*Callee)))
    return false;
  if (Which == Exceptions::All)
    return !Callee || !Callee->isExternC();
  return Callee && throwsInSight(*Callee);
}

bool Throws::anyMayThrow(const Stmt &Body) {
  return Which != Exceptions::None && anyWithin(Body, [this](const Stmt &S) {
           const auto *Call = dyn_cast<CallExpr>(&S);
           return Call && mayThrow(*Call);
         });
}

bool Throws::throwsInSight(const FunctionDecl &F) {
  const FunctionDecl *Definition = definitionOf(&F);
  if (!Definition || Definition->isDependentContext() ||
      Definition->getASTContext().getSourceManager().isInSystemHeader(
          Definition->getLocation()))
    return false;
  // What is virtual may be something else that does not throw.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
      Method && Method->isVirtual())
    return false;
  auto [At, New] = Known.try_emplace(Definition, false);
  if (!New)
    return At->second;
  bool Found = false;
  forEachThrower(*Definition->getBody(), [&](const Stmt &S) {
    if (Found)
      return;
    const auto *Call = dyn_cast<CallExpr>(&S);
    Found = !Call || mayThrow(*Call);
  });
  return Known[Definition] = Found;
}

} // namespace ticktidy::analysis
