//===- MemberPlace.h - Where a new member goes into a class -----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_MEMBERPLACE_H
#define TICKTIDY_CHECKS_FIX_MEMBERPLACE_H

#include "ClassText.h"
#include "clang/Basic/Specifiers.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// Where a declaration goes into a class.
struct MemberPlace {
  clang::SourceLocation Where;
  std::string Before;  ///< what separates it from the text before
  std::string After;   ///< and from the text after
  std::string Indent;  ///< of its line
  bool OwnLine = true; ///< it stands on lines of its own
};

/// The place of a member that follows what ends at \p End, with the comments on
/// that line. \p OwnLine says whether the class has its members on lines of
/// their own there.
MemberPlace placeAfter(clang::SourceLocation End, llvm::StringRef Indent,
                       bool OwnLine, const BodyStyle &Style,
                       const clang::ASTContext &Context);

/// The place right after the first label `public:` or the like of \p Class, or
/// nothing where it has none.
std::optional<MemberPlace> placeAfterLabel(const clang::CXXRecordDecl &Class,
                                           clang::AccessSpecifier Access,
                                           const BodyStyle &Style,
                                           const clang::ASTContext &Context);

/// The place at the end of \p Class, under a label of its own unless the class
/// ends in a part with that access.
MemberPlace placeAtEnd(const clang::CXXRecordDecl &Class,
                       clang::AccessSpecifier Access, const BodyStyle &Style,
                       const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_MEMBERPLACE_H
