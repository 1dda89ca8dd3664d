//===- ClassWorld.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClassWorld.h"
#include "ExprShape.h"
#include "support/Compat.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

const SourceManager &sourcesOf(const Decl &D) {
  return D.getASTContext().getSourceManager();
}

/// True if a macro of a system header wrote the location.
bool isMacroOfSystem(SourceLocation At, const SourceManager &Sources) {
  return At.isMacroID() && Sources.isInSystemMacro(At);
}

/// True if the code of \p F can be read, or if it has none of its own, or if
/// \p Elsewhere takes it.
bool isReadable(const FunctionDecl &F, UnseenFunctions *Elsewhere) {
  if (F.isImplicit() || F.isDefaulted() || F.isDeleted() || isPureVirtual(F) ||
      definitionOf(&F))
    return true;
  // What is not instantiated is not called here.
  const FunctionDecl *Pattern = F.getTemplateInstantiationPattern();
  if (Pattern)
    return definitionOf(Pattern) && isInSourceFile(F);
  if (Elsewhere)
    Elsewhere->push_back(&F);
  return Elsewhere != nullptr;
}

/// True if the code of all member functions and friends of \p R, and of the
/// classes in it, can be read.
bool isReadable(const CXXRecordDecl &R, UnseenFunctions *Elsewhere,
                unsigned Depth = 0) {
  constexpr unsigned Deepest = 3;
  const SourceManager &Sources = sourcesOf(R);
  if (!R.hasDefinition() || Depth > Deepest)
    return false;
  // What a generator makes of macros has no code by hand: declarations that a
  // macro of the system writes, and those under an access specifier that such
  // a macro writes.
  bool Generated = false;
  for (const Decl *D : R.getDefinition()->decls()) {
    if (const auto *Access = dyn_cast<AccessSpecDecl>(D)) {
      Generated = isMacroOfSystem(Access->getAccessSpecifierLoc(), Sources);
      continue;
    }
    if (Generated || isMacroOfSystem(D->getLocation(), Sources))
      continue;
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      if (!isInSourceFile(R))
        return false;
      for (const FunctionDecl *F : Template->specializations())
        if (!isReadable(*F, Elsewhere))
          return false;
    } else if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      if (!isReadable(*F, Elsewhere))
        return false;
    } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
      const TypeSourceInfo *Type = Friend->getFriendType();
      const CXXRecordDecl *Class =
          Type ? Type->getType()->getAsCXXRecordDecl() : nullptr;
      const auto *F = dyn_cast_or_null<FunctionDecl>(Friend->getFriendDecl());
      if (Class ? !isReadable(*Class, Elsewhere, Depth + 1)
                : !F || !isReadable(*F, Elsewhere))
        return false;
    } else if (const auto *Nested = dyn_cast<CXXRecordDecl>(D)) {
      if (!Nested->isInjectedClassName() && Nested->isCompleteDefinition() &&
          !isReadable(*Nested, Elsewhere, Depth + 1))
        return false;
    } else if (isa<ClassTemplateDecl>(D)) {
      return false;
    }
  }
  return true;
}

/// True if \p F has to do with an object of \p R.
bool handles(const FunctionDecl &F, const RecordDecl &R) {
  bool Found = false;
  for (const Stmt *Part : partsOf(F))
    forEachOwn(*Part, [&](const Stmt &S) {
      const auto *E = dyn_cast<Expr>(&S);
      Found |= E && recordBehind(E->getType()) == &R;
      if (const auto *Declaration = dyn_cast<DeclStmt>(&S))
        for (const Decl *D : Declaration->decls())
          if (const auto *V = dyn_cast<VarDecl>(D))
            Found |= recordBehind(V->getType()) == &R;
    });
  return Found;
}

/// True if \p R calls itself the private part of an object, and all objects of
/// the unit have the same functions for their end.
bool isPrivatePart(const RecordDecl &R, const ClassIndex &Index) {
  const TypedefNameDecl *Alias = R.getTypedefNameForAnonDecl();
  StringRef Name = Alias ? Alias->getName() : R.getName();
  return Name.ends_with("Private") && isInSourceFile(R) &&
         Index.makesOneClass();
}

/// The destructor of a class that is not a plain struct.
std::optional<Destroyer> destructorOf(const CXXRecordDecl &R, bool Anywhere) {
  Destroyer D;
  D.Class = &R;
  const CXXDestructorDecl *Destructor = R.getDestructor();
  if (!Destructor || Destructor->isImplicit() || Destructor->isDefaulted())
    return D;
  D.Function = definitionOf(Destructor);
  if (!D.Function && Anywhere)
    D.Function = Destructor;
  return D.Function ? std::optional(D) : std::nullopt;
}

} // namespace

std::string Destroyer::objectText() const {
  if (Later)
    return "";
  const auto *Call = dyn_cast_or_null<CallExpr>(Free);
  const auto *Delete = dyn_cast_or_null<CXXDeleteExpr>(Free);
  auto TextOf = [this](const Expr *Argument) -> std::string {
    const Expr *E = stripped(Argument);
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    return Ref && recordBehind(E->getType()) == Class
               ? Ref->getDecl()->getNameAsString() + "->"
               : "";
  };
  if (Delete)
    return TextOf(Delete->getArgument());
  if (Call)
    for (const Expr *Argument : Call->arguments())
      if (std::string Text = TextOf(Argument); !Text.empty())
        return Text;
  return "";
}

std::string pathTo(const FieldDecl &F, const RecordDecl &R) {
  for (const FieldDecl *Step : R.fields()) {
    if (Step == &F)
      return F.getNameAsString();
    const RecordDecl *Inner = Step->getType()->getAsRecordDecl();
    std::string Rest = Inner && Inner->getDefinition()
                           ? pathTo(F, *Inner->getDefinition())
                           : "";
    if (!Rest.empty())
      return Step->getDeclName() ? Step->getNameAsString() + "." + Rest : Rest;
  }
  return "";
}

bool isInSourceFile(const Decl &D) {
  const SourceManager &Sources = sourcesOf(D);
  return Sources.isInMainFile(Sources.getExpansionLoc(D.getLocation()));
}

bool isPlainStruct(const RecordDecl &R) {
  const auto *Class = dyn_cast<CXXRecordDecl>(&R);
  if (!Class)
    return true;
  return llvm::all_of(Class->methods(),
                      [](const CXXMethodDecl *M) { return M->isImplicit(); });
}

const RecordDecl &classOf(const FieldDecl &F) {
  const RecordDecl *R = F.getParent();
  while (R->getDeclName().isEmpty() && !R->getTypedefNameForAnonDecl())
    if (const auto *Outer = dyn_cast<RecordDecl>(R->getLexicalDeclContext()))
      R = Outer;
    else
      break;
  return *R;
}

bool isClosedFor(const RecordDecl &R, const FieldDecl &F,
                 UnseenFunctions *Elsewhere) {
  const auto *Class = dyn_cast<CXXRecordDecl>(&R);
  // Whether others name the field is known once all units are read.
  bool Here = isInSourceFile(R) || Elsewhere;
  if (!Class)
    return Here;
  if (!Here && F.getAccess() != AS_private) {
    // A struct that only its class can name.
    const auto *Outer = dyn_cast<CXXRecordDecl>(R.getDeclContext());
    if (!Outer || R.getAccess() != AS_private || !isReadable(*Outer, Elsewhere))
      return false;
  }
  return isReadable(*Class, Elsewhere);
}

std::optional<std::vector<Destroyer>>
destroyersOf(const RecordDecl &R, const ClassIndex &Index,
             const UnseenFunctions *Elsewhere) {
  std::vector<Destroyer> Found;
  // The class itself, or the classes that hold such plain structs.
  llvm::SmallPtrSet<const RecordDecl *, 8> Seen;
  SmallVector<const RecordDecl *, 8> Open{&R};
  while (!Open.empty()) {
    const RecordDecl *Next = Open.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    const auto *Class = dyn_cast<CXXRecordDecl>(Next);
    if (Class && !isPlainStruct(*Class)) {
      std::optional<Destroyer> D = destructorOf(*Class, Elsewhere != nullptr);
      if (!D)
        return std::nullopt;
      Found.push_back(*D);
      continue;
    }
    ArrayRef<const RecordDecl *> Outer = Index.classesAround(*Next);
    Open.append(Outer.begin(), Outer.end());
  }
  for (const FreeSite &Free : Index.frees())
    if (Free.In && isPlainStruct(*Free.Record) && holdsInside(*Free.Record, R))
      Found.push_back({Free.Record, Free.In, Free.At, Free.Later});
  for (const FunctionDecl *F : Index.finalizers())
    if (handles(*F, R) || isPrivatePart(R, Index))
      Found.push_back({&R, F, nullptr});
  if (Found.empty())
    return std::nullopt;
  return Found;
}

} // namespace ticktidy::analysis
