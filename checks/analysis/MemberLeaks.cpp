//===- MemberLeaks.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberLeaks.h"
#include "Callback.h"
#include "ExprShape.h"
#include "MemberOrder.h"
#include "MemberTimers.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// What the code of the unit does to end the timer of a field.
enum class Care : std::uint8_t {
  None,   ///< nothing
  Method, ///< a function does, which may be called when the object ends
  Sure,   ///< whatever ends the object, or it cannot be seen
};

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

class Finder {
public:
  Finder(const UnitScan &Scan, const ModelLookup &Lookup, ASTContext &Context)
      : Lookup(Lookup), Context(Context), Index(Scan, Lookup, Context),
        Uses(Context, Lookup), Timers(memberTimers(Scan, Index, Uses)) {
    findForeignEnds(Scan);
  }

  std::vector<MemberLeak> run() {
    std::vector<MemberLeak> Leaks;
    llvm::DenseSet<SourceLocation> Reported;
    llvm::DenseSet<std::pair<const FieldDecl *, const model::Kind *>> Done;
    for (const MemberTimer &T : Timers) {
      if (!Done.insert({T.Field, T.Call.Of}).second)
        continue;
      std::optional<MemberLeak> Leak = field(*T.Field, *T.Call.Of);
      // A template is told in its first instantiation.
      if (Leak && Reported.insert(Leak->Timer.Anchor->getBeginLoc()).second)
        Leaks.push_back(std::move(*Leak));
    }
    return Leaks;
  }

private:
  using FunctionSet = llvm::SmallPtrSet<const FunctionDecl *, 16>;
  using StartSites = SmallVector<StartSite, 4>;

  std::optional<MemberLeak> field(const FieldDecl &Field,
                                  const model::Kind &Of);
  bool isLeakable(const MemberTimer &T) const;
  bool endsItself(const MemberTimer &T) const;
  bool mayEndInCallback(const FieldDecl &Field, const model::Kind &Of) const;
  bool containerIsTended(const FieldDecl &Field) const;
  Care careFor(const FieldDecl &Field, const model::Kind &Of,
               ArrayRef<Destroyer> Destroyers);
  llvm::DenseMap<const FunctionDecl *, StartSites>
  startsOf(const FieldDecl &Field, const model::Kind &Of) const;
  void findForeignEnds(const UnitScan &Scan);
  bool isCalledFromElsewhere(const FunctionDecl &F) const;
  bool comesAfter(const Destroyer &D, const MemberTimer &T) const;
  static FunctionSet reachedFrom(const FunctionDecl &F);
  static bool givesUpObject(const FunctionDecl &Callback);

  const ModelLookup &Lookup;
  ASTContext &Context;
  ClassIndex Index;
  MemberUses Uses;
  std::vector<MemberTimer> Timers;
  /// Functions whose address is taken, that end a timer which they are given.
  llvm::DenseMap<const model::Kind *,
                 llvm::SmallPtrSet<const FunctionDecl *, 4>>
      GivenEnds;
  /// Kinds of which a handle is ended that was data of something else.
  llvm::SmallPtrSet<const model::Kind *, 4> DataEnds;
};

/// Finds the calls that end a timer which no field or local names.
void Finder::findForeignEnds(const UnitScan &Scan) {
  if (Timers.empty())
    return;
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls) {
      const Expr *Handle = Call.at(Call.What->Handle);
      if (!Handle ||
          !(Call.does(model::ActionStop) || Call.does(model::ActionRelease)))
        continue;
      HandleName Name = handleNamedBy(*Handle);
      if (Name.Field && Context.getSourceManager().isInSystemHeader(
                            Name.Field->getLocation()))
        DataEnds.insert(Call.Of);
      bool AddressTaken =
          llvm::any_of(Index.mentionsOf(*F.Function),
                       [](const FunctionMention &M) { return !M.Called; });
      if (!Name.Field && Name.Parameter && AddressTaken)
        GivenEnds[Call.Of].insert(F.Function->getCanonicalDecl());
    }
}

/// The functions that a call of \p F leads to, itself among them.
Finder::FunctionSet Finder::reachedFrom(const FunctionDecl &F) {
  FunctionSet Seen;
  SmallVector<const FunctionDecl *, 16> Open{&F};
  while (!Open.empty()) {
    const FunctionDecl *Next = Open.pop_back_val();
    if (!Seen.insert(Next->getCanonicalDecl()).second)
      continue;
    const FunctionDecl *Definition = definitionOf(Next);
    if (!Definition)
      continue;
    for (const Stmt *Part : partsOf(*Definition))
      forEachOwn(*Part, [&Open](const Stmt &S) {
        if (const auto *Call = dyn_cast<CallExpr>(&S))
          if (const FunctionDecl *Callee = Call->getDirectCallee())
            Open.push_back(Callee);
      });
  }
  return Seen;
}

/// True if the object is freed at \p D because the timer \p T has come to its
/// end, or because it could not be set up.
bool Finder::comesAfter(const Destroyer &D, const MemberTimer &T) const {
  if (!D.Function || !D.Free)
    return false;
  if (D.Function == T.In)
    return true;
  // Given along with the callback, to be called when the timer has ended.
  auto NamesIt = [&D](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    return Ref &&
           Ref->getDecl()->getCanonicalDecl() == D.Function->getCanonicalDecl();
  };
  for (const Expr *Argument : T.Call.View.args())
    if (anyWithin(*Argument, NamesIt))
      return true;
  const Expr *Function = T.Call.at(T.Call.What->Callback);
  if (!Function)
    return false;
  Callback Called = resolveCallback(Function, nullptr, Context);
  if (!Called.Body)
    return false;
  FunctionSet Reached = reachedFrom(*Called.Body);
  return Reached.contains(D.Function->getCanonicalDecl()) &&
         (Called.Body == D.Function ||
          llvm::all_of(Index.mentionsOf(*D.Function),
                       [&Reached](const FunctionMention &M) {
                         return M.In &&
                                Reached.contains(M.In->getCanonicalDecl());
                       }));
}

/// True if the timer ends by itself in such a way that nobody has to care:
/// its callback is not given the object, or is what the object lives for.
bool Finder::endsItself(const MemberTimer &T) const {
  if (T.Call.Of->Losing != model::Regime::Resource || !T.starts())
    return false;
  const Expr *Function = T.Call.at(T.Call.What->Callback);
  if (!Function)
    return true;
  Callback Called = resolveCallback(Function, nullptr, Context);
  const model::Condition &Periodic = T.Call.What->Periodic;
  Truth Repeats = Periodic.Test == model::Condition::CallbackContinues
                      ? continues(Periodic, Called, Lookup, Context)
                      : holds(Periodic, T.Call.View, Context);
  if (Repeats == Truth::True)
    return false;
  const Expr *Data = T.Call.at(T.Call.What->UserData);
  if (!Called.Body || !Data || T.Site != &T.Call.View.expr())
    return true;
  const Expr *Object = stripped(Data);
  const RecordDecl *Record = recordBehind(Object->getType());
  auto IsCallback = [&](const FieldMention &M) { return M.In == Called.Body; };
  bool IsObject = isa<CXXThisExpr>(Object) ||
                  (isa<DeclRefExpr>(Object) &&
                   ((Record && holdsInside(*Record, classOf(*T.Field))) ||
                    llvm::any_of(Index.mentionsOf(*T.Field), IsCallback)));
  return !IsObject || givesUpObject(*Called.Body);
}

/// True if \p Callback calls a function out of sight that, by its name, is the
/// end of an object or of one reference to it.
bool Finder::givesUpObject(const FunctionDecl &Callback) {
  bool Found = false;
  for (const Stmt *Part : partsOf(Callback))
    forEachOwn(*Part, [&Found](const Stmt &S) {
      const auto *Call = dyn_cast<CallExpr>(&S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || definitionOf(Callee))
        return;
      StringRef Name = nameOf(*Callee);
      Found |= Name.contains("unref") || Name.ends_with("_put") ||
               Name.contains("release") || Name.contains("destroy");
    });
  return Found;
}

bool Finder::isLeakable(const MemberTimer &T) const {
  QualType Type = T.Field->getType();
  if (Type->isReferenceType() || T.Field->isInvalidDecl())
    return false;
  bool Container = T.Element && cleansUp(Type);
  if (Container ? elementsCleanUp(Type) : cleansUp(Type))
    return false;
  switch (T.Call.Of->Losing) {
  case model::Regime::Resource:
    return T.creates() && !endsItself(T);
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

bool Finder::mayEndInCallback(const FieldDecl &Field,
                              const model::Kind &Of) const {
  auto Ends = GivenEnds.find(&Of);
  if (Ends == GivenEnds.end())
    return false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> OfOthers;
  for (const MemberTimer &T : Timers) {
    const Expr *Function = T.Call.at(T.Call.What->Callback);
    if (!Function)
      continue;
    Callback Called = resolveCallback(Function, nullptr, Context);
    if (!Called.Body)
      continue;
    const FunctionDecl *Body = Called.Body->getCanonicalDecl();
    if (T.Field == &Field && Ends->second.contains(Body))
      return true;
    OfOthers.insert(Body);
  }
  return llvm::any_of(Ends->second, [&](const FunctionDecl *F) {
    return !OfOthers.contains(F);
  });
}

/// True if anything but an insertion happens to the container \p Field.
bool Finder::containerIsTended(const FieldDecl &Field) const {
  constexpr llvm::StringLiteral Harmless[] = {"size",    "empty", "reserve",
                                              "isEmpty", "count", "contains"};
  llvm::SmallPtrSet<const Expr *, 8> Insertions;
  for (const MemberTimer &T : Timers)
    if (T.Field == &Field)
      Insertions.insert(T.Site);
  for (const FieldMention &M : Index.mentionsOf(Field)) {
    if (!M.In)
      return true;
    const ParentMap &Parents =
        const_cast<Finder *>(this)->Uses.partsOf(*M.In).parents();
    const Stmt *At =
        Parents.getParentIgnoreParenImpCasts(const_cast<MemberExpr *>(M.At));
    bool Fine = false;
    if (const auto *Member = dyn_cast_or_null<MemberExpr>(At))
      if (const auto *F = dyn_cast<FunctionDecl>(Member->getMemberDecl()))
        Fine = llvm::is_contained(Harmless, nameOf(*F));
    // timers.push_back(make()), timers[key] = make()
    for (; At && !Fine && isa<Expr>(At); At = Parents.getParent(At))
      Fine = anyWithin(*At, [&](const Stmt &S) {
        const auto *E = dyn_cast<Expr>(&S);
        return E && Insertions.contains(E);
      });
    if (!Fine)
      return true;
  }
  return false;
}

/// True if code that cannot be seen may call \p F.
bool Finder::isCalledFromElsewhere(const FunctionDecl &F) const {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (!Method)
    return F.isExternallyVisible();
  return Method->isVirtual() || !isInSourceFile(*Method->getParent()) ||
         Method->getParent()->isPolymorphic();
}

llvm::DenseMap<const FunctionDecl *, Finder::StartSites>
Finder::startsOf(const FieldDecl &Field, const model::Kind &Of) const {
  llvm::DenseMap<const FunctionDecl *, StartSites> Starts;
  SmallVector<const FunctionDecl *, 8> Open;
  for (const MemberTimer &T : Timers)
    if (T.Field == &Field && T.Call.Of == &Of) {
      Starts[T.In->getCanonicalDecl()].push_back({T.Site, false});
      Open.push_back(T.In->getCanonicalDecl());
    }
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen;
  while (!Open.empty()) {
    const FunctionDecl *F = Open.pop_back_val();
    if (!Seen.insert(F).second || isa<CXXConstructorDecl>(F))
      continue;
    for (const FunctionMention &M : Index.mentionsOf(*F))
      if (M.Called && M.In) {
        Starts[M.In->getCanonicalDecl()].push_back({M.At, true});
        Open.push_back(M.In->getCanonicalDecl());
      }
  }
  return Starts;
}

Care Finder::careFor(const FieldDecl &Field, const model::Kind &Of,
                     ArrayRef<Destroyer> Destroyers) {
  auto Starts = startsOf(Field, Of);
  std::map<const FunctionDecl *, SmallVector<const Expr *, 8>> Mentions;
  std::vector<const FunctionDecl *> Order;
  for (const FieldMention &M : Index.mentionsOf(Field)) {
    if (!M.In)
      return Care::Sure;
    if (Mentions[M.In].empty())
      Order.push_back(M.In);
    Mentions[M.In].push_back(M.At);
  }
  Care Best = Care::None;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Ending;
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
  for (const FunctionDecl *F : Order) {
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
           (Of.RunsOn != model::Thread::None || DataEnds.contains(&Of))))
        return Care::Sure;
      if (E.What == Fate::Ended)
        Ends(*F, *E.At);
    }
  }
  llvm::SmallPtrSet<const FunctionDecl *, 4> Last;
  for (const Destroyer &D : Destroyers)
    if (D.Function)
      Last.insert(D.Function->getCanonicalDecl());
  while (!Open.empty() && Best != Care::Sure) {
    const FunctionDecl &F = *Open.pop_back_val();
    if (Last.contains(F.getCanonicalDecl()))
      return Care::Sure;
    if (isCalledFromElsewhere(F))
      Best = Care::Method;
    for (const FunctionMention &M : Index.mentionsOf(F)) {
      if (M.In && M.Called) {
        Ends(*M.In, *M.At);
        continue;
      }
      // Whoever got its address may call it.
      if (!M.In || !isa<LambdaExpr>(M.At))
        return Care::Sure;
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
  return Best;
}

std::optional<MemberLeak> Finder::field(const FieldDecl &Field,
                                        const model::Kind &Of) {
  const RecordDecl &Class = classOf(Field);
  if (Class.isInvalidDecl() || Class.isDependentContext() || Class.isUnion() ||
      !isClosedFor(Class, Field))
    return std::nullopt;
  MemberLeak Leak;
  const MemberTimer *First = nullptr;
  bool Creatable = llvm::any_of(Of.Calls, [](const model::Call &C) {
    return C.Does & model::ActionCreate;
  });
  const MemberTimer *Creation = nullptr;
  for (const MemberTimer &T : Timers) {
    if (T.Field != &Field || T.Call.Of != &Of)
      continue;
    if (T.creates() && !Creation)
      Creation = &T;
    if (T.starts() && !T.creates() && !Leak.Start)
      Leak.Start = T.Site;
    if (!isLeakable(T))
      continue;
    if (!First)
      First = &T;
    else if (T.creates())
      Leak.Others.push_back(T.Site);
  }
  // What only starts may have been made for something other than a timer.
  if (!First || (Creatable && !Creation))
    return std::nullopt;
  const MemberTimer &Anchor =
      Creation && !First->creates() ? *Creation : *First;
  std::optional<std::vector<Destroyer>> Destroyers = destroyersOf(Class, Index);
  if (!Destroyers || mayEndInCallback(Field, Of))
    return std::nullopt;
  llvm::erase_if(*Destroyers, [&](const Destroyer &D) {
    return llvm::any_of(Timers, [&](const MemberTimer &T) {
      return T.Field == &Field && T.Call.Of == &Of && comesAfter(D, T);
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
    Care How = careFor(Field, Of, *Destroyers);
    if (How == Care::Sure)
      return std::nullopt;
    Leak.InDoubt = How == Care::Method;
  }
  Leak.Field = &Field;
  Leak.Class = &Class;
  Leak.End = Destroyers->front();
  Leak.ArmedIn = Anchor.In;
  Leak.StorageDies = Of.Losing == model::Regime::Intrusive;
  if (Leak.Start == Anchor.Site)
    Leak.Start = nullptr;
  TimerSite &Site = Leak.Timer;
  Site.Function = Anchor.In;
  Site.Creation = Site.Anchor = Anchor.Site;
  Site.Of = &Of;
  Site.Call = Anchor.Call.What;
  Site.Handle = Leak.End.objectText() + Field.getNameAsString();
  Site.Pointer =
      Field.getType()->isPointerType() ? Site.Handle : "&" + Site.Handle;
  return Leak;
}

} // namespace

std::vector<MemberLeak> memberLeaks(const UnitScan &Scan,
                                    const ModelLookup &Lookup,
                                    ASTContext &Context) {
  // What broken code does not do, it may have been meant to do.
  if (Scan.HasErrors)
    return {};
  return Finder(Scan, Lookup, Context).run();
}

} // namespace ticktidy::analysis
