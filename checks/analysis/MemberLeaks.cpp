//===- MemberLeaks.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberLeaks.h"
#include "ExprShape.h"
#include "MemberCare.h"
#include "MemberTimers.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if an object of type \p T may have an end of its own.
bool cleansUp(QualType T) {
  while (const ArrayType *Array = T->getAsArrayTypeUnsafe())
    T = Array->getElementType();
  const auto *Class = T->getAsCXXRecordDecl();
  return Class && (!Class->hasDefinition() || !Class->hasTrivialDestructor());
}

/// True for the class templates that say how a container works.
bool isPolicy(QualType T) {
  const auto *Class = T->getAsCXXRecordDecl();
  if (!Class || !Class->isInStdNamespace() || !Class->getIdentifier())
    return false;
  constexpr llvm::StringLiteral Names[] = {"allocator", "less", "greater",
                                           "hash", "char_traits"};
  return llvm::is_contained(Names, Class->getName());
}

/// True if what the container \p T has as elements, or a map as values, ends
/// by itself.
bool elementsCleanUp(QualType T) {
  const auto *Made = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  if (!Made)
    return true;
  ArrayRef<TemplateArgument> Args = Made->getTemplateArgs().asArray();
  auto IsType = [&Args](unsigned I) {
    return I < Args.size() && Args[I].getKind() == TemplateArgument::Type;
  };
  if (!IsType(0))
    return true;
  bool Maps = IsType(1) && !isPolicy(Args[1].getAsType());
  return cleansUp(Args[Maps ? 1 : 0].getAsType());
}

class LeakFinder {
public:
  LeakFinder(const UnitScan &Scan, FieldTimers &Timers,
             const ModelLookup &Lookup, ASTContext &Context, bool Open)
      : Scan(Scan), Lookup(Lookup), Context(Context), Open(Open),
        Index(Timers.index()), Uses(Timers.uses()), Timers(Timers),
        Ends(Scan, Index, Timers.all(), Lookup, Context) {}

  std::vector<MemberLeak> run() {
    std::vector<MemberLeak> Leaks;
    llvm::DenseSet<SourceLocation> Reported;
    llvm::DenseSet<std::pair<const FieldDecl *, const model::Kind *>> Done;
    for (const MemberTimer &T : Timers.all()) {
      if (!Done.insert({T.Field, T.Call.Of}).second)
        continue;
      // Fields that stand together are used by the same functions.
      Uses.trim();
      std::optional<MemberLeak> Leak = field(*T.Field, *T.Call.Of);
      // A template is told in its first instantiation.
      if (Leak && Reported.insert(Leak->Timer.Anchor->getBeginLoc()).second)
        Leaks.push_back(std::move(*Leak));
    }
    return Leaks;
  }

private:
  std::optional<MemberLeak> field(const FieldDecl &Field,
                                  const model::Kind &Of);
  bool isLeakable(const MemberTimer &T) const;
  bool containerIsTended(const FieldDecl &Field);
  bool isWrittenAgain(const FieldDecl &Field);

  const UnitScan &Scan;
  const ModelLookup &Lookup;
  ASTContext &Context;
  const bool Open; ///< functions in other units count as doing nothing
  const ClassIndex &Index;
  MemberUses &Uses;
  const FieldTimers &Timers;
  MemberEnds Ends;
};

bool LeakFinder::isLeakable(const MemberTimer &T) const {
  QualType Type = T.Field->getType();
  if (Type->isReferenceType() || T.Field->isInvalidDecl())
    return false;
  bool Container = T.Element && cleansUp(Type);
  if (Container ? elementsCleanUp(Type)
                : cleansUp(Type) && !Lookup.isHandleClass(Type, *T.Call.Of))
    return false;
  switch (T.Call.Of->Losing) {
  case model::Regime::Resource:
    return T.creates() && !Ends.endsItself(T);
  case model::Regime::Object: {
    const Expr *Owner = T.Call.at(T.Call.What->Owner);
    return T.creates() && isa<CXXNewExpr>(T.Call.View.expr()) &&
           !(Owner && constantOf(*Owner, Context) != 0);
  }
  case model::Regime::Intrusive:
    return Type->isRecordType() && T.starts();
  }
  return false;
}

/// True if the code writes to \p Field in more than one place.
bool LeakFinder::isWrittenAgain(const FieldDecl &Field) {
  unsigned Writes = 0;
  for (const FieldMention &M : Index.mentionsOf(Field)) {
    const Stmt *At = M.In ? Uses.partsOf(*M.In).parents().getParentIgnoreParens(
                                const_cast<MemberExpr *>(M.At))
                          : nullptr;
    const auto *Op = dyn_cast_or_null<BinaryOperator>(At);
    const auto *Unary = dyn_cast_or_null<UnaryOperator>(At);
    Writes += (Op && Op->isAssignmentOp() && Op->getLHS() == M.At) ||
              (Unary && Unary->getOpcode() == UO_AddrOf);
  }
  return Writes > 1;
}

/// True if anything but an insertion happens to the container \p Field.
bool LeakFinder::containerIsTended(const FieldDecl &Field) {
  constexpr llvm::StringLiteral Harmless[] = {"size",    "empty", "reserve",
                                              "isEmpty", "count", "contains"};
  llvm::SmallPtrSet<const Stmt *, 8> Insertions;
  for (const MemberTimer *T : Timers.in(Field))
    if (T->Stored)
      Insertions.insert(T->Stored);
  for (const FieldMention &M : Index.mentionsOf(Field)) {
    if (!M.In)
      return true;
    const ParentMap &Parents = Uses.partsOf(*M.In).parents();
    const Stmt *At =
        Parents.getParentIgnoreParenImpCasts(const_cast<MemberExpr *>(M.At));
    bool Fine = false;
    if (const auto *Member = dyn_cast_or_null<MemberExpr>(At))
      if (const auto *F = dyn_cast<FunctionDecl>(Member->getMemberDecl()))
        Fine = llvm::is_contained(Harmless, nameOf(*F));
    // timers.push_back(id), timers[key] = id
    for (; At && !Fine && isa<Expr>(At); At = Parents.getParent(At))
      Fine = Insertions.contains(At);
    if (!Fine)
      return true;
  }
  return false;
}

std::optional<MemberLeak> LeakFinder::field(const FieldDecl &Field,
                                            const model::Kind &Of) {
  const RecordDecl &Class = classOf(Field);
  MemberLeak Leak;
  UnseenFunctions *Elsewhere = Open ? &Leak.Elsewhere : nullptr;
  if (Class.isInvalidDecl() || Class.isDependentContext() || Class.isUnion() ||
      Field.getParent()->isUnion() || !isClosedFor(Class, Field, Elsewhere))
    return std::nullopt;
  const MemberTimer *First = nullptr;
  bool Creatable = llvm::any_of(Of.Calls, [](const model::Call &C) {
    return C.Does & model::ActionCreate;
  });
  const MemberTimer *Creation = nullptr;
  for (const MemberTimer *T : Timers.in(Field)) {
    if (T->Call.Of != &Of)
      continue;
    if (T->creates() && !Creation)
      Creation = T;
    if (T->starts() && !T->creates() && !Leak.Start)
      Leak.Start = T->Site;
    if (!isLeakable(*T))
      continue;
    if (!First)
      First = T;
    else if (T->creates())
      Leak.Others.push_back(T->Site);
  }
  // What only starts may have been made for something other than a timer.
  if (!First || (Creatable && !Creation))
    return std::nullopt;
  const MemberTimer &Anchor =
      Creation && !First->creates() ? *Creation : *First;
  std::optional<std::vector<Destroyer>> Destroyers =
      destroyersOf(Class, Index, Elsewhere);
  if (!Destroyers || Ends.mayEndInCallback(Field, Of) ||
      (Creation && Ends.endsWithLoop(*Creation)))
    return std::nullopt;
  llvm::erase_if(*Destroyers, [&](const Destroyer &D) {
    return llvm::any_of(Timers.in(Field), [&](const MemberTimer *T) {
      return T->Call.Of == &Of && Ends.comesAfter(D, *T);
    });
  });
  if (Destroyers->empty())
    return std::nullopt;
  Instances Made = Index.instancesOf(Class);
  if (Made.Static && !Made.Other && !isPlainStruct(Class))
    return std::nullopt;
  if (First->Element && cleansUp(Field.getType())) {
    if (containerIsTended(Field))
      return std::nullopt;
  } else {
    Care How = careFor(Field, Of, *Destroyers, Timers, Ends, Uses);
    if (How == Care::Sure)
      return std::nullopt;
    Leak.InDoubt = How == Care::Method;
  }
  Leak.Field = &Field;
  Leak.Class = &Class;
  Leak.End = Destroyers->front();
  Leak.ArmedIn = Anchor.In;
  Leak.StorageDies = Of.Losing == model::Regime::Intrusive;
  Leak.State = stateOf(Anchor, Scan.Bodies, Uses, Context);
  Leak.State.AlwaysLive &= Leak.StorageDies || !isWrittenAgain(Field);
  if (Leak.Start == Anchor.Site)
    Leak.Start = nullptr;
  TimerSite &Site = Leak.Timer;
  Site.Function = Anchor.In;
  Site.Creation = Site.Anchor = Anchor.Site;
  Site.Of = &Of;
  Site.Call = Anchor.Call.What;
  std::string Path = pathTo(Field, *Leak.End.Class);
  Site.Handle =
      Leak.End.objectText() + (Path.empty() ? Field.getNameAsString() : Path);
  Site.Pointer =
      Field.getType()->isPointerType() ? Site.Handle : "&" + Site.Handle;
  return Leak;
}

} // namespace

std::vector<MemberLeak> memberLeaks(const UnitScan &Scan, FieldTimers &Timers,
                                    const ModelLookup &Lookup,
                                    ASTContext &Context, bool Open) {
  // What broken code does not do, it may have been meant to do.
  if (Scan.HasErrors)
    return {};
  return LeakFinder(Scan, Timers, Lookup, Context, Open).run();
}

} // namespace ticktidy::analysis
