//===- KeepHandle.cpp - Keeps handles that are thrown away ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KeepHandle.h"
#include "ClassText.h"
#include "Editable.h"
#include "EndText.h"
#include "HandleName.h"
#include "Layout.h"
#include "MemberPlace.h"
#include "Names.h"
#include "Placement.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// Where the creation of \p Site stands, if it is a statement by itself that
/// may be given a name for its value.
static std::optional<Placement> statementOf(const analysis::TimerSite &Site,
                                            const ParentMap &Parents,
                                            const ASTContext &Context) {
  std::optional<Placement> Place =
      callStatement(*Site.Creation, Parents, Context);
  SourceLocation Begin = Site.Creation->getBeginLoc();
  if (!Place || Place->Whole->getBeginLoc() != Begin ||
      !isEditable(Begin, Context))
    return std::nullopt;
  return Place;
}

static bool isInLoop(const Stmt &S, const ParentMap &Parents) {
  for (const Stmt *Around = &S; Around; Around = Parents.getParent(Around))
    if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Around))
      return true;
  return false;
}

/// The type of the handle as the called function declares it, or a null type
/// where no variable can have it.
static QualType handleType(const analysis::TimerSite &Site) {
  const auto *Call = dyn_cast<CallExpr>(Site.Creation->IgnoreImplicit());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return {};
  QualType T = Callee->getReturnType();
  if (T->isVoidType() || T->isReferenceType() || T->isDependentType() ||
      T->isUndeducedType())
    return {};
  return T.getUnqualifiedType();
}

/// True if \p Class can have a member of type \p T, by the name that it has in
/// the global scope.
static bool isKnownTo(const CXXRecordDecl &Class, QualType T,
                      const ASTContext &Context) {
  bool IsPointer = T->isPointerType() && !T->getAs<TypedefType>();
  while (T->isPointerType() && !T->getAs<TypedefType>())
    T = T->getPointeeType();
  if (T->isFunctionType())
    return false;
  const NamedDecl *Named = nullptr;
  if (const auto *Alias = T->getAs<TypedefType>())
    Named = Alias->getDecl();
  else if (const auto *Tag = T->getAs<TagType>())
    Named = IsPointer ? Tag->getDecl()->getCanonicalDecl()
                      : Tag->getDecl()->getDefinition();
  else
    return T->isBuiltinType();
  return Named &&
         Named->getDeclContext()->getRedeclContext()->isTranslationUnit() &&
         Context.getSourceManager().isBeforeInTranslationUnit(
             Named->getLocation(), Class.getLocation());
}

/// True if the fields of \p Class may be initialized by their order: a new one
/// has to be the last, and public.
static bool isInitializedInOrder(const CXXRecordDecl &Class) {
  return Class.isAggregate() && (!Class.field_empty() || Class.getNumBases());
}

/// Where a new member of \p Class goes: to its other private ones.
static std::optional<MemberPlace> placeOfMember(const CXXRecordDecl &Class,
                                                const ASTContext &Context) {
  BodyStyle Style = bodyStyleOf(Class, Context);
  const FieldDecl *Last = nullptr;
  for (const FieldDecl *Field : Class.fields())
    if (Field->getAccess() == AS_private || isInitializedInOrder(Class))
      Last = Field;
  SourceRange Braces = Class.getBraceRange();
  std::optional<MemberPlace> Place;
  if (Last) {
    SourceLocation End = endOfDeclaration(*Last, Context);
    if (!isEditable(Last->getBeginLoc(), Context) || End.isInvalid())
      return std::nullopt;
    Place =
        placeAfter(End, indentAt(Last->getBeginLoc(), Context),
                   startsLine(Last->getBeginLoc(), Context), Style, Context);
  } else {
    Place =
        placeAtEnd(Class, isInitializedInOrder(Class) ? AS_public : AS_private,
                   Style, Context);
  }
  if (!isEditable(Place->Where, Context) ||
      endsInConditional(textBetween(Braces.getBegin(), Place->Where, Context)))
    return std::nullopt;
  return Place;
}

/// Adds \p Edit to \p Edits; before what another inserts at the same place.
static void join(std::vector<FixItHint> &Edits, const FixItHint &Edit) {
  auto Same = llvm::find_if(Edits, [&](const FixItHint &Other) {
    return Other.RemoveRange.getBegin() == Edit.RemoveRange.getBegin() &&
           Other.RemoveRange.getEnd() == Edit.RemoveRange.getEnd();
  });
  if (Same == Edits.end())
    Edits.push_back(Edit);
  else
    Same->CodeToInsert = Edit.CodeToInsert + Same->CodeToInsert;
}

KeepPlan::KeepPlan(const ASTContext &Context)
    : Context(Context), Destructors(Context), Exits(Context) {}

llvm::StringSet<> KeepPlan::namesIn(const Decl &Where) const {
  llvm::StringSet<> Names;
  for (const auto *Known : {&Members, &Locals})
    for (const auto &[Finding, K] : *Known)
      if (K && K->In == &Where)
        Names.insert(K->Name);
  return Names;
}

void KeepPlan::keepInMember(unsigned Finding, const analysis::TimerSite &Site,
                            StringRef NoTimer) {
  std::optional<Kept> &Result = Members[Finding];
  const auto *Method = dyn_cast<CXXMethodDecl>(Site.Function);
  const LangOptions &Opts = Context.getLangOpts();
  if (!Method || Method->isStatic() || Method->isConst() ||
      isa<CXXDestructorDecl>(Method) || Method->getParent()->isLambda())
    return;
  const CXXRecordDecl &Class = writtenClass(*Method->getParent());
  ParentMap Parents(Method->getBody());
  QualType Type = handleType(Site);
  // The value goes to the member: no constructor need be found and changed.
  if (!Opts.CPlusPlus11 || (isInitializedInOrder(Class) && !Opts.CPlusPlus14) ||
      Class.isUnion() || Type.isNull() || !isKnownTo(Class, Type, Context) ||
      !statementOf(Site, Parents, Context) ||
      isInLoop(*Site.Creation, Parents) || !placeOfMember(Class, Context))
    return;
  std::string Name = memberName(handleWords(*Site.Creation), Class, *Method,
                                namesIn(Class), Context);
  std::string Declared = Name.empty() ? "" : spelled(Type, Name, Context);
  std::optional<std::string> End = filled(Site.Of->EndText, Name, "&" + Name);
  std::optional<std::string> Valid =
      filled(Site.Of->ValidText, Name, "&" + Name);
  if (Declared.empty() || !End || !Valid)
    return;
  Result = Kept{
      Name,
      {FixItHint::CreateInsertion(Site.Creation->getBeginLoc(), Name + " = ")},
      &Class,
      Declared + " = " + NoTimer.str() + ";"};
  Destructors.add(Finding, Class, "if (" + *Valid + ") " + *End + ";");
}

void KeepPlan::keepInLocal(unsigned Finding, const analysis::TimerSite &Site,
                           llvm::ArrayRef<analysis::Exit> At) {
  std::optional<Kept> &Result = Locals[Finding];
  const FunctionDecl &F = *Site.Function;
  const LangOptions &Opts = Context.getLangOpts();
  if (!Opts.C99 && !Opts.CPlusPlus)
    return;
  ParentMap Parents(F.getBody());
  std::optional<Placement> Place = statementOf(Site, Parents, Context);
  QualType Type = handleType(Site);
  if (!Place || Place->How != Placement::InBlock || Type.isNull() ||
      isFollowedByLabel(*Place->Whole, *Place->Parent) || At.empty())
    return;
  // The variable has to be in scope wherever the timer ends.
  const Stmt *Block = Place->Parent;
  for (const analysis::Exit &E : At) {
    const Stmt *Around = E.Jump ? E.Jump : E.Scope;
    while (Around && Around != Block)
      Around = Parents.getParent(Around);
    if (!Around)
      return;
  }
  std::string Name =
      localName(handleWords(*Site.Creation), F, namesIn(F), Context);
  std::string Declared = Name.empty()       ? ""
                         : Opts.CPlusPlus11 ? "const auto " + Name
                                            : spelled(Type, Name, Context);
  if (Declared.empty())
    return;
  Result = Kept{Name,
                {FixItHint::CreateInsertion(Site.Creation->getBeginLoc(),
                                            Declared + " = ")},
                &F,
                ""};
  analysis::TimerSite Named = Site;
  Named.Handle = Name;
  Named.Pointer = "&" + Name;
  for (const analysis::Exit &E : At)
    Exits.add(Finding, Named, E, endStatement(Named, E, Context));
}

std::map<unsigned, KeepPlan::Outcome> KeepPlan::resolve() {
  std::map<unsigned, Outcome> Outcomes;
  llvm::MapVector<const Decl *, std::vector<const Kept *>> NewMembers;
  std::map<const Decl *, unsigned> Carriers;
  auto Note = [&](unsigned Finding, const Kept &K, auto &Planned) {
    auto Of = Planned.find(Finding);
    if (Of == Planned.end() || !Of->second.Carrier)
      return;
    unsigned Carrier = *Of->second.Carrier;
    Outcomes[Finding].Carrier = Carrier;
    Outcomes[Finding].Name = K.Name;
    std::vector<FixItHint> &Edits = Outcomes[Carrier].Edits;
    for (const FixItHint &Edit : Of->second.Edits)
      join(Edits, Edit);
    for (const FixItHint &Edit : K.Edits)
      join(Edits, Edit);
    if (K.Declaration.empty())
      return;
    NewMembers[K.In].push_back(&K);
    Carriers[K.In] = Carrier;
  };
  auto AtEnd = Destructors.resolve();
  auto AtExits = Exits.resolve();
  for (const auto &[Finding, K] : Members) {
    Outcomes[Finding];
    if (K)
      Note(Finding, *K, AtEnd);
  }
  for (const auto &[Finding, K] : Locals) {
    Outcomes[Finding];
    if (K)
      Note(Finding, *K, AtExits);
  }
  for (const auto &[Class, New] : NewMembers) {
    MemberPlace Place = *placeOfMember(*cast<CXXRecordDecl>(Class), Context);
    std::string Text = Place.Before;
    for (const Kept *K : New) {
      if (K != New.front())
        Text +=
            Place.OwnLine
                ? bodyStyleOf(*cast<CXXRecordDecl>(Class), Context).Newline +
                      Place.Indent
                : " ";
      Text += K->Declaration;
    }
    join(Outcomes[Carriers[Class]].Edits,
         FixItHint::CreateInsertion(Place.Where, Text + Place.After));
  }
  return Outcomes;
}

} // namespace ticktidy::fix
