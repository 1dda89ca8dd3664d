//===- ClassText.cpp - How the text of a class is laid out ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClassText.h"
#include "Editable.h"
#include "Layout.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ticktidy::fix {

const CXXRecordDecl &writtenClass(const CXXRecordDecl &Class) {
  const CXXRecordDecl *Written = Class.getTemplateInstantiationPattern();
  if (!Written)
    Written = &Class;
  return Written->hasDefinition() ? *Written->getDefinition() : *Written;
}

/// The body of \p Method if it is written on several lines, or null.
static const CompoundStmt *tallBody(const CXXMethodDecl &Method,
                                    const ASTContext &Context) {
  const FunctionDecl *Definition = Method.getDefinition();
  const auto *Body = Definition && !Definition->isDefaulted()
                         ? dyn_cast_or_null<CompoundStmt>(Definition->getBody())
                         : nullptr;
  if (!Body || Body->getLBracLoc().isMacroID() ||
      Body->getRBracLoc().isMacroID() ||
      !textBetween(Body->getLBracLoc(), Body->getRBracLoc(), Context)
           .contains('\n'))
    return nullptr;
  return Body;
}

BodyStyle bodyStyleOf(const CXXRecordDecl &Class, const ASTContext &Context) {
  BodyStyle Style;
  SourceRange Braces = Class.getBraceRange();
  SourceLocation Below = nextLine(Braces.getEnd(), Context);
  if (textBetween(Braces.getBegin(), Below, Context).contains("\r\n"))
    Style.Newline = "\r\n";
  Style.OwnLine = startsLine(Braces.getBegin(), Context);
  // A member shows the step best where the class has no labels in between.
  for (const Decl *D : Class.decls()) {
    SourceLocation Begin = D->getBeginLoc();
    if (D->isImplicit() || Begin.isMacroID() || isa<AccessSpecDecl>(D) ||
        !startsLine(Begin, Context))
      continue;
    StringRef Step = indentAt(Begin, Context);
    if (Step.consume_front(indentAt(Class.getBeginLoc(), Context)) &&
        !Step.empty())
      Style.Step = Step.str();
    break;
  }
  bool KnowsBraces = false;
  for (const CXXMethodDecl *Method : Class.methods()) {
    const CompoundStmt *Body = tallBody(*Method, Context);
    if (!Body)
      continue;
    if (!KnowsBraces)
      Style.OwnLine = startsLine(Body->getLBracLoc(), Context);
    KnowsBraces = true;
    if (Body->body_empty())
      continue;
    SourceLocation First = Context.getSourceManager().getExpansionLoc(
        Body->body_front()->getBeginLoc());
    StringRef Step = indentAt(First, Context);
    if (startsLine(First, Context) &&
        Step.consume_front(indentAt(Body->getRBracLoc(), Context)) &&
        !Step.empty()) {
      Style.Step = Step.str();
      break;
    }
  }
  return Style;
}

std::string bodyText(ArrayRef<std::string> Lines, StringRef Indent,
                     const BodyStyle &Style) {
  std::string Outer = Style.Newline + Indent.str();
  std::string Text = (Style.OwnLine ? Outer : " ") + "{";
  for (const std::string &Line : Lines)
    Text.append(Outer).append(Style.Step).append(Line);
  return Text + Outer + "}";
}

SourceLocation findToken(SourceLocation From, tok::TokenKind Kind,
                         const ASTContext &Context) {
  unsigned Depth = 0;
  for (Token Next; !Lexer::getRawToken(From, Next, Context.getSourceManager(),
                                       Context.getLangOpts(),
                                       /*IgnoreWhiteSpace=*/true);
       From = Next.getEndLoc()) {
    if (Depth == 0 && Next.is(Kind))
      return Next.getLocation();
    if (Next.is(tok::l_paren))
      ++Depth;
    else if (Next.is(tok::r_paren) && Depth > 0)
      --Depth;
    else if (Depth == 0 &&
             Next.isOneOf(tok::semi, tok::l_brace, tok::r_brace, tok::eof))
      break;
  }
  return {};
}

SourceLocation endOfDeclaration(const Decl &D, const ASTContext &Context) {
  SourceLocation End = D.getEndLoc();
  if (!isEditable(End, Context))
    return {};
  End = Lexer::getLocForEndOfToken(End, 0, Context.getSourceManager(),
                                   Context.getLangOpts());
  const FunctionDecl *F = D.getAsFunction();
  bool HasBody = F && F->doesThisDeclarationHaveABody() && !F->isDefaulted();
  if (textBetween(End.getLocWithOffset(-1), End, Context) == ";")
    return End;
  SourceLocation Semicolon = findToken(End, tok::semi, Context);
  if (HasBody && (Semicolon.isInvalid() ||
                  !textBetween(End, Semicolon, Context).trim().empty()))
    return End;
  return Semicolon.isValid() ? Semicolon.getLocWithOffset(1) : Semicolon;
}

std::string memberIndent(const CXXRecordDecl &Class, const BodyStyle &Style,
                         const ASTContext &Context) {
  for (const Decl *D : Class.decls())
    if (!D->isImplicit() && !isa<AccessSpecDecl>(D) &&
        D->getBeginLoc().isFileID() && startsLine(D->getBeginLoc(), Context))
      return indentAt(D->getBeginLoc(), Context).str();
  return indentAt(Class.getBeginLoc(), Context).str() + Style.Step;
}

bool endsInConditional(StringRef Text) {
  int Depth = 0;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line = Line.ltrim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    Depth += Line.starts_with("if");
    Depth -= Line.starts_with("endif");
  }
  return Depth > 0;
}

} // namespace ticktidy::fix
