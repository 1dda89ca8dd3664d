//===- BrokenCode.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BrokenCode.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

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

} // namespace

bool lacksStatements(const CompoundStmt &Block, const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  if (Block.getLBracLoc().isMacroID() || Block.getRBracLoc().isMacroID())
    return false;
  SourceLocation From = Block.getLBracLoc().getLocWithOffset(1);
  for (const Stmt *S : Block.body()) {
    CharSourceRange Range = Sources.getExpansionRange(S->getSourceRange());
    if (hasTokenBetween(From, Range.getBegin(), Context))
      return true;
    From = Lexer::getLocForEndOfToken(Range.getEnd(), 0, Sources,
                                      Context.getLangOpts());
  }
  return hasTokenBetween(From, Block.getRBracLoc(), Context);
}

} // namespace ticktidy::analysis
