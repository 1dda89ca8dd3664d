//===- BrokenCode.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BrokenCode.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if a token other than `;` begins in [From, To).
bool hasTokenBetween(SourceLocation From, SourceLocation To,
                     const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  if (From.isInvalid() || To.isInvalid())
    return false;
  auto [File, Begin] = Sources.getDecomposedLoc(From);
  auto [EndFile, End] = Sources.getDecomposedLoc(To);
  if (File != EndFile || Begin >= End)
    return false;
  llvm::StringRef Text = Sources.getBufferData(File);
  Lexer Raw(Sources.getLocForStartOfFile(File), Context.getLangOpts(),
            Text.begin(), Text.begin() + Begin, Text.end());
  for (Token T; !Raw.LexFromRawLexer(T);) {
    if (Sources.getFileOffset(T.getLocation()) >= End)
      return false;
    // What a directive leaves out is no statement.
    if (T.is(tok::hash) && T.isAtStartOfLine())
      return false;
    if (T.isNot(tok::semi))
      return true;
  }
  return false;
}

/// True if \p S is an expression that no `;` follows: half a line, such as the
/// name alone of a function that is going to be called.
bool isHalf(const Stmt &S, SourceLocation End, const ASTContext &Context) {
  if (!isa<Expr>(S) || S.getEndLoc().isMacroID())
    return false;
  std::optional<Token> Next = Lexer::findNextToken(
      S.getEndLoc(), Context.getSourceManager(), Context.getLangOpts());
  return Next && Next->isNot(tok::semi) && Next->getLocation() <= End;
}

/// True if there is no `}` at \p Where, and a block ends there all the same.
bool isUnclosed(SourceLocation Where, const ASTContext &Context) {
  Token Last;
  return Where.isInvalid() ||
         Lexer::getRawToken(Where, Last, Context.getSourceManager(),
                            Context.getLangOpts()) ||
         Last.isNot(tok::r_brace);
}

} // namespace

bool lacksStatements(const CompoundStmt &Block, const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  if (Block.getLBracLoc().isMacroID() || Block.getRBracLoc().isMacroID())
    return false;
  if (isUnclosed(Block.getRBracLoc(), Context))
    return true;
  SourceLocation From = Block.getLBracLoc().getLocWithOffset(1);
  for (const Stmt *S : Block.body()) {
    if (isHalf(*S, Block.getRBracLoc(), Context))
      return true;
    CharSourceRange Range = Sources.getExpansionRange(S->getSourceRange());
    if (hasTokenBetween(From, Range.getBegin(), Context))
      return true;
    From = Lexer::getLocForEndOfToken(Range.getEnd(), 0, Sources,
                                      Context.getLangOpts());
  }
  return hasTokenBetween(From, Block.getRBracLoc(), Context);
}

bool goesOnAfterwards(const FunctionDecl &F, const ASTContext &Context) {
  SourceLocation Where = F.getSourceRange().getEnd();
  if (Where.isInvalid() || Where.isMacroID())
    return false;
  const SourceManager &Sources = Context.getSourceManager();
  auto [File, Last] = Sources.getDecomposedLoc(Where);
  llvm::StringRef Text = Sources.getBufferData(File);
  Lexer Raw(Sources.getLocForStartOfFile(File), Context.getLangOpts(),
            Text.begin(), Text.begin() + Last + 1, Text.end());
  bool IsGlobal = F.getLexicalDeclContext()->isTranslationUnit();
  static constexpr llvm::StringLiteral StatementWords[] = {
      "if",   "else",   "for",   "while",    "do",  "switch",
      "case", "return", "break", "continue", "goto"};
  for (Token T; !Raw.LexFromRawLexer(T) && T.isNot(tok::l_brace);) {
    if (T.is(tok::r_brace))
      return IsGlobal;
    if (T.is(tok::raw_identifier) &&
        llvm::is_contained(StatementWords, T.getRawIdentifier()))
      return true;
  }
  return false;
}

} // namespace ticktidy::analysis
