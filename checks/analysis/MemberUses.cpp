//===- MemberUses.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberUses.h"
#include "ExprShape.h"
#include "LifetimeWorker.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

FunctionParts::FunctionParts(const FunctionDecl &F)
    : Parts(analysis::partsOf(F)) {
  for (const Stmt *Part : Parts)
    if (!Parents)
      Parents = std::make_unique<ParentMap>(const_cast<Stmt *>(Part));
    else
      Parents->addStmt(const_cast<Stmt *>(Part));
}

MemberUses::MemberUses(ASTContext &Context, const ModelLookup &Lookup)
    : Context(Context), Lookup(Lookup) {}

MemberUses::~MemberUses() = default;

const FunctionParts &MemberUses::partsOf(const FunctionDecl &F) {
  std::unique_ptr<FunctionParts> &Known = Parts[&F];
  if (!Known)
    Known = std::make_unique<FunctionParts>(F);
  return *Known;
}

namespace {

enum class Nearness : std::uint8_t { None, Exact, Around, Inside };

/// How a path that goes on with \p Rest relates to where it goes on from.
Nearness within(ArrayRef<AccessPath::Step> Rest) {
  bool Part = llvm::any_of(
      Rest, [](AccessPath::Step S) { return S.asField() != nullptr; });
  return Part ? Nearness::Inside : Nearness::Exact;
}

Nearness nearnessOf(const AccessPath &Path, ArrayRef<AccessPath> Aliases,
                    const FieldDecl *Field) {
  for (const AccessPath &A : Aliases) {
    if (A.isPrefixOf(Path))
      return within(Path.steps().drop_front(A.steps().size()));
    if (Path.isPrefixOf(A))
      return Nearness::Around;
  }
  if (Field && !Path.isValue())
    for (unsigned I = 0; I != Path.steps().size(); ++I)
      if (Path.steps()[I].asField() == Field)
        return within(Path.steps().drop_front(I + 1));
  return Nearness::None;
}

} // namespace

std::vector<MemberUses::Found> MemberUses::follow(const FunctionDecl &F,
                                                  ArrayRef<const Expr *> Values,
                                                  const FieldDecl *Field,
                                                  const VarDecl *Variable) {
  const FunctionParts &P = partsOf(F);
  SmallVector<AccessPath, 4> Aliases;
  for (const Expr *E : Values)
    Aliases.push_back(AccessPath::ofValue(*E));
  if (Variable)
    Aliases.push_back(AccessPath::ofVariable(*Variable));
  struct Keyed {
    Use What;
    const void *At;
    const Stmt *Site;
    bool Told = false;
  };
  std::vector<Keyed> All;
  for (const Stmt *Part : P.parts()) {
    UseMap Uses(*Part, P.parents(), Values);
    auto Take = [&](const void *At, const Stmt &Site) {
      for (const Use &U : Uses.at(At))
        All.push_back({U, At, &Site});
    };
    forEachOwn(*Part, [&](const Stmt &S) {
      Take(&S, S);
      if (const auto *Declaration = dyn_cast<DeclStmt>(&S))
        for (const Decl *D : Declaration->decls())
          Take(D, S);
    });
  }
  std::vector<Found> Result;
  for (bool Grows = true; Grows;) {
    Grows = false;
    for (Keyed &K : All) {
      if (K.Told)
        continue;
      Nearness R = nearnessOf(K.What.Path, Aliases, Field);
      if (R == Nearness::None)
        continue;
      K.Told = true;
      if (R == Nearness::Inside)
        continue;
      Result.push_back({K.What, K.At, K.Site, R == Nearness::Around});
      const VarDecl *V = K.What.What == Use::Store && R == Nearness::Exact
                             ? K.What.Target->variable()
                             : nullptr;
      if (V && K.What.Target->isLocalTo(F)) {
        Aliases.push_back(*K.What.Target);
        Grows = true;
      }
    }
  }
  return Result;
}

std::vector<MemberUses::Event>
MemberUses::inField(const FunctionDecl &F, const FieldDecl &Field,
                    ArrayRef<const Expr *> Mentions, const model::Kind &Of) {
  std::vector<Event> Events;
  for (const Found &U : follow(F, Mentions, &Field, nullptr))
    if (Fate What = judge(U, &Field, Of, F); What != Fate::Kept)
      Events.push_back({U.Site, What});
  return Events;
}

Fate MemberUses::parameter(const FunctionDecl &F, unsigned Index,
                           const model::Kind &Of) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&F);
      Method && Method->isVirtual())
    return Fate::Unknown;
  const FunctionDecl *Definition = definitionOf(&F);
  if (!Definition || Index >= Definition->getNumParams() ||
      Definition->isDependentContext())
    return Fate::Unknown;
  return variable(*Definition, *Definition->getParamDecl(Index), Of);
}

Fate MemberUses::variable(const FunctionDecl &F, const VarDecl &V,
                          const model::Kind &Of) {
  // A recursive call does what the rest of the function does.
  auto [At, New] = Variables.try_emplace({&F, &V, &Of}, Fate::Kept);
  if (!New)
    return At->second;
  Fate Worst = Fate::Kept;
  for (const Found &U : follow(F, {}, nullptr, &V))
    Worst = std::max(Worst, judge(U, nullptr, Of, F));
  return Variables[{&F, &V, &Of}] = Worst;
}

Fate MemberUses::judge(const Found &F, const FieldDecl *Field,
                       const model::Kind &Of, const FunctionDecl &In) {
  const Use &U = F.What;
  switch (U.What) {
  case Use::Overwrite:
    return Fate::Kept;
  case Use::Store: {
    if (U.Target->isLocalTo(In) && U.Target->variable())
      return F.Around ? Fate::Unknown : Fate::Kept;
    bool Itself = llvm::any_of(U.Target->steps(), [&](AccessPath::Step S) {
      return Field && S.asField() == Field;
    });
    return Itself ? Fate::Kept : Fate::Unknown;
  }
  case Use::Argument:
  case Use::Object:
    return called(*static_cast<const Expr *>(F.At), F, Of);
  case Use::Capture: {
    const auto *Lambda = cast<LambdaExpr>(static_cast<const Expr *>(F.At));
    const VarDecl *V = U.Path.variable();
    const CXXMethodDecl *Operator = Lambda->getCallOperator();
    bool ByName = V && llvm::any_of(Lambda->captures(), [&](const auto &C) {
                    return C.capturesVariable() && C.getCapturedVar() == V;
                  });
    if (!ByName || !Operator || Operator->isDependentContext() ||
        !Operator->getBody())
      return Fate::Unknown;
    return variable(*Operator, *V, Of);
  }
  case Use::Delete:
    return F.Around ? Fate::Unknown : Fate::Ended;
  case Use::Escape:
    return Fate::Unknown;
  }
  return Fate::Unknown;
}

Fate MemberUses::called(const Expr &Call, const Found &F,
                        const model::Kind &Of) {
  const Use &U = F.What;
  std::optional<Fate> Known;
  auto Meets = [&Known](Fate What) {
    Known = std::max(Known.value_or(Fate::Kept), What);
  };
  for (const TimerCall &Meaning : timerCallsAt(Call, Lookup, Context)) {
    const model::Call &What = *Meaning.What;
    if (Meaning.Of != &Of)
      continue;
    if (!F.Around && isPlaceOf(What.Handle, Meaning.View, U)) {
      const Expr *Owner = Meaning.at(What.Owner);
      bool Owned = Meaning.does(model::ActionOwn) &&
                   (!What.Owner || !Owner || constantOf(*Owner, Context) != 0);
      // Stopping an object does not free it.
      bool Ends = Meaning.does(model::ActionRelease) ||
                  (Meaning.does(model::ActionStop) &&
                   Of.Losing != model::Regime::Object);
      Meets(Owned ? Fate::Unknown : Ends ? Fate::Ended : Fate::Kept);
    } else if (isPlaceOf(What.UserData, Meaning.View, U)) {
      Meets(Fate::AsData);
    } else if (isPlaceOf(What.Context, Meaning.View, U)) {
      Meets(Fate::Kept);
    }
  }
  if (Known)
    return *Known;
  std::optional<CallView> View = CallView::of(Call);
  if (!View || isa<CXXConstructExpr, CXXNewExpr>(Call) ||
      U.What != Use::Argument)
    return Fate::Unknown;
  const FunctionDecl &Callee = View->callee();
  const Expr *Argument =
      U.Index < View->args().size() ? View->args()[U.Index] : nullptr;
  bool IsNumber = Argument && !F.Around &&
                  stripped(Argument)->getType()->isIntegralOrEnumerationType();
  bool OfSystem =
      Callee.getBuiltinID() != 0 ||
      Context.getSourceManager().isInSystemHeader(Callee.getLocation());
  // What prints its arguments keeps none, nor does what takes any number of
  // them, and no function of the system ends
  // a timer that it is given as a number unless a model says so.
  bool Reads = Callee.hasAttr<FormatAttr>() ||
               (OfSystem && (Callee.isExternC() ||
                             Callee.getOverloadedOperator() == OO_LessLess));
  if (IsNumber && Reads && (!U.Address || Callee.getOverloadedOperator()))
    return Fate::Kept;
  if (IsNumber && !U.Address && Callee.isVariadic() &&
      U.Index >= Callee.getNumParams())
    return Fate::Kept;
  if (F.Around)
    return Fate::Unknown;
  return parameter(Callee, U.Index, Of);
}

} // namespace ticktidy::analysis
