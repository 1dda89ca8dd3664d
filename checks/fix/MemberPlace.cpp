//===- MemberPlace.cpp - Where a new member goes into a class -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberPlace.h"
#include "Editable.h"
#include "Layout.h"

using namespace clang;

namespace ticktidy::fix {

/// The access of the members after \p Label, if it says nothing else (such as
/// `public slots:`).
static AccessSpecifier plainAccess(const AccessSpecDecl &Label,
                                   const ASTContext &Context) {
  if (!isEditable(Label.getSourceRange(), Context))
    return AS_none;
  StringRef Text =
      textBetween(Label.getBeginLoc(), Label.getColonLoc(), Context).rtrim();
  return Text == getAccessSpelling(Label.getAccess()) ? Label.getAccess()
                                                      : AS_none;
}

MemberPlace placeAfter(SourceLocation End, StringRef Indent, bool OwnLine,
                       const BodyStyle &Style, const ASTContext &Context) {
  SourceLocation AfterComments = endOfComments(End, Context);
  if (!OwnLine || AfterComments.isInvalid())
    return {End, " ", "", "", false};
  return {AfterComments, Style.Newline + Indent.str(), "", Indent.str()};
}

std::optional<MemberPlace> placeAfterLabel(const CXXRecordDecl &Class,
                                           AccessSpecifier Access,
                                           const BodyStyle &Style,
                                           const ASTContext &Context) {
  for (const Decl *D : Class.decls()) {
    const auto *Label = dyn_cast<AccessSpecDecl>(D);
    if (Label && plainAccess(*Label, Context) == Access)
      return placeAfter(Label->getColonLoc().getLocWithOffset(1),
                        memberIndent(Class, Style, Context),
                        startsLine(Label->getBeginLoc(), Context), Style,
                        Context);
  }
  return std::nullopt;
}

MemberPlace placeAtEnd(const CXXRecordDecl &Class, AccessSpecifier Access,
                       const BodyStyle &Style, const ASTContext &Context) {
  SourceLocation Close = Class.getBraceRange().getEnd();
  AccessSpecifier Last = Class.isClass() ? AS_private : AS_public;
  std::string LabelIndent = indentAt(Class.getBeginLoc(), Context).str();
  for (const Decl *D : Class.decls()) {
    const auto *Label = dyn_cast<AccessSpecDecl>(D);
    if (!Label)
      continue;
    Last = plainAccess(*Label, Context);
    if (Last != AS_none && startsLine(Label->getBeginLoc(), Context))
      LabelIndent = indentAt(Label->getBeginLoc(), Context).str();
  }
  std::string Label =
      Last == Access ? "" : getAccessSpelling(Access).str() + ":";
  if (!startsLine(Close, Context))
    return {Close, Label.empty() ? "" : Label + " ", " ", "", false};
  std::string Indent = memberIndent(Class, Style, Context);
  std::string Before = Indent;
  if (!Label.empty())
    Before = Style.Newline + LabelIndent + Label + Style.Newline + Indent;
  return {lineStart(Close, Context), Before, Style.Newline, Indent};
}

} // namespace ticktidy::fix
