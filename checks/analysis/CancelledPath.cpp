//===- CancelledPath.cpp - What code does when it is cancelled ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CancelledPath.h"
#include "ExprShape.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How deep calls are followed.
constexpr unsigned MaxCalls = 5;

Truth negate(Truth T) {
  return T == Truth::Unknown ? T
         : T == Truth::True  ? Truth::False
                             : Truth::True;
}

bool names(const Expr *E, const ValueDecl *D) {
  const auto *Ref = dyn_cast<DeclRefExpr>(stripped(E));
  return D && Ref && Ref->getDecl() == D;
}

/// The enumerator or variable that \p E names, or that the error which \p E
/// makes is made of; or null.
const ValueDecl *constantNamed(const Expr *E) {
  E = stripped(E);
  while (const std::optional<CallView> Made = CallView::of(*E)) {
    const bool Makes =
        isa<CXXConstructExpr>(E) || nameOf(Made->callee()) == "make_error_code";
    if (!Makes || Made->args().size() != 1)
      return nullptr;
    E = stripped(Made->args().front());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(stripped(E));
  return Ref ? Ref->getDecl() : nullptr;
}

/// Whether the error has the value that \p Other names: known if that is the
/// one of \p T, or another one of the same namespace.
Truth isToldAs(const Expr *Other, const Told &T) {
  const ValueDecl *Named = constantNamed(Other);
  if (!Named || !Named->getIdentifier())
    return Truth::Unknown;
  const auto [Scope, Name] = T.Value.rsplit("::");
  if (Named->getName() == Name)
    return Truth::True;
  const DeclContext *Around = Named->getDeclContext();
  while (Around && !isa<NamespaceDecl>(Around))
    Around = Around->getParent();
  const auto *Space = dyn_cast_or_null<NamespaceDecl>(Around);
  return isa<EnumConstantDecl>(Named) && Space && !Name.empty() &&
                 hasQualifiedName(*Space, Scope)
             ? Truth::False
             : Truth::Unknown;
}

/// The error is handed to code that cannot be seen and might throw it.
bool mayThrowIt(const CallExpr &Call, const Told &T, const SourceManager &SM) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!T.Error || isa<CXXOperatorCallExpr>(Call) ||
      !Call.getType()->isVoidType())
    return false;
  if (llvm::none_of(Call.arguments(), [&](const Expr *Argument) {
        return names(Argument, T.Error);
      }))
    return false;
  const FunctionDecl *Definition = definitionOf(Callee);
  return !Definition || SM.isInSystemHeader(Definition->getLocation());
}

} // namespace

Truth decide(const Expr &Condition, const Told &T) {
  const Expr *E = Condition.IgnoreParenImpCasts();
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return decide(*Full->getSubExpr(), T);
  if (!T.Error)
    return Truth::Unknown;
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return decide(*Cast->getSubExpr(), T);
  if (const auto *Op = dyn_cast<UnaryOperator>(E))
    return Op->getOpcode() == UO_LNot ? negate(decide(*Op->getSubExpr(), T))
                                      : Truth::Unknown;
  if (const auto *Op = dyn_cast<BinaryOperator>(E); Op && Op->isLogicalOp()) {
    const Truth L = decide(*Op->getLHS(), T);
    const Truth R = decide(*Op->getRHS(), T);
    const Truth Strong = Op->getOpcode() == BO_LOr ? Truth::True : Truth::False;
    if (L == Strong || R == Strong)
      return Strong;
    return L == R ? L : Truth::Unknown;
  }
  if (const auto *Op = dyn_cast<CXXRewrittenBinaryOperator>(E))
    return decide(*Op->getSemanticForm(), T);
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E)) {
    const OverloadedOperatorKind Kind = Op->getOperator();
    if (Kind == OO_Exclaim && names(Op->getArg(0), T.Error))
      return Truth::False;
    if ((Kind != OO_EqualEqual && Kind != OO_ExclaimEqual) ||
        Op->getNumArgs() != 2)
      return Truth::Unknown;
    const bool First = names(Op->getArg(0), T.Error);
    if (!First && !names(Op->getArg(1), T.Error))
      return Truth::Unknown;
    const Truth Same = isToldAs(Op->getArg(First ? 1 : 0), T);
    return Kind == OO_EqualEqual ? Same : negate(Same);
  }
  // error.operator bool(): any error is one.
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
    return isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()) &&
                   names(Call->getImplicitObjectArgument(), T.Error)
               ? Truth::True
               : Truth::Unknown;
  return Truth::Unknown;
}

/// One walk over a graph. It ends a path at a goal.
struct CancelledPath::Walk {
  const CFG &Graph;
  const Told &T;
  const SourceManager &SM;
  llvm::function_ref<bool(const Expr &)> IsGoal;
  llvm::SmallPtrSet<const CFGBlock *, 16> Seen = {};
  SmallVector<const CFGBlock *, 16> Pending = {};
  SmallVector<const Expr *, 2> Goals = {};

  /// Walks \p B from \p Element on. False if the path leaves the function.
  bool block(const CFGBlock &B, unsigned Element = 0) {
    if (&B == &Graph.getExit())
      return false;
    for (; Element < B.size(); ++Element) {
      const auto S = B[Element].getAs<CFGStmt>();
      const auto *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      if (!E)
        continue;
      if (IsGoal(*E)) {
        Goals.push_back(E);
        return true;
      }
      if (const auto *Call = dyn_cast<CallExpr>(E);
          Call && mayThrowIt(*Call, T, SM))
        return false;
    }
    Truth Known = Truth::Unknown;
    if (B.succ_size() == 2)
      if (const Expr *Last = B.getLastCondition())
        Known = decide(*Last, T);
    for (unsigned I = 0; I < B.succ_size(); ++I) {
      const CFGBlock *Next = (B.succ_begin() + I)->getReachableBlock();
      const bool Excluded =
          (Known == Truth::True && I == 1) || (Known == Truth::False && I == 0);
      if (Next && !Excluded && Seen.insert(Next).second)
        Pending.push_back(Next);
    }
    return true;
  }

  /// False if a path leaves the function.
  bool run() {
    while (!Pending.empty())
      if (!block(*Pending.pop_back_val()))
        return false;
    return true;
  }
};

std::unique_ptr<CFG> CancelledPath::graphOf(const FunctionDecl &F) {
  Stmt *Body = F.getBody();
  if (auto *Coroutine = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  if (!Body || F.isDependentContext())
    return nullptr;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  return CFG::buildCFG(&F, Body, &Context, Options);
}

const FunctionDecl *CancelledPath::calleeOf(const Expr &E, const Told &T,
                                            Told &Inner) const {
  const auto *Call = dyn_cast<CallExpr>(&E);
  // A lambda that is called has itself as the first argument.
  const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(Call);
  if (!Call || (Operator && Operator->getOperator() != OO_Call))
    return nullptr;
  const unsigned Own = Operator ? 1 : 0;
  const FunctionDecl *Callee = definitionOf(Call->getDirectCallee());
  if (!Callee || Open.size() > MaxCalls || llvm::is_contained(Open, Callee) ||
      Context.getSourceManager().isInSystemHeader(Callee->getLocation()) ||
      isa<CoroutineBodyStmt>(Callee->getBody()))
    return nullptr;
  // Another class may do something else there.
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
      !Method->getParent()->hasAttr<FinalAttr>())
    return nullptr;
  Inner.Value = T.Value;
  const unsigned Count =
      std::min(Call->getNumArgs() - Own, Callee->getNumParams());
  for (unsigned I = 0; I < Count; ++I)
    if (names(Call->getArg(I + Own), T.Error))
      Inner.Error = Callee->getParamDecl(I);
  return Callee;
}

SmallVector<const Expr *, 2> CancelledPath::always(const FunctionDecl &F,
                                                   const Told &T, Test IsGoal) {
  const std::unique_ptr<CFG> Graph = graphOf(F);
  if (!Graph)
    return {};
  Open.push_back(&F);
  llvm::DenseMap<const FunctionDecl *, bool> Known;
  auto IsEnd = [&](const Expr &E) {
    if (IsGoal(E))
      return true;
    Told Inner;
    const FunctionDecl *Callee = calleeOf(E, T, Inner);
    if (!Callee)
      return false;
    auto [At, New] = Known.try_emplace(Callee, false);
    if (New) {
      const bool Goes = !always(*Callee, Inner, IsGoal).empty();
      Known[Callee] = Goes;
      return Goes;
    }
    return At->second;
  };
  Walk W{*Graph, T, Context.getSourceManager(), IsEnd};
  W.Pending.push_back(&Graph->getEntry());
  const bool Stays = W.run();
  Open.pop_back();
  if (!Stays)
    return {};
  const SourceManager &SM = Context.getSourceManager();
  llvm::sort(W.Goals, [&SM](const Expr *A, const Expr *B) {
    return SM.isBeforeInTranslationUnit(A->getBeginLoc(), B->getBeginLoc());
  });
  return W.Goals;
}

bool CancelledPath::repeats(const FunctionDecl &F, const Expr &From,
                            const Told &T) {
  const std::unique_ptr<CFG> Graph = graphOf(F);
  if (!Graph)
    return false;
  auto IsStart = [&From](const Expr &E) { return &E == &From; };
  Walk W{*Graph, T, Context.getSourceManager(), IsStart};
  for (const CFGBlock *B : *Graph)
    for (unsigned I = 0; I < B->size(); ++I) {
      const auto S = (*B)[I].getAs<CFGStmt>();
      if (S && S->getStmt() == &From)
        return W.block(*B, I + 1) && W.run() && !W.Goals.empty();
    }
  return false;
}

bool CancelledPath::repeatsWhenThrown(const FunctionDecl &F, const Expr &From) {
  const std::unique_ptr<CFG> Graph = graphOf(F);
  if (!Graph)
    return false;
  const ParentMap Parents(F.getBody());
  const CXXCatchStmt *Catches = nullptr;
  const Stmt *Inside = &From;
  for (const Stmt *S = &From; S && !Catches; S = Parents.getParent(S)) {
    const auto *Try = dyn_cast<CXXTryStmt>(S);
    if (Try && Try->getTryBlock() == Inside)
      for (unsigned I = 0; I < Try->getNumHandlers() && !Catches; ++I) {
        const QualType Type = Try->getHandler(I)->getCaughtType();
        const CXXRecordDecl *Class =
            Type.isNull() ? nullptr
                          : Type.getNonReferenceType()->getAsCXXRecordDecl();
        constexpr llvm::StringLiteral Bases[] = {"exception", "runtime_error",
                                                 "system_error"};
        if (Type.isNull() || (Class && Class->getIdentifier() &&
                              llvm::is_contained(Bases, Class->getName())))
          Catches = Try->getHandler(I);
      }
    Inside = S;
  }
  if (!Catches)
    return false;
  auto IsStart = [&From](const Expr &E) { return &E == &From; };
  const Told Nothing;
  Walk W{*Graph, Nothing, Context.getSourceManager(), IsStart};
  for (const CFGBlock *B : *Graph)
    if (B->getLabel() == Catches) {
      W.Pending.push_back(B);
      return W.run() && !W.Goals.empty();
    }
  return false;
}

} // namespace ticktidy::analysis
