//===- LocalReferents.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LocalReferents.h"
#include "ClassIndex.h"
#include "ExprShape.h"
#include "HandleChain.h"
#include "ScopeEnd.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far an address is followed through variables.
constexpr unsigned MaxPointerDepth = 4;

/// The variable whose storage \p E names, or null.
const VarDecl *storageOf(const Expr *E) {
  while (E) {
    E = stripped(E);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
      return V && V->hasLocalStorage() && !V->getType()->isReferenceType()
                 ? V
                 : nullptr;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow() || !isa<FieldDecl>(Member->getMemberDecl()) ||
          Member->getMemberDecl()->getType()->isReferenceType())
        return nullptr;
      E = Member->getBase();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      if (!stripped(Element->getBase())->getType()->isArrayType())
        return nullptr;
      E = Element->getBase();
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

bool returns(const Stmt &S, const VarDecl &V) {
  const auto *Return = dyn_cast<ReturnStmt>(&S);
  return Return && Return->getRetValue() &&
         namedVariable(Return->getRetValue()) == &V;
}

/// True if some code of \p F may take what \p V holds out of it.
bool isMovedOrReturned(const VarDecl &V, const FunctionDecl &F) {
  constexpr llvm::StringLiteral Giving[] = {"release", "take", "swap", "reset",
                                            "detach"};
  return anyWithin(*F.getBody(), [&V, &Giving](const Stmt &S) {
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(&S)) {
      const CXXMethodDecl *M = Call->getMethodDecl();
      return M && llvm::is_contained(Giving, nameOf(*M)) &&
             namedVariable(Call->getImplicitObjectArgument()) == &V;
    }
    if (const auto *Call = dyn_cast<CallExpr>(&S))
      return isMoveCall(Call) && namedVariable(Call->getArg(0)) == &V;
    return returns(S, V);
  });
}

/// True if some code of \p F gives the timer in \p V to somebody who lives
/// longer: it is returned, or put into a container or a variable that is no
/// local.
bool isGivenAway(const VarDecl &V, const FunctionDecl &F) {
  return anyWithin(*F.getBody(), [&V](const Stmt &S) {
    if (returns(S, V))
      return true;
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S))
      return Op->getOperator() == OO_Equal && Op->getNumArgs() == 2 &&
             namedVariable(Op->getArg(1)) == &V && !storageOf(Op->getArg(0));
    const auto *Call = dyn_cast<CXXMemberCallExpr>(&S);
    return Call && Call->getMethodDecl() &&
           Call->getMethodDecl()->getParent()->isInStdNamespace() &&
           !storageOf(Call->getImplicitObjectArgument()) &&
           llvm::any_of(Call->arguments(),
                        [&V](const Expr *A) { return namedVariable(A) == &V; });
  });
}

const VarDecl *behind(const Expr *E, unsigned Depth) {
  if (!E || Depth > MaxPointerDepth)
    return nullptr;
  E = stripped(E);
  if (const auto *Address = dyn_cast<UnaryOperator>(E))
    return Address->getOpcode() == UO_AddrOf ? storageOf(Address->getSubExpr())
                                             : nullptr;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    constexpr llvm::StringLiteral Inside[] = {"data", "c_str", "get"};
    const CXXMethodDecl *Method = Call->getMethodDecl();
    const Expr *Object = Call->getImplicitObjectArgument();
    const VarDecl *V = Object ? storageOf(Object) : nullptr;
    const auto *F = V ? dyn_cast<FunctionDecl>(V->getDeclContext()) : nullptr;
    if (!Method || !F || !F->getBody() ||
        !llvm::is_contained(Inside, nameOf(*Method)) ||
        isSharedHandle(V->getType()) || !V->getType()->isRecordType() ||
        !V->getType()->getAsCXXRecordDecl()->isInStdNamespace() ||
        isMovedOrReturned(*V, *F))
      return nullptr;
    // A view does not own what it shows.
    return V->getType()->getAsCXXRecordDecl()->hasTrivialDestructor() &&
                   !V->getType()->getAsCXXRecordDecl()->isAggregate()
               ? nullptr
               : V;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    constexpr llvm::StringLiteral Referring[] = {"ref", "cref", "addressof"};
    return Callee && Call->getNumArgs() == 1 &&
                   llvm::is_contained(Referring, nameOf(*Callee))
               ? storageOf(Call->getArg(0))
               : nullptr;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V)
      return nullptr;
    if (V->getType()->isArrayType())
      return storageOf(E);
    return V->getType()->isPointerType() ? behind(onlyValue(*V), Depth + 1)
                                         : nullptr;
  }
  if (isa<MemberExpr, ArraySubscriptExpr>(E) && E->getType()->isArrayType())
    return storageOf(E);
  return nullptr;
}

/// True if the timer of \p Site cannot fire any more when \p Local is gone,
/// because of who owns it.
bool endsWithScope(const CallbackSite &Site, const Callback &Called,
                   const VarDecl &Local, const ASTContext &Context) {
  if (const Expr *With = Site.Call.at(Site.Call.What->Context);
      With && localBehind(With))
    return true;
  const model::Place &Place = Site.Call.What->Handle;
  if (!Place || Place.Where == model::Place::Return)
    return false;
  const Expr *Handle = Site.Call.at(Place);
  const HandleChain Chain = Handle ? chainOf(Handle) : HandleChain();
  const VarDecl *Root = Chain.Root;
  if (!Root || !Root->hasLocalStorage())
    return !Root && !Chain.FromThis && Chain.Steps.empty();
  const QualType Type = Root->getType();
  if (Type->isReferenceType())
    return false;
  if (Type->isPointerType()) {
    // Its owner may be a local.
    const Expr *Value = onlyValue(*Root);
    const auto *New = Value ? dyn_cast<CXXNewExpr>(stripped(Value)) : nullptr;
    if (!New)
      return Value && localBehind(Value);
    const CXXConstructExpr *Made = New->getConstructExpr();
    return Made && llvm::any_of(Made->arguments(), [](const Expr *A) {
             return localBehind(A) != nullptr;
           });
  }
  if (Chain.ThroughPointer || isGivenAway(*Root, *Site.Enclosing))
    return false;
  if (isSharedHandle(Type))
    // Somebody else has to have it: the callback itself, as a rule.
    return llvm::none_of(Called.Holds, [Root](const Held &H) {
      return H.By != Held::Referred &&
             (H.Variable == Root ||
              (H.Source && namedVariable(H.Source) == Root));
    });
  if (!Type->isRecordType())
    return false;
  // A thread of its own goes on while what was declared later is destroyed.
  return Site.Call.Of->RunsOn != model::Thread::Own ||
         Site.Call.Of->Losing != model::Regime::Object ||
         Context.getSourceManager().isBeforeInTranslationUnit(
             Local.getLocation(), Root->getLocation());
}

/// True if leaving the scope of \p Local is leaving the program.
bool endsWithProgram(const VarDecl &Local, const FunctionDecl &F) {
  if (!F.isMain())
    return false;
  const auto *Body = dyn_cast<CompoundStmt>(F.getBody());
  return isa<ParmVarDecl>(Local) ||
         (Body && llvm::any_of(Body->body(), [&Local](const Stmt *S) {
            const auto *Declaration = dyn_cast<DeclStmt>(S);
            return Declaration &&
                   llvm::is_contained(Declaration->decls(), &Local);
          }));
}

} // namespace

const VarDecl *localBehind(const Expr *E) { return behind(E, 0); }

/// The first expression in \p Body, lambdas in it included, of which \p Test is
/// true; an invalid place without one.
static SourceLocation firstIn(const FunctionDecl *Body,
                              llvm::function_ref<bool(const Expr &)> Test) {
  const FunctionDecl *Definition = definitionOf(Body);
  SourceLocation First;
  if (!Definition)
    return First;
  const SourceManager &Sources = Definition->getASTContext().getSourceManager();
  anyWithin(*Definition->getBody(), [&](const Stmt &S) {
    const auto *E = dyn_cast<Expr>(&S);
    SourceLocation At = E && Test(*E) ? E->getBeginLoc() : SourceLocation();
    if (At.isValid() &&
        (First.isInvalid() || Sources.isBeforeInTranslationUnit(At, First)))
      First = At;
    return false;
  });
  return First;
}

SourceLocation useIn(const FunctionDecl *Body, const ValueDecl &Inside) {
  return firstIn(Body, [&Inside](const Expr &E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&E);
    const auto *Member = dyn_cast<MemberExpr>(&E);
    return (Ref && Ref->getDecl() == &Inside) ||
           (Member && Member->getMemberDecl() == &Inside);
  });
}

SourceLocation dataUseIn(const FunctionDecl *Body, StringRef Field) {
  const FunctionDecl *Definition = definitionOf(Body);
  if (!Definition)
    return {};
  if (!Field.empty()) {
    const StringRef Name =
        Field.rsplit('.').second.empty() ? Field : Field.rsplit('.').second;
    return firstIn(Body, [Name](const Expr &E) {
      const auto *Member = dyn_cast<MemberExpr>(&E);
      const IdentifierInfo *Id =
          Member ? Member->getMemberDecl()->getIdentifier() : nullptr;
      return Id && Id->getName() == Name;
    });
  }
  auto IsAnything = [](const ParmVarDecl *P) {
    return P->getType()->isVoidPointerType();
  };
  const bool Typed = llvm::none_of(Definition->parameters(), IsAnything);
  return firstIn(Body, [&](const Expr &E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(&E);
    const auto *P = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    return P && P->getDeclContext() == Definition &&
           (Typed ? P->getType()->isPointerType() : IsAnything(P));
  });
}

SourceLocation thisUseIn(const FunctionDecl *Body) {
  return firstIn(Body, [](const Expr &E) { return isa<CXXThisExpr>(E); });
}

void addLocals(const CallbackSite &Site, const Callback &Called,
               const ModelLookup &Lookup, ASTContext &Context,
               std::vector<DanglingCapture> &Found) {
  const FunctionDecl *F = Site.Enclosing;
  if (!F || !Called.Body || !definitionOf(Called.Body))
    return;
  auto Try = [&](const Held &Object, const VarDecl *Local, SourceLocation Use) {
    if (!Local || Use.isInvalid() || Local->getDeclContext() != F ||
        endsWithProgram(*Local, *F) ||
        endsWithScope(Site, Called, *Local, Context))
      return;
    DanglingCapture D;
    D.What = DanglingCapture::Local;
    D.Variable = Local;
    D.End = scopeEndAfter(Site, *Local, Called.Lambda, Lookup, Context);
    if (D.End.isInvalid())
      return;
    D.Site = Site;
    D.Called = Called;
    D.Object = Object;
    D.Use = Use;
    Found.push_back(std::move(D));
  };
  for (const Held &H : Called.Holds) {
    const bool ByName = H.What == Held::Capture;
    if (H.What == Held::This || H.What == Held::UserData ||
        (ByName && H.By != Held::Referred))
      continue;
    const VarDecl *Local = nullptr;
    if (ByName)
      Local = H.Variable;
    else if (H.Source && H.By == Held::Referred)
      Local = storageOf(H.Source);
    if (!ByName && !Local && H.Source)
      Local = localBehind(H.Source);
    // A reference that is captured leads to what it refers to.
    if (!Local || !Local->hasLocalStorage() ||
        Local->getType()->isReferenceType())
      continue;
    SourceLocation Use = H.Inside                ? useIn(Called.Body, *H.Inside)
                         : H.What == Held::Bound ? thisUseIn(Called.Body)
                                                 : SourceLocation();
    Try(H, Local, Use);
  }
  if (const Expr *Data = Called.UserData) {
    Held H;
    H.What = Held::UserData;
    H.By = Held::Referred;
    H.Source = Data;
    H.Type = Data->getType();
    H.Where = Data->getBeginLoc();
    H.Range = Data->getSourceRange();
    Try(H, localBehind(Data),
        dataUseIn(Called.Body, Site.Call.What->UserData.Field));
  }
}

} // namespace ticktidy::analysis
