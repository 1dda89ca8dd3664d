//===- Wrappers.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wrappers.h"
#include "ClassWorld.h"
#include "ExprShape.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace ticktidy::analysis {

/// The only field that \p Constructor makes of \p Parameter, and of nothing
/// else; null if it does more with it.
static const FieldDecl *fieldFrom(const CXXConstructorDecl &Constructor,
                                  const ParmVarDecl &Parameter) {
  auto Names = [&Parameter](const Expr *E) {
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
    return Ref && Ref->getDecl() == &Parameter;
  };
  unsigned Mentions = 0;
  for (const Stmt *Part : partsOf(Constructor))
    anyWithin(*Part, [&](const Stmt &S) {
      Mentions += Names(dyn_cast<Expr>(&S));
      return false;
    });
  const FieldDecl *Found = nullptr;
  for (const CXXCtorInitializer *Init : Constructor.inits())
    if (Init->isMemberInitializer() && Names(stripped(Init->getInit())))
      Found = Init->getMember();
  return Mentions == 1 ? Found : nullptr;
}

bool Wrappers::onlyKeeps(const CXXConstructorDecl &Constructor,
                         unsigned Parameter, const model::Kind &Of) {
  const auto *Definition =
      dyn_cast_or_null<CXXConstructorDecl>(definitionOf(&Constructor));
  if (!Definition || Parameter >= Definition->getNumParams() ||
      Definition->isDependentContext())
    return false;
  const FieldDecl *Field =
      fieldFrom(*Definition, *Definition->getParamDecl(Parameter));
  if (!Field || !isClosedFor(*Definition->getParent(), *Field))
    return false;
  auto [At, New] = Known.try_emplace({Field, &Of}, false);
  if (New)
    At->second = isLeftAlone(*Field, Of);
  return At->second;
}

bool Wrappers::isLeftAlone(const FieldDecl &Field, const model::Kind &Of) {
  if (!Index)
    Index.emplace(Scan, Lookup, Context);
  llvm::MapVector<const FunctionDecl *, SmallVector<const Expr *, 8>> Mentions;
  for (const FieldMention &M : Index->mentionsOf(Field)) {
    if (!M.In)
      return false;
    Mentions[M.In].push_back(M.At);
  }
  return llvm::all_of(Mentions, [&](const auto &In) {
    return Uses.inField(*In.first, Field, In.second, Of).empty();
  });
}

} // namespace ticktidy::analysis
