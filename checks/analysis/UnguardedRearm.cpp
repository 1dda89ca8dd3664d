//===- UnguardedRearm.cpp - Timers that revive themselves -----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnguardedRearm.h"
#include "CancelledPath.h"
#include "Capture.h"
#include "ExprShape.h"
#include "TimerPlace.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include <map>
#include <utility>

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How often an error may be handed on before somebody looks at it.
constexpr unsigned MaxHandedOn = 4;

/// The first condition of \p Body that asks for \p Error.
SourceLocation firstTest(const Stmt &Body, const ValueDecl &Error,
                         const SourceManager &SM) {
  SourceLocation First;
  auto IsError = [&Error](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    return Ref && Ref->getDecl() == &Error;
  };
  auto Take = [&](const Expr *Condition) {
    if (Condition && anyWithin(*Condition, IsError) &&
        (First.isInvalid() ||
         SM.isBeforeInTranslationUnit(Condition->getBeginLoc(), First)))
      First = Condition->getBeginLoc();
  };
  anyWithin(Body, [&](const Stmt &S) {
    if (const auto *If = dyn_cast<IfStmt>(&S))
      Take(If->getCond());
    else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(&S))
      Take(Choice->getCond());
    else if (const auto *Switch = dyn_cast<SwitchStmt>(&S))
      Take(Switch->getCond());
    else if (const auto *While = dyn_cast<WhileStmt>(&S))
      Take(While->getCond());
    return false;
  });
  return First;
}

bool isOwnerOf(const Held &H, const CXXRecordDecl &Class) {
  const QualType Owned = ownedType(H.Type);
  const CXXRecordDecl *Record =
      Owned.isNull() ? nullptr : Owned->getAsCXXRecordDecl();
  if (!Record || H.By == Held::Referred || !Record->hasDefinition())
    return false;
  return Record->getCanonicalDecl() == Class.getCanonicalDecl() ||
         (Class.hasDefinition() && Class.isDerivedFrom(Record)) ||
         Record->isDerivedFrom(&Class);
}

/// An arming or stopping call, with what is asked of it over and over.
struct Use {
  const TimerCall *Call;
  const FunctionDecl *In;
  TimerPlace Place;
};

class Finder {
public:
  Finder(const UnitScan &Scan, ArrayRef<CallbackSite> Sites,
         const ModelLookup &Lookup, ASTContext &Context)
      : Sites(Sites), Lookup(Lookup), Context(Context), Paths(Context) {
    for (const ScannedFunction &F : Scan.Functions)
      for (const TimerCall &Call : F.Calls)
        if (Call.Of->Stopped != model::AfterStop::Silent) {
          UsesAt[&Call.View.expr()].push_back(Uses.size());
          Uses.push_back({&Call, F.Function, placeOf(Call, *F.Function)});
        }
  }

  std::vector<UnguardedRearm> find();

private:
  void handler(const CallbackSite &Site);
  void loop(const CallbackSite &Site);
  bool rearms(const Expr &E, const CallbackSite &Site, const TimerPlace &Timer,
              const FunctionDecl &Handler);
  /// False for a timer that is armed without a time of its own: one that never
  /// fires, and whose stop is a signal to go on.
  bool isSetAnew(const CallbackSite &Site, const TimerPlace &Timer,
                 const FunctionDecl &Handler) const;
  /// The field of \p Class that is the loop on which its callbacks run, or
  /// null.
  const FieldDecl *loopOf(const CXXRecordDecl &Class) const;
  /// Whether anything can stop the timer while its callback waits; if so, says
  /// what in \p Found.
  bool canBeStopped(const CallbackSite &Site, const TimerPlace &Timer,
                    const Callback &Called, UnguardedRearm &Found) const;
  void add(UnguardedRearm Found, const CallbackSite &Site,
           const TimerPlace &Timer);
  /// The body of the callback that the call \p E gives, or null.
  const FunctionDecl *bodyGivenAt(const Expr &E);

  ArrayRef<CallbackSite> Sites;
  const ModelLookup &Lookup;
  ASTContext &Context;
  CancelledPath Paths;
  std::vector<Use> Uses;
  llvm::DenseMap<const Expr *, SmallVector<size_t, 1>> UsesAt;
  llvm::DenseMap<const Expr *, const FunctionDecl *> Bodies;
  std::map<unsigned, UnguardedRearm> Found; ///< by the raw place
};

const FunctionDecl *Finder::bodyGivenAt(const Expr &E) {
  auto [At, New] = Bodies.try_emplace(&E, nullptr);
  if (New)
    for (const CallbackSite &Site : Sites)
      if (&Site.Call.View.expr() == &E) {
        const FunctionDecl *Body = Site.Called.Body;
        return Bodies[&E] = Body;
      }
  return At->second;
}

/// True if \p E starts the timer again with the same callback.
bool Finder::rearms(const Expr &E, const CallbackSite &Site,
                    const TimerPlace &Timer, const FunctionDecl &Handler) {
  const auto At = UsesAt.find(&E);
  if (At == UsesAt.end())
    return false;
  for (const size_t Index : At->second) {
    const Use &U = Uses[Index];
    if (U.Call->Of != Site.Call.Of || !U.Call->does(model::ActionStart) ||
        U.Place.Holder != Timer.Holder)
      continue;
    if (holds(U.Call->What->Disarms, U.Call->View, Context) != Truth::False)
      continue;
    if (!U.Call->What->Callback)
      return true;
    const FunctionDecl *Body = bodyGivenAt(E);
    return Body && Body == &Handler;
  }
  return false;
}

bool Finder::isSetAnew(const CallbackSite &Site, const TimerPlace &Timer,
                       const FunctionDecl &Handler) const {
  if (Site.Call.Of->Stopped != model::AfterStop::Told ||
      Site.Call.What->Interval)
    return true;
  auto IsEndless = [](const Stmt &S) {
    const auto *Call = dyn_cast<CallExpr>(&S);
    return Call && Call->getNumArgs() == 0 && Call->getDirectCallee() &&
           nameOf(*Call->getDirectCallee()) == "max";
  };
  return llvm::any_of(Uses, [&](const Use &U) {
    const Expr *Interval = U.Call->at(U.Call->What->Interval);
    return Interval && U.Call->does(model::ActionInterval) &&
           U.Place.Holder == Timer.Holder &&
           (U.In == Site.Enclosing || U.In == &Handler) &&
           !anyWithin(*Interval, IsEndless);
  });
}

const FieldDecl *Finder::loopOf(const CXXRecordDecl &Class) const {
  for (const FieldDecl *Field : Class.fields()) {
    QualType Type = Field->getType();
    if (const QualType Owned = ownedType(Type); !Owned.isNull())
      Type = Owned;
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    if (!Record || !Record->hasDefinition())
      continue;
    for (const CXXMethodDecl *Method : Record->getDefinition()->methods())
      if (Lookup.blocking(*Method) == ModelLookup::Blocking::Runs)
        return Field;
  }
  return nullptr;
}

bool Finder::canBeStopped(const CallbackSite &Site, const TimerPlace &Timer,
                          const Callback &Called, UnguardedRearm &Found) const {
  const auto *Field = dyn_cast<FieldDecl>(Timer.Holder);
  const auto *Class =
      Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  const FieldDecl *Loop = Class ? loopOf(*Class) : nullptr;
  auto IsLoop = [Loop](const Stmt &S) {
    const auto *Member = dyn_cast<MemberExpr>(&S);
    return Member && Member->getMemberDecl() == Loop;
  };
  for (const Use &U : Uses) {
    // What stops the loop as well ends all callbacks.
    if (Loop && U.In->getBody() && anyWithin(*U.In->getBody(), IsLoop))
      continue;
    const bool Stops =
        (U.Call->Does & (model::ActionStop | model::ActionRelease)) &&
        !U.Call->does(model::ActionStart);
    const bool Disarms =
        U.Call->does(model::ActionStart) &&
        holds(U.Call->What->Disarms, U.Call->View, Context) == Truth::True;
    if ((Stops || Disarms) && U.Call->Of == Site.Call.Of &&
        U.Place.Holder == Timer.Holder && U.In != Found.Handler) {
      // What clears up where the timer is made is not what ends it later.
      if (!Found.Stop || U.In != Site.Enclosing)
        Found.Stop = &U.Call->View.expr();
      if (U.In != Site.Enclosing)
        return true;
    }
  }
  if (Found.Stop)
    return true;
  // The destructor of the timer stops it too, and the callback comes later.
  // Of a loop that ends with the same object nothing comes later.
  if (!Class || !Timer.OfThis || Loop ||
      Site.Call.Of->Losing != model::Regime::Object ||
      Field->getType()->isReferenceType() || Field->getType()->isPointerType())
    return false;
  bool HasThis = Found.IsLoop;
  for (const Held &H : Called.Holds) {
    HasThis |= H.What == Held::This && H.By == Held::Referred;
    HasThis |= H.What == Held::Bound && H.Source &&
               isa<CXXThisExpr>(stripped(H.Source));
    if (isOwnerOf(H, *Class))
      return false;
    // The callback keeps the timer itself.
    if (Context.hasSameUnqualifiedType(H.Type, Field->getType()))
      return false;
  }
  if (!HasThis)
    return false;
  Found.Member = Field;
  return true;
}

void Finder::add(UnguardedRearm One, const CallbackSite &Site,
                 const TimerPlace &Timer) {
  One.Of = Site.Call.Of;
  One.Timer = Timer.Holder->getNameAsString();
  One.Given = Site.Callback->getExprLoc();
  if (const auto *Lambda = dyn_cast<LambdaExpr>(spelled(Site.Callback)))
    One.Given = Lambda->getBeginLoc();
  if (const Stmt *Body = One.Handler->getBody(); Body && One.Error)
    One.Looks = firstTest(*Body, *One.Error, Context.getSourceManager());
  One.LooksLate = One.Looks.isValid() && !One.IsLoop &&
                  Context.getSourceManager().isBeforeInTranslationUnit(
                      One.Rearm->getBeginLoc(), One.Looks);
  const unsigned Key = One.Rearm->getBeginLoc().getRawEncoding();
  Found.emplace(Key, std::move(One));
}

void Finder::handler(const CallbackSite &Site) {
  const TimerPlace Timer = placeOf(Site.Call, *Site.Enclosing);
  if (!Timer.Holder || isNewEachTime(Timer, *Site.Enclosing))
    return;
  const Callback &Called = Site.Called;
  if (!Called.Body || !Called.Body->getBody() ||
      Called.Body->isDependentContext() ||
      Context.getSourceManager().isInSystemHeader(Called.Body->getLocation()))
    return;
  UnguardedRearm One;
  One.Handler = Called.Body;
  Told T;
  T.Value = Site.Call.Of->ToldAs;
  if (Site.Call.Of->Stopped == model::AfterStop::Told) {
    const unsigned Index = Site.Call.Of->ToldBy.Index;
    T.Error =
        Index < Called.Parameters.size() ? Called.Parameters[Index] : nullptr;
    One.Error = T.Error;
  }
  if (!isSetAnew(Site, Timer, *Called.Body) ||
      !canBeStopped(Site, Timer, Called, One))
    return;
  auto IsGoal = [&](const Expr &E) {
    if (!rearms(E, Site, Timer, *Called.Body))
      return false;
    if (!One.Start)
      One.Start = &E;
    return true;
  };
  const SmallVector<const Expr *, 2> Rearms =
      Paths.always(*Called.Body, T, IsGoal);
  if (Rearms.empty())
    return;
  One.Rearm = Rearms.front();
  // Where the error is only handed on, what gets it is the handler.
  Told Inner;
  for (unsigned Depth = 0; T.Error && Depth < MaxHandedOn; ++Depth) {
    const FunctionDecl *Callee = Paths.calleeOf(*One.Rearm, T, Inner);
    if (!Callee || !Inner.Error)
      break;
    const auto Next = Paths.always(*Callee, Inner, IsGoal);
    if (Next.empty())
      break;
    One.Handler = Callee;
    One.Rearm = Next.front();
    One.Error = Inner.Error;
    T = std::exchange(Inner, {});
  }
  add(std::move(One), Site, Timer);
}

/// A wait in a coroutine, or in a function that is suspended.
void Finder::loop(const CallbackSite &Site) {
  const Expr &Wait = Site.Call.View.expr();
  const TimerPlace Timer = placeOf(Site.Call, *Site.Enclosing);
  if (!Timer.Holder || isNewEachTime(Timer, *Site.Enclosing))
    return;
  Told T;
  T.Value = Site.Call.Of->ToldAs;
  bool IsValue = false, IsAwaited = false;
  const Expr *Token = Site.Callback;
  constexpr unsigned MaxWrappers = 4;
  for (unsigned I = 0; Token && I < MaxWrappers; ++I) {
    const std::optional<CallView> Made = CallView::of(*stripped(Token));
    const model::Wrapper *How = Made ? Lookup.wrapper(Made->callee()) : nullptr;
    if (!How)
      break;
    if (How->Error) {
      IsValue = true;
      if (const Expr *Into = Made->at(How->Error);
          Into && How->Error.Where == model::Place::Pointee)
        if (const auto *Ref = dyn_cast<DeclRefExpr>(stripped(Into)))
          T.Error = Ref->getDecl();
    }
    Token = Made->at(How->Callable);
  }
  const ParentMap Parents(Site.Enclosing->getBody());
  for (const Stmt *S = &Wait; S && !IsAwaited; S = Parents.getParent(S)) {
    IsAwaited = isa<CoroutineSuspendExpr>(S);
    if (!isa<Expr>(S))
      break;
  }
  UnguardedRearm One;
  One.Handler = Site.Enclosing;
  One.IsLoop = true;
  One.Rearm = One.Start = &Wait;
  One.Error = T.Error;
  if (IsValue ? !Paths.repeats(*Site.Enclosing, Wait, T)
              : !IsAwaited || !Paths.repeatsWhenThrown(*Site.Enclosing, Wait))
    return;
  One.IsCaught = !IsValue;
  if (isSetAnew(Site, Timer, *Site.Enclosing) &&
      canBeStopped(Site, Timer, {}, One))
    add(std::move(One), Site, Timer);
}

std::vector<UnguardedRearm> Finder::find() {
  if (Uses.empty())
    return {};
  for (const CallbackSite &Site : Sites) {
    if (Site.Call.Of->Stopped == model::AfterStop::Silent || !Site.Enclosing ||
        !Site.Enclosing->getBody())
      continue;
    handler(Site);
    if (Site.Call.Of->Stopped == model::AfterStop::Told &&
        Site.Call.does(model::ActionStart))
      loop(Site);
  }
  std::vector<UnguardedRearm> Result;
  Result.reserve(Found.size());
  for (auto &[Place, One] : Found)
    Result.push_back(std::move(One));
  const SourceManager &SM = Context.getSourceManager();
  llvm::stable_sort(Result, [&SM](const auto &A, const auto &B) {
    return SM.isBeforeInTranslationUnit(A.Rearm->getBeginLoc(),
                                        B.Rearm->getBeginLoc());
  });
  return Result;
}

} // namespace

std::vector<UnguardedRearm> unguardedRearms(const UnitScan &Scan,
                                            ArrayRef<CallbackSite> Sites,
                                            const ModelLookup &Lookup,
                                            ASTContext &Context) {
  return Finder(Scan, Sites, Lookup, Context).find();
}

} // namespace ticktidy::analysis
