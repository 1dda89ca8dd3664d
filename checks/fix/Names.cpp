//===- Names.cpp - Names for what an edit declares ------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "Editable.h"
#include "Layout.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace ticktidy::fix {

/// All identifiers in the text of \p F.
static std::optional<llvm::StringSet<>>
identifiersIn(const FunctionDecl &F, const ASTContext &Context) {
  // A macro may stand for `static` or the like.
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Range = SM.getExpansionRange(F.getSourceRange());
  SourceLocation End = endOf(Range.getAsRange(), Context);
  if (End.isInvalid())
    return std::nullopt;
  auto [File, Offset] = SM.getDecomposedLoc(Range.getBegin());
  StringRef Text = SM.getBufferData(File);
  llvm::StringSet<> Found;
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Offset, Text.end());
  const char *Stop = Text.begin() + SM.getFileOffset(End);
  Token Next;
  while (Raw.getBufferLocation() < Stop && !Raw.LexFromRawLexer(Next))
    if (Next.is(tok::raw_identifier))
      Found.insert(Next.getRawIdentifier());
  return Found;
}

const IdentifierInfo &identifier(StringRef Name, const ASTContext &Context) {
  return Context.Idents.get(Name);
}

static bool isTakenAround(StringRef Name, const FunctionDecl &F,
                          const ASTContext &Context) {
  const IdentifierInfo &Id = identifier(Name, Context);
  if (Id.hasMacroDefinition())
    return true;
  for (const DeclContext *Around = F.getDeclContext(); Around;
       Around = Around->getParent())
    if (!Around->isFunctionOrMethod() && !Around->isTransparentContext() &&
        !Around->lookup(DeclarationName(&Id)).empty())
      return true;
  return false;
}

std::string freeName(StringRef Wish, const FunctionDecl &F,
                     const ASTContext &Context) {
  std::optional<llvm::StringSet<>> Used = identifiersIn(F, Context);
  if (!Used)
    return {};
  std::string Name = Wish.str();
  for (unsigned Number = 2;
       Used->contains(Name) || isTakenAround(Name, F, Context); ++Number)
    Name = Wish.str() + std::to_string(Number);
  return Name;
}

std::string spelled(QualType T, StringRef Name, const ASTContext &Context) {
  PrintingPolicy Policy = Context.getPrintingPolicy();
  // C spells it as the macro of <stdbool.h> where that is included.
  if (identifier("bool", Context).hasMacroDefinition())
    Policy.Bool = true;
  std::string Text;
  llvm::raw_string_ostream Stream(Text);
  T.print(Stream, Policy, Name);
  Stream.flush();
  // Closures and unnamed structs are printed as "(lambda at …)" and the like.
  for (StringRef Unnamed : {"(unnamed", "(anonymous", "(lambda"})
    if (StringRef(Text).contains(Unnamed))
      return {};
  return Text;
}

/// The variable with the name of \p V that \p S itself declares before
/// \p Where, or null.
static const VarDecl *declaredIn(const Stmt &S, const VarDecl &V,
                                 SourceLocation Where,
                                 const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  for (const Stmt *Child : S.children())
    if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(Child))
      for (const Decl *D : Declaration->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D))
          if (Variable == &V ||
              (Variable->getIdentifier() == V.getIdentifier() &&
               SM.isBeforeInTranslationUnit(Variable->getLocation(), Where)))
            return Variable;
  return nullptr;
}

bool isInScope(const VarDecl &V, const Stmt &At, SourceLocation Where,
               const FunctionDecl &F, const ParentMap &Parents,
               const ASTContext &Context) {
  for (const Stmt *S = &At; S; S = Parents.getParent(S))
    if (const VarDecl *Found = declaredIn(*S, V, Where, Context))
      return Found == &V;
  return !V.isLocalVarDecl() || V.getDeclContext() != &F;
}

/// True if a declaration between \p Scope and the global scope, or in \p Scope,
/// has the name \p Id.
static bool isHidden(const IdentifierInfo &Id, const DeclContext &Scope) {
  for (const DeclContext *Around = &Scope; !Around->isTranslationUnit();
       Around = Around->getParent()) {
    const auto *Class = dyn_cast<CXXRecordDecl>(Around);
    if (Class && Class->hasDefinition() && Class->hasMemberName(&Id))
      return true;
    if (Around->isTransparentContext())
      continue;
    if (!Around->isFunctionOrMethod()) {
      if (!Around->lookup(DeclarationName(&Id)).empty())
        return true;
    } else if (llvm::any_of(Around->decls(), [&](const Decl *D) {
                 const auto *Local = dyn_cast<NamedDecl>(D);
                 return Local && Local->getIdentifier() == &Id;
               })) {
      return true;
    }
  }
  return false;
}

/// What a call of the global function \p Name in \p Scope, at \p Where, has to
/// begin with: nothing or `::`. No value where the function is not known there.
static std::optional<StringRef> prefixFor(StringRef Name,
                                          const DeclContext &Scope,
                                          SourceLocation Where,
                                          const ASTContext &Context) {
  const IdentifierInfo &Id = identifier(Name, Context);
  if (Id.hasMacroDefinition())
    return "";
  const SourceManager &SM = Context.getSourceManager();
  bool IsKnown = llvm::any_of(
      Context.getTranslationUnitDecl()->lookup(DeclarationName(&Id)),
      [&](const NamedDecl *D) {
        const Decl *First = D->getCanonicalDecl();
        return D->getAsFunction() &&
               SM.isBeforeInTranslationUnit(First->getLocation(), Where);
      });
  if (!IsKnown)
    return std::nullopt;
  return isHidden(Id, Scope) ? "::" : "";
}

std::optional<std::string> callable(StringRef Text, const FunctionDecl &F,
                                    const ASTContext &Context) {
  StringRef Name =
      Text.take_while([](char C) { return isAsciiIdentifierContinue(C); });
  if (Name.empty() || !Text.drop_front(Name.size()).starts_with("("))
    return Text.str();
  std::optional<StringRef> Prefix =
      prefixFor(Name, F, F.getLocation(), Context);
  return Prefix ? std::optional((*Prefix + Text).str()) : std::nullopt;
}

/// How many arguments \p Text has, which begins behind the bracket of a call.
static unsigned argumentCount(StringRef Text) {
  unsigned Depth = 0, Count = Text.ltrim().starts_with(")") ? 0 : 1;
  for (char C : Text) {
    if (C == '(' || C == '[' || C == '{')
      ++Depth;
    else if ((C == ')' || C == ']' || C == '}') && Depth-- == 0)
      break;
    else if (C == ',' && Depth == 0)
      ++Count;
  }
  return Count;
}

/// True if a call of \p Id with \p Count arguments in a member of \p Class
/// calls another member, its own or a base's.
static bool callsMember(const IdentifierInfo &Id, unsigned Count,
                        const CXXRecordDecl &Class) {
  auto Takes = [&](const NamedDecl *D) {
    const FunctionDecl *F = D->getAsFunction();
    return F && F->getMinRequiredArguments() <= Count &&
           (F->isVariadic() || Count <= F->getNumParams());
  };
  DeclContext::lookup_result Own = Class.lookup(DeclarationName(&Id));
  if (!Own.empty())
    return llvm::any_of(Own, Takes);
  return !Class.forallBases([&](const CXXRecordDecl *Base) {
    return llvm::none_of(Base->lookup(DeclarationName(&Id)), Takes);
  });
}

std::optional<std::string> callableInMember(StringRef Text,
                                            const CXXRecordDecl &Class,
                                            SourceLocation Where,
                                            const ASTContext &Context) {
  std::string Copy = Text.str(); // The lexer needs a zero at the end.
  Lexer Raw(SourceLocation(), Context.getLangOpts(), Copy.data(), Copy.data(),
            Copy.data() + Copy.size());
  std::string Result;
  size_t Done = 0;
  Token Before, Name, Next;
  Before.startToken();
  Name.startToken();
  for (bool AtEnd = false; !AtEnd; Before = Name, Name = Next) {
    AtEnd = Raw.LexFromRawLexer(Next) || Next.is(tok::eof);
    if (Name.isNot(tok::raw_identifier) || Next.isNot(tok::l_paren) ||
        Before.isOneOf(tok::period, tok::arrow, tok::coloncolon))
      continue;
    StringRef Spelling = Name.getRawIdentifier();
    const IdentifierInfo &Id = identifier(Spelling, Context);
    if (Id.getTokenID() != tok::identifier) // `if (`
      continue;
    std::optional<StringRef> Prefix =
        prefixFor(Spelling, Class, Where, Context);
    if (!Prefix &&
        !callsMember(Id, argumentCount(Raw.getBufferLocation()), Class))
      return std::nullopt;
    size_t At = Spelling.data() - Copy.data();
    Result += Copy.substr(Done, At - Done);
    if (Prefix)
      Result += *Prefix;
    Done = At;
  }
  return Result + Copy.substr(Done);
}

} // namespace ticktidy::fix
