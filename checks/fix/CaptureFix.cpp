//===- CaptureFix.cpp - How to lighten a callback -------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CaptureFix.h"
#include "../analysis/ExprShape.h"
#include "../analysis/TimerOwner.h"
#include "Editable.h"
#include "Names.h"
#include "WeakHandle.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace clang;
using namespace ticktidy::analysis;

namespace ticktidy::fix {

namespace {

StringRef textOf(SourceRange Range, const ASTContext &Context) {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(Range),
                              Context.getSourceManager(),
                              Context.getLangOpts());
}

/// "frame" and "id" as one name, in the way of the names that are there.
std::string joined(StringRef First, ArrayRef<std::string> Words,
                   StringRef Function) {
  bool Snake =
      First.size() > 2 && First.slice(1, First.size() - 1).contains('_');
  std::string Plain = First.rtrim('_').str();
  for (StringRef Word : Words) {
    Word.consume_front("m_");
    Snake |= Word.rtrim('_').drop_front().contains('_');
  }
  Snake |= Function.trim('_').contains('_');
  for (StringRef Word : Words) {
    Word.consume_front("m_");
    Word = Word.rtrim('_');
    if (Snake)
      Plain += ("_" + Word).str();
    else
      Plain += llvm::toUpper(Word.front()) + Word.drop_front().str();
  }
  return Plain;
}

/// Looks for the best edit of one capture.
class Chooser {
public:
  Chooser(const HeavyCapture &C, const Callback &Called,
          const FunctionDecl &Enclosing, const ASTContext &Context)
      : C(C), H(C.Object), Called(Called), Enclosing(Enclosing),
        Context(Context) {}

  CaptureFix choose();

private:
  bool isLambdas() const {
    return H.What == Held::Capture || H.What == Held::InitCapture;
  }
  bool drop();
  bool takeParts();
  bool move();
  bool makeWeak();
  /// The object as the place of the capture spells it.
  std::string outside() const;
  std::string freshName(StringRef First, ArrayRef<std::string> Words) const;

  const HeavyCapture &C;
  const Held &H;
  const Callback &Called;
  const FunctionDecl &Enclosing;
  const ASTContext &Context;
  CaptureFix Fix;
};

std::string Chooser::outside() const {
  if (H.What == Held::Capture)
    return H.Inside->getNameAsString();
  const Expr *Source = analysis::spelled(H.Source);
  if (!isa<DeclRefExpr, MemberExpr, CallExpr, ArraySubscriptExpr>(Source) ||
      (isa<CXXOperatorCallExpr>(Source) &&
       cast<CXXOperatorCallExpr>(Source)->getOperator() != OO_Subscript) ||
      Source->getBeginLoc().isMacroID())
    return {};
  return textOf(Source->getSourceRange(), Context).str();
}

std::string Chooser::freshName(StringRef First,
                               ArrayRef<std::string> Words) const {
  const IdentifierInfo *Id = Enclosing.getIdentifier();
  return freeName(joined(First, Words, Id ? Id->getName() : ""), Enclosing,
                  Context);
}

bool Chooser::drop() {
  if (!isLambdas() || H.Implicit || C.Use.What != BodyUse::Nothing ||
      C.Load.What == Weight::Owner)
    return false;
  Fix.How = CaptureFix::Drop;
  Fix.Change.Capture = H.Range;
  return true;
}

bool Chooser::takeParts() {
  const std::string From = isLambdas() ? outside() : std::string();
  if (C.Use.What != BodyUse::Some || From.empty() ||
      !Context.getLangOpts().CPlusPlus14)
    return false;
  const StringRef Inside = H.Inside->getName();
  CaptureChange Change;
  if (!H.Implicit)
    Change.Capture = H.Range;
  llvm::SmallVector<std::string, 3> Names;
  for (const Part &P : C.Use.Parts) {
    StringRef Rest = P.Text;
    const std::string Name = freshName(Inside, P.Words);
    if (!Rest.consume_front(Inside) || Name.empty() ||
        llvm::is_contained(Names, Name))
      return false;
    Names.push_back(Name);
    if (!Change.Text.empty())
      Change.Text += ", ";
    Change.Text += (llvm::Twine(Name) + " = " + From + Rest.trim()).str();
    for (const Expr *Site : P.Sites)
      Change.Uses.emplace_back(Site->getSourceRange(), Name);
  }
  Fix.How = CaptureFix::TakeParts;
  Fix.Change = std::move(Change);
  return true;
}

bool Chooser::move() {
  if (!C.CanMove)
    return false;
  const std::string Moved = "std::move(" + H.Variable->getNameAsString() + ")";
  if (H.What == Held::Capture) {
    if (!Context.getLangOpts().CPlusPlus14)
      return false;
    if (!H.Implicit)
      Fix.Change.Capture = H.Range;
    Fix.Change.Text = H.Variable->getNameAsString() + " = " + Moved;
  } else if (H.What == Held::InitCapture) {
    Fix.Change.Capture = H.Source->getSourceRange();
    Fix.Change.Text = Moved;
  } else {
    Fix.Argument = H.Source->getSourceRange();
    Fix.ArgumentText = Moved;
    if (!isEditable(Fix.Argument, Context))
      return false;
  }
  Fix.How = CaptureFix::Move;
  return true;
}

bool Chooser::makeWeak() {
  if (!isLambdas() || C.Load.What != Weight::Owner || !C.Use.OnlyActsOn ||
      !isOwnedElsewhere(H) || !Context.getLangOpts().CPlusPlus14 ||
      !mayReturnEarly(*Called.Lambda))
    return false;
  const WeakForm *Form = weakFormOf(H.Type);
  const std::string From = outside();
  if (!Form || From.empty())
    return false;

  const std::string Inside = H.Inside->getNameAsString();
  const std::string Name = freshName("weak", {Inside});
  const std::string Type = weakType(*Form, H.Type, Context);
  if (Type.empty())
    return false;
  if (Name.empty())
    return false;
  Fix.How = CaptureFix::Weak;
  if (!H.Implicit)
    Fix.Change.Capture = H.Range;
  Fix.Change.Text = Name + " = " + Type + "(" + From + ")";
  Fix.Change.Prologue = lockingProlog(*Form, Name, Inside);
  return true;
}

CaptureFix Chooser::choose() {
  if (drop() || takeParts() || move() || makeWeak())
    return std::move(Fix);
  return {};
}

} // namespace

CaptureFix captureFixFor(const HeavyCapture &C, const Callback &Called,
                         const FunctionDecl &Enclosing,
                         const ASTContext &Context) {
  return Chooser(C, Called, Enclosing, Context).choose();
}

} // namespace ticktidy::fix
