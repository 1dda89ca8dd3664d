//===- Rearms.cpp ---------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Rearms.h"
#include "ClassIndex.h"
#include "ExprShape.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How many calls deep a start is looked for.
constexpr unsigned MaxCallDepth = 4;

enum class Test : std::uint8_t { None, Error, Other };

/// What the condition \p E looks at.
Test testOf(const Expr *E) {
  if (!E)
    return Test::Other;
  bool Error = false, Other = false;
  forEachOwn(*E, [&](const Stmt &S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(&S)) {
      if (isa<VarDecl>(Ref->getDecl()))
        (isErrorCode(Ref->getDecl()->getType()) ? Error : Other) = true;
    } else if (const auto *Member = dyn_cast<MemberExpr>(&S)) {
      Other |= isa<FieldDecl>(Member->getMemberDecl());
    } else if (isa<CXXThisExpr>(&S)) {
      Other = true;
    }
  });
  return Error && !Other ? Test::Error : Test::Other;
}

/// What \p S decides by, if it is a statement that chooses or repeats.
std::optional<Test> choiceOf(const Stmt &S) {
  if (const auto *If = dyn_cast<IfStmt>(&S))
    return If->getInit() || If->getConditionVariable() ? Test::Other
                                                       : testOf(If->getCond());
  if (const auto *Op = dyn_cast<ConditionalOperator>(&S))
    return testOf(Op->getCond());
  if (const auto *Op = dyn_cast<BinaryOperator>(&S); Op && Op->isLogicalOp())
    return testOf(Op->getLHS());
  if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt,
          CXXCatchStmt>(S))
    return Test::Other;
  return std::nullopt;
}

bool leaves(const Stmt &S) {
  if (const auto *Call = dyn_cast<CallExpr>(&S)) {
    const FunctionDecl *F = Call->getDirectCallee();
    return F && F->isNoReturn();
  }
  return isa<ReturnStmt, CXXThrowExpr, GotoStmt, BreakStmt, ContinueStmt>(S);
}

class Search {
public:
  explicit Search(llvm::function_ref<bool(const Expr &)> IsStart)
      : IsStart(IsStart) {}

  std::optional<Rearm> in(const FunctionDecl &F, unsigned Depth) {
    const FunctionDecl *Definition = definitionOf(&F);
    if (!Definition || Depth > MaxCallDepth || !Seen.insert(Definition).second)
      return std::nullopt;
    std::optional<Rearm> Found;
    bool Errors = false, Gone = false;
    walk(*Definition->getBody(), Test::None, Depth, Errors, Gone, Found);
    return Found;
  }

private:
  /// \p By is what \p S depends on. \p Errors: an error code was tested before;
  /// \p Gone: some other test may have left the function before.
  void walk(const Stmt &S, Test By, unsigned Depth, bool &Errors, bool &Gone,
            std::optional<Rearm> &Found) {
    if (Found || isa<LambdaExpr>(S))
      return;
    const std::optional<Test> Choice = choiceOf(S);
    Test Inside = By;
    if (Choice) {
      Inside = std::max(By, *Choice);
      Errors |= *Choice == Test::Error;
    }
    // What is told of errors only counts from here on.
    for (const Stmt *Child : S.children())
      if (Child)
        walk(*Child, Inside, Depth, Errors, Gone, Found);
    if (leaves(S) && !(isa<ReturnStmt>(S) && By == Test::None)) {
      Errors |= By == Test::Error;
      Gone |= By == Test::Other;
    }
    const auto *Call = dyn_cast<CallExpr>(&S);
    if (!Call || Found || By == Test::Other || Gone)
      return;
    Rearm Here{Call, Errors || By == Test::Error};
    if (IsStart(*Call)) {
      Found = Here;
    } else if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      if (Method && Method->isVirtual())
        return;
      if (std::optional<Rearm> Deeper = in(*Callee, Depth + 1)) {
        Here.TestsError |= Deeper->TestsError;
        Found = Here;
      }
    }
  }

  llvm::function_ref<bool(const Expr &)> IsStart;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
};

} // namespace

bool isErrorCode(QualType T) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() == "error_code";
}

std::optional<Rearm>
unguardedRearm(const FunctionDecl &Body,
               llvm::function_ref<bool(const Expr &)> IsStart) {
  return Search(IsStart).in(Body, 0);
}

} // namespace ticktidy::analysis
