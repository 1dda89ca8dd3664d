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

void FunctionParts::place() {
  if (!Places.empty())
    return;
  unsigned Order = 0;
  for (const Stmt *Part : Parts) {
    UseMap Uses(*Part, *Parents, {});
    auto Take = [&](const void *At, const Stmt &Site) {
      for (const Use &U : Uses.at(At)) {
        Placed.push_back({U, At, &Site, Order++});
        const PlacedUse *Here = &Placed.back();
        ByKey[U.Path.base()].push_back(Here);
        for (AccessPath::Step S : U.Path.steps())
          if (const FieldDecl *Field = S.asField())
            ByKey[Field].push_back(Here);
      }
      Places.try_emplace(At, Place{&Site, Order++});
    };
    forEachOwn<Casts::Seen>(*Part, [&](const Stmt &S) {
      Take(&S, S);
      if (const auto *Declaration = dyn_cast<DeclStmt>(&S))
        for (const Decl *D : Declaration->decls())
          Take(D, S);
    });
  }
}

ArrayRef<const FunctionParts::PlacedUse *>
FunctionParts::usesOf(const void *Key) {
  place();
  auto Found = ByKey.find(Key);
  return Found == ByKey.end() ? ArrayRef<const PlacedUse *>() : Found->second;
}

std::vector<FunctionParts::PlacedUse>
FunctionParts::usesOfValues(ArrayRef<const Expr *> Values) {
  place();
  std::vector<PlacedUse> Result;
  if (!Values.empty())
    UseMap(*Parents, Values).forEachPlace([&](const void *At, auto Here) {
      if (auto Found = Places.find(At); Found != Places.end())
        for (const Use &U : Here)
          Result.push_back({U, At, Found->second.Site, Found->second.Order});
    });
  return Result;
}

MemberUses::MemberUses(ASTContext &Context, const ModelLookup &Lookup)
    : Context(Context), Lookup(Lookup) {}

MemberUses::~MemberUses() = default;

FunctionParts &MemberUses::partsOf(const FunctionDecl &F) {
  std::unique_ptr<FunctionParts> &Known = Parts[&F];
  if (!Known)
    Known = std::make_unique<FunctionParts>(F);
  return *Known;
}

bool assignsHandle(const FunctionDecl &F, const model::Kind &Of) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  return Method && Of.Losing == model::Regime::Resource &&
         (Method->isCopyAssignmentOperator() ||
          Method->isMoveAssignmentOperator()) &&
         hasQualifiedName(*Method->getParent(), Of.Class);
}

void MemberUses::trim() {
  constexpr unsigned Many = 256;
  if (Parts.size() > Many)
    Parts.clear();
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
  FunctionParts &P = partsOf(F);
  SmallVector<AccessPath, 4> Aliases;
  // What may be a use of an alias, in order.
  std::multimap<unsigned, const FunctionParts::PlacedUse *> Open;
  llvm::SmallPtrSet<const void *, 4> Keys;
  auto Consider = [&](const void *Key) {
    if (Keys.insert(Key).second)
      for (const FunctionParts::PlacedUse *U : P.usesOf(Key))
        Open.emplace(U->Order, U);
  };
  const std::vector<FunctionParts::PlacedUse> OfValues = P.usesOfValues(Values);
  for (const FunctionParts::PlacedUse &U : OfValues)
    Open.emplace(U.Order, &U);
  for (const Expr *E : Values)
    Aliases.push_back(AccessPath::ofValue(*E));
  if (Variable)
    Aliases.push_back(AccessPath::ofVariable(*Variable));
  if (Variable)
    Consider(Aliases.back().base());
  if (Field)
    Consider(Field);
  std::vector<Found> Result;
  llvm::SmallPtrSet<const FunctionParts::PlacedUse *, 8> Told;
  for (bool Grows = true; Grows;) {
    Grows = false;
    // NOLINTNEXTLINE(modernize-loop-convert): Open grows.
    for (auto It = Open.begin(); It != Open.end(); ++It) {
      const FunctionParts::PlacedUse &Here = *It->second;
      Nearness R = nearnessOf(Here.What.Path, Aliases, Field);
      if (R == Nearness::None || !Told.insert(&Here).second)
        continue;
      if (R == Nearness::Inside)
        continue;
      Result.push_back({Here.What, Here.At, Here.Site, R == Nearness::Around});
      const VarDecl *V = Here.What.What == Use::Store && R == Nearness::Exact
                             ? Here.What.Target->variable()
                             : nullptr;
      if (V && Here.What.Target->isLocalTo(F)) {
        Aliases.push_back(*Here.What.Target);
        Consider(V);
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

/// True if \p Meaning says that its call ends the timer that it is given.
static bool endsGiven(const TimerCall &Meaning) {
  // Stopping an object does not free it.
  return Meaning.does(model::ActionRelease) ||
         (Meaning.does(model::ActionStop) &&
          Meaning.Of->Losing != model::Regime::Object);
}

const Expr *MemberUses::endByName(const FunctionDecl &F, const FieldDecl &Field,
                                  const model::Kind &Of) const {
  auto Names = [&Field](const Expr *Handle) {
    const Expr *E = stripped(Handle);
    if (const auto *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = stripped(Address->getSubExpr());
    const MemberExpr *Member = ownMember(E);
    return Member && Member->getMemberDecl() == &Field;
  };
  const Stmt *Body = F.getBody();
  if (!Body)
    return nullptr;
  const Expr *Found = nullptr;
  forEachOwn(*Body, [&](const Stmt &S) {
    const auto *Call = Found ? nullptr : dyn_cast<CallExpr>(&S);
    if (!Call)
      return;
    for (const TimerCall &Meaning : timerCallsAt(*Call, Lookup, Context))
      if (const Expr *Handle = Meaning.at(Meaning.What->Handle);
          Handle && Meaning.Of == &Of && endsGiven(Meaning) &&
          !Meaning.does(model::ActionOwn) && Names(Handle))
        Found = Call;
  });
  return Found;
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
      Meets(Owned                ? Fate::Unknown
            : endsGiven(Meaning) ? Fate::Ended
                                 : Fate::Kept);
    } else if (isPlaceOf(What.UserData, Meaning.View, U)) {
      Meets(Fate::AsData);
    } else if (isPlaceOf(What.Context, Meaning.View, U)) {
      Meets(Fate::Kept);
    }
  }
  if (Known)
    return *Known;
  std::optional<CallView> View = CallView::of(Call);
  if (View && U.What == Use::Object && assignsHandle(View->callee(), Of))
    return Fate::Kept;
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
