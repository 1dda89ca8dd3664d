//===- RetainCycles.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RetainCycles.h"
#include "ClassWorld.h"
#include "ExprShape.h"
#include "FieldCancels.h"
#include "HandleChain.h"
#include "Rearms.h"
#include "TimerOwner.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if an object that has a field of type \p T owns what is in there.
bool isOwnedAs(QualType T) {
  return !T->isPointerType() && !T->isReferenceType() && !isWeakHandle(T);
}

/// What the result of the call of \p Site is assigned to, or null.
const Expr *targetOf(const CallbackSite &Site) {
  const Expr *Target = nullptr;
  anyWithin(*Site.Enclosing->getBody(), [&](const Stmt &S) {
    const Expr *To = nullptr, *Value = nullptr;
    if (const auto *Op = dyn_cast<BinaryOperator>(&S);
        Op && Op->getOpcode() == BO_Assign) {
      To = Op->getLHS();
      Value = Op->getRHS();
    } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S);
               Op && Op->getOperator() == OO_Equal && Op->getNumArgs() == 2) {
      To = Op->getArg(0);
      Value = Op->getArg(1);
    }
    if (Value && stripped(Value) == &Site.Call.View.expr())
      Target = To;
    return Target != nullptr;
  });
  return Target;
}

/// A callback that holds the object to which its timer belongs.
struct SelfHolder {
  const CallbackSite *Site;
  Callback Called;
  Held Object;
  const CXXRecordDecl *Class;
  /// All fields on the way from the object to the timer, the last one first.
  SmallVector<const FieldDecl *, 3> Way;
};

class Finder {
public:
  Finder(ArrayRef<CallbackSite> Sites, const UnitScan &Scan,
         const ClassIndex &Index, const ModelLookup &Lookup,
         ASTContext &Context)
      : Sites(Sites), Scan(Scan), Lookup(Lookup), Context(Context),
        Cancels(Scan, Index) {}

  std::vector<RetainCycle> run();

private:
  std::optional<SelfHolder> selfHolder(const CallbackSite &Site) const;
  SmallVector<const FieldDecl *, 3> wayTo(const CallbackSite &Site,
                                          const Held &Object,
                                          const CXXRecordDecl &Class) const;
  bool repeats(const SelfHolder &S) const;
  bool livesAsLongAsMain(const CXXRecordDecl &Class) const;

  ArrayRef<CallbackSite> Sites;
  const UnitScan &Scan;
  const ModelLookup &Lookup;
  ASTContext &Context;
  const FieldCancels Cancels;
};

/// The fields from the object to the timer, or nothing if it does not own it.
SmallVector<const FieldDecl *, 3>
Finder::wayTo(const CallbackSite &Site, const Held &Object,
              const CXXRecordDecl &Class) const {
  SmallVector<const FieldDecl *, 3> Way;
  const model::Place &Handle = Site.Call.What->Handle;
  const Expr *At = Handle.Where == model::Place::Return ? targetOf(Site)
                                                        : Site.Call.at(Handle);
  if (!At)
    return {};
  const HandleChain Chain = chainOf(At);
  const bool OfObject = Chain.FromThis ||
                        (Chain.Root && Chain.Root == Object.Variable) ||
                        (Chain.Root && isSharedHandle(Chain.Root->getType()) &&
                         Chain.Root->getName() == "self");
  const CXXRecordDecl *Origin = Chain.origin();
  if (!OfObject || !Origin ||
      !(isOrDerives(&Class, Origin) || isOrDerives(Origin, &Class)))
    return {};
  for (const MemberExpr *Step : Chain.Steps) {
    const auto *Field = cast<FieldDecl>(Step->getMemberDecl());
    if (!isOwnedAs(Field->getType()))
      return {};
    Way.push_back(Field);
  }
  return Way;
}

std::optional<SelfHolder> Finder::selfHolder(const CallbackSite &Site) const {
  if (!Site.Enclosing)
    return std::nullopt;
  SelfHolder S;
  S.Site = &Site;
  S.Called = Site.Called;
  for (const Held &H : S.Called.Holds) {
    if (H.By == Held::Referred || H.Type.isNull() || !isSharedHandle(H.Type) ||
        !isTimerOwner(H, Site))
      continue;
    const CXXRecordDecl *Class = classBehind(H.Type);
    if (!Class)
      continue;
    S.Way = wayTo(Site, H, *Class);
    if (S.Way.empty())
      continue;
    S.Object = H;
    S.Class = Class;
    return S;
  }
  return std::nullopt;
}

/// True if the timer goes on without its callback's doing, or keeps the
/// callback whether it goes on or not.
bool Finder::repeats(const SelfHolder &S) const {
  const TimerCall &Call = S.Site->Call;
  if (!Call.does(model::ActionStart) && !Call.does(model::ActionCreate))
    return Call.does(model::ActionAttach) &&
           Call.Of->Losing == model::Regime::Object;
  const model::Condition &Periodic = Call.What->Periodic;
  const Truth Repeats = Periodic.Test == model::Condition::CallbackContinues
                            ? continues(Periodic, S.Called, Lookup, Context)
                            : holds(Periodic, Call.View, Context);
  return Repeats == Truth::True;
}

/// True if all objects of \p Class that the unit makes are made by `main`, or
/// with the program: they are meant to live as long as it runs.
bool Finder::livesAsLongAsMain(const CXXRecordDecl &Class) const {
  bool Some = false, Other = false;
  auto MakesClass = [&Class](const Stmt &S) {
    if (const auto *New = dyn_cast<CXXNewExpr>(&S))
      return classBehind(New->getAllocatedType()) == &Class;
    const auto *Call = dyn_cast<CallExpr>(&S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    const TemplateArgumentList *Args = F && nameOf(*F).starts_with("make_")
                                           ? F->getTemplateSpecializationArgs()
                                           : nullptr;
    return Args && Args->size() > 0 &&
           Args->get(0).getKind() == TemplateArgument::Type &&
           classBehind(Args->get(0).getAsType()) == &Class;
  };
  for (const VarDecl *V : Scan.Variables)
    Some |= V->getInit() && anyWithin(*V->getInit(), MakesClass);
  for (const FunctionDecl *F : Scan.Bodies)
    for (const Stmt *Part : partsOf(*F))
      forEachOwn(*Part, [&](const Stmt &S) {
        if (MakesClass(S))
          (F->isMain() ? Some : Other) = true;
      });
  return Some && !Other;
}

std::vector<RetainCycle> Finder::run() {
  std::vector<SelfHolder> Holders;
  for (const CallbackSite &Site : Sites)
    if (std::optional<SelfHolder> S = selfHolder(Site))
      Holders.push_back(std::move(*S));
  std::vector<RetainCycle> Result;
  for (const SelfHolder &S : Holders) {
    const FieldDecl *Timer = S.Way.front();
    RetainCycle C{*S.Site, S.Called, S.Object, S.Class, Timer};
    if (!repeats(S)) {
      if (!S.Called.Body)
        continue;
      const std::optional<Rearm> Again =
          unguardedRearm(*S.Called.Body, [&](const Expr &E) {
            return llvm::any_of(Holders, [&](const SelfHolder &Other) {
              return Other.Way.front() == Timer &&
                     &Other.Site->Call.View.expr() == &E;
            });
          });
      if (!Again)
        continue;
      C.Rearm = Again->At;
      C.TestsError = Again->TestsError;
    }
    if (llvm::all_of(S.Way,
                     [this](const FieldDecl *F) {
                       return Cancels.isNeverStopped(*F);
                     }) &&
        !livesAsLongAsMain(*S.Class))
      Result.push_back(std::move(C));
  }
  return Result;
}

} // namespace

std::vector<RetainCycle> retainCycles(ArrayRef<CallbackSite> Sites,
                                      const UnitScan &Scan,
                                      const ClassIndex &Index,
                                      const ModelLookup &Lookup,
                                      ASTContext &Context) {
  return Finder(Sites, Scan, Index, Lookup, Context).run();
}

} // namespace ticktidy::analysis
