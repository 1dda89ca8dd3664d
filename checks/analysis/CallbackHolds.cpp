//===- CallbackHolds.cpp - What a callback holds -------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallbackResolver.h"
#include "ExprShape.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The class whose `this` is in reach where \p Lambda is written.
QualType thisTypeAround(const LambdaExpr &Lambda) {
  const DeclContext *Around = Lambda.getLambdaClass()->getDeclContext();
  while (Around) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Around);
    if (Method && Method->isInstance() && !Method->getParent()->isLambda())
      return Method->getThisType()->getPointeeType();
    Around = Around->getParent();
  }
  return {};
}

/// How an object made by \p E comes to be, and from what.
std::pair<Held::Way, const Expr *> wayOf(const Expr *E) {
  while (true) {
    if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else if (const auto *Paren = dyn_cast<ParenExpr>(E))
      E = Paren->getSubExpr();
    else if (const auto *Cast = dyn_cast<CastExpr>(E);
             Cast && (Cast->getCastKind() == CK_NoOp ||
                      Cast->getCastKind() == CK_LValueToRValue ||
                      Cast->getCastKind() == CK_ConstructorConversion))
      E = Cast->getSubExpr();
    else if (const auto *List = dyn_cast<InitListExpr>(E);
             List && List->getNumInits() == 1 && List->isTransparent())
      E = List->getInit(0);
    else
      break;
  }
  if (isa<MaterializeTemporaryExpr>(E))
    return {Held::Fresh, E};
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
    const CXXConstructorDecl *Constructor = Made->getConstructor();
    if (Constructor->isCopyOrMoveConstructor() && Made->getNumArgs() >= 1) {
      const Expr *From = Made->getArg(0);
      const auto [Way, Source] = wayOf(From);
      if (Way == Held::Fresh)
        return {Held::Fresh, Source};
      return {Constructor->isCopyConstructor() ? Held::Copied : Held::Moved,
              From};
    }
    return {Held::Fresh, E};
  }
  if (E->isLValue())
    return {Held::Copied, E};
  // Moving what is const copies it.
  if (E->isXValue())
    return {E->getType().isConstQualified() ? Held::Copied : Held::Moved, E};
  return {Held::Fresh, E};
}

/// The number of the placeholder that \p E names, counted from 1, or 0: an
/// empty object of a class that is made of a number, or a function that only
/// gives one.
unsigned placeholderNumber(const Expr &E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(spelled(&E));
  if (!Ref)
    return 0;
  QualType Type = Ref->getType().getNonReferenceType();
  if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl());
      Function && Function->getNumParams() == 0)
    Type = Function->getReturnType();
  else if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
           !Variable || Variable->hasLocalStorage())
    return 0;
  const auto *Made = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Made || !Made->hasDefinition() || !Made->isEmpty() ||
      Made->getTemplateArgs().size() != 1)
    return 0;
  const TemplateArgument &Number = Made->getTemplateArgs()[0];
  constexpr std::int64_t Most = 32;
  if (Number.getKind() != TemplateArgument::Integral ||
      Number.getAsIntegral().getSignificantBits() > 32)
    return 0;
  const std::int64_t N = Number.getAsIntegral().getExtValue();
  return N >= 1 && N <= Most ? static_cast<unsigned>(N) : 0;
}

/// How a member of an object that \p Made makes gets the value of one of the
/// constructor's arguments: the argument and the way, or null.
std::pair<const Expr *, Held::Way> argumentFor(const CXXCtorInitializer &Init,
                                               const CXXConstructExpr &Made) {
  const auto [Inner, Source] = wayOf(Init.getInit());
  const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(namedVariable(Source));
  if (!Parameter || Inner == Held::Fresh)
    return {nullptr, Held::Fresh};
  const unsigned Index = Parameter->getFunctionScopeIndex();
  if (Index >= Made.getNumArgs() || isa<CXXDefaultArgExpr>(Made.getArg(Index)))
    return {nullptr, Held::Fresh};
  const Expr *Argument = Made.getArg(Index);
  const Held::Way Outer = wayOf(Argument).first;
  // What came into the constructor by value is its own.
  const bool IsOwn = !Parameter->getType()->isReferenceType();
  return {Argument, IsOwn || Outer == Held::Fresh ? Outer : Inner};
}

} // namespace

Held CallbackResolver::held(Held::Kind What, const Expr *E,
                            QualType Type) const {
  Held H;
  H.What = What;
  const auto [Way, Source] = wayOf(E);
  H.By = Way;
  H.Source = Source;
  H.Type = Type.getNonReferenceType().getUnqualifiedType();
  H.Variable = namedVariable(Source);
  H.Where = E->getBeginLoc();
  H.Range = E->getSourceRange();
  return H;
}

void CallbackResolver::setObject(const Expr &Object) {
  const Expr *Named = spelled(&Object);
  if (const model::Wrapper *How = wrapperAt(*Named);
      How && How->Binds == model::Wrapper::Refers)
    Named = CallView::of(*Named)->at(How->Callable);
  Result.Object = Named;
}

void CallbackResolver::addCaptures(const LambdaExpr &Lambda) {
  for (const LambdaCapture &C : Lambda.captures()) {
    if (C.capturesVLAType())
      continue;
    Held H;
    H.Implicit = C.isImplicit();
    H.Where = H.Implicit ? Lambda.getCaptureDefaultLoc() : C.getLocation();
    H.Range = SourceRange(H.Where);
    if (C.capturesThis()) {
      H.What = Held::This;
      H.Type = thisTypeAround(Lambda);
      H.By = C.getCaptureKind() == LCK_StarThis ? Held::Copied : Held::Referred;
      Result.Holds.push_back(H);
      continue;
    }
    const ValueDecl *Captured = C.getCapturedVar();
    const auto *Variable = dyn_cast<VarDecl>(Captured);
    const bool ByReference = C.getCaptureKind() == LCK_ByRef;
    if (Lambda.isInitCapture(&C) && Variable && Variable->getInit()) {
      H = held(Held::InitCapture, Variable->getInit(), Variable->getType());
      H.Where = C.getLocation();
      H.Range = SourceRange(H.Where, Variable->getInit()->getEndLoc());
    } else {
      H.What = Held::Capture;
      H.Type = Captured->getType().getNonReferenceType().getUnqualifiedType();
      H.Variable = Variable;
    }
    H.Inside = Captured;
    if (ByReference)
      H.By = Held::Referred;
    Result.Holds.push_back(H);
  }
}

void CallbackResolver::addBound(ArrayRef<const Expr *> Arguments,
                                model::Wrapper::Binding How) {
  using Binding = model::Wrapper::Binding;
  const SmallVector<const ParmVarDecl *, 4> Takes =
      std::move(Result.Parameters);
  Result.Parameters.clear();
  // Behind the last parameter nobody sees anything.
  auto At = [&Takes](size_t I) {
    return I < Takes.size() ? Takes[I] : nullptr;
  };
  size_t First = 0;
  if (How == Binding::Last)
    First = Takes.size() >= Arguments.size() ? Takes.size() - Arguments.size()
                                             : Takes.size();
  for (size_t I = 0; I < Arguments.size(); ++I) {
    const unsigned Placeholder =
        How == Binding::Placed ? placeholderNumber(*Arguments[I]) : 0;
    if (!Placeholder) {
      if (WantsObject && First + I == 0)
        setObject(*Arguments[I]);
      addBound(*Arguments[I], At(First + I));
      continue;
    }
    if (Result.Parameters.size() < Placeholder)
      Result.Parameters.resize(Placeholder, nullptr);
    Result.Parameters[Placeholder - 1] = At(First + I);
  }
  if (How == Binding::First)
    for (size_t I = Arguments.size(); I < Takes.size(); ++I)
      Result.Parameters.push_back(Takes[I]);
  else if (How == Binding::Last)
    Result.Parameters.append(Takes.begin(), Takes.begin() + First);
  if (!Arguments.empty() && First == 0)
    WantsObject = false;
}

void CallbackResolver::addBound(const Expr &Argument,
                                const ParmVarDecl *Inside) {
  const Expr *Named = spelled(&Argument);
  const model::Wrapper *How = wrapperAt(*Named);
  if (How && How->Binds == model::Wrapper::Placed) {
    // An inner binder is evaluated with the arguments of the call: what it has
    // bound is held, and seen by another function.
    for (const Expr *Inner : CallView::of(*Named)->args().drop_front())
      if (!placeholderNumber(*Inner))
        addBound(*Inner, nullptr);
    return;
  }
  // std::decay: arrays and functions are bound as pointers.
  QualType Type = Argument.getType();
  if (Type->isArrayType() || Type->isFunctionType())
    Type = Context.getDecayedType(Type);
  Held H = held(Held::Bound, &Argument, Type);
  if (How && How->Binds == model::Wrapper::Refers) {
    const Expr *Target = CallView::of(*Named)->at(How->Callable);
    H.By = Held::Referred;
    H.Variable = Target ? namedVariable(Target) : nullptr;
  }
  H.Inside = Inside;
  Result.Holds.push_back(H);
}

void CallbackResolver::addMembers(const InitListExpr &List, Held::Kind What) {
  const InitListExpr *Semantic =
      List.isSemanticForm() ? &List : List.getSemanticForm();
  const RecordDecl *Record = List.getType()->getAsRecordDecl();
  if (!Semantic || !Record || Record->isUnion())
    return;
  unsigned Index = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    Index = Class->getNumBases();
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isBitField() && !Field->getDeclName())
      continue;
    if (Index >= Semantic->getNumInits())
      return;
    const Expr *Init = Semantic->getInit(Index++);
    if (isa<ImplicitValueInitExpr, CXXDefaultInitExpr>(Init))
      continue;
    Held H = held(What, Init, Field->getType());
    H.Inside = Field;
    if (Field->getType()->isReferenceType())
      H.By = Held::Referred;
    Result.Holds.push_back(H);
  }
}

void CallbackResolver::addArguments(const CXXConstructExpr &Made) {
  const FunctionDecl *Definition = definitionOf(Made.getConstructor());
  if (!Definition)
    return;
  for (const CXXCtorInitializer *Init :
       cast<CXXConstructorDecl>(Definition)->inits()) {
    if (!Init->isMemberInitializer() || !Init->isWritten())
      continue;
    const FieldDecl *Field = Init->getMember();
    const auto [Argument, Way] = argumentFor(*Init, Made);
    if (!Argument)
      continue;
    Held H = held(Held::Member, Argument, Field->getType());
    H.By = Field->getType()->isReferenceType() ? Held::Referred : Way;
    H.Inside = Field;
    Result.Holds.push_back(H);
  }
}

void CallbackResolver::followUserData(const Expr *E, unsigned Depth) {
  if (!E || Depth > MaxDepth)
    return;
  E = spelled(E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return followUserData(Cast->getSubExpr(), Depth + 1);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    // std::make_unique<T>(…).release(), or a local made so.
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && nameOf(*Method) == "release")
      followUserData(Call->getImplicitObjectArgument(), Depth + 1);
    return;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      if (const Expr *Value = onlyValue(*Variable))
        followUserData(Value, Depth + 1);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->isInStdNamespace() || Call->getNumArgs() != 1 ||
        nameOf(*Callee) != "make_unique")
      return;
    // make_unique<T>(t) copies where its argument is a T.
    const TemplateArgumentList *Arguments =
        Callee->getTemplateSpecializationArgs();
    if (!Arguments || Arguments->size() == 0 ||
        Arguments->get(0).getKind() != TemplateArgument::Type)
      return;
    const QualType Made = Arguments->get(0).getAsType();
    if (Context.hasSameUnqualifiedType(Made, Call->getArg(0)->getType()))
      Result.Holds.push_back(held(Held::UserData, Call->getArg(0), Made));
    return;
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
    // std::unique_ptr<T> p(new T(…));
    if (Made->getNumArgs() >= 1)
      followUserData(Made->getArg(0), Depth + 1);
    return;
  }
  const auto *New = dyn_cast<CXXNewExpr>(E);
  if (!New || New->isArray() || !New->getInitializer())
    return;
  const Expr *Init = New->getInitializer();
  if (const auto *List = dyn_cast<InitListExpr>(Init->IgnoreImplicit())) {
    addMembers(*List, Held::UserData);
    return;
  }
  Held H = held(Held::UserData, Init, New->getAllocatedType());
  if (H.By == Held::Copied || H.By == Held::Moved) {
    H.Where = New->getBeginLoc();
    H.Range = New->getSourceRange();
    Result.Holds.push_back(H);
    return;
  }
  // new T{…} of an aggregate whose list hides in a temporary.
  if (const auto *List = dyn_cast<InitListExpr>(spelled(Init)))
    addMembers(*List, Held::UserData);
}

} // namespace ticktidy::analysis
