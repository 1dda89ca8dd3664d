//===- Callback.cpp - What a timer calls, and what that holds -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Callback.h"
#include "ExprShape.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far a callback is followed through variables, wrappers and casts.
constexpr unsigned MaxDepth = 8;

/// Functions that return a callable which holds the first argument, a
/// callable, and copies of the others. By their last name component: the first
/// argument tells them from namesakes.
bool isBinderName(StringRef Name) {
  constexpr llvm::StringLiteral Names[] = {
      "bind",         "bind_front", "bind_back", "bind_front_handler",
      "bind_handler", "partial",    "BindOnce",  "BindRepeating"};
  return llvm::is_contained(Names, Name);
}

const CXXMethodDecl *callOperatorOf(QualType T) {
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return nullptr;
  if (Record->isLambda())
    return Record->getLambdaCallOperator();
  const CXXMethodDecl *Found = nullptr;
  for (const CXXMethodDecl *Method : Record->methods()) {
    if (Method->getOverloadedOperator() != OO_Call)
      continue;
    if (Found)
      return nullptr;
    Found = Method;
  }
  return Found;
}

bool isCallableClass(QualType T) {
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return false;
  if (Record->isLambda())
    return true;
  const DeclarationName Call =
      Record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  return !Record->lookup(Call).empty();
}

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

/// Builds one Callback.
class Resolver {
public:
  explicit Resolver(const ASTContext &Context) : Context(Context) {}

  Callback Result;

  /// True if \p E is understood to be a callable.
  bool follow(const Expr *E, unsigned Depth = 0);
  void followUserData(const Expr *E, unsigned Depth = 0);

private:
  bool followCall(const CallExpr &Call, unsigned Depth);
  bool followVariable(const VarDecl &Variable, const DeclRefExpr &Ref,
                      unsigned Depth);
  bool followConstruction(const CXXConstructExpr &Made, unsigned Depth);
  void addCaptures(const LambdaExpr &Lambda);
  void addMembers(const InitListExpr &List, Held::Kind What);
  void addBound(const CallExpr &Call);
  /// An object of type \p Type made by \p E.
  Held held(Held::Kind What, const Expr *E, QualType Type) const;

  const ASTContext &Context;
  /// A call of std::move stands around what is followed.
  bool IsMoved = false;
};

Held Resolver::held(Held::Kind What, const Expr *E, QualType Type) const {
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

bool Resolver::follow(const Expr *E, unsigned Depth) {
  if (!E || Depth > MaxDepth)
    return false;
  E = spelled(E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return follow(Cast->getSubExpr(), Depth + 1);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E)) {
    Result.Lambda = Lambda;
    Result.Body = Lambda->getCallOperator();
    addCaptures(*Lambda);
    return true;
  }
  if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    // &f, *f, and the + that turns a lambda into a function pointer.
    if (Op->getOpcode() == UO_AddrOf || Op->getOpcode() == UO_Deref ||
        Op->getOpcode() == UO_Plus) {
      const Expr *Sub = spelled(Op->getSubExpr());
      const bool Callable = Sub->getType()->isFunctionType() ||
                            Sub->getType()->isFunctionPointerType() ||
                            isa<LambdaExpr>(Sub);
      const auto *Ref = dyn_cast<DeclRefExpr>(Sub);
      if (Callable || (Ref && isa<CXXMethodDecl>(Ref->getDecl())))
        return follow(Sub, Depth + 1);
    }
    return false;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl())) {
      Result.Body = definitionOf(Function);
      return true;
    }
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      return followVariable(*Variable, *Ref, Depth);
    return false;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return followCall(*Call, Depth);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return followConstruction(*Made, Depth);
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const CXXMethodDecl *Method = callOperatorOf(List->getType())) {
      Result.Body = definitionOf(Method);
      addMembers(*List, Held::Member);
      return true;
    }
  }
  return false;
}

bool Resolver::followVariable(const VarDecl &Variable, const DeclRefExpr &Ref,
                              unsigned Depth) {
  const Expr *Value = onlyValue(Variable);
  const QualType Type = Variable.getType().getNonReferenceType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  const CXXMethodDecl *Method = callOperatorOf(Type);
  const bool IsOwnClass =
      Record && Method && !Record->isLambda() && !Record->isInStdNamespace() &&
      !Context.getSourceManager().isInSystemHeader(Record->getLocation());
  const bool Converts =
      Value && !Context.hasSameUnqualifiedType(spelled(Value)->getType(), Type);
  if (IsOwnClass && Converts && follow(Value, Depth + 1))
    return true; // it only wraps something callable
  if (!IsOwnClass)
    return Value && follow(Value, Depth + 1);
  // The timer gets a copy of a function object of the project's own. What its
  // members were made from is a matter between it and its maker.
  Result.Body = definitionOf(Method);
  Held H = held(Held::Member, &Ref, Type);
  if (IsMoved)
    H.By = Held::Moved;
  Result.Holds.push_back(H);
  return true;
}

bool Resolver::followConstruction(const CXXConstructExpr &Made,
                                  unsigned Depth) {
  // std::function and kin, and copies of any callable.
  if (Made.getNumArgs() >= 1 && follow(Made.getArg(0), Depth + 1))
    return true;
  const CXXMethodDecl *Method = callOperatorOf(Made.getType());
  if (!Method)
    return false;
  Result.Body = definitionOf(Method);
  return true;
}

bool Resolver::followCall(const CallExpr &Call, unsigned Depth) {
  if (isForwarder(Call)) {
    IsMoved |= isMoveCall(&Call);
    return follow(Call.getArg(0), Depth + 1);
  }
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (Callee && Call.getNumArgs() >= 1 && isBinderName(nameOf(*Callee))) {
    const QualType First = Call.getArg(0)->getType();
    const bool Binds = First->isFunctionType() ||
                       First->isFunctionPointerType() ||
                       First->isMemberPointerType() || isCallableClass(First);
    if (Binds) {
      follow(Call.getArg(0), Depth + 1);
      Result.Binder = &Call;
      addBound(Call);
      return true;
    }
  }
  // strand.wrap([…]{…}), bind_executor(executor, […]{…}): what is given a
  // callable and returns the callback of a timer holds that callable.
  const Expr *Inner = nullptr;
  for (const Expr *Argument : Call.arguments()) {
    const Expr *Spelled = spelled(Argument);
    if (const auto *Inside = dyn_cast<CallExpr>(Spelled);
        Inside && isForwarder(*Inside))
      Spelled = spelled(Inside->getArg(0));
    const auto *Bound = dyn_cast<CallExpr>(Spelled);
    const bool Binds = Bound && Bound->getDirectCallee() &&
                       isBinderName(nameOf(*Bound->getDirectCallee()));
    const CXXRecordDecl *Record = Spelled->getType()->getAsCXXRecordDecl();
    if (!Binds && !(Record && Record->isLambda()))
      continue;
    if (Inner)
      return false;
    Inner = Argument;
  }
  return Inner && follow(Inner, Depth + 1);
}

void Resolver::addCaptures(const LambdaExpr &Lambda) {
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

void Resolver::addBound(const CallExpr &Call) {
  // The body sees the n-th bound argument in its n-th parameter; the first of
  // a member function is the object.
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Result.Body);
  const bool TakesObject = Method && Method->isInstance() && !Result.Lambda &&
                           Call.getArg(0)->getType()->isMemberPointerType();
  for (unsigned I = 1; I < Call.getNumArgs(); ++I) {
    const Expr *Argument = Call.getArg(I);
    if (isa<CXXDefaultArgExpr>(Argument))
      continue;
    // std::decay: arrays and functions are bound as pointers.
    QualType Type = Argument->getType();
    if (Type->isArrayType() || Type->isFunctionType())
      Type = Context.getDecayedType(Type);
    Held H = held(Held::Bound, Argument, Type);
    const unsigned Skipped = TakesObject ? 2 : 1;
    if (Result.Body && I >= Skipped &&
        I - Skipped < Result.Body->getNumParams())
      H.Inside = Result.Body->getParamDecl(I - Skipped);
    Result.Holds.push_back(H);
  }
}

void Resolver::addMembers(const InitListExpr &List, Held::Kind What) {
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

void Resolver::followUserData(const Expr *E, unsigned Depth) {
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

} // namespace

Callback resolveCallback(const Expr *Expression, const Expr *UserData,
                         const ASTContext &Context) {
  Resolver R(Context);
  R.follow(Expression);
  R.followUserData(UserData);
  return std::move(R.Result);
}

Callback resolveCallback(const CallbackSite &Site, const ASTContext &Context) {
  auto Through = [&Site](const Expr *At, const model::Place &Place) {
    if (!At || Place.Field.empty())
      return At;
    return Site.Enclosing ? assignedField(*Site.Enclosing, *At, Place.Field)
                          : nullptr;
  };
  return resolveCallback(Through(Site.Callback, Site.Call.What->Callback),
                         Through(Site.UserData, Site.Call.What->UserData),
                         Context);
}

} // namespace ticktidy::analysis
