//===- ExitEdit.cpp - Ends timers where control leaves them behind --------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExitEdit.h"
#include "Editable.h"
#include "Layout.h"
#include "LeavingValue.h"
#include "Placement.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// A block on one line that would be longer is laid out on several.
constexpr unsigned MaxColumns = 80;

using Lines = llvm::SmallVector<std::string, 4>;

/// Lays out the edit at one jump.
class JumpEditor {
public:
  JumpEditor(const Placement &Place, SourceLocation End, const FunctionDecl &F,
             const ASTContext &Context)
      : Place(Place), Begin(Place.Whole->getBeginLoc()), End(End),
        Style(layoutOf(F, Context)), Context(Context),
        Newline(Style.Newline.str()) {}

  /// Puts \p Statements before the jump, whose text stays.
  FixItHint insert(ArrayRef<std::string> Statements) const {
    std::string Separator = separator();
    return FixItHint::CreateInsertion(Begin, llvm::join(Statements, Separator) +
                                                 Separator);
  }

  /// Replaces the jump by \p Statements.
  FixItHint replace(ArrayRef<std::string> Statements) const {
    return replacement(Begin, End, llvm::join(Statements, separator()));
  }

  /// Replaces the jump by a block of \p Statements.
  std::optional<FixItHint> replaceByBlock(ArrayRef<std::string> Statements) {
    if (Place.How == Placement::InBlock)
      return blockInBlock(Statements);
    if (!isEditable(Place.Head, Context))
      return std::nullopt;
    StringRef Gap = textBetween(Place.Head, Begin, Context);
    // Only white space and comments stand in the gap, or it is no gap in one
    // file.
    if (holdsDirective(Gap) ||
        !Context.getSourceManager().isWrittenInSameFile(Place.Head, Begin) ||
        (Gap.empty() && Place.Head != Begin))
      return std::nullopt;
    std::string OneLine = "{ " + llvm::join(Statements, " ") + " }";
    if (!Gap.contains('\n') &&
        (StringRef(OneLine).contains('\n') ||
         columnsBefore(Begin, Context) + OneLine.size() <= MaxColumns))
      return replacement(Begin, End, OneLine);
    return blockAfterHead(Statements, Gap);
  }

private:
  FixItHint replacement(SourceLocation From, SourceLocation To,
                        const llvm::Twine &Text) const {
    return FixItHint::CreateReplacement(CharSourceRange::getCharRange(From, To),
                                        Text.str());
  }

  /// What stands between two statements at the place of the jump.
  std::string separator() const {
    return startsLine(Begin, Context) ? Newline + indentAt(Begin, Context).str()
                                      : std::string(" ");
  }

  FixItHint blockInBlock(ArrayRef<std::string> Statements) const {
    if (!startsLine(Begin, Context))
      return replacement(Begin, End, "{ " + llvm::join(Statements, " ") + " }");
    std::string Outer = Newline + indentAt(Begin, Context).str();
    std::string Inner = Outer + Style.Step;
    return replacement(
        Begin, End, "{" + Inner + llvm::join(Statements, Inner) + Outer + "}");
  }

  /// The block of a lone statement, on several lines. \p Gap stands between
  /// the head and the statement.
  FixItHint blockAfterHead(ArrayRef<std::string> Statements, StringRef Gap) {
    std::string Base =
        indentAt(Place.Parent->getBeginLoc().isFileID() && !isElse()
                     ? Place.Parent->getBeginLoc()
                     : Place.Head,
                 Context)
            .str();
    std::string Inner =
        Gap.contains('\n') ? indentAt(Begin, Context).str() : Base + Style.Step;
    BraceStyle Braces = Style.Braces;
    std::string Open;
    if (Braces == BraceStyle::Attached) {
      Open = Gap.contains('\n') ? " {" + Gap.str()
                                : Gap.rtrim().str() + " {" + Newline + Inner;
    } else {
      size_t LastLine = Gap.rfind('\n');
      Open = LastLine == StringRef::npos ? Gap.rtrim().str() + Newline
                                         : Gap.take_front(LastLine + 1).str();
      if (Braces == BraceStyle::Indented) {
        Base = Inner;
        Inner += Style.Step;
      }
      Open += Base + "{" + Newline + Inner;
    }

    SourceLocation To = endOfComments(End, Context);
    std::string Close;
    if (To.isValid())
      Close = textBetween(End, To, Context).str();
    else
      To = End;
    Close += Newline + Base + "}";
    if (Braces == BraceStyle::Attached && Place.Next.isValid() &&
        Place.Next.isFileID() &&
        textBetween(To, Place.Next, Context).trim().empty()) {
      To = Place.Next;
      Close += " ";
    }
    return replacement(Place.Head, To,
                       Open + llvm::join(Statements, Newline + Inner) + Close);
  }

  bool isElse() const {
    const auto *If = dyn_cast<IfStmt>(Place.Parent);
    return If && If->getElse() == Place.Whole;
  }

  const Placement &Place;
  SourceLocation Begin;
  SourceLocation End; ///< after the `;`, or invalid if it need not be known
  Layout Style;
  const ASTContext &Context;
  std::string Newline;
};

} // namespace

/// The edit where control runs off the end of \p Scope.
static std::optional<FixItHint> endAtEndOf(const CompoundStmt &Scope,
                                           const Lines &Statements,
                                           const FunctionDecl &F,
                                           const ASTContext &Context) {
  SourceLocation Close = Scope.getRBracLoc();
  if (!isEditable(Close, Context))
    return std::nullopt;
  if (!startsLine(Close, Context)) {
    StringRef Before = textBetween(lineStart(Close, Context), Close, Context);
    bool Spaced = isWhitespace(Before.back());
    return FixItHint::CreateInsertion(
        Close, (Spaced || Before.ends_with("{") ? "" : " ") +
                   llvm::join(Statements, " ") + (Spaced ? " " : ""));
  }

  Layout Style = layoutOf(F, Context);
  std::string Indent = indentAt(Close, Context).str() + Style.Step;
  if (!Scope.body_empty()) {
    const Stmt *Last = Scope.body_back();
    while (isa<LabelStmt, SwitchCase>(Last))
      Last = isa<LabelStmt>(Last) ? cast<LabelStmt>(Last)->getSubStmt()
                                  : cast<SwitchCase>(Last)->getSubStmt();
    SourceLocation At =
        Context.getSourceManager().getExpansionLoc(Last->getBeginLoc());
    if (At.isValid() && startsLine(At, Context))
      Indent = indentAt(At, Context).str();
  }
  std::string Text;
  for (const std::string &Line : Statements)
    Text += Indent + Line + Style.Newline.str();
  return FixItHint::CreateInsertion(lineStart(Close, Context), Text);
}

std::optional<FixItHint>
endBefore(const analysis::Exit &E, StringRef Statements,
          ArrayRef<const VarDecl *> Handles, const FunctionDecl &F,
          const ParentMap &Parents, const ASTContext &Context) {
  Lines Body = linesOf(Statements);
  if (Body.empty())
    return std::nullopt;
  if (!E.Jump)
    return E.Scope ? endAtEndOf(*E.Scope, Body, F, Context) : std::nullopt;

  std::optional<Placement> Place = placementOf(*E.Jump, Parents, Context);
  if (!Place || !isEditable(Place->Whole->getBeginLoc(), Context))
    return std::nullopt;

  const LangOptions &Opts = Context.getLangOpts();
  SourceLocation End;
  bool Declares = false;
  const Expr *Value = leavingValue(*E.Jump);
  bool Splits = Value && mustBeComputedFirst(*Value, Handles, Context);
  if (Splits) {
    std::optional<SplitJump> Split = splitJump(*Place->Whole, F, Context);
    if (!Split)
      return std::nullopt;
    Body.insert(Body.begin(), Split->First);
    Body.push_back(Split->Last);
    Declares = Split->Declares;
  }
  bool NeedsBlock =
      Place->How == Placement::Lone ||
      (Declares && (Place->How == Placement::AfterLabel ||
                    isFollowedByLabel(*Place->Whole, *Place->Parent) ||
                    !(Opts.C99 || Opts.CPlusPlus)));
  if (!Splits && !NeedsBlock)
    return JumpEditor(*Place, End, F, Context).insert(Body);

  End = endOfStatement(*Place->Whole, Context);
  if (End.isInvalid() ||
      holdsDirective(textBetween(Place->Whole->getBeginLoc(), End, Context)))
    return std::nullopt;
  if (!Splits)
    Body.push_back(
        textBetween(Place->Whole->getBeginLoc(), End, Context).str());
  JumpEditor Editor(*Place, End, F, Context);
  return NeedsBlock ? Editor.replaceByBlock(Body)
                    : std::optional<FixItHint>(Editor.replace(Body));
}

} // namespace ticktidy::fix
