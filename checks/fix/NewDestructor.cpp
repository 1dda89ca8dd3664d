//===- NewDestructor.cpp - Writes a destructor for a class ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NewDestructor.h"
#include "ClassText.h"
#include "Editable.h"
#include "Layout.h"
#include "MemberPlace.h"
#include "Names.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Writes the destructor of one class.
class Writer {
public:
  Writer(const CXXRecordDecl &Class, StringRef Statements,
         const ASTContext &Context)
      : Class(Class), Statements(Statements), Context(Context),
        Style(bodyStyleOf(Class, Context)) {}

  std::vector<FixItHint> add();
  std::vector<FixItHint> fill(const CXXDestructorDecl &Defaulted);

private:
  std::optional<MemberPlace> afterConstructor() const;
  std::optional<MemberPlace> inPublicPart() const;
  std::optional<std::string> bodyAt(SourceLocation Where, StringRef Indent,
                                    bool OwnLine) const;

  bool prefersOutOfLine() const;
  const CXXMethodDecl *neighbour() const;
  std::optional<FixItHint> define() const;
  std::string head() const;

  const CXXRecordDecl &Class;
  StringRef Statements;
  const ASTContext &Context;
  BodyStyle Style;
};

/// The member function that \p D declares, also as a template, or null.
const CXXMethodDecl *methodOf(const Decl *D) {
  return D->isImplicit() ? nullptr
                         : dyn_cast_or_null<CXXMethodDecl>(D->getAsFunction());
}

std::optional<MemberPlace> Writer::afterConstructor() const {
  const Decl *Last = nullptr;
  for (const Decl *D : Class.decls())
    if (D->getAccess() == AS_public &&
        isa_and_nonnull<CXXConstructorDecl>(methodOf(D)))
      Last = D;
  if (!Last)
    return std::nullopt;
  SourceLocation Begin =
      Context.getSourceManager().getExpansionLoc(Last->getBeginLoc());
  SourceLocation End = endOfDeclaration(*Last, Context);
  if (End.isInvalid())
    return std::nullopt;
  return placeAfter(End, indentAt(Begin, Context), startsLine(Begin, Context),
                    Style, Context);
}

std::optional<MemberPlace> Writer::inPublicPart() const {
  std::optional<MemberPlace> Place =
      placeAfterLabel(Class, AS_public, Style, Context);
  if (Place || !Class.isStruct())
    return Place;
  SourceLocation Open = Class.getBraceRange().getBegin();
  return placeAfter(
      Open.getLocWithOffset(1), memberIndent(Class, Style, Context),
      startsLine(Class.getBraceRange().getEnd(), Context), Style, Context);
}

/// The body at the end of a head at \p Where.
std::optional<std::string>
Writer::bodyAt(SourceLocation Where, StringRef Indent, bool OwnLine) const {
  std::optional<std::string> Text =
      callableInMember(Statements, Class, Where, Context);
  if (!Text)
    return std::nullopt;
  auto Lines = linesOf(*Text);
  return OwnLine ? bodyText(Lines, Indent, Style)
                 : " { " + llvm::join(Lines, " ") + " }";
}

/// `~T()` with what the class has its other virtual functions say.
std::string Writer::head() const {
  bool IsVirtual = llvm::any_of(Class.bases(), [](const CXXBaseSpecifier &B) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    const CXXDestructorDecl *Ends =
        Base && Base->hasDefinition() ? Base->getDestructor() : nullptr;
    return Ends && Ends->isVirtual();
  });
  std::string Name = "~" + Class.getNameAsString() + "()";
  if (!IsVirtual)
    return Name;
  bool Overrides = false;
  bool SaysSo = false;
  for (const CXXMethodDecl *Method : Class.methods()) {
    if (Method->isImplicit() || Method->size_overridden_methods() == 0)
      continue;
    Overrides = true;
    SaysSo |= Method->hasAttr<OverrideAttr>();
  }
  if (Context.getLangOpts().CPlusPlus11 && (SaysSo || !Overrides))
    return Name + " override";
  return "virtual " + Name;
}

bool Writer::prefersOutOfLine() const {
  bool OutOfLine = false;
  for (const Decl *D : Class.decls()) {
    const CXXMethodDecl *Method = methodOf(D);
    const FunctionDecl *Definition = Method ? Method->getDefinition() : nullptr;
    if (!Definition || Definition->isDefaulted() || Definition->isDeleted())
      continue;
    bool Here = Definition->isOutOfLine();
    if (isa<CXXConstructorDecl>(Method))
      return Here;
    OutOfLine |= Here;
  }
  return OutOfLine;
}

/// The definition out of line that the one of the destructor is to follow, or
/// null.
const CXXMethodDecl *Writer::neighbour() const {
  if (Class.isDependentContext() || Class.isLocalClass())
    return nullptr;
  const SourceManager &SM = Context.getSourceManager();
  const CXXMethodDecl *Best = nullptr;
  for (const Decl *D : Class.decls()) {
    const CXXMethodDecl *Method = methodOf(D);
    const auto *Definition =
        Method ? dyn_cast_or_null<CXXMethodDecl>(Method->getDefinition())
               : nullptr;
    if (!Definition || !Definition->isOutOfLine() ||
        Definition->isTemplated() || Definition->isTemplateInstantiation() ||
        !isEditable(Definition->getEndLoc(), Context) ||
        !isEditable(Definition->getLocation(), Context) ||
        !Definition->getQualifierLoc() ||
        !isEditable(Definition->getQualifierLoc().getBeginLoc(), Context))
      continue;
    bool Constructs = isa<CXXConstructorDecl>(Definition);
    bool BestConstructs = isa_and_nonnull<CXXConstructorDecl>(Best);
    if (!Best || (Constructs && !BestConstructs) ||
        (Constructs == BestConstructs &&
         SM.isBeforeInTranslationUnit(Best->getLocation(),
                                      Definition->getLocation())))
      Best = Definition;
  }
  return Best;
}

/// The definition out of line.
std::optional<FixItHint> Writer::define() const {
  const CXXMethodDecl *Beside = neighbour();
  if (!Beside)
    return std::nullopt;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Begin = SM.getExpansionLoc(Beside->getBeginLoc());
  SourceLocation End = endOfDeclaration(*Beside, Context);
  SourceLocation At = End.isValid() ? endOfComments(End, Context) : End;
  if (At.isInvalid() || !startsLine(Begin, Context))
    return std::nullopt;
  bool InClassFile =
      SM.isWrittenInSameFile(Class.getBraceRange().getEnd(), Begin);
  SourceLocation From = InClassFile
                            ? Class.getBraceRange().getEnd()
                            : SM.getLocForStartOfFile(SM.getFileID(Begin));
  if (endsInConditional(textBetween(From, End, Context)))
    return std::nullopt;
  StringRef Indent = indentAt(Begin, Context);
  std::optional<std::string> Body =
      bodyAt(Beside->getLocation(), Indent, /*OwnLine=*/true);
  if (!Body)
    return std::nullopt;
  StringRef Qualifier = textBetween(Beside->getQualifierLoc().getBeginLoc(),
                                    Beside->getLocation(), Context);
  std::string Text = Style.Newline + Style.Newline + Indent.str();
  if (!SM.isInMainFile(Begin))
    Text += "inline ";
  Text += (Qualifier + "~" + Class.getName() + "()").str() + *Body;
  return FixItHint::CreateInsertion(At, Text);
}

std::vector<FixItHint> Writer::add() {
  std::optional<MemberPlace> Place = afterConstructor();
  if (!Place)
    Place = inPublicPart();
  if (!Place)
    Place = placeAtEnd(Class, AS_public, Style, Context);
  SourceRange Braces = Class.getBraceRange();
  if (!isEditable(Place->Where, Context) ||
      endsInConditional(textBetween(Braces.getBegin(), Place->Where, Context)))
    return {};
  auto Declare = [&](StringRef Rest) {
    return FixItHint::CreateInsertion(
        Place->Where, (Place->Before + head() + Rest + Place->After).str());
  };
  if (prefersOutOfLine())
    if (std::optional<FixItHint> Definition = define())
      return {Declare(";"), *Definition};
  if (std::optional<std::string> Body =
          bodyAt(Braces.getEnd(), Place->Indent, Place->OwnLine))
    return {Declare(*Body)};
  if (std::optional<FixItHint> Definition = define())
    return {Declare(";"), *Definition};
  return {};
}

std::vector<FixItHint> Writer::fill(const CXXDestructorDecl &Defaulted) {
  SourceLocation Begin =
      Context.getSourceManager().getExpansionLoc(Defaulted.getBeginLoc());
  if (!isEditable(Defaulted.getLocation(), Context) ||
      Defaulted.isConstexprSpecified())
    return {};
  SourceLocation Equals =
      findToken(Defaulted.getLocation(), tok::equal, Context);
  SourceLocation Semicolon =
      Equals.isValid() ? findToken(Equals, tok::semi, Context) : Equals;
  if (Semicolon.isInvalid())
    return {};
  StringRef Before = textBetween(Defaulted.getLocation(), Equals, Context);
  SourceLocation From =
      Equals.getLocWithOffset(static_cast<int>(Before.rtrim().size()) -
                              static_cast<int>(Before.size()));
  if (!isEditable(From, Context) ||
      holdsDirective(textBetween(From, Semicolon, Context)))
    return {};
  bool OwnLine = startsLine(Begin, Context);
  // In the class, the body is read when the whole class is known.
  if (std::optional<std::string> Body = bodyAt(
          Defaulted.isOutOfLine() ? Begin : Class.getBraceRange().getEnd(),
          indentAt(Begin, Context), OwnLine))
    return {FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(From, Semicolon.getLocWithOffset(1)),
        *Body)};
  std::optional<FixItHint> Definition =
      Defaulted.isOutOfLine() ? std::nullopt : define();
  // What the declaration says of exceptions goes for the definition too.
  if (!Definition || Before.contains("noexcept") || Before.contains("throw"))
    return {};
  return {
      FixItHint::CreateRemoval(CharSourceRange::getCharRange(From, Semicolon)),
      *Definition};
}

} // namespace

std::vector<FixItHint> newDestructor(const CXXRecordDecl &Class,
                                     StringRef Statements,
                                     const ASTContext &Context) {
  return Writer(Class, Statements, Context).add();
}

std::vector<FixItHint> undefaulted(const CXXDestructorDecl &Destructor,
                                   StringRef Statements,
                                   const ASTContext &Context) {
  return Writer(writtenClass(*Destructor.getParent()), Statements, Context)
      .fill(Destructor);
}

} // namespace ticktidy::fix
