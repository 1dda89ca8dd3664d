//===- MemberEnds.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberEnds.h"
#include "Callback.h"
#include "ExprShape.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

FunctionSet reachedFrom(const FunctionDecl &F) {
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

namespace {

/// True if \p Callback calls a function out of sight that, by its name, is the
/// end of an object or of one reference to it. What another object holds is
/// not the object.
bool givesUpObject(const FunctionDecl &Callback) {
  bool Found = false;
  for (const Stmt *Part : partsOf(Callback))
    forEachOwn(*Part, [&Found](const Stmt &S) {
      const auto *Call = dyn_cast<CallExpr>(&S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || definitionOf(Callee))
        return;
      StringRef Name = nameOf(*Callee);
      bool IsEnd = Name.contains("unref") || Name.ends_with("_put") ||
                   Name.contains("release") || Name.contains("destroy");
      Found |= IsEnd && !llvm::all_of(Call->arguments(), [](const Expr *A) {
                 const auto *Member = dyn_cast<MemberExpr>(stripped(A));
                 return Member && isa<FieldDecl>(Member->getMemberDecl());
               });
    });
  return Found;
}

/// True if \p Call is about a timer that a variable has in itself.
bool isAboutVariable(const TimerCall &Call) {
  const Expr *Handle = Call.at(Call.What->Handle);
  const auto *Address =
      Handle ? dyn_cast<UnaryOperator>(stripped(Handle)) : nullptr;
  const auto *Ref = Address && Address->getOpcode() == UO_AddrOf
                        ? dyn_cast<DeclRefExpr>(stripped(Address->getSubExpr()))
                        : nullptr;
  return Ref && isa<VarDecl>(Ref->getDecl()) &&
         !Ref->getDecl()->getType()->isReferenceType();
}

} // namespace

MemberEnds::MemberEnds(const UnitScan &Scan, const ClassIndex &Index,
                       ArrayRef<MemberTimer> Timers, const ModelLookup &Lookup,
                       ASTContext &Context)
    : Index(Index), Lookup(Lookup), Context(Context) {
  if (Timers.empty())
    return;
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls) {
      const Expr *Handle = Call.at(Call.What->Handle);
      if (!Handle ||
          !(Call.does(model::ActionStop) || Call.does(model::ActionRelease)))
        continue;
      HandleName Name = handleNamedBy(*Handle);
      if (Name.Field && !Name.Field->getParent()->isInStdNamespace() &&
          Context.getSourceManager().isInSystemHeader(
              Name.Field->getLocation()))
        DataEnds.insert(Call.Of);
      bool AddressTaken =
          llvm::any_of(Index.mentionsOf(*F.Function),
                       [](const FunctionMention &M) { return !M.Called; });
      if (!Name.Field && Name.Parameter && AddressTaken)
        GivenEnds[Call.Of].insert(F.Function->getCanonicalDecl());
    }
  if (GivenEnds.empty())
    return;
  for (const MemberTimer &T : Timers)
    if (const Expr *Function = T.Call.at(T.Call.What->Callback))
      if (const FunctionDecl *Body =
              resolveCallback(Function, nullptr, Lookup, Context).Body) {
        Callbacks[T.Field].push_back(Body->getCanonicalDecl());
        AllCallbacks.insert(Body->getCanonicalDecl());
      }
  // Those that are given to the timers of variables, and to nobody else.
  llvm::DenseMap<const FunctionDecl *, unsigned> Given;
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls)
      if (const Expr *Function = Call.at(Call.What->Callback);
          Function && isAboutVariable(Call))
        if (const FunctionDecl *Body =
                resolveCallback(Function, nullptr, Lookup, Context).Body)
          ++Given[Body->getCanonicalDecl()];
  for (const auto &[F, Times] : Given)
    if (llvm::count_if(Index.mentionsOf(*F), [](const FunctionMention &M) {
          return !M.Called;
        }) == Times)
      AllCallbacks.insert(F);
}

bool MemberEnds::comesAfter(const Destroyer &D, const MemberTimer &T) const {
  if (!D.Function || !D.Free || D.Later)
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
  Callback Called = resolveCallback(Function, nullptr, Lookup, Context);
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

bool MemberEnds::endsItself(const MemberTimer &T) const {
  if (T.Call.Of->Losing != model::Regime::Resource || !T.starts())
    return false;
  const Expr *Function = T.Call.at(T.Call.What->Callback);
  Callback Called;
  if (Function)
    Called = resolveCallback(Function, nullptr, Lookup, Context);
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

bool MemberEnds::mayEndInCallback(const FieldDecl &Field,
                                  const model::Kind &Of) const {
  auto Ends = GivenEnds.find(&Of);
  if (Ends == GivenEnds.end())
    return false;
  auto Own = Callbacks.find(&Field);
  if (Own != Callbacks.end() &&
      llvm::any_of(Own->second, [&](const FunctionDecl *Body) {
        return Ends->second.contains(Body);
      }))
    return true;
  return llvm::any_of(Ends->second, [&](const FunctionDecl *F) {
    return !AllCallbacks.contains(F);
  });
}

bool MemberEnds::endsWithLoop(const MemberTimer &T) const {
  if (T.Call.Of->Losing != model::Regime::Intrusive)
    return false;
  auto IsEnd = [](const FunctionDecl &F) {
    StringRef Name = nameOf(F);
    return !definitionOf(&F) &&
           (Name.contains("free") || Name.contains("close") ||
            Name.contains("destroy") || Name.contains("delete"));
  };
  for (const Expr *Argument : T.Call.View.args()) {
    const FieldDecl *Loop = handleNamedBy(*Argument).Field;
    if (!Loop || Loop == T.Field)
      continue;
    for (const FieldMention &M : Index.mentionsOf(*Loop)) {
      bool Ended = false;
      for (const Stmt *Part :
           M.In ? partsOf(*M.In) : SmallVector<const Stmt *, 4>())
        forEachOwn(*Part, [&](const Stmt &S) {
          const auto *Call = dyn_cast<CallExpr>(&S);
          const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
          Ended |= F && IsEnd(*F) &&
                   llvm::any_of(Call->arguments(), [Loop](const Expr *A) {
                     return handleNamedBy(*A).Field == Loop;
                   });
        });
      if (Ended)
        return true;
    }
  }
  return false;
}

} // namespace ticktidy::analysis
