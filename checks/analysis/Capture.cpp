//===- Capture.cpp - What weighs on a timer -------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Capture.h"
#include "ExprShape.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How deep members are looked into.
constexpr unsigned MaxDepth = 4;
/// So many elements of a constant are no burden.
constexpr unsigned FewElements = 8;

bool isNamed(const CXXRecordDecl &Record, ArrayRef<StringRef> Names) {
  return llvm::any_of(
      Names, [&](StringRef Name) { return hasQualifiedName(Record, Name); });
}

std::uint64_t sizeOf(QualType Type, const ASTContext &Context) {
  if (Type->isIncompleteType() || Type->isDependentType() ||
      Type->isFunctionType())
    return 0;
  return Context.getTypeSizeInChars(Type).getQuantity();
}

/// Standard classes that hold objects of the types they are made of.
bool isCompound(const CXXRecordDecl &Record) {
  if (!Record.isInStdNamespace() || !Record.getIdentifier())
    return false;
  constexpr llvm::StringLiteral Names[] = {"pair", "tuple", "optional",
                                           "variant", "array"};
  return llvm::is_contained(Names, Record.getName());
}

/// Finds the heaviest sort of thing that an object has in it.
class Weigher {
public:
  Weigher(const WeightRules &Rules, const ASTContext &Context)
      : Rules(Rules), Context(Context) {}

  Weight::Kind kindOf(QualType Type, unsigned Depth = 0);
  const FieldDecl *Member = nullptr;

private:
  Weight::Kind kindOfParts(const CXXRecordDecl &Record, unsigned Depth);
  Weight::Kind kindOfArguments(ArrayRef<TemplateArgument> Arguments,
                               unsigned Depth);
  static Weight::Kind heavier(Weight::Kind A, Weight::Kind B) {
    auto Rank = [](Weight::Kind K) {
      return K == Weight::Container    ? 3
             : K == Weight::SharedData ? 2
             : K == Weight::Text       ? 1
                                       : 0;
    };
    return Rank(B) > Rank(A) ? B : A;
  }

  const WeightRules &Rules;
  const ASTContext &Context;
};

Weight::Kind Weigher::kindOf(QualType Type, unsigned Depth) {
  if (Type.isNull() || Depth > MaxDepth)
    return Weight::Light;
  if (const auto *Array = Context.getAsConstantArrayType(Type))
    return kindOf(Array->getElementType(), Depth + 1);
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return Weight::Light;
  Record = Record->getDefinition();
  if (isNamed(*Record, Rules.Owners))
    return Depth == 0 ? Weight::Owner : Weight::Light;
  if (isNamed(*Record, Rules.Containers))
    return Weight::Container;
  if (isNamed(*Record, Rules.SharedData))
    return Weight::SharedData;
  if (isNamed(*Record, Rules.Texts))
    return Weight::Text;
  if (isCompound(*Record)) {
    const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(Record);
    return Made ? kindOfArguments(Made->getTemplateArgs().asArray(), Depth)
                : Weight::Light;
  }
  // What a library's class is made of is its own business: the lists say which
  // of them weigh. A base class is what the object is.
  Weight::Kind Found = Weight::Light;
  for (const CXXBaseSpecifier &Base : Record->bases())
    Found = heavier(Found, kindOf(Base.getType(), Depth + 1));
  if (Context.getSourceManager().isInSystemHeader(Record->getLocation()))
    return Found;
  return heavier(Found, kindOfParts(*Record, Depth));
}

Weight::Kind Weigher::kindOfParts(const CXXRecordDecl &Record, unsigned Depth) {
  Weight::Kind Found = Weight::Light;
  if (Record.isUnion())
    return Found;
  for (const FieldDecl *Field : Record.fields()) {
    const Weight::Kind Part = kindOf(Field->getType(), Depth + 1);
    if (heavier(Found, Part) == Found)
      continue;
    Found = Part;
    if (Depth == 0)
      Member = Field;
  }
  return Found;
}

Weight::Kind Weigher::kindOfArguments(ArrayRef<TemplateArgument> Arguments,
                                      unsigned Depth) {
  Weight::Kind Found = Weight::Light;
  for (const TemplateArgument &Argument : Arguments) {
    if (Argument.getKind() == TemplateArgument::Pack)
      Found = heavier(Found, kindOfArguments(Argument.getPackAsArray(), Depth));
    else if (Argument.getKind() == TemplateArgument::Type)
      Found = heavier(Found, kindOf(Argument.getAsType(), Depth + 1));
  }
  return Found;
}

/// The field that is more than half of \p Record, or null.
const FieldDecl *bulkOf(const CXXRecordDecl &Record, std::uint64_t Bytes,
                        const ASTContext &Context) {
  for (const FieldDecl *Field : Record.fields())
    if (sizeOf(Field->getType(), Context) > Bytes / 2)
      return Field;
  return nullptr;
}

bool isNamedSelf(const VarDecl &Variable) {
  const IdentifierInfo *Id = Variable.getIdentifier();
  return Id && (Id->isStr("self") || Id->isStr("self_"));
}

/// The variable through which \p E gets at an object: `session` of
/// `session->timer()`, or null.
const VarDecl *rootOf(const Expr *E, unsigned Depth = 0) {
  while (E) {
    E = stripped(E);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
      if (!Variable || Depth > MaxDepth || !Variable->hasLocalStorage())
        return Variable;
      // auto &Timer = Session->Timer;
      const bool Alias = Variable->getType()->isReferenceType() ||
                         Variable->getType()->isPointerType();
      const Expr *Value = Alias ? onlyValue(*Variable) : nullptr;
      const VarDecl *Root = Value ? rootOf(Value, Depth + 1) : nullptr;
      return Root ? Root : Variable;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      E = Member->getBase();
    else if (const auto *Op = dyn_cast<UnaryOperator>(E))
      E = Op->getSubExpr();
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      E = Call->getImplicitObjectArgument();
    else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
      E = Op->getNumArgs() > 0 ? Op->getArg(0) : nullptr;
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else
      return nullptr;
  }
  return nullptr;
}

/// shared_from_this, sharedFromThis, GetSharedFromThis, ...
bool isSelfName(StringRef Name) {
  return Name.contains_insensitive("from_this") ||
         Name.contains_insensitive("fromthis");
}

/// True for `this`, and for a variable that goes by the name of self.
bool isSelf(const Expr *E) {
  E = stripped(E);
  const VarDecl *Root = rootOf(E);
  return isa<CXXThisExpr>(E) || (Root && isNamedSelf(*Root));
}

bool makesSelf(const FunctionDecl &Callee);

/// True if \p E makes a handle on the object whose code this is.
bool isMadeFromThis(const Expr *E, bool LookInside = true) {
  if (!E)
    return false;
  auto TakesThis = [](const Expr *Argument) {
    return isa<CXXThisExpr>(Argument->IgnoreParenCasts());
  };
  llvm::SmallVector<const Stmt *, 8> Open{E};
  while (!Open.empty()) {
    const Stmt *S = Open.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    const auto *Call = dyn_cast<CallExpr>(S);
    const auto *OnObject = dyn_cast<CXXMemberCallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (OnObject && Callee && isSelf(OnObject->getImplicitObjectArgument()) &&
        (isSelfName(nameOf(*Callee)) || (LookInside && makesSelf(*Callee))))
      return true;
    // A call on `this` gives anything; a call with `this` gives a handle.
    if (Call && !isa<CXXOperatorCallExpr>(Call) &&
        llvm::any_of(Call->arguments(), TakesThis))
      return true;
    if (const auto *Made = dyn_cast<CXXConstructExpr>(S);
        Made && llvm::any_of(Made->arguments(), TakesThis))
      return true;
    Open.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// True if \p Callee does nothing but return a handle on its own object.
bool makesSelf(const FunctionDecl &Callee) {
  const FunctionDecl *Definition = definitionOf(&Callee);
  const auto *Body =
      Definition ? dyn_cast<CompoundStmt>(Definition->getBody()) : nullptr;
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  return Return && isMadeFromThis(Return->getRetValue(), false);
}

} // namespace

Weight weigh(QualType Type, const WeightRules &Rules,
             const ASTContext &Context) {
  Weight W;
  if (Type.isNull() || Type->isDependentType() || Type->isReferenceType())
    return W;
  Weigher Scales(Rules, Context);
  W.What = Scales.kindOf(Type);
  W.Member = Scales.Member;
  W.Bytes = sizeOf(Type, Context);
  const bool Counts = W.What == Weight::Light || W.What == Weight::Text ||
                      (W.What == Weight::SharedData && W.Member);
  if (Counts && W.Bytes > Rules.SizeLimit) {
    W.What = Weight::Large;
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    W.Member = Record ? bulkOf(*Record, W.Bytes, Context) : nullptr;
  }
  // The captures of a closure have no names to tell.
  if (const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
      Record && Record->isLambda())
    W.Member = nullptr;
  return W;
}

QualType ownedType(QualType Owner) {
  const auto *Made = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Owner.isNull() ? nullptr : Owner->getAsCXXRecordDecl());
  if (!Made || Made->getTemplateArgs().size() == 0 ||
      Made->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return {};
  return Made->getTemplateArgs()[0].getAsType();
}

bool isTrifle(QualType Type) {
  if (Type.isNull())
    return false;
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record)
    return Type->isScalarType();
  if (!Record->isInStdNamespace() || !Record->getIdentifier())
    return false;
  const StringRef Name = Record->getName();
  return Name == "atomic" || Name == "atomic_flag";
}

bool isTimerHandle(const Held &H, const ModelLookup &Lookup) {
  if (H.Type.isNull())
    return false;
  QualType Pointee = H.Type->getPointeeType();
  if (Pointee.isNull())
    Pointee = ownedType(H.Type);
  const CXXRecordDecl *Record =
      Pointee.isNull() ? nullptr : Pointee->getAsCXXRecordDecl();
  return Record && Lookup.timerClass(*Record);
}

bool isTimerOwner(const Held &H, const CallbackSite &Site) {
  if (H.Source && isMadeFromThis(H.Source))
    return true;
  if (!H.Variable)
    return false;
  if (isNamedSelf(*H.Variable))
    return true;
  if (const Expr *Value = onlyValue(*H.Variable); isMadeFromThis(Value))
    return true;
  const Expr *Handle = Site.Call.at(Site.Call.What->Handle);
  return Handle && rootOf(Handle) == H.Variable;
}

bool isOwnedElsewhere(const Held &H) {
  if (!H.Variable) {
    const Expr *Source = H.Source ? spelled(H.Source) : nullptr;
    return Source && Source->isLValue();
  }
  if (!H.Variable->hasLocalStorage())
    return true;
  if (H.Variable->getType()->isLValueReferenceType())
    return true;
  const Expr *Value = onlyValue(*H.Variable);
  if (!Value)
    return false;
  // auto session = sessions_[id];
  const auto *Made = dyn_cast<CXXConstructExpr>(Value->IgnoreImplicit());
  return Made && Made->getConstructor()->isCopyConstructor() &&
         Made->getNumArgs() > 0 && Made->getArg(0)->isLValue() &&
         !namedVariable(Made->getArg(0));
}

bool isSmallConstant(const VarDecl &Variable) {
  if (!Variable.getType().isConstQualified() || !Variable.getInit())
    return false;
  const Stmt *Init = Variable.getInit();
  while (Init) {
    if (const auto *List = dyn_cast<InitListExpr>(Init))
      return List->getNumInits() <= FewElements;
    const auto Children = Init->children();
    Init = Children.begin() == Children.end() ? nullptr : *Children.begin();
  }
  return false;
}

bool movesBetter(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() ||
      !Record->hasNonTrivialMoveConstructor())
    return false;
  return llvm::none_of(Record->ctors(), [](const CXXConstructorDecl *C) {
    return C->isMoveConstructor() &&
           (C->isDeleted() || C->getAccess() != AS_public);
  });
}

} // namespace ticktidy::analysis
