//===- Editable.cpp - Where an edit may go --------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Editable.h"
#include "Layout.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ticktidy::fix {

bool isEditable(SourceLocation Where, const ASTContext &Context) {
  return Where.isValid() && Where.isFileID() &&
         !Context.getSourceManager().isInSystemHeader(Where);
}

bool isEditable(SourceRange Range, const ASTContext &Context) {
  SourceLocation End = endOf(Range, Context);
  return End.isValid() && isEditable(Range.getBegin(), Context) &&
         !holdsDirective(textBetween(Range.getBegin(), End, Context));
}

SourceLocation endOf(SourceRange Range, const ASTContext &Context) {
  if (Range.isInvalid() || Range.getBegin().isMacroID())
    return {};
  return Lexer::makeFileCharRange(CharSourceRange::getTokenRange(Range),
                                  Context.getSourceManager(),
                                  Context.getLangOpts())
      .getEnd();
}

/// The statement that \p S ends with, or null.
static const Stmt *lastPart(const Stmt &S) {
  if (const auto *If = dyn_cast<IfStmt>(&S))
    return If->getElse() ? If->getElse() : If->getThen();
  if (const auto *For = dyn_cast<ForStmt>(&S))
    return For->getBody();
  if (const auto *For = dyn_cast<CXXForRangeStmt>(&S))
    return For->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(&S))
    return While->getBody();
  if (const auto *Switch = dyn_cast<SwitchStmt>(&S))
    return Switch->getBody();
  return nullptr;
}

SourceLocation endOfStatement(const Stmt &S, const ASTContext &Context) {
  if (const Stmt *Last = lastPart(S))
    return endOfStatement(*Last, Context);
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation End = endOf(S.getSourceRange(), Context);
  if (End.isInvalid() || isa<CompoundStmt>(S))
    return End;
  // A DeclStmt ends with its `;`, all others before it.
  if (textBetween(S.getBeginLoc(), End, Context).ends_with(";"))
    return End;
  Token Next;
  if (Lexer::getRawToken(End, Next, SM, Context.getLangOpts(),
                         /*IgnoreWhiteSpace=*/true) ||
      Next.isNot(tok::semi))
    return {};
  return Next.getEndLoc();
}

bool holdsDirective(StringRef Text) {
  // The first line began before the text.
  for (size_t End = Text.find('\n'); End != StringRef::npos;
       End = Text.find('\n', End + 1))
    if (Text.substr(End + 1).ltrim(" \t").starts_with("#"))
      return true;
  return false;
}

} // namespace ticktidy::fix
