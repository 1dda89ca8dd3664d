//===- ModelLookup.cpp - From declarations to models ----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelLookup.h"
#include "TimerAnnotations.h"

using namespace clang;
using llvm::StringRef;

namespace ticktidy::analysis {
namespace {

/// The namespace, class or unit that the name of a declaration in \p DC is
/// qualified with.
const DeclContext *namedContext(const DeclContext *DC) {
  while (!DC->isTranslationUnit()) {
    const auto *Space = llvm::dyn_cast<NamespaceDecl>(DC);
    bool Skipped = Space ? Space->isInline() || Space->isAnonymousNamespace()
                         : DC->isTransparentContext();
    if (!Skipped)
      break;
    DC = DC->getParent();
  }
  return DC;
}

const DeclContext *namedContext(const NamedDecl &D) {
  // A function that is declared in a block belongs to the namespace around.
  if (const auto *F = llvm::dyn_cast<FunctionDecl>(&D);
      F && F->isLocalExternDecl())
    return namedContext(F->getDeclContext()->getEnclosingNamespaceContext());
  return namedContext(D.getDeclContext());
}

/// The name of \p D alone, and whether a '~' belongs before it; empty for
/// operators and what has no name.
std::pair<StringRef, bool> ownName(const NamedDecl &D) {
  if (const IdentifierInfo *Name = D.getIdentifier())
    return {Name->getName(), false};
  const auto *Method = llvm::dyn_cast<CXXMethodDecl>(&D);
  bool IsDestructor = llvm::isa<CXXDestructorDecl>(D);
  if (Method && (IsDestructor || llvm::isa<CXXConstructorDecl>(D)))
    if (const IdentifierInfo *Name = Method->getParent()->getIdentifier())
      return {Name->getName(), IsDestructor};
  return {};
}

/// The name of a namespace or a class; empty for functions, in which nothing
/// can be named from outside, and for what has no name.
StringRef contextName(const DeclContext *DC) {
  const auto *Outer = llvm::dyn_cast<NamedDecl>(DC);
  if (!Outer || DC->isFunctionOrMethod() || !Outer->getIdentifier())
    return {};
  return Outer->getName();
}

/// True if \p F, or a function that it overrides, has the name.
bool isOrOverrides(const FunctionDecl &F, StringRef Name) {
  if (hasQualifiedName(F, Name))
    return true;
  const auto *Method = llvm::dyn_cast<CXXMethodDecl>(&F);
  return Method && llvm::any_of(Method->overridden_methods(),
                                [&](const CXXMethodDecl *Overridden) {
                                  return isOrOverrides(*Overridden, Name);
                                });
}

/// True if what \p D declares can be in use in the unit: a function that is
/// named nowhere cannot, nor can a class that is never defined.
bool canBeInUse(const NamedDecl &D) {
  const NamedDecl *Meant = D.getUnderlyingDecl();
  if (const auto *F = llvm::dyn_cast<FunctionDecl>(Meant))
    return F->isReferenced() || F->isUsed(/*CheckUsedAttr=*/false);
  if (const auto *Tag = llvm::dyn_cast<TagDecl>(Meant))
    return Tag->getDefinition() != nullptr;
  return true;
}

} // namespace

bool hasQualifiedName(const NamedDecl &D, StringRef Name) {
  auto [Own, IsDestructor] = ownName(D);
  if (Own.empty() || !Name.consume_back(Own) ||
      (IsDestructor && !Name.consume_back("~")))
    return false;
  const DeclContext *DC = namedContext(D);
  while (Name.consume_back("::")) {
    StringRef Part = contextName(DC);
    if (Part.empty() || !Name.consume_back(Part))
      return false;
    DC = namedContext(DC->getParent());
  }
  return Name.empty() && DC->isTranslationUnit();
}

std::string qualifiedName(const NamedDecl &D) {
  auto [Own, IsDestructor] = ownName(D);
  if (Own.empty())
    return {};
  std::string Result = (IsDestructor ? "~" : "") + Own.str();
  for (const DeclContext *DC = namedContext(D); !DC->isTranslationUnit();
       DC = namedContext(DC->getParent())) {
    StringRef Part = contextName(DC);
    if (Part.empty())
      return {};
    Result.insert(0, Part.str() + "::");
  }
  return Result;
}

ModelLookup::ModelLookup(const model::ModelSet &Models, ASTContext &Context)
    : Models(Models), Context(Context),
      FromCode(std::make_unique<TimerAnnotations>(Context)) {}

ModelLookup::~ModelLookup() = default;

bool ModelLookup::unitMayUseTimers() const {
  for (StringRef Name : Models.triggers()) {
    auto It = Context.Idents.find(Name);
    if (It == Context.Idents.end())
      continue;
    auto Found = Context.getTranslationUnitDecl()->lookup(It->second);
    // A name that is known, but not at global scope, may be the class or the
    // function in its namespace: too dear to find out.
    if (Found.empty() ||
        llvm::any_of(Found, [](const NamedDecl *D) { return canBeInUse(*D); }))
      return true;
  }
  return FromCode->present();
}

llvm::ArrayRef<ModelLookup::Entry>
ModelLookup::calls(const FunctionDecl &F) const {
  const FunctionDecl *Key = F.getCanonicalDecl();
  if (auto It = CallCache.find(Key); It != CallCache.end())
    return It->second;
  return CallCache[Key] = findCalls(F);
}

llvm::ArrayRef<ModelLookup::Entry>
ModelLookup::findCalls(const FunctionDecl &F) const {
  // They make no timer: they hand one over, or make another from nothing.
  if (const auto *Constructor = llvm::dyn_cast<CXXConstructorDecl>(&F);
      Constructor && Constructor->isCopyOrMoveConstructor())
    return {};
  llvm::SmallVector<Entry, 4> Found;
  for (const Entry &E : Models.calls(ownName(F).first))
    if (isOrOverrides(F, E.What->Name))
      Found.push_back(E);
  if (std::optional<Entry> E = FromCode->call(F))
    Found.push_back(*E);
  return llvm::ArrayRef<Entry>(Found).copy(Memory);
}

std::optional<ModelLookup::Blocking>
ModelLookup::blocking(const FunctionDecl &F) const {
  for (const auto &E : Models.blocking(ownName(F).first))
    if (isOrOverrides(F, E.Name))
      return E.How;
  return std::nullopt;
}

const model::Wrapper *ModelLookup::wrapper(const FunctionDecl &F) const {
  for (const model::Wrapper *W : Models.wrappers(ownName(F).first))
    if (hasQualifiedName(F, W->Name))
      return W;
  return nullptr;
}

llvm::SmallVector<const model::Blocker *, 2>
ModelLookup::blockers(const FunctionDecl &F) const {
  llvm::SmallVector<const model::Blocker *, 2> Found;
  for (const model::Blocker *B : Models.blockers(ownName(F).first))
    if (isOrOverrides(F, B->Name))
      Found.push_back(B);
  return Found;
}

bool ModelLookup::leavesLoop(const FunctionDecl &F) const {
  return llvm::any_of(Models.offLoop(ownName(F).first),
                      [&F](StringRef Name) { return isOrOverrides(F, Name); });
}

bool ModelLookup::isPool(const CXXRecordDecl &R) const {
  if (llvm::any_of(Models.pools(ownName(R).first),
                   [&R](StringRef Name) { return hasQualifiedName(R, Name); }))
    return true;
  const auto *Around = llvm::dyn_cast<CXXRecordDecl>(R.getDeclContext());
  return Around && isPool(*Around);
}

const model::Kind *ModelLookup::callsOverride(const FunctionDecl &F) const {
  const auto *Method = llvm::dyn_cast<CXXMethodDecl>(&F);
  if (!Method || Method->size_overridden_methods() == 0)
    return nullptr;
  for (const auto &E : Models.overrides(ownName(F).first))
    if (isOrOverrides(F, E.Name))
      return E.Of;
  return nullptr;
}

const model::Kind *ModelLookup::timerClass(const CXXRecordDecl &R) const {
  const CXXRecordDecl *Key = R.getCanonicalDecl();
  if (auto It = ClassCache.find(Key); It != ClassCache.end())
    return It->second;
  const model::Kind *Result = findClass(R);
  return ClassCache[Key] = Result;
}

bool ModelLookup::isHandleClass(QualType T, const model::Kind &Of) const {
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return Class && Of.Losing == model::Regime::Resource &&
         timerClass(*Class) == &Of;
}

const model::Kind *ModelLookup::findClass(const CXXRecordDecl &R) const {
  for (const model::Kind *K : Models.classes(ownName(R).first))
    if (hasQualifiedName(R, K->Class))
      return K;
  if (const model::Kind *K = FromCode->timerClass(R))
    return K;
  const CXXRecordDecl *Definition = R.getDefinition();
  if (!Definition)
    return nullptr;
  for (const CXXBaseSpecifier &Base : Definition->bases())
    if (const CXXRecordDecl *Parent = Base.getType()->getAsCXXRecordDecl())
      if (const model::Kind *K = timerClass(*Parent))
        return K;
  return nullptr;
}

std::vector<UnknownAnnotation> ModelLookup::unknownAnnotations() const {
  return FromCode->unknown();
}

} // namespace ticktidy::analysis
