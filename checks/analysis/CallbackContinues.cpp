//===- CallbackContinues.cpp - Does a callback keep its timer? ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Callback.h"
#include "ExprShape.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How many functions are read to see whether a callback ends its timer.
constexpr unsigned MaxCallees = 64;

/// Gathers the returns of one function, and what else it mentions.
class BodyReader : public RecursiveASTVisitor<BodyReader> {
public:
  SmallVector<const ReturnStmt *, 8> Returns;
  SmallVector<const FunctionDecl *, 16> Mentions;

  bool VisitReturnStmt(ReturnStmt *Return) {
    Returns.push_back(Return);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    mention(Ref->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    mention(Member->getMemberDecl());
    return true;
  }
  // What a nested function returns is no return of this one.
  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    mention(Lambda->getCallOperator());
    return true;
  }
  bool TraverseBlockExpr(BlockExpr *) { return true; }
  bool TraverseCXXRecordDecl(CXXRecordDecl *) { return true; }

private:
  void mention(const ValueDecl *D) {
    if (const auto *Function = dyn_cast<FunctionDecl>(D))
      Mentions.push_back(Function);
  }
};

/// True if \p Value is a number that \p F has been given, as it was.
bool namesOwnNumber(const Expr &Value, const FunctionDecl &F) {
  const auto *Ref = dyn_cast<DeclRefExpr>(stripped(&Value));
  const auto *P = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  return P && P->getDeclContext() == &F && P->getType()->isIntegerType() &&
         !P->getType()->isBooleanType() &&
         !anyWithin(*F.getBody(), [P](const Stmt &S) {
           const auto *Op = dyn_cast<BinaryOperator>(&S);
           const auto *Step = dyn_cast<UnaryOperator>(&S);
           const Expr *Written = Op && Op->isAssignmentOp() ? Op->getLHS()
                                 : Step && (Step->isIncrementDecrementOp() ||
                                            Step->getOpcode() == UO_AddrOf)
                                     ? Step->getSubExpr()
                                     : nullptr;
           return Written && namedVariable(Written) == P;
         });
}

bool endsATimer(const FunctionDecl &F, const ModelLookup &Lookup) {
  return llvm::any_of(Lookup.calls(F), [](const ModelLookup::Entry &Entry) {
    return Entry.What->Does & (model::ActionStop | model::ActionRelease);
  });
}

} // namespace

Truth continues(const model::Condition &C, const Callback &Called,
                const ModelLookup &Lookup, const ASTContext &Context) {
  if (C.Test != model::Condition::CallbackContinues || !Called.Body ||
      Called.EndsWithObject || !Called.Body->getBody())
    return Truth::Unknown;

  BodyReader Own;
  Own.TraverseStmt(Called.Body->getBody());
  unsigned Ends = 0, Goes = 0;
  for (const ReturnStmt *Return : Own.Returns) {
    const Expr *Value = Return->getRetValue();
    if (!Value || Value->isValueDependent())
      return Truth::Unknown;
    // The interval that it has been given is that of a timer which runs.
    if (C.Value == 0 && namesOwnNumber(*Value, *Called.Body)) {
      ++Goes;
      continue;
    }
    const std::optional<std::int64_t> Constant = constantOf(*Value, Context);
    if (!Constant)
      return Truth::Unknown;
    ++(*Constant == C.Value ? Ends : Goes);
  }
  if (Ends && !Goes)
    return Truth::False;
  if (Ends || !Goes)
    return Truth::Unknown;

  // A callback may end its own timer and say that it goes on.
  return mayEndTimers(Called, Lookup, Context) ? Truth::Unknown : Truth::True;
}

bool mayEndTimers(const Callback &Called, const ModelLookup &Lookup,
                  const ASTContext &Context) {
  if (!Called.Body)
    return false;
  llvm::SmallPtrSet<const FunctionDecl *, 16> Seen;
  SmallVector<const FunctionDecl *, 16> Open{Called.Body};
  while (!Open.empty()) {
    const FunctionDecl *Next = Open.pop_back_val();
    if (!Seen.insert(Next->getCanonicalDecl()).second)
      continue;
    if (endsATimer(*Next, Lookup) || Seen.size() > MaxCallees)
      return true;
    const FunctionDecl *Definition = definitionOf(Next);
    if (!Definition || !Definition->getBody() ||
        Context.getSourceManager().isInSystemHeader(Definition->getLocation()))
      continue;
    BodyReader Reader;
    Reader.TraverseStmt(Definition->getBody());
    Open.append(Reader.Mentions.begin(), Reader.Mentions.end());
  }
  return false;
}

} // namespace ticktidy::analysis
