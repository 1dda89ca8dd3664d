//===- HoistEdit.cpp - Moves timers out of a loop -------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HoistEdit.h"
#include "AfterEdit.h"
#include "Editable.h"
#include "ExitEdit.h"
#include "Hoistable.h"
#include "Layout.h"
#include "LoopFacts.h"
#include "Placement.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Writes the edits that move statements out of one loop.
class HoistWriter {
public:
  HoistWriter(const Stmt &Loop, const LoopFacts &Facts, const FunctionDecl &F,
              const ParentMap &Parents, const ASTContext &Context)
      : Loop(Loop), Facts(Facts), F(F), Parents(Parents), Context(Context) {}

  /// The edits for \p Timers, which belong to \p Sites. Empty where one of
  /// them cannot be written.
  std::vector<FixItHint> write(llvm::ArrayRef<Hoistable> Timers,
                               llvm::ArrayRef<analysis::TimerSite> Sites) {
    for (const Hoistable &Timer : Timers)
      for (const Stmt *S : Timer.Moved)
        if (!llvm::is_contained(Moved, S))
          Moved.push_back(S);
    if (!moveStatements(Timers) || !writeEnds(Timers, Sites))
      Edits.clear();
    return std::move(Edits);
  }

private:
  bool isMoved(const Stmt &S) const { return llvm::is_contained(Moved, &S); }

  bool moveStatements(llvm::ArrayRef<Hoistable> Timers) {
    std::optional<Placement> Place = placementOf(Loop, Parents, Context);
    SourceLocation Begin = Loop.getBeginLoc();
    if (!Place || Place->How != Placement::InBlock || Place->Whole != &Loop ||
        isFollowedByLabel(Loop, *Place->Parent) ||
        !isEditable(Begin, Context) ||
        !isEditable(Facts.body()->getRBracLoc(), Context))
      return false;
    // A loop without anything in it is no loop any more.
    if (llvm::all_of(Facts.body()->body(),
                     [&](const Stmt *Child) { return isMoved(*Child); }))
      return false;

    bool OnOwnLines = startsLine(Begin, Context);
    std::string Before;
    auto Children = Facts.body()->body();
    for (const auto *I = Children.begin(); I != Children.end(); ++I) {
      if (!isMoved(**I)) {
        for (const Hoistable &Timer : Timers)
          if (Timer.PartOf == *I && !takePart(Timer, OnOwnLines, Before))
            return false;
        continue;
      }
      const auto *Last = I;
      while (Last + 1 != Children.end() && isMoved(**(Last + 1)))
        ++Last;
      std::optional<std::string> Text =
          cutOut(llvm::ArrayRef(I, Last + 1), OnOwnLines, Timers);
      if (!Text)
        return false;
      Before += *Text;
      I = Last;
    }
    Edits.insert(Edits.begin(),
                 FixItHint::CreateInsertion(
                     OnOwnLines ? lineStartWithComments(Begin, Context) : Begin,
                     Before));
    return true;
  }

  /// Puts a name in the place of the part of \p Timer, and the part at the end
  /// of \p Before.
  bool takePart(const Hoistable &Timer, bool OnOwnLines, std::string &Before) {
    SourceRange Range = Timer.Part->getSourceRange();
    SourceLocation End = endOf(Range, Context);
    if (!isEditable(Range, Context) || End.isInvalid() ||
        startsLine(Timer.PartOf->getBeginLoc(), Context) != OnOwnLines)
      return false;
    StringRef Text = textBetween(Range.getBegin(), End, Context);
    if (const auto *Parens = dyn_cast<ParenExpr>(Timer.Part))
      Text = textBetween(Parens->getLParen().getLocWithOffset(1),
                         Parens->getRParen(), Context)
                 .trim();
    std::string Statement = Timer.PartVariable + Text.str() + ";";
    SourceLocation Old = Timer.PartOf->getBeginLoc();
    Before += OnOwnLines
                  ? reindented(indentAt(Old, Context).str() + Statement, Old)
                  : Statement + " ";
    Edits.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(Range.getBegin(), End), Timer.PartName));
    return true;
  }

  /// Removes \p Run, neighbours in the body. \returns their text, laid out for
  /// the place before the loop.
  std::optional<std::string> cutOut(llvm::ArrayRef<Stmt *> Run, bool OnOwnLines,
                                    llvm::ArrayRef<Hoistable> Timers) {
    SourceLocation Begin = Run.front()->getBeginLoc();
    SourceLocation End = endOfStatement(*Run.back(), Context);
    if (!isEditable(Begin, Context) || End.isInvalid() ||
        holdsDirective(textBetween(Begin, End, Context)))
      return std::nullopt;
    SourceLocation AfterComments = endOfComments(End, Context);
    bool IsWholeLines = startsLine(Begin, Context) && AfterComments.isValid();
    if (IsWholeLines != OnOwnLines)
      return std::nullopt;
    if (!OnOwnLines) {
      // What follows on the line moves up.
      StringRef Rest = textBetween(End, Facts.body()->getRBracLoc(), Context);
      size_t Space = Rest.size() - Rest.ltrim(" \t").size();
      remove(Begin, End.getLocWithOffset(static_cast<int>(Space)));
      return declared(Run, Begin, Begin, End, Timers) + " ";
    }

    SourceLocation First = lineStartWithComments(Begin, Context);
    SourceLocation Next = nextLine(AfterComments, Context);
    std::string Text =
        reindented(declared(Run, First, Begin, AfterComments, Timers), Begin);
    // Of the blank lines around the gap one is enough, and none at the top.
    bool IsAtTop = Run.front() == Facts.body()->body_front();
    bool IsAfterBlank = isOnBlankLine(First.getLocWithOffset(-1), Context);
    if ((IsAtTop || IsAfterBlank) && isOnBlankLine(Next, Context))
      Next = nextLine(Next, Context);
    // From the end of a line to the end of a line: whoever applies a removal in
    // front of a space may take that as well.
    StringRef Newline = layoutOf(F, Context).Newline;
    int Back = -static_cast<int>(Newline.size());
    remove(First.getLocWithOffset(Back), Next.getLocWithOffset(Back));
    return Text;
  }

  void remove(SourceLocation From, SourceLocation To) {
    Edits.push_back(
        FixItHint::CreateRemoval(CharSourceRange::getCharRange(From, To)));
  }

  /// The text from \p First to \p End of \p Run, the first statement of which
  /// begins at \p Begin, with the variables that it now declares.
  std::string declared(llvm::ArrayRef<Stmt *> Run, SourceLocation First,
                       SourceLocation Begin, SourceLocation End,
                       llvm::ArrayRef<Hoistable> Timers) const {
    std::string Text = textBetween(First, Begin, Context).str();
    SourceLocation From = Begin;
    for (const Hoistable &Timer : Timers) {
      if (!Timer.Declares || !llvm::is_contained(Run, Timer.Declares))
        continue;
      SourceLocation At = Timer.Declares->getBeginLoc();
      Text += textBetween(From, At, Context).str() + Timer.NewVariable;
      From = At;
    }
    return Text + textBetween(From, End, Context).str();
  }

  /// \p Text, which is indented as \p Begin is, indented as the loop is.
  std::string reindented(StringRef Text, SourceLocation Begin) const {
    StringRef Newline = layoutOf(F, Context).Newline;
    StringRef Old = indentAt(Begin, Context);
    StringRef New = indentAt(Loop.getBeginLoc(), Context);
    std::string Result;
    llvm::SmallVector<StringRef, 8> TextLines;
    Text.split(TextLines, '\n');
    for (StringRef Line : TextLines) {
      Line = Line.rtrim('\r');
      bool WasIndented = Line.consume_front(Old);
      Result += ((WasIndented ? New : "") + Line + Newline).str();
    }
    return Result;
  }

  /// Ends the timers after the loop and where the function is left from it.
  bool writeEnds(llvm::ArrayRef<Hoistable> Timers,
                 llvm::ArrayRef<analysis::TimerSite> Sites) {
    std::vector<std::string> Ends;
    llvm::SmallVector<const VarDecl *, 4> Handles;
    std::vector<std::string> AfterLoop;
    // Timers end in the reverse of the order in which they were created.
    for (size_t I = Timers.size(); I-- > 0;) {
      if (Timers[I].End.empty())
        continue;
      Ends.push_back(Timers[I].End);
      if (!Timers[I].EndsAfterLoop)
        AfterLoop.push_back(Timers[I].End);
      if (Sites[I].Holder)
        Handles.push_back(Sites[I].Holder);
    }
    if (Facts.goesOn() && !AfterLoop.empty()) {
      bool OnOwnLines = startsLine(Loop.getBeginLoc(), Context);
      std::string Separator = OnOwnLines
                                  ? (layoutOf(F, Context).Newline +
                                     indentAt(Loop.getBeginLoc(), Context))
                                        .str()
                                  : " ";
      std::optional<FixItHint> Edit =
          insertAfter(Loop, llvm::join(AfterLoop, Separator),
                      /*Declares=*/false, F, Parents, Context);
      if (!Edit)
        return false;
      Edits.push_back(*Edit);
    }
    for (const Stmt *Jump : Facts.exits()) {
      if (Ends.empty() || llvm::any_of(Moved, [&](const Stmt *S) {
            return isWithin(*Jump, *S, Parents);
          }))
        continue;
      analysis::Exit E;
      E.Jump = Jump;
      std::optional<FixItHint> Edit =
          endBefore(E, llvm::join(Ends, "\n"), Handles, F, Parents, Context);
      if (!Edit)
        return false;
      Edits.push_back(*Edit);
    }
    return true;
  }

  const Stmt &Loop;
  const LoopFacts &Facts;
  const FunctionDecl &F;
  const ParentMap &Parents;
  const ASTContext &Context;
  llvm::SmallVector<const Stmt *, 8> Moved;
  std::vector<FixItHint> Edits;
};

} // namespace

Hoist hoistOutOfLoop(llvm::ArrayRef<analysis::TimerSite> Timers,
                     const Stmt &Loop, const FunctionDecl &F,
                     const ParentMap &Parents, const ASTContext &Context) {
  Hoist Result;
  LoopFacts Facts(Loop, Parents, Context);
  std::vector<Hoistable> Movable;
  std::vector<analysis::TimerSite> Sites;
  std::vector<std::string> Taken;
  for (unsigned I = 0; I < Timers.size(); ++I) {
    std::optional<Hoistable> Timer =
        hoistable(Timers[I], Taken, Loop, Facts, Parents, Context);
    // A jump that moves along would leave the timers before it running.
    if (!Timer || (Timer->MayLeave && !Movable.empty()))
      continue;
    Result.Moved.push_back(I);
    Taken.insert(Taken.end(), Timer->NewNames.begin(), Timer->NewNames.end());
    Movable.push_back(std::move(*Timer));
    Sites.push_back(Timers[I]);
  }
  if (Movable.empty())
    return Result;
  Result.Edits =
      HoistWriter(Loop, Facts, F, Parents, Context).write(Movable, Sites);
  if (Result.Edits.empty())
    Result.Moved.clear();
  return Result;
}

} // namespace ticktidy::fix
