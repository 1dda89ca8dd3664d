//===- DestructorEdit.cpp - Ends timers when their object dies ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DestructorEdit.h"
#include "ClassText.h"
#include "Editable.h"
#include "Layout.h"
#include "Names.h"
#include "NewDestructor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// The destructor that \p Class declares itself, or null.
static const CXXDestructorDecl *writtenDestructor(const CXXRecordDecl &Class) {
  for (const Decl *D : Class.decls())
    if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(D))
      if (!Destructor->isImplicit())
        return Destructor;
  return nullptr;
}

/// The text of \p Body, a block on one line, statement by statement with the
/// comments that follow each.
static llvm::SmallVector<std::string, 4>
statementsOf(const CompoundStmt &Body, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  llvm::SmallVector<std::string, 4> Texts;
  SourceLocation From = Body.getLBracLoc().getLocWithOffset(1);
  auto Take = [&](SourceLocation To) {
    StringRef Text = textBetween(From, To, Context).trim();
    if (!Text.empty())
      Texts.push_back(Text.str());
    From = To;
  };
  for (const Stmt *S : llvm::drop_begin(Body.body(), Body.body_empty() ? 0 : 1))
    Take(SM.getExpansionLoc(S->getBeginLoc()));
  Take(Body.getRBracLoc());
  return Texts;
}

/// The edit that puts \p Statements at the beginning of \p Body, the body of
/// \p F.
static std::optional<FixItHint> insertFirst(const CompoundStmt &Body,
                                            StringRef Statements,
                                            const FunctionDecl &F,
                                            const BodyStyle &Style,
                                            const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Open = Body.getLBracLoc();
  SourceLocation Close = Body.getRBracLoc();
  SourceLocation Begin = SM.getExpansionLoc(F.getBeginLoc());
  if (!isEditable(Open, Context) || !isEditable(Close, Context) ||
      !SM.isWrittenInSameFile(Open, Close) ||
      !SM.isWrittenInSameFile(Begin, Open))
    return std::nullopt;
  SourceLocation Inner = Open.getLocWithOffset(1);
  auto Lines = linesOf(Statements);

  if (textBetween(Inner, Close, Context).contains('\n')) {
    SourceLocation AfterComments = endOfComments(Inner, Context);
    if (AfterComments.isInvalid())
      return FixItHint::CreateInsertion(Inner, " " + llvm::join(Lines, " "));
    std::string Indent = indentAt(Close, Context).str() + Style.Step;
    if (!Body.body_empty()) {
      SourceLocation First =
          SM.getExpansionLoc(Body.body_front()->getBeginLoc());
      if (startsLine(First, Context))
        Indent = indentAt(First, Context).str();
    }
    std::string Separator = Style.Newline + Indent;
    return FixItHint::CreateInsertion(AfterComments,
                                      Separator + llvm::join(Lines, Separator));
  }

  Lines.append(statementsOf(Body, Context));
  CharSourceRange All =
      CharSourceRange::getCharRange(Open, Close.getLocWithOffset(1));
  if (!startsLine(Begin, Context))
    return FixItHint::CreateReplacement(All,
                                        "{ " + llvm::join(Lines, " ") + " }");
  // The gap before the brace goes with it, unless it ends a line.
  StringRef Before = textBetween(lineStart(Open, Context), Open, Context);
  size_t Gap = Before.size() - Before.rtrim().size();
  std::string Text = bodyText(Lines, indentAt(Open, Context), Style);
  if (startsLine(Open, Context))
    Text = StringRef(Text).ltrim().str();
  else
    All.setBegin(Open.getLocWithOffset(-static_cast<int>(Gap)));
  return FixItHint::CreateReplacement(All, Text);
}

/// The edits that put \p Statements into \p Destructor.
static std::vector<FixItHint> insertInto(const CXXDestructorDecl &Destructor,
                                         StringRef Statements,
                                         const CXXRecordDecl &Class,
                                         const ASTContext &Context) {
  const auto *Definition =
      dyn_cast_or_null<CXXDestructorDecl>(Destructor.getDefinition());
  if (!Definition || Definition->isDeleted())
    return {};
  if (Definition->isDefaulted())
    return undefaulted(*Definition, Statements, Context);
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Definition->getBody());
  if (!Body || Definition->isConstexprSpecified())
    return {};
  std::optional<std::string> Text = callableInMember(
      Statements, Class,
      Definition->isOutOfLine() ? Definition->getLocation()
                                : Class.getBraceRange().getEnd(),
      Context);
  if (!Text)
    return {};
  if (std::optional<FixItHint> Edit = insertFirst(
          *Body, *Text, *Definition, bodyStyleOf(Class, Context), Context))
    return {*Edit};
  return {};
}

DestructorPlan::DestructorPlan(const ASTContext &Context) : Context(Context) {}

void DestructorPlan::add(unsigned Finding, const CXXRecordDecl &Class,
                         std::optional<std::string> Statement) {
  auto [Known, IsNew] = Findings.try_emplace(Finding);
  if (IsNew)
    Known->second.Carrier = Finding;
  const CXXRecordDecl &Written = writtenClass(Class);
  bool AsksElsewhere = llvm::any_of(Targets, [&](const Target &T) {
    return T.Class != &Written && llvm::any_of(T.Wanted, [&](const Request &R) {
             return R.Finding == Finding;
           });
  });
  if (!Statement || AsksElsewhere) {
    Known->second.Carrier.reset();
    return;
  }
  auto Found = llvm::find_if(
      Targets, [&](const Target &T) { return T.Class == &Written; });
  if (Found == Targets.end())
    Found = Targets.insert(Found, Target{&Written, {}});
  Found->Wanted.push_back({Finding, std::move(*Statement)});
}

/// True if a destructor with a body changes nothing in the unit but that it
/// runs.
bool DestructorPlan::isSafe(const CXXRecordDecl &Class) {
  const CXXDestructorDecl *Written = writtenDestructor(Class);
  SourceRange Braces = Class.getBraceRange();
  // Only C++ knows destructors, and C may read what is marked as its.
  if (!Class.isThisDeclarationADefinition() || Class.isUnion() ||
      Class.isLambda() || !Class.getIdentifier() || Class.isInvalidDecl() ||
      Class.isExternCContext() || !isEditable(Class.getLocation(), Context) ||
      !isEditable(Braces.getBegin(), Context) ||
      !isEditable(Braces.getEnd(), Context) ||
      (!Written && !Class.isDependentContext() &&
       Class.defaultedDestructorIsDeleted()))
    return false;
  if (!Uses)
    Uses.emplace(Context);
  bool BecomesNonTrivial = Class.isDependentContext()
                               ? !Written || Written->isDefaulted()
                               : Class.hasTrivialDestructor();
  return !Uses->isCopied(Class) &&
         !(BecomesNonTrivial && Uses->mustBeTrivial(Class));
}

std::map<unsigned, DestructorPlan::Outcome> DestructorPlan::resolve() {
  std::map<unsigned, Outcome> Outcomes = Findings;
  for (const Target &T : Targets) {
    std::optional<unsigned> Carrier;
    std::vector<StringRef> Statements;
    for (const Request &R : llvm::reverse(T.Wanted)) {
      if (!Outcomes.at(R.Finding).Carrier)
        continue;
      Carrier = Carrier ? std::min(*Carrier, R.Finding) : R.Finding;
      if (!llvm::is_contained(Statements, R.Statement))
        Statements.emplace_back(R.Statement);
    }
    if (!Carrier)
      continue;
    const CXXDestructorDecl *Written = writtenDestructor(*T.Class);
    std::string Text = llvm::join(Statements, "\n");
    std::vector<FixItHint> Edits;
    if (isSafe(*T.Class))
      Edits = Written ? insertInto(*Written, Text, *T.Class, Context)
                      : newDestructor(*T.Class, Text, Context);
    SourceLocation Place = T.Class->getLocation();
    if (Written)
      Place = (Written->getDefinition() ? Written->getDefinition() : Written)
                  ->getLocation();
    for (const Request &R : T.Wanted) {
      Outcome &Of = Outcomes.at(R.Finding);
      if (!Of.Carrier)
        continue;
      Of.Carrier.reset();
      if (Edits.empty())
        continue;
      Of.Carrier = Carrier;
      Of.Place = Place;
    }
    if (!Edits.empty())
      Outcomes.at(*Carrier).Edits = std::move(Edits);
  }
  return Outcomes;
}

} // namespace ticktidy::fix
