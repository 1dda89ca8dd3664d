//===- ObjectReferents.cpp ------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObjectReferents.h"
#include "ClassWorld.h"
#include "ExprShape.h"
#include "HandleChain.h"
#include "LocalReferents.h"
#include "MemberEnds.h"
#include "Rearms.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The raw `this` that \p Called holds, if nothing that it holds beside it
/// keeps the object alive or tells whether it is; or null.
const Held *bareThis(const Callback &Called) {
  const Held *Found = nullptr;
  for (const Held &H : Called.Holds) {
    if (!H.Type.isNull() && (isOwningHandle(H.Type) || isWeakHandle(H.Type)))
      return nullptr;
    const bool Bare = H.What == Held::This
                          ? H.By == Held::Referred
                          : H.Source && isa<CXXThisExpr>(stripped(H.Source));
    if (Bare && !Found)
      Found = &H;
  }
  return Found;
}

/// The class of the object that \p H, a raw `this`, points to.
const CXXRecordDecl *classOfThis(const Held &H) {
  return classBehind(H.What == Held::This ? H.Type : H.Source->getType());
}

/// The class that all context objects of \p Callee have in common: the
/// outermost base of the one that it is a member of.
const CXXRecordDecl *rootClassOf(const FunctionDecl &Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&Callee);
  const CXXRecordDecl *R =
      Method ? Method->getParent()->getDefinition() : nullptr;
  while (R && R->getNumBases() > 0) {
    const CXXRecordDecl *Base =
        R->bases_begin()->getType()->getAsCXXRecordDecl();
    R = Base ? Base->getDefinition() : nullptr;
  }
  return R;
}

/// True if the callback itself is the end of its object.
bool endsObject(const FunctionDecl &Body) {
  const FunctionDecl *Definition = definitionOf(&Body);
  return Definition && anyWithin(*Definition->getBody(), [](const Stmt &S) {
           if (const auto *Delete = dyn_cast<CXXDeleteExpr>(&S))
             return isa<CXXThisExpr>(stripped(Delete->getArgument()));
           const auto *Call = dyn_cast<CXXMemberCallExpr>(&S);
           const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
           return M && nameOf(*M) == "deleteLater" &&
                  isa<CXXThisExpr>(stripped(Call->getImplicitObjectArgument()));
         });
}

/// True if \p F runs a loop, or waits, after the call of \p Site.
bool settlesAfter(const CallbackSite &Site, const ModelLookup &Lookup,
                  const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  return anyWithin(*Site.Enclosing->getBody(), [&](const Stmt &S) {
    const auto *Call = dyn_cast<CallExpr>(&S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    return F && Lookup.blocking(*F) &&
           Sources.isBeforeInTranslationUnit(
               Site.Call.View.expr().getBeginLoc(), Call->getBeginLoc());
  });
}

/// True if \p Body, which is given an error code, touches its object before it
/// looks at that, or hands it to somebody who may.
bool touchesBeforeError(const FunctionDecl &Body, unsigned Depth = 0) {
  constexpr unsigned MaxDepth = 3;
  const FunctionDecl *Definition = definitionOf(&Body);
  const auto *Block =
      Definition ? dyn_cast<CompoundStmt>(Definition->getBody()) : nullptr;
  const ParmVarDecl *Error = nullptr;
  for (const ParmVarDecl *P : Body.parameters())
    if (isErrorCode(P->getType()))
      Error = P;
  if (!Block || !Error || Depth > MaxDepth)
    return false;
  Error = Definition->getParamDecl(Error->getFunctionScopeIndex());
  auto IsError = [Error](const Stmt &S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&S);
    return Ref && Ref->getDecl() == Error;
  };
  for (const Stmt *S : Block->body()) {
    if (anyWithin(*S, IsError)) {
      // tick(error);
      const auto *E = dyn_cast<Expr>(S);
      const auto *Call = E ? dyn_cast<CXXMemberCallExpr>(stripped(E)) : nullptr;
      const CXXMethodDecl *Next = Call ? Call->getMethodDecl() : nullptr;
      return Next && !Next->isVirtual() &&
             isa<CXXThisExpr>(stripped(Call->getImplicitObjectArgument())) &&
             touchesBeforeError(*Next, Depth + 1);
    }
    if (anyWithin(*S, [](const Stmt &Part) { return isa<CXXThisExpr>(Part); }))
      return true;
  }
  return false;
}

bool isShared(const CXXRecordDecl &Class) {
  const CXXRecordDecl *Definition = Class.getDefinition();
  return Definition && !Definition->forallBases([](const CXXRecordDecl *Base) {
    return !Base->getIdentifier() ||
           Base->getName() != "enable_shared_from_this";
  });
}

} // namespace

bool isDiscarded(const CallbackSite &Site) {
  const Expr *E = &Site.Call.View.expr();
  if (E->getType()->isVoidType())
    return true;
  bool Found = false;
  anyWithin(*Site.Enclosing->getBody(), [&](const Stmt &S) {
    auto Is = [E](const Stmt *Child) {
      const auto *Whole = dyn_cast_or_null<Expr>(Child);
      return Whole && stripped(Whole) == E;
    };
    if (isa<CompoundStmt>(S))
      Found |= llvm::any_of(S.children(), Is);
    else if (const auto *If = dyn_cast<IfStmt>(&S))
      Found |= Is(If->getThen()) || Is(If->getElse());
    else if (const auto *Cast = dyn_cast<CStyleCastExpr>(&S))
      Found |= Cast->getCastKind() == CK_ToVoid && Is(Cast->getSubExpr());
    return Found;
  });
  return Found;
}

ObjectReferents::ObjectReferents(const UnitScan &Scan, const ClassIndex &Index,
                                 ArrayRef<MemberTimer> Timers,
                                 ArrayRef<MemberLeak> Leaks,
                                 const ModelLookup &Lookup, ASTContext &Context)
    : Index(Index), Timers(Timers), Leaks(Leaks), Lookup(Lookup),
      Context(Context) {
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls)
      if (Call.does(model::ActionRelease) && !Call.What->Handle)
        EndedByData.insert(Call.Of);
}

/// True if objects of \p Class live as long as the program: they are variables
/// of static storage, or run the event loop themselves.
bool ObjectReferents::lastsForGood(const CXXRecordDecl &Class) const {
  const Instances Made = Index.instancesOf(Class);
  if (Made.Static && !Made.Other)
    return true;
  auto RunsLoop = [this](const CXXRecordDecl *R) {
    return llvm::any_of(R->methods(), [this](const CXXMethodDecl *M) {
      return M->isStatic() && M->getIdentifier() && Lookup.blocking(*M);
    });
  };
  return RunsLoop(&Class) || !Class.forallBases([&](const CXXRecordDecl *B) {
    return !RunsLoop(B);
  });
}

/// True if the end of an object of \p Class may see to it that no callback runs
/// any more: the object has the loop, waits in its destructor, or does there
/// what cannot be read.
bool ObjectReferents::runsOutItsLoop(const CXXRecordDecl &Class) const {
  for (const FieldDecl *F : Class.fields()) {
    const CXXRecordDecl *Type =
        F->getType()->isPointerType() || F->getType()->isReferenceType()
            ? nullptr
            : classBehind(F->getType());
    if (Type && llvm::any_of(Type->methods(), [this](const CXXMethodDecl *M) {
          return M->getIdentifier() &&
                 Lookup.blocking(*M) == ModelLookup::Blocking::Runs;
        }))
      return true;
  }
  const CXXDestructorDecl *Destructor = Class.getDestructor();
  if (!Destructor || Destructor->isImplicit() || Destructor->isDefaulted())
    return false;
  if (!definitionOf(Destructor))
    return true;
  return llvm::any_of(reachedFrom(*Destructor), [this](const FunctionDecl *F) {
    return Lookup.blocking(*F) || nameOf(*F) == "join";
  });
}

/// True if the timer may belong to the object, so that it ends with it.
bool ObjectReferents::mayBeOwnTimer(const CallbackSite &Site) const {
  const model::Place &Place = Site.Call.What->Handle;
  if (!Place)
    return false;
  const Expr *Handle = Site.Call.at(Place);
  const HandleChain Chain = Handle ? chainOf(Handle) : HandleChain();
  const VarDecl *Root = Chain.Root;
  // What a field or a result of a function is, others know.
  if (!Root || Chain.FromThis || !Chain.Steps.empty())
    return true;
  if (!Root->hasLocalStorage())
    return false;
  if (isa<ParmVarDecl>(Root))
    return !Root->getType()->isPointerType() &&
           !Root->getType()->isReferenceType();
  const Expr *Value = onlyValue(*Root);
  const auto *New = Value ? dyn_cast<CXXNewExpr>(stripped(Value)) : nullptr;
  const CXXConstructExpr *Made = New ? New->getConstructExpr() : nullptr;
  if (!Made)
    return true;
  for (const Expr *Argument : Made->arguments()) {
    if (isa<CXXDefaultArgExpr>(Argument))
      continue;
    const HandleChain Owner = chainOf(Argument);
    const bool Elsewhere = Owner.Root && !Owner.Root->hasLocalStorage();
    if (!Elsewhere && constantOf(*Argument, Context) != 0)
      return true;
  }
  // Whoever gets it may own it, or end it.
  return anyWithin(*Site.Enclosing->getBody(), [&](const Stmt &S) {
    if (const auto *Delete = dyn_cast<CXXDeleteExpr>(&S))
      return namedVariable(Delete->getArgument()) == Root;
    const auto *Call = dyn_cast<CallExpr>(&S);
    if (!Call)
      return false;
    const bool Gets = llvm::any_of(Call->arguments(), [Root](const Expr *A) {
      return namedVariable(A) == Root;
    });
    const SmallVector<TimerCall, 2> Meanings =
        timerCallsAt(*Call, Lookup, Context);
    if (Meanings.empty())
      return Gets;
    return llvm::any_of(Meanings, [Root](const TimerCall &C) {
      const Expr *At = C.at(C.What->Handle);
      return C.does(model::ActionOwn) && At && namedVariable(At) == Root;
    });
  });
}

bool ObjectReferents::lacksContext(const CallbackSite &Site,
                                   DanglingCapture &D) const {
  const CXXRecordDecl *Class = classOfThis(D.Object);
  auto Takes = [&Site](const model::Call &C) {
    return C.Name == Site.Call.What->Name && C.Context;
  };
  if (!Class || !llvm::any_of(Site.Call.Of->Calls, Takes))
    return false;
  if (const Expr *With = Site.Call.at(Site.Call.What->Context)) {
    if (constantOf(*With, Context) == 0 &&
        (With->getType()->isPointerType() || With->getType()->isNullPtrType()))
      D.NullContext = With;
    else if (With->getType()->isPointerType())
      return false;
  }
  const CXXRecordDecl *Root = rootClassOf(Site.Call.View.callee());
  D.CanBeContext = Root && isOrDerives(Class, Root);
  if (lastsForGood(*Class) || !isDiscarded(Site) ||
      settlesAfter(Site, Lookup, Context) || mayBeOwnTimer(Site) ||
      endsObject(*D.Called.Body))
    return false;
  if (!D.CanBeContext) {
    const auto Free = llvm::find_if(Index.frees(), [Class](const FreeSite &F) {
      return F.Record == Class && F.In && !F.Later;
    });
    if (Free == Index.frees().end())
      return false;
    D.End = Free->At->getBeginLoc();
  }
  D.What = DanglingCapture::NoContext;
  D.Class = Class;
  return true;
}

bool ObjectReferents::isCancelledLate(const CallbackSite &Site,
                                      DanglingCapture &D) const {
  const CXXRecordDecl *Class = classOfThis(D.Object);
  const Expr *Handle = Site.Call.at(Site.Call.What->Handle);
  if (!Class || !Handle || !isShared(*Class) ||
      Site.Call.Of->Losing != model::Regime::Object)
    return false;
  const HandleChain Chain = chainOf(Handle);
  if (!Chain.FromThis || Chain.ThroughPointer || Chain.Steps.size() != 1)
    return false;
  const QualType Type = Chain.field()->getType();
  if (!Type->isRecordType() || isSharedHandle(Type))
    return false;
  if (runsOutItsLoop(*Class))
    return false;
  // Only a callback that is told of errors is called for a timer that ends.
  if (!touchesBeforeError(*D.Called.Body))
    return false;
  D.What = DanglingCapture::Cancelled;
  D.Class = Class;
  D.Timer = Chain.field();
  D.End = Class->getDestructor() ? Class->getDestructor()->getLocation()
                                 : Class->getLocation();
  return true;
}

bool ObjectReferents::isNotStopped(const CallbackSite &Site,
                                   DanglingCapture &D) const {
  const FieldDecl *Field = nullptr;
  for (const MemberTimer &T : Timers)
    if (&T.Call.View.expr() == &Site.Call.View.expr())
      Field = T.Field;
  if (!Field)
    if (const Expr *Handle = Site.Call.at(Site.Call.What->Handle))
      Field = handleNamedBy(*Handle).Field;
  for (const MemberLeak &L : Leaks) {
    if (!Field || L.Field != Field || L.InDoubt || L.Timer.Of != Site.Call.Of)
      continue;
    const RecordDecl *Class =
        recordBehind(D.Object.What == Held::This ? D.Object.Type
                                                 : D.Object.Source->getType());
    // A part of the object goes with it, and so does what it is a part of.
    if (!Class || !(Class == L.Class || Class == L.End.Class))
      return false;
    D.What = DanglingCapture::NotStopped;
    D.Class = L.End.Class;
    D.Timer = Field;
    D.Creation = L.Timer.Anchor->getBeginLoc();
    D.End = L.End.Free       ? L.End.Free->getBeginLoc()
            : L.End.Function ? L.End.Function->getBody()->getEndLoc()
                             : L.End.Class->getLocation();
    return true;
  }
  return false;
}

void ObjectReferents::add(const CallbackSite &Site, const Callback &Called,
                          std::vector<DanglingCapture> &Found) const {
  if (!Site.Enclosing || !Site.Enclosing->getBody() || !Called.Body ||
      !definitionOf(Called.Body))
    return;
  DanglingCapture D;
  D.Site = Site;
  D.Called = Called;
  if (const Held *This = bareThis(Called)) {
    D.Object = *This;
    D.Use = thisUseIn(Called.Body);
    if (D.Use.isValid() && (lacksContext(Site, D) || isCancelledLate(Site, D) ||
                            isNotStopped(Site, D)))
      Found.push_back(D);
    return;
  }
  const Expr *Data = Called.UserData;
  if (!Data || localBehind(Data))
    return;
  D.Object.What = Held::UserData;
  D.Object.By = Held::Referred;
  D.Object.Source = stripped(Data);
  D.Object.Type = Data->getType();
  D.Object.Where = Data->getBeginLoc();
  D.Object.Range = Data->getSourceRange();
  D.Use = dataUseIn(Called.Body, Site.Call.What->UserData.Field);
  if (D.Use.isValid() && (isNotStopped(Site, D) || isFreed(Site, Called, D)))
    Found.push_back(D);
}

} // namespace ticktidy::analysis
