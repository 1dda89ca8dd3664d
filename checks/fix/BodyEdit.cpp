//===- BodyEdit.cpp - Statements at the start of a body ------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BodyEdit.h"
#include "Editable.h"
#include "Layout.h"
#include "Names.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// What stands between the type of a parameter and its new name.
StringRef spaceBefore(SourceLocation End, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const auto [File, Offset] = SM.getDecomposedLoc(End);
  const StringRef Before = SM.getBufferData(File).take_front(Offset);
  const StringRef Type = Before.rtrim("&*");
  return Type.size() < Before.size() && Type.ends_with(" ") ? "" : " ";
}

std::string nameForError(const FunctionDecl &F, const ASTContext &Context) {
  for (StringRef Wish : {"error", "ec"})
    if (std::string Name = freeName(Wish, F, Context); Name == Wish)
      return Name;
  return freeName("error", F, Context);
}

} // namespace

std::optional<FixItHint> beginBody(const FunctionDecl &F,
                                   llvm::ArrayRef<std::string> Lines,
                                   const ASTContext &Context) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F.getBody());
  if (!Body || Body->body_empty() || !isEditable(Body->getLBracLoc(), Context))
    return std::nullopt;
  const SourceManager &SM = Context.getSourceManager();
  const SourceLocation First =
      SM.getExpansionLoc(Body->body_front()->getBeginLoc());
  const bool OwnLines = startsLine(First, Context);
  const Layout Style = layoutOf(F, Context);
  std::string Text;
  for (StringRef Line : Lines) {
    const StringRef Rest = Line.ltrim();
    if (!OwnLines)
      Text += (" " + Rest).str();
    else
      Text += (Style.Newline + indentAt(First, Context) +
               (Rest.size() < Line.size() ? Style.Step : std::string()) + Rest)
                  .str();
  }
  const SourceLocation Inside = Body->getLBracLoc().getLocWithOffset(1);
  const SourceLocation Behind =
      OwnLines ? endOfComments(Inside, Context) : Inside;
  return FixItHint::CreateInsertion(Behind.isValid() ? Behind : Inside, Text);
}

llvm::SmallVector<FixItHint, 2> returnFirstIf(const FunctionDecl &Handler,
                                              const ParmVarDecl &Error,
                                              StringRef Value,
                                              const ASTContext &Context) {
  const QualType Type = Error.getType().getNonReferenceType();
  if (!Handler.getReturnType()->isVoidType() || !Type->isRecordType())
    return {};
  llvm::SmallVector<FixItHint, 2> Hints;
  std::string Name = Error.getNameAsString();
  if (Name.empty()) {
    const SourceLocation End = endOf(Error.getSourceRange(), Context);
    if (!isEditable(Error.getSourceRange(), Context) || End.isInvalid())
      return {};
    Name = nameForError(Handler, Context);
    Hints.push_back(FixItHint::CreateInsertion(
        End, (spaceBefore(End, Context) + Name).str()));
  }
  const std::optional<FixItHint> Test = beginBody(
      Handler, {"if (" + Name + " == " + Value.str() + ")", "  return;"},
      Context);
  if (!Test)
    return {};
  Hints.push_back(*Test);
  return Hints;
}

std::optional<FixItHint> leaveLoopIf(const Expr &Wait, const ValueDecl &Error,
                                     StringRef Value, const FunctionDecl &F,
                                     const ASTContext &Context) {
  const ParentMap Parents(F.getBody());
  const Stmt *Whole = &Wait;
  while (Whole && !isa_and_nonnull<CompoundStmt>(Parents.getParent(Whole)))
    Whole = Parents.getParent(Whole);
  const Stmt *Block = Whole ? Parents.getParent(Whole) : nullptr;
  const Stmt *Around = Block ? Parents.getParent(Block) : nullptr;
  if (!isa_and_nonnull<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Around) ||
      !isa<Expr, DeclStmt>(Whole) || Error.getName().empty())
    return std::nullopt;
  const SourceLocation End = endOfStatement(*Whole, Context);
  if (End.isInvalid() || !isEditable(Whole->getSourceRange(), Context))
    return std::nullopt;
  const Layout Style = layoutOf(F, Context);
  const StringRef Indent = indentAt(Whole->getBeginLoc(), Context);
  const std::string Test =
      "if (" + Error.getNameAsString() + " == " + Value.str() + ")";
  if (!startsLine(Whole->getBeginLoc(), Context))
    return FixItHint::CreateInsertion(End, " " + Test + " break;");
  return FixItHint::CreateInsertion(End, (Style.Newline + Indent + Test +
                                          Style.Newline + Indent + Style.Step +
                                          "break;")
                                             .str());
}

} // namespace ticktidy::fix
