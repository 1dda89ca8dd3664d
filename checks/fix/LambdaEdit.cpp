//===- LambdaEdit.cpp - Changes to what a lambda captures -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LambdaEdit.h"
#include "BodyEdit.h"
#include "Editable.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

bool isDrop(const CaptureChange &Change) {
  return Change.Capture.isValid() && Change.Text.empty();
}

/// Makes the edits of one lambda.
class Editor {
public:
  Editor(const LambdaExpr &Lambda, const ASTContext &Context)
      : Lambda(Lambda), Context(Context), SM(Context.getSourceManager()) {}

  llvm::SmallVector<FixItHint, 4> Hints;

  bool make(ArrayRef<CaptureChange> Changes);

private:
  bool replace(SourceRange Range, StringRef Text);
  bool addToDefault(ArrayRef<CaptureChange> Changes);
  bool drop(ArrayRef<CaptureChange> Changes);
  bool beginBody(ArrayRef<CaptureChange> Changes);
  /// The last comma from \p From up to \p To.
  SourceLocation commaBetween(SourceLocation From, SourceLocation To) const;

  const LambdaExpr &Lambda;
  const ASTContext &Context;
  const SourceManager &SM;
};

bool Editor::replace(SourceRange Range, StringRef Text) {
  if (!isEditable(Range, Context))
    return false;
  Hints.push_back(FixItHint::CreateReplacement(
      CharSourceRange::getTokenRange(Range), Text));
  return true;
}

bool Editor::addToDefault(ArrayRef<CaptureChange> Changes) {
  std::string Added;
  for (const CaptureChange &Change : Changes)
    if (Change.Capture.isInvalid() && !Change.Text.empty())
      Added += ", " + Change.Text;
  if (Added.empty())
    return true;
  const SourceLocation Default = Lambda.getCaptureDefaultLoc();
  if (Default.isInvalid() || !isEditable(Default, Context))
    return false;
  const SourceLocation End =
      Lexer::getLocForEndOfToken(Default, 0, SM, Context.getLangOpts());
  Hints.push_back(FixItHint::CreateInsertion(End, Added));
  return true;
}

SourceLocation Editor::commaBetween(SourceLocation From,
                                    SourceLocation To) const {
  const auto [File, Begin] = SM.getDecomposedLoc(From);
  const StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Begin, Text.end());
  const char *Stop = Text.begin() + SM.getFileOffset(To);
  SourceLocation Comma;
  Token Next;
  while (Raw.getBufferLocation() < Stop && !Raw.LexFromRawLexer(Next))
    if (Next.is(tok::comma))
      Comma = Next.getLocation();
  return Comma;
}

/// A capture that goes takes its comma along: the one behind it, or, where
/// none follows that stays, the one before.
bool Editor::drop(ArrayRef<CaptureChange> Changes) {
  llvm::SmallVector<SourceRange, 4> Gone;
  for (const CaptureChange &Change : Changes)
    if (isDrop(Change)) {
      if (!isEditable(Change.Capture, Context))
        return false;
      Gone.push_back(Change.Capture);
    }
  if (Gone.empty())
    return true;
  auto IsGone = [&](SourceLocation Where) {
    return llvm::any_of(
        Gone, [&](SourceRange Range) { return Range.getBegin() == Where; });
  };

  llvm::SmallVector<const LambdaCapture *, 8> Written;
  for (const LambdaCapture &C : Lambda.explicit_captures())
    Written.push_back(&C);
  const SourceLocation Open = Lambda.getIntroducerRange().getBegin();
  for (unsigned I = 0; I < Written.size();) {
    if (!IsGone(Written[I]->getLocation())) {
      ++I;
      continue;
    }
    // One run of neighbours that go.
    const SourceLocation First = Written[I]->getLocation();
    unsigned Next = I;
    while (Next < Written.size() && IsGone(Written[Next]->getLocation()))
      ++Next;
    const SourceRange Last = *llvm::find_if(Gone, [&](SourceRange Range) {
      return Range.getBegin() == Written[Next - 1]->getLocation();
    });
    const SourceLocation End = endOf(Last, Context);
    CharSourceRange Cut = CharSourceRange::getCharRange(First, End);
    const SourceLocation Before =
        commaBetween(I == 0 ? Open : Written[I - 1]->getLocation(), First);
    if (Next < Written.size()) {
      // The comma directly behind the run, with the white space after it.
      Token After;
      if (Lexer::getRawToken(End, After, SM, Context.getLangOpts(), true) ||
          After.isNot(tok::comma))
        return false;
      Token Following;
      if (Lexer::getRawToken(After.getEndLoc(), Following, SM,
                             Context.getLangOpts(), true))
        return false;
      Cut.setEnd(Following.getLocation());
    } else if (Before.isValid()) {
      Cut.setBegin(Before);
    }
    Hints.push_back(FixItHint::CreateRemoval(Cut));
    I = Next;
  }
  return true;
}

bool Editor::beginBody(ArrayRef<CaptureChange> Changes) {
  std::vector<std::string> Lines;
  for (const CaptureChange &Change : Changes)
    llvm::append_range(Lines, Change.Prologue);
  if (Lines.empty())
    return true;
  const std::optional<FixItHint> Hint =
      fix::beginBody(*Lambda.getCallOperator(), Lines, Context);
  if (Hint)
    Hints.push_back(*Hint);
  return Hint.has_value();
}

bool Editor::make(ArrayRef<CaptureChange> Changes) {
  for (const CaptureChange &Change : Changes) {
    if (Change.Capture.isValid() && !Change.Text.empty() &&
        !replace(Change.Capture, Change.Text))
      return false;
    for (const auto &[Range, Text] : Change.Uses)
      if (!replace(Range, Text))
        return false;
  }
  return addToDefault(Changes) && drop(Changes) && beginBody(Changes);
}

} // namespace

bool mustGoTogether(const CaptureChange &A, const CaptureChange &B) {
  return isDrop(A) || isDrop(B) ||
         (A.Capture.isInvalid() && B.Capture.isInvalid()) ||
         (!A.Prologue.empty() && !B.Prologue.empty());
}

llvm::SmallVector<FixItHint, 4> editsFor(const LambdaExpr &Lambda,
                                         ArrayRef<CaptureChange> Changes,
                                         const ASTContext &Context) {
  Editor E(Lambda, Context);
  if (!E.make(Changes))
    return {};
  return std::move(E.Hints);
}

} // namespace ticktidy::fix
