//===- CallbackResolver.cpp - Follows one callback -----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallbackResolver.h"
#include "ExprShape.h"
#include "StoredValue.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The one instantiation of \p Template that has a body, or null.
const CXXMethodDecl *onlyInstance(const FunctionTemplateDecl &Template) {
  const CXXMethodDecl *Found = nullptr;
  for (const FunctionDecl *F : Template.specializations()) {
    if (!definitionOf(F))
      continue;
    if (Found)
      return nullptr;
    Found = dyn_cast<CXXMethodDecl>(F);
  }
  return Found;
}

/// The function that runs when an object of class \p T is called, or null
/// where there is none, or more than one.
const CXXMethodDecl *callOperatorOf(QualType T) {
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return nullptr;
  if (Record->isLambda())
    return Record->getLambdaCallOperator();
  const DeclarationName Call =
      Record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  const auto Found = Record->lookup(Call);
  if (!Found.isSingleResult())
    return nullptr;
  if (const auto *Template = dyn_cast<FunctionTemplateDecl>(Found.front()))
    return onlyInstance(*Template);
  return dyn_cast<CXXMethodDecl>(Found.front());
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

/// Finds the member functions of \p Class and its bases that are called
/// \p Name and take \p Arguments arguments.
void findMethods(const CXXRecordDecl &Class, const DeclarationName &Name,
                 unsigned Arguments,
                 SmallVectorImpl<const CXXMethodDecl *> &Found) {
  for (const NamedDecl *D : Class.lookup(Name)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(D->getUnderlyingDecl());
    if (Method && Method->getNumParams() >= Arguments &&
        Method->getMinRequiredArguments() <= Arguments)
      Found.push_back(Method);
  }
  if (!Found.empty())
    return;
  for (const CXXBaseSpecifier &Base : Class.bases())
    if (const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl();
        Record && Record->hasDefinition())
      findMethods(*Record->getDefinition(), Name, Arguments, Found);
}

/// True if \p E is an object, or points to one, of the class \p Name.
bool isOfClass(const Expr &E, StringRef Name) {
  QualType Type = E.getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  if (Name.empty() || !Class)
    return false;
  // What cannot be seen may be one.
  if (!Class->hasDefinition())
    return true;
  return hasQualifiedName(*Class, Name) ||
         !Class->forallBases([Name](const CXXRecordDecl *Base) {
           return !hasQualifiedName(*Base, Name);
         });
}

} // namespace

const model::Wrapper *CallbackResolver::wrapperAt(const Expr &E) const {
  if (!isa<CallExpr, CXXConstructExpr, CXXNewExpr>(E))
    return nullptr;
  const std::optional<CallView> Call = CallView::of(E);
  const model::Wrapper *How = Call ? Lookup.wrapper(Call->callee()) : nullptr;
  return How && Call->at(How->Callable) ? How : nullptr;
}

void CallbackResolver::setBody(const FunctionDecl &Function) {
  Result.Body = definitionOf(&Function);
  const FunctionDecl &Seen = Result.Body ? *Result.Body : Function;
  Result.Parameters.assign(Seen.param_begin(), Seen.param_end());
}

bool CallbackResolver::followLambda(const LambdaExpr &Lambda) {
  Result.Lambda = &Lambda;
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  if (const FunctionTemplateDecl *Generic = Lambda.getDependentCallOperator())
    if (const CXXMethodDecl *Instance = onlyInstance(*Generic))
      Operator = Instance;
  Result.Body = Operator;
  Result.Parameters.assign(Operator->param_begin(), Operator->param_end());
  addCaptures(Lambda);
  return true;
}

bool CallbackResolver::follow(const Expr *E, unsigned Depth) {
  if (!E || Depth > MaxDepth)
    return false;
  E = spelled(E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return follow(Cast->getSubExpr(), Depth + 1);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
    return followLambda(*Lambda);
  if (const auto *Op = dyn_cast<UnaryOperator>(E);
      Op && (Op->getOpcode() == UO_AddrOf || Op->getOpcode() == UO_Deref ||
             Op->getOpcode() == UO_Plus))
    return followOperator(*Op, Depth);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl())) {
      setBody(*Function);
      const auto *Method = dyn_cast<CXXMethodDecl>(Function);
      if (Method && Method->isInstance()) {
        Result.Parameters.insert(Result.Parameters.begin(), nullptr);
        WantsObject = true;
      }
      return true;
    }
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      return followVariable(*Variable, *Ref, Depth);
    return false;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl()) &&
           followStored(*Member->getMemberDecl(), /*Behind=*/false, Depth);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return followCall(*Call, Depth);
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return New->getConstructExpr() &&
           followConstruction(*New->getConstructExpr(), Depth);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return followConstruction(*Made, Depth);
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const CXXMethodDecl *Method = callOperatorOf(List->getType())) {
      setBody(*Method);
      addMembers(*List, Held::Member);
      return true;
    }
  }
  return false;
}

bool CallbackResolver::followVariable(const VarDecl &Variable,
                                      const DeclRefExpr &Ref, unsigned Depth) {
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
    return Value ? follow(Value, Depth + 1)
                 : followStored(Variable, /*Behind=*/false, Depth);
  // The timer gets a copy of a function object of the project's own. What its
  // members were made from is a matter between it and its maker.
  setBody(*Method);
  Held H = held(Held::Member, &Ref, Type);
  if (IsMoved)
    H.By = Held::Moved;
  Result.Holds.push_back(H);
  return true;
}

/// &f, *f, the + that turns a lambda into a function pointer; *pointer where
/// that holds a callable.
bool CallbackResolver::followOperator(const UnaryOperator &Op, unsigned Depth) {
  const Expr *Sub = spelled(Op.getSubExpr());
  const auto *Ref = dyn_cast<DeclRefExpr>(Sub);
  if (Sub->getType()->isFunctionType() ||
      Sub->getType()->isFunctionPointerType() || isa<LambdaExpr>(Sub) ||
      (Ref && isa<CXXMethodDecl>(Ref->getDecl())))
    return follow(Sub, Depth + 1);
  if (Op.getOpcode() != UO_Deref)
    return false;
  return followPointee(*Sub, Depth);
}

bool CallbackResolver::followPointee(const Expr &Pointer, unsigned Depth) {
  const Expr *E = spelled(&Pointer);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return followStored(*Member->getMemberDecl(), /*Behind=*/true, Depth);
  const VarDecl *Variable = namedVariable(E);
  // A capture with an initializer is another name for it.
  while (Variable && Variable->isInitCapture() && Variable->getInit() &&
         namedVariable(Variable->getInit()))
    Variable = namedVariable(Variable->getInit());
  return Variable && followStored(*Variable, /*Behind=*/true, Depth);
}

bool CallbackResolver::followStored(const ValueDecl &Holder, bool Behind,
                                    unsigned Depth) {
  if (Depth > MaxDepth)
    return false;
  const Expr *Value = storedValue(Holder, Behind, Context);
  return Value && follow(Value, Depth + 1);
}

bool CallbackResolver::followConstruction(const CXXConstructExpr &Made,
                                          unsigned Depth) {
  if (const model::Wrapper *How = wrapperAt(Made))
    return followWrapper(*CallView::of(Made), *How, Depth);
  // std::function and kin, and copies of any callable.
  if (Made.getNumArgs() >= 1 && follow(Made.getArg(0), Depth + 1))
    return true;
  const CXXMethodDecl *Method = callOperatorOf(Made.getType());
  if (!Method)
    return false;
  setBody(*Method);
  addArguments(Made);
  return true;
}

bool CallbackResolver::isCallable(const Expr &E) const {
  const QualType Type = E.getType();
  return Type->isFunctionType() || Type->isFunctionPointerType() ||
         Type->isMemberPointerType() || isCallableClass(Type) ||
         (Type->isPointerType() &&
          Type->getPointeeType()->isFunctionProtoType());
}

bool CallbackResolver::followWrapper(const CallView &Call,
                                     const model::Wrapper &How,
                                     unsigned Depth) {
  const Expr *Callable = Call.at(How.Callable);
  const Expr *Object = Call.at(How.Object);
  if (How.Binds == model::Wrapper::Refers) {
    if (!follow(Callable, Depth + 1))
      return false;
    // Whatever that has, its owner has it.
    Held H = held(Held::Member, Callable, Callable->getType());
    H.By = Held::Referred;
    Result.Holds.assign(1, H);
    return true;
  }
  const bool IsFollowed = follow(Callable, Depth + 1);
  if (!IsFollowed && !isCallable(*Callable))
    return false;
  if (Object) {
    setObject(*Object);
    Result.EndsWithObject |= isOfClass(*Object, How.EndsWith);
    addBound(*Object, nullptr);
    const QualType Type = Object->getType();
    if (!Type->isPointerType())
      Result.Holds.back().By = Held::Referred;
    if (WantsObject && !Result.Parameters.empty())
      Result.Parameters.erase(Result.Parameters.begin());
    WantsObject = false;
  }
  if (How.Binds == model::Wrapper::None)
    return true;
  Result.Binder = dyn_cast<CallExpr>(&Call.expr());
  SmallVector<const Expr *, 4> Arguments;
  for (const Expr *Argument : Call.args())
    if (Argument != Callable && Argument != Object)
      Arguments.push_back(Argument);
  addBound(Arguments, How.Binds);
  return true;
}

bool CallbackResolver::followCall(const CallExpr &Call, unsigned Depth) {
  if (isForwarder(Call)) {
    IsMoved |= isMoveCall(&Call);
    return follow(Call.getArg(0), Depth + 1);
  }
  if (const model::Wrapper *How = wrapperAt(Call))
    return followWrapper(*CallView::of(Call), *How, Depth);
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&Call);
      Op && Op->getOperator() == OO_Star && Op->getNumArgs() == 1)
    return followPointee(*Op->getArg(0), Depth);
  // A wrapper that no model knows: what is given a callable and returns the
  // callback of a timer holds that callable.
  const Expr *Inner = nullptr;
  for (const Expr *Argument : Call.arguments()) {
    const Expr *Spelled = spelled(Argument);
    if (const auto *Inside = dyn_cast<CallExpr>(Spelled);
        Inside && isForwarder(*Inside))
      Spelled = spelled(Inside->getArg(0));
    const CXXRecordDecl *Record = Spelled->getType()->getAsCXXRecordDecl();
    if (!wrapperAt(*Spelled) && !(Record && Record->isLambda()))
      continue;
    if (Inner)
      return false;
    Inner = Argument;
  }
  return Inner && follow(Inner, Depth + 1);
}

void CallbackResolver::followSignature(const Expr &Signature,
                                       const Expr &Object) {
  const Expr *E = stripped(&Signature);
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && Call->getNumArgs() == 1)
    E = stripped(Call->getArg(0));
  const auto *Literal = dyn_cast<StringLiteral>(E);
  QualType Type = Object.getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Class = Type->getAsCXXRecordDecl();
  if (!Literal || Literal->getCharByteWidth() != 1 || !Class ||
      !Class->hasDefinition())
    return;
  const auto [Name, Rest] =
      Literal->getString().ltrim("0123456789 ").split('(');
  const StringRef Arguments = Rest.split(')').first.trim();
  const auto Word = Context.Idents.find(Name.trim());
  if (Word == Context.Idents.end())
    return;
  SmallVector<const CXXMethodDecl *, 2> Found;
  findMethods(*Class->getDefinition(), Word->second,
              Arguments.empty() ? 0 : Arguments.count(',') + 1, Found);
  if (Found.size() != 1)
    return;
  setBody(*Found.front());
  Result.Object = spelled(&Object);
}

Callback CallbackResolver::finish() {
  // The timer's library has the object, and gives the rest.
  if (WantsObject && !Result.Parameters.empty())
    Result.Parameters.erase(Result.Parameters.begin());
  return std::move(Result);
}

} // namespace ticktidy::analysis
