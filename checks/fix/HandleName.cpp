//===- HandleName.cpp - A name for a handle that had none -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleName.h"
#include "Names.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

using Words = llvm::SmallVector<std::string, 4>;

/// The words of \p Name, be it `on_tick`, `onTick` or `OnTick`.
static Words split(StringRef Name) {
  Words Result;
  bool Begins = true;
  for (size_t I = 0; I < Name.size(); ++I) {
    bool IsHump = isUppercase(Name[I]) && I > 0 && !isUppercase(Name[I - 1]);
    if (Name[I] == '_') {
      Begins = true;
      continue;
    }
    if (Begins || IsHump)
      Result.emplace_back();
    Begins = false;
    Result.back() += llvm::toLower(Name[I]);
  }
  return Result;
}

/// The function that \p Argument names, or null.
static const FunctionDecl *namedFunction(const Expr &Argument) {
  const Expr *E = Argument.IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(E))
    E = Address->getSubExpr()->IgnoreParenCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
}

Words handleWords(const Expr &Creation) {
  const FunctionDecl *Called = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(Creation.IgnoreImplicit()))
    for (const Expr *Argument : Call->arguments())
      if (!Called)
        Called = namedFunction(*Argument);
  Words Result;
  if (Called && Called->getIdentifier())
    Result = split(Called->getName());
  constexpr llvm::StringLiteral First[] = {"on", "handle", "do"};
  constexpr llvm::StringLiteral Last[] = {"cb",      "callback", "func", "fn",
                                          "handler", "static",   "thunk"};
  while (!Result.empty() && llvm::is_contained(First, Result.front()))
    Result.erase(Result.begin());
  while (!Result.empty() && llvm::is_contained(Last, Result.back()))
    Result.pop_back();
  if (!llvm::is_contained(Result, "timer") &&
      !llvm::is_contained(Result, "timeout"))
    Result.push_back("timer");
  return Result;
}

namespace {

/// How names are written.
struct NameStyle {
  StringRef Before, After;
  bool Camel = false; ///< `tickTimer`, not `tick_timer`
  bool Upper = false; ///< `TickTimer`

  std::string write(ArrayRef<std::string> Words) const {
    std::string Name = Before.str();
    bool IsFirst = true;
    for (StringRef Word : Words) {
      bool Raise = (Camel && !IsFirst) || Upper;
      if (!IsFirst && !Camel && !Upper && !isDigit(Word.front()))
        Name += '_';
      Name += Raise ? llvm::toUpper(Word.front()) : Word.front();
      Name += Word.drop_front();
      IsFirst = false;
    }
    return Name + After.str();
  }
};

} // namespace

/// Counts for and against what makes a name `inHumps`.
static int humpsOf(StringRef Name) {
  Name = Name.trim('_');
  if (Name.contains('_'))
    return -1;
  for (size_t I = 1; I < Name.size(); ++I)
    if (isUppercase(Name[I]) && !isUppercase(Name[I - 1]))
      return 1;
  return 0;
}

static NameStyle styleOf(const CXXRecordDecl &Class) {
  int Fields = 0, Members = 0, Underscores = 0, Leading = 0, Trailing = 0;
  int Humps = 0, Raised = 0;
  bool HasPrivate = llvm::any_of(Class.fields(), [](const FieldDecl *Field) {
    return Field->getAccess() != AS_public && Field->getIdentifier();
  });
  for (const FieldDecl *Field : Class.fields()) {
    StringRef Name = Field->getName();
    if (Name.empty() || (HasPrivate && Field->getAccess() == AS_public))
      continue;
    ++Fields;
    bool IsMember = Name.consume_front("m_");
    Members += IsMember;
    Leading += !IsMember && Name.starts_with("_");
    Trailing += Name.ends_with("_");
    Humps += humpsOf(Name);
    Raised += isUppercase(Name.ltrim('_').empty() ? '_' : Name.ltrim('_')[0]);
    Underscores += humpsOf(Name) < 0;
  }
  if (Humps == 0 && Underscores == 0)
    for (const CXXMethodDecl *Method : Class.methods())
      if (Method->getIdentifier())
        Humps += humpsOf(Method->getName());
  NameStyle Style;
  if (2 * Members > Fields)
    Style.Before = "m_";
  else if (2 * Leading > Fields)
    Style.Before = "_";
  if (2 * Trailing > Fields)
    Style.After = "_";
  Style.Camel = Humps > 0;
  Style.Upper = 2 * Raised > Fields;
  return Style;
}

/// The first of `name`, `name2` and so on, in \p Style, that \p IsFree.
static std::string firstFree(ArrayRef<std::string> Wish, const NameStyle &Style,
                             const FunctionDecl &User,
                             const ASTContext &Context,
                             llvm::function_ref<bool(StringRef)> IsFree) {
  for (unsigned Number = 1;; ++Number) {
    Words Numbered(Wish.begin(), Wish.end());
    if (Number > 1)
      Numbered.push_back(std::to_string(Number));
    std::string Name = Style.write(Numbered);
    std::string Free = freeName(Name, User, Context);
    if (Free.empty() || (Free == Name && IsFree(Name)))
      return Free;
  }
}

std::string memberName(ArrayRef<std::string> Words, const CXXRecordDecl &Class,
                       const FunctionDecl &User, const llvm::StringSet<> &Taken,
                       const ASTContext &Context) {
  return firstFree(Words, styleOf(Class), User, Context, [&](StringRef Name) {
    return !Taken.contains(Name) &&
           !Class.hasMemberName(&identifier(Name, Context));
  });
}

std::string localName(ArrayRef<std::string> Words, const FunctionDecl &User,
                      const llvm::StringSet<> &Taken,
                      const ASTContext &Context) {
  NameStyle Style;
  int Humps = 0;
  for (const ParmVarDecl *Parameter : User.parameters())
    Humps += humpsOf(Parameter->getName());
  if (Humps == 0 && User.getIdentifier())
    Humps = humpsOf(User.getName());
  Style.Camel = Humps > 0;
  return firstFree(Words, Style, User, Context,
                   [&](StringRef Name) { return !Taken.contains(Name); });
}

} // namespace ticktidy::fix
