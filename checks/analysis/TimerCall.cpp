//===- TimerCall.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerCall.h"
#include "FieldValue.h"
#include "StructValue.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// The class that a smart pointer factory makes, or null.
const CXXRecordDecl *madeByFactory(const FunctionDecl &F) {
  const IdentifierInfo *Name = F.getIdentifier();
  if (!Name || !(Name->isStr("make_shared") || Name->isStr("make_unique")))
    return nullptr;
  const TemplateArgumentList *Args = F.getTemplateSpecializationArgs();
  if (!Args || Args->size() == 0 ||
      Args->get(0).getKind() != TemplateArgument::Type)
    return nullptr;
  return Args->get(0).getAsType()->getAsCXXRecordDecl();
}

/// Any constructor of \p R that is no copy or move, or null. Which overload a
/// factory will call does not matter: models tell constructors by arguments.
const CXXConstructorDecl *constructorOf(const CXXRecordDecl &R) {
  if (!R.hasDefinition())
    return nullptr;
  for (const CXXConstructorDecl *C : R.ctors())
    if (!C->isCopyOrMoveConstructor())
      return C;
  return nullptr;
}

bool namesFunction(const Expr *E, llvm::StringRef Name) {
  if (!E)
    return false;
  E = stripped(E);
  // What names it may be an object that converts to a number.
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()))
    E = stripped(Call->getImplicitObjectArgument());
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return hasQualifiedName(*Ref->getDecl(), Name);
  // A signature in a string, as a signal-slot macro writes it: "2timeout()".
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && Call->getNumArgs() == 1)
    E = stripped(Call->getArg(0));
  if (const auto *Text = dyn_cast<StringLiteral>(E);
      Text && Text->getCharByteWidth() == 1) {
    llvm::StringRef Signature = Text->getString();
    return Signature.drop_front(Signature.empty() ? 0 : 1)
        .starts_with((model::lastComponent(Name) + "(").str());
  }
  return false;
}

Truth fromBool(bool B) { return B ? Truth::True : Truth::False; }

} // namespace

const FunctionDecl *CallView::calleeOf(const Expr &E) {
  const Expr *Construct = &E;
  if (const auto *New = dyn_cast<CXXNewExpr>(&E))
    Construct = New->getConstructExpr();
  if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Construct))
    return Made->getConstructor();
  const auto *Call = dyn_cast<CallExpr>(&E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || isa<CXXMemberCallExpr>(Call))
    return Callee;
  if (const CXXRecordDecl *Made = madeByFactory(*Callee))
    if (const CXXConstructorDecl *C = constructorOf(*Made))
      return C;
  return Callee;
}

std::optional<CallView> CallView::of(const Expr &E) {
  CallView V;
  V.Site = &E;
  V.Callee = calleeOf(E);
  if (!V.Callee)
    return std::nullopt;
  auto Take = [&V](const auto &From) {
    V.Args = llvm::ArrayRef(From.getArgs(), From.getNumArgs());
    // Those that are not written are the last ones.
    while (!V.Args.empty() && isa<CXXDefaultArgExpr>(V.Args.back()))
      V.Args = V.Args.drop_back();
  };
  if (const auto *New = dyn_cast<CXXNewExpr>(&E)) {
    Take(*New->getConstructExpr());
    return V;
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(&E)) {
    Take(*Construct);
    return V;
  }
  const auto *Call = cast<CallExpr>(&E);
  Take(*Call);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    V.Object = Member->getImplicitObjectArgument();
  } else if (isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(V.Callee) &&
             !cast<CXXMethodDecl>(V.Callee)->isStatic() && !V.Args.empty()) {
    V.Object = V.Args.front();
    V.Args = V.Args.drop_front();
  }
  return V;
}

const Expr *CallView::at(const model::Place &P) const {
  switch (P.Where) {
  case model::Place::None:
    return nullptr;
  case model::Place::Return:
    return Site;
  case model::Place::This:
    return Object;
  case model::Place::Argument:
  case model::Place::Pointee: {
    int Index = P.Index < 0 ? static_cast<int>(Args.size()) + P.Index : P.Index;
    if (Index < 0 || Index >= static_cast<int>(Args.size()))
      return nullptr;
    return Args[Index];
  }
  }
  return nullptr;
}

Truth holds(const model::Condition &C, const CallView &V,
            const ASTContext &Context) {
  using Test = model::Condition;
  switch (C.Test) {
  case Test::Never:
    return Truth::False;
  case Test::Always:
    return Truth::True;
  case Test::CallbackContinues:
    return Truth::Unknown;
  case Test::RefersTo:
    return fromBool(namesFunction(V.at(C.Where), C.Name));
  default:
    break;
  }
  const Expr *At = V.at(C.Where);
  if (!At) // An argument that is left to its default is null in these APIs.
    return C.Test == Test::Zero || C.Test == Test::LacksBits
               ? Truth::True
               : fromBool(C.Test == Test::Equals && C.Value == 0);
  const bool LooksAtNumber = C.Test == Test::Equals ||
                             C.Test == Test::HasBits ||
                             C.Test == Test::LacksBits;
  if (!C.Where.Field.empty() && !LooksAtNumber) {
    Truth IsZero = fieldIsZero(*At, C.Where.Field, Context);
    if (IsZero == Truth::Unknown || C.Test == Test::Zero)
      return IsZero;
    if (C.Test == Test::NonZero)
      return fromBool(IsZero == Truth::False);
    return Truth::Unknown;
  }
  std::optional<std::int64_t> Value = constantOf(*At, Context);
  // Behind a null pointer there is nothing but what is left to its default.
  if (!C.Where.Field.empty() && !Value)
    Value = fieldNumber(*At, C.Where.Field, Context);
  else if (!Value)
    Value = signOf(*At, Context);
  if (!Value)
    return Truth::Unknown;
  switch (C.Test) {
  case Test::Zero:
    return fromBool(*Value == 0);
  case Test::NonZero:
    return fromBool(*Value != 0);
  case Test::Equals:
    return fromBool(*Value == C.Value);
  case Test::HasBits:
    return fromBool((*Value & C.Value) != 0);
  case Test::LacksBits:
    return fromBool((*Value & C.Value) == 0);
  default:
    return Truth::Unknown;
  }
}

llvm::SmallVector<TimerCall, 2> timerCallsAt(const Expr &E,
                                             const ModelLookup &Lookup,
                                             const ASTContext &Context) {
  llvm::SmallVector<TimerCall, 2> Result;
  // Few calls are modelled: the others are not read.
  const FunctionDecl *Callee = CallView::calleeOf(E);
  if (!Callee)
    return Result;
  llvm::ArrayRef<ModelLookup::Entry> Meanings = Lookup.calls(*Callee);
  if (Meanings.empty())
    return Result;
  std::optional<CallView> V = CallView::of(E);
  for (const ModelLookup::Entry &M : Meanings) {
    if (!M.What->takes(V->args().size()) ||
        holds(M.What->When, *V, Context) != Truth::True)
      continue;
    model::ActionSet Does = M.What->Does;
    switch (holds(M.What->Disarms, *V, Context)) {
    case Truth::True:
      Does = (Does & ~model::ActionStart) | model::ActionStop;
      break;
    case Truth::Unknown: // In doubt no storage dies under an armed timer.
      Does = (Does & ~model::ActionStart) |
             (M.Of->Losing == model::Regime::Intrusive ? model::ActionStop
                                                       : model::ActionBorrow);
      break;
    case Truth::False:
      break;
    }
    Result.push_back({*V, M.Of, M.What, Does});
  }
  return Result;
}

const Expr *stripped(const Expr *E) {
  // Most of what is asked is a name, read.
  if (const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(E))
    E = Read->getSubExpr();
  if (E && isa<DeclRefExpr, MemberExpr, IntegerLiteral, CXXThisExpr>(E))
    return E;
  while (E) {
    E = E->IgnoreParenImpCasts();
    const Expr *Before = E;
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      // A cast that calls a constructor makes a new object.
      if (Cast->getCastKind() != CK_ConstructorConversion)
        E = Cast->getSubExpr();
    } else if (const auto *Full = dyn_cast<FullExpr>(E)) {
      E = Full->getSubExpr();
    } else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temporary->getSubExpr();
    } else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E)) {
      E = Bound->getSubExpr();
    } else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E)) {
      E = Subst->getReplacement();
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *F = Call->getDirectCallee();
      if (Call->getNumArgs() == 1 &&
          (Call->isCallToStdMove() ||
           (F && F->isInStdNamespace() && F->getIdentifier() &&
            F->getName() == "forward")))
        E = Call->getArg(0);
    }
    if (E == Before)
      return E;
  }
  return E;
}

const MemberExpr *ownMember(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(stripped(E));
  return Member && isa<CXXThisExpr>(stripped(Member->getBase())) ? Member
                                                                 : nullptr;
}

/// True if the value of \p E, a number or a pointer, is certainly no constant:
/// that of a variable which can be written to, or of a call that is none. Clang
/// takes long to come to that.
static bool varies(const Expr &E) {
  const QualType Type = E.getType();
  if (!Type->isIntegralOrEnumerationType() && !Type->isPointerType())
    return false;
  const Expr *Operand = &E;
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(Operand)) {
    Operand = Cast->getSubExpr()->IgnoreParens();
    if (Cast->getCastKind() == CK_LValueToRValue)
      break;
    if (Cast->getCastKind() != CK_IntegralCast)
      return false;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Operand)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    return V && !V->isConstexpr() && !V->getType().isConstQualified() &&
           !V->getType()->isReferenceType();
  }
  const auto *Call = dyn_cast<CallExpr>(Operand);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && !Callee->isConstexpr() && Callee->getBuiltinID() == 0;
}

std::optional<std::int64_t> constantOf(const Expr &E,
                                       const ASTContext &Context) {
  if (E.isValueDependent() || E.containsErrors() || varies(E))
    return std::nullopt;
  if (!E.getType()->isIntegralOrEnumerationType()) {
    if (E.isNullPointerConstant(const_cast<ASTContext &>(Context),
                                Expr::NPC_ValueDependentIsNotNull))
      return 0;
    return std::nullopt;
  }
  // Clang takes as long for these as for any other.
  const auto *Cast = dyn_cast<ImplicitCastExpr>(&E);
  if (const auto *Literal =
          dyn_cast<IntegerLiteral>(Cast ? Cast->getSubExpr() : &E);
      Literal && !E.getType()->isBooleanType() &&
      Literal->getValue().getActiveBits() <
          std::min<std::uint64_t>(Context.getIntWidth(E.getType()), 64))
    return static_cast<std::int64_t>(Literal->getValue().getZExtValue());
  Expr::EvalResult Result;
  if (!E.EvaluateAsInt(Result, Context, Expr::SE_NoSideEffects))
    return std::nullopt;
  const llvm::APSInt &Value = Result.Val.getInt();
  if (!Value.isRepresentableByInt64())
    return std::nullopt;
  return Value.getExtValue();
}

std::optional<std::int64_t> signOf(const Expr &E, const ASTContext &Context) {
  llvm::APFloat Value(0.0);
  if (E.isValueDependent() || E.containsErrors() ||
      !E.getType()->isRealFloatingType() ||
      !E.EvaluateAsFloat(Value, Context, Expr::SE_NoSideEffects))
    return std::nullopt;
  return Value.isZero() ? 0 : Value.isNegative() ? -1 : 1;
}

} // namespace ticktidy::analysis
