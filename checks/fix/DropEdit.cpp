//===- DropEdit.cpp - Takes a second release away -------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DropEdit.h"
#include "AfterEdit.h"
#include "Editable.h"
#include "Layout.h"
#include "Names.h"
#include "Placement.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// The edit that cuts the text of \p S.
static std::optional<FixItHint> cut(const Stmt &S, const ASTContext &Context) {
  SourceLocation Begin = S.getBeginLoc();
  SourceLocation End = endOfStatement(S, Context);
  if (!isEditable(Begin, Context) || End.isInvalid() ||
      !Context.getSourceManager().isWrittenInSameFile(Begin, End) ||
      holdsDirective(textBetween(Begin, End, Context)))
    return std::nullopt;
  bool OwnsEnd = endOfComments(End, Context).isValid();
  if (startsLine(Begin, Context) && OwnsEnd) {
    Begin = lineStart(Begin, Context);
    End = nextLine(End, Context);
  } else {
    // One gap is left between what stands before and after.
    StringRef After = textBetween(End, nextLine(End, Context), Context);
    size_t Gap = After.size() - After.ltrim(" \t").size();
    if (After.trim().empty()) {
      StringRef Before = textBetween(lineStart(Begin, Context), Begin, Context);
      size_t Spaces = Before.size() - Before.rtrim(" \t").size();
      Begin = Begin.getLocWithOffset(-static_cast<int>(Spaces));
    } else {
      End = End.getLocWithOffset(static_cast<int>(Gap));
    }
  }
  return FixItHint::CreateRemoval(CharSourceRange::getCharRange(Begin, End));
}

/// The edit that removes \p S, a whole statement.
static std::optional<FixItHint> drop(const Stmt &S, const ParentMap &Parents,
                                     const ASTContext &Context) {
  std::optional<Placement> Place = placementOf(S, Parents, Context);
  if (!Place || Place->Whole != &S)
    return std::nullopt;
  const Stmt *Holder = Place->Parent; // What is left without a statement.
  switch (Place->How) {
  case Placement::Lone:
    break;
  case Placement::InBlock: {
    const auto *Block = cast<CompoundStmt>(Place->Parent);
    Holder = Block->size() == 1 ? Parents.getParent(Block) : nullptr;
    // A block by itself may be empty, and so may the body of a function.
    if (!Holder || isa<CompoundStmt, LambdaExpr>(Holder))
      return cut(S, Context);
    break;
  }
  case Placement::AfterLabel: {
    // The label goes to the next statement.
    const Stmt *Labelled = &S;
    while (Labelled && !isa<CompoundStmt>(Parents.getParent(Labelled)))
      Labelled = Parents.getParent(Labelled);
    const Stmt *Next =
        Labelled ? nextInBlock(*Labelled, *Parents.getParent(Labelled))
                 : nullptr;
    if (!Next || isa<DeclStmt>(Next))
      return std::nullopt;
    return cut(S, Context);
  }
  }
  const auto *If = dyn_cast<IfStmt>(Holder);
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable() ||
      If->isConstexpr() || !If->getCond() ||
      If->getCond()->HasSideEffects(Context))
    return std::nullopt;
  return drop(*If, Parents, Context);
}

std::optional<FixItHint> dropCall(const Expr &Call, const ParentMap &Parents,
                                  const ASTContext &Context) {
  std::optional<Placement> Place = callStatement(Call, Parents, Context);
  if (!Place)
    return std::nullopt;
  // The callee is a child too.
  bool Acts =
      llvm::any_of(Call.IgnoreImplicit()->children(), [&](const Stmt *Child) {
        const auto *E = dyn_cast_or_null<Expr>(Child);
        return E && E->HasSideEffects(Context);
      });
  return Acts ? std::nullopt : drop(*Place->Whole, Parents, Context);
}

/// The edit that puts the statement \p Call under an `if` with \p Test.
static std::optional<FixItHint> putUnderTest(const Expr &Call, StringRef Test,
                                             const FunctionDecl &F,
                                             const ParentMap &Parents,
                                             const ASTContext &Context) {
  std::optional<Placement> Place = callStatement(Call, Parents, Context);
  if (!Place)
    return std::nullopt;
  // An `else` that follows would go to the new `if`.
  const Stmt *Inner = Place->Whole;
  for (const Stmt *Outer = Place->Parent; Outer && !isa<CompoundStmt>(Outer);
       Inner = Outer, Outer = Parents.getParent(Outer))
    if (const auto *If = dyn_cast<IfStmt>(Outer);
        If && If->getElse() && If->getElse() != Inner)
      return std::nullopt;
  SourceLocation Begin = Place->Whole->getBeginLoc();
  SourceLocation End = endOfStatement(*Place->Whole, Context);
  if (!isEditable(Begin, Context) || End.isInvalid())
    return std::nullopt;
  std::string Text = ("if (" + Test + ")").str();
  if (startsLine(Begin, Context) &&
      !textBetween(Begin, End, Context).contains('\n')) {
    Layout Style = layoutOf(F, Context);
    Text += (Style.Newline + indentAt(Begin, Context) + Style.Step).str();
  } else {
    Text += " ";
  }
  return FixItHint::CreateInsertion(Begin, Text);
}

std::vector<FixItHint> resetBetween(llvm::ArrayRef<const Expr *> Releases,
                                    const Expr &Again, const ResetText &Text,
                                    const VarDecl *Handle,
                                    const FunctionDecl &F,
                                    const ParentMap &Parents,
                                    const ASTContext &Context) {
  if (Releases.empty() || (Handle && Handle->getType().isConstQualified()))
    return {};
  std::optional<FixItHint> Test =
      putUnderTest(Again, Text.Test, F, Parents, Context);
  if (!Test || (Handle && !isInScope(*Handle, Again, Again.getBeginLoc(), F,
                                     Parents, Context)))
    return {};
  std::vector<FixItHint> Edits = {*Test};
  for (const Expr *Release : Releases) {
    std::optional<Placement> Place = placementOf(*Release, Parents, Context);
    // A statement that goes on with the value may leave before its end.
    if (!Place || !isa<Expr, DeclStmt>(Place->Whole) ||
        isa<CXXThrowExpr>(Place->Whole))
      return {};
    std::optional<FixItHint> Reset =
        insertAfter(*Release, Text.Statement, /*Declares=*/false, F, Parents,
                    Context, Handle);
    if (!Reset || llvm::any_of(Edits, [&](const FixItHint &Other) {
          return Other.RemoveRange.getBegin() == Reset->RemoveRange.getBegin();
        }))
      return {};
    Edits.push_back(*Reset);
  }
  return Edits;
}

} // namespace ticktidy::fix
