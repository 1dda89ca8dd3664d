//===- MemberCare.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberCare.h"
#include "MemberOrder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include <algorithm>

using namespace clang;

namespace ticktidy::analysis {

namespace {

using StartSites = SmallVector<StartSite, 4>;

/// True if code that cannot be seen may call \p F.
bool isCalledFromElsewhere(const FunctionDecl &F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (!Method)
    return F.isExternallyVisible();
  return Method->isVirtual() || !isInSourceFile(*Method->getParent()) ||
         Method->getParent()->isPolymorphic();
}

/// The statements that make or start timers of kind \p Of in \p Field, and the
/// calls that lead to them, by function.
llvm::DenseMap<const FunctionDecl *, StartSites>
startsOf(const FieldDecl &Field, const model::Kind &Of,
         const FieldTimers &Timers) {
  llvm::DenseMap<const FunctionDecl *, StartSites> Starts;
  SmallVector<const FunctionDecl *, 8> Open;
  for (const MemberTimer *T : Timers.in(Field))
    if (T->Call.Of == &Of) {
      Starts[T->In->getCanonicalDecl()].push_back({T->Site, false});
      Open.push_back(T->In->getCanonicalDecl());
    }
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
  while (!Open.empty()) {
    const FunctionDecl *F = Open.pop_back_val();
    if (!Seen.insert(F).second || isa<CXXConstructorDecl>(F))
      continue;
    for (const FunctionMention &M : Timers.index().mentionsOf(*F))
      if (M.Called && M.In) {
        Starts[M.In->getCanonicalDecl()].push_back({M.At, true});
        Open.push_back(M.In->getCanonicalDecl());
      }
  }
  return Starts;
}

/// True if code that ends objects ends a timer in another field of theirs than
/// \p Field: it takes care of what may still be there.
bool endsSibling(const FieldDecl &Field, ArrayRef<Destroyer> Destroyers,
                 const FieldTimers &Timers, MemberUses &Uses) {
  const ClassIndex &Index = Timers.index();
  FunctionSet Reached;
  for (const Destroyer &D : Destroyers)
    if (D.Function)
      for (const FunctionDecl *F : reachedFrom(*D.Function))
        Reached.insert(F);
  llvm::SmallSetVector<const model::Kind *, 4> Kinds;
  for (const MemberTimer &T : Timers.all())
    Kinds.insert(T.Call.Of);
  return llvm::any_of(Index.fields(), [&](const FieldDecl *Other) {
    if (Other == &Field || &classOf(*Other) != &classOf(Field))
      return false;
    llvm::MapVector<const FunctionDecl *, SmallVector<const Expr *, 8>>
        Mentions;
    for (const FieldMention &M : Index.mentionsOf(*Other))
      if (M.In && Reached.contains(M.In->getCanonicalDecl()))
        Mentions[M.In].push_back(M.At);
    return llvm::any_of(Mentions, [&](const auto &At) {
      return llvm::any_of(Kinds, [&](const model::Kind *Of) {
        return llvm::any_of(
            Uses.inField(*At.first, *Other, At.second, *Of),
            [](const MemberUses::Event &E) { return E.What == Fate::Ended; });
      });
    });
  });
}

/// True if one of \p Functions leads to the end of an object.
bool leadToEnd(const FunctionSet &Functions, ArrayRef<Destroyer> Destroyers,
               const ClassIndex &Index) {
  FunctionSet Seen;
  SmallVector<const FunctionDecl *, 8> Open;
  llvm::SmallPtrSet<const FunctionDecl *, 4> Finalizers;
  for (const Destroyer &D : Destroyers)
    if (D.Function) {
      Open.push_back(D.Function->getCanonicalDecl());
      if (!D.Free)
        Finalizers.insert(D.Function->getCanonicalDecl());
    }
  while (!Open.empty()) {
    const FunctionDecl *F = Open.pop_back_val();
    if (!Seen.insert(F).second)
      continue;
    if (Functions.contains(F))
      return true;
    // What makes the class names its finalizer.
    for (const FunctionMention &M : Index.mentionsOf(*F))
      if (M.In && (M.Called || !Finalizers.contains(F)))
        Open.push_back(M.In->getCanonicalDecl());
  }
  return false;
}

} // namespace

Care careFor(const FieldDecl &Field, const model::Kind &Of,
             ArrayRef<Destroyer> Destroyers, const FieldTimers &Timers,
             const MemberEnds &AllEnds, MemberUses &Uses) {
  const ClassIndex &Index = Timers.index();
  auto Starts = startsOf(Field, Of, Timers);
  std::map<const FunctionDecl *, SmallVector<const Expr *, 8>> Mentions;
  std::vector<const FunctionDecl *> Order;
  for (const FieldMention &M : Index.mentionsOf(Field)) {
    if (!M.In)
      return Care::Sure;
    if (Mentions[M.In].empty())
      Order.push_back(M.In);
    Mentions[M.In].push_back(M.At);
  }
  const SourceManager &Sources = Field.getASTContext().getSourceManager();
  Care Best = Care::None;
  FunctionSet Ending;
  SmallVector<const FunctionDecl *, 8> Open;
  auto Ends = [&](const FunctionDecl &F, const Stmt &At) {
    auto Found = Starts.find(F.getCanonicalDecl());
    if (servesStart(At,
                    Found == Starts.end() ? ArrayRef<StartSite>()
                                          : ArrayRef<StartSite>(Found->second),
                    F, Uses))
      return;
    if (isa<CXXDestructorDecl>(F))
      Best = Care::Sure;
    if (Ending.insert(F.getCanonicalDecl()).second)
      Open.push_back(&F);
  };
  // A destructor that ends it settles it, and all else comes to no less.
  std::stable_partition(Order.begin(), Order.end(), [](const FunctionDecl *F) {
    return isa<CXXDestructorDecl>(F);
  });
  for (const FunctionDecl *F : Order) {
    if (isa<CXXDestructorDecl>(F))
      if (const Expr *At = Uses.endByName(*F, Field, Of))
        Ends(*F, *At);
    if (Best == Care::Sure)
      return Best;
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
    if ((Constructor && Constructor->isCopyOrMoveConstructor()) ||
        (Method && (Method->isMoveAssignmentOperator() ||
                    Method->isCopyAssignmentOperator())))
      return Care::Sure;
    for (const MemberUses::Event &E :
         Uses.inField(*F, Field, Mentions[F], Of)) {
      if (E.What == Fate::Unknown ||
          (E.What == Fate::AsData &&
           (Of.RunsOn != model::Thread::None || AllEnds.endsData(Of))))
        return Care::Sure;
      if (E.What != Fate::Ended)
        continue;
      Ends(*F, *E.At);
      // It makes the timer and ends it.
      if (Ending.contains(F->getCanonicalDecl()) &&
          llvm::any_of(Timers.in(Field), [&](const MemberTimer *T) {
            return T->In == F &&
                   Sources.isBeforeInTranslationUnit(T->Site->getBeginLoc(),
                                                     E.At->getBeginLoc());
          }))
        return Care::Sure;
    }
  }
  llvm::SmallPtrSet<const FunctionDecl *, 4> Last;
  for (const Destroyer &D : Destroyers)
    if (D.Function)
      Last.insert(D.Function->getCanonicalDecl());
  // All that ends an object of a plain struct is a function of this file.
  bool InC = isPlainStruct(classOf(Field));
  while (!Open.empty() && Best != Care::Sure) {
    const FunctionDecl &F = *Open.pop_back_val();
    if (Last.contains(F.getCanonicalDecl()))
      return Care::Sure;
    if (isCalledFromElsewhere(F))
      Best = Care::Method;
    // A template of the system calls it, whose body need not have been read, or
    // an attribute names it.
    if (Index.mentionsOf(F).empty() &&
        (F.isReferenced() || F.getOverloadedOperator() == OO_Call))
      return Care::Sure;
    for (const FunctionMention &M : Index.mentionsOf(F)) {
      if (M.In && M.Called) {
        Ends(*M.In, *M.At);
        continue;
      }
      // Whoever got its address may call it.
      if (!InC && (!M.In || !isa<LambdaExpr>(M.At)))
        return Care::Sure;
      if (!M.In) {
        Best = Care::Method;
        continue;
      }
      if (isa<CXXDestructorDecl>(M.In) ||
          Last.contains(M.In->getCanonicalDecl()))
        return Care::Sure;
      Best = Care::Method;
    }
  }
  if (Best == Care::None)
    for (const FunctionDecl *F : Ending)
      for (const FunctionMention &M : Index.mentionsOf(*F))
        if (M.In && Ending.contains(M.In->getCanonicalDecl()))
          Best = Care::Method;
  if (Best == Care::Method && InC && !leadToEnd(Ending, Destroyers, Index) &&
      endsSibling(Field, Destroyers, Timers, Uses))
    return Care::None;
  return Best;
}

} // namespace ticktidy::analysis
