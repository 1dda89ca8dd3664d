//===- Layout.cpp - How the source around an edit is laid out -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Looks at the blocks of a function until all about their layout is known.
class BlockVisitor : public RecursiveASTVisitor<BlockVisitor> {
public:
  BlockVisitor(const ASTContext &Context, Layout &Found)
      : Context(Context), Found(Found) {}

  bool VisitCompoundStmt(CompoundStmt *Block) {
    if (Block->body_empty())
      return true;
    SourceLocation First = Block->body_front()->getBeginLoc();
    SourceLocation Close = Block->getRBracLoc();
    if (First.isMacroID() || Close.isMacroID() || !startsLine(First, Context) ||
        !startsLine(Close, Context) || isa<SwitchCase>(Block->body_front()))
      return true;
    StringRef Step = indentAt(First, Context);
    if (!HasStep && Step.consume_front(indentAt(Close, Context)) &&
        !Step.empty()) {
      HasStep = true;
      Found.Step = Step.str();
    }
    return !HasStep || !HasBraces;
  }

  bool VisitIfStmt(IfStmt *If) { return note(If->getIfLoc(), If->getThen()); }
  bool VisitForStmt(ForStmt *For) {
    return note(For->getForLoc(), For->getBody());
  }
  bool VisitWhileStmt(WhileStmt *While) {
    return note(While->getWhileLoc(), While->getBody());
  }

private:
  bool note(SourceLocation Head, const Stmt *Body) {
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Body);
    if (!Block || HasBraces || Head.isMacroID() ||
        Block->getLBracLoc().isMacroID())
      return true;
    HasBraces = true;
    if (startsLine(Block->getLBracLoc(), Context))
      Found.Braces = indentAt(Block->getLBracLoc(), Context).size() >
                             indentAt(Head, Context).size()
                         ? BraceStyle::Indented
                         : BraceStyle::OwnLine;
    return !HasStep || !HasBraces;
  }

  const ASTContext &Context;
  Layout &Found;
  bool HasStep = false;
  bool HasBraces = false;
};

/// A place in a file as the text of that file and an offset in it.
struct TextPlace {
  TextPlace(SourceLocation Where, const ASTContext &Context) {
    const SourceManager &SM = Context.getSourceManager();
    auto [File, At] = SM.getDecomposedLoc(Where);
    Text = SM.getBufferData(File);
    Offset = At;
  }
  StringRef before() const { return Text.take_front(Offset); }
  StringRef lineBefore() const {
    return before().substr(before().rfind('\n') + 1);
  }
  StringRef lineAfter() const {
    return Text.substr(Offset).take_until([](char C) { return C == '\n'; });
  }

  StringRef Text;
  size_t Offset;
};

} // namespace

Layout layoutOf(const FunctionDecl &F, const ASTContext &Context) {
  Layout Found;
  Stmt *Body = F.getBody();
  if (!Body)
    return Found;
  const SourceManager &SM = Context.getSourceManager();
  TextPlace Begin(SM.getExpansionLoc(Body->getBeginLoc()), Context);
  size_t Newline = Begin.Text.find('\n', Begin.Offset);
  if (Newline == StringRef::npos)
    Newline = Begin.Text.find('\n');
  if (Newline != StringRef::npos && Newline > 0 &&
      Begin.Text[Newline - 1] == '\r')
    Found.Newline = "\r\n";
  BlockVisitor(Context, Found).TraverseStmt(Body);
  return Found;
}

StringRef textBetween(SourceLocation Begin, SourceLocation End,
                      const ASTContext &Context) {
  return Lexer::getSourceText(CharSourceRange::getCharRange(Begin, End),
                              Context.getSourceManager(),
                              Context.getLangOpts());
}

StringRef indentAt(SourceLocation Where, const ASTContext &Context) {
  TextPlace At(Where, Context);
  size_t Line = At.before().rfind('\n') + 1;
  return At.Text.substr(Line).take_while(
      [](char C) { return C == ' ' || C == '\t'; });
}

bool startsLine(SourceLocation Where, const ASTContext &Context) {
  return TextPlace(Where, Context).lineBefore().trim(" \t").empty();
}

SourceLocation lineStart(SourceLocation Where, const ASTContext &Context) {
  return Where.getLocWithOffset(
      -static_cast<int>(columnsBefore(Where, Context)));
}

SourceLocation lineStartWithComments(SourceLocation Where,
                                     const ASTContext &Context) {
  TextPlace At(lineStart(Where, Context), Context);
  StringRef Above = At.before();
  while (!Above.empty()) {
    StringRef Line = Above.drop_back();
    Line = Line.substr(Line.rfind('\n') + 1);
    StringRef Text = Line.trim();
    bool IsComment =
        Text.starts_with("//") ||
        (Text.starts_with("/*") && Text.find("*/") == Text.size() - 2);
    if (!IsComment || Text.ends_with("\\"))
      break;
    Above = Above.drop_back(Line.size() + 1);
  }
  return lineStart(Where, Context)
      .getLocWithOffset(static_cast<int>(Above.size()) -
                        static_cast<int>(At.Offset));
}

SourceLocation nextLine(SourceLocation Where, const ASTContext &Context) {
  TextPlace At(Where, Context);
  size_t Line = At.lineAfter().size();
  bool HasNewline = At.Offset + Line < At.Text.size();
  return Where.getLocWithOffset(static_cast<int>(Line + HasNewline));
}

bool isOnBlankLine(SourceLocation Where, const ASTContext &Context) {
  TextPlace At(Where, Context);
  return At.lineBefore().trim().empty() && At.lineAfter().trim().empty();
}

unsigned columnsBefore(SourceLocation Where, const ASTContext &Context) {
  return TextPlace(Where, Context).lineBefore().size();
}

SourceLocation endOfComments(SourceLocation Where, const ASTContext &Context) {
  StringRef Line = TextPlace(Where, Context).lineAfter().rtrim();
  StringRef Rest = Line.ltrim();
  while (!Rest.empty() && !Rest.starts_with("//")) {
    size_t End = Rest.find("*/", 2);
    if (!Rest.starts_with("/*") || End == StringRef::npos)
      return {};
    Rest = Rest.substr(End + 2).ltrim();
  }
  // A line that is continued goes on in the next.
  if (Line.ends_with("\\"))
    return {};
  return Where.getLocWithOffset(static_cast<int>(Line.size()));
}

llvm::SmallVector<std::string, 4> linesOf(StringRef Text) {
  llvm::SmallVector<std::string, 4> Result;
  for (auto [Line, Rest] = Text.split('\n'); !Line.empty();
       std::tie(Line, Rest) = Rest.split('\n'))
    Result.push_back(Line.str());
  return Result;
}

} // namespace ticktidy::fix
