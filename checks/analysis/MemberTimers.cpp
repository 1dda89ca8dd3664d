//===- MemberTimers.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberTimers.h"
#include "ExprShape.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How far a name is followed through variables.
constexpr unsigned MaxDepth = 8;

bool isLocalObject(const MemberExpr &Member) {
  const Expr *E = &Member;
  while (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (M->isArrow())
      return false;
    E = stripped(M->getBase());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType();
}

/// False if named() learns nothing from \p Init, which may be null: whether a
/// variable keeps such a value need not be found out.
bool mayName(const Expr *Init) {
  return Init && isa<UnaryOperator, ArraySubscriptExpr, CXXOperatorCallExpr,
                     MemberExpr, DeclRefExpr>(stripped(Init));
}

HandleName named(const Expr &Spelling, unsigned Depth) {
  HandleName Name;
  const Expr *E = &Spelling;
  while (E && Depth < MaxDepth) {
    E = stripped(E);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() != UO_AddrOf && Unary->getOpcode() != UO_Deref)
        break;
      E = Unary->getSubExpr();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
      Name.Element = true;
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      OverloadedOperatorKind Kind = Operator->getOperator();
      if (Kind != OO_Subscript && Kind != OO_Arrow && Kind != OO_Star)
        break;
      Name.Element |= Kind == OO_Subscript;
      E = Operator->getArg(0);
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      Name.Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      Name.Local = isLocalObject(*Member);
      break;
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
      Name.Parameter = dyn_cast_or_null<ParmVarDecl>(V);
      E = V && mayName(V->getInit()) ? onlyValue(*V) : nullptr;
      ++Depth;
    } else {
      break;
    }
  }
  return Name;
}

/// Methods that add to a container.
bool isInsertion(const FunctionDecl &F) {
  constexpr llvm::StringLiteral Names[] = {
      "push_back",   "emplace_back",     "push_front", "emplace_front",
      "insert",      "emplace",          "push",       "append",
      "try_emplace", "insert_or_assign", "prepend"};
  return llvm::is_contained(Names, nameOf(F));
}

/// True if \p Value is one of the values that \p E may have.
bool mayBe(const Expr *E, const Expr *Value) {
  E = stripped(E);
  if (E == Value)
    return true;
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 1 && mayBe(List->getInit(0), Value);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return mayBe(Choice->getTrueExpr(), Value) ||
           mayBe(Choice->getFalseExpr(), Value);
  return false;
}

class Finder {
public:
  Finder(const ClassIndex &Index, MemberUses &Uses)
      : Index(Index), Uses(Uses) {}

  std::vector<MemberTimer> Result;

  void call(const FunctionDecl &In, const TimerCall &Call) {
    const Expr &Site = Call.View.expr();
    const model::Place &Handle = Call.What->Handle;
    // An object in its own right goes with what it is a part of.
    if (isa<CXXConstructExpr>(Site) || Call.Of->OwnedByReceiver || !Handle)
      return;
    bool IsValue = Handle.Where == model::Place::Return ||
                   isa<CXXConstructorDecl>(Call.View.callee());
    if (IsValue)
      value(In, Call, Site, 0);
    else if (const Expr *At = Call.at(Handle))
      handle(In, Call, Site, *At, 0);
  }

private:
  /// How many helpers may stand between a field and the call.
  static constexpr unsigned MaxHelpers = 3;

  void add(const FunctionDecl &In, const TimerCall &Call, const Expr &Site,
           const HandleName &Name, const Stmt *Stored = nullptr) {
    if (Name.Field && !Name.Local)
      Result.push_back({Name.Field, Call, &In, &Site, Name.Element, Stored});
  }

  /// \p Call is about the timer that \p At names.
  void handle(const FunctionDecl &In, const TimerCall &Call, const Expr &Site,
              const Expr &At, unsigned Helpers) {
    HandleName Name = handleNamedBy(At);
    add(In, Call, Site, Name);
    if (!Name.Field && Name.Parameter)
      argument(In, Call, *Name.Parameter, Helpers);
  }

  /// The same for what the callers of \p In give in \p P.
  void argument(const FunctionDecl &In, const TimerCall &Call,
                const ParmVarDecl &P, unsigned Helpers) {
    if (Helpers >= MaxHelpers)
      return;
    unsigned Index = P.getFunctionScopeIndex();
    callsOf(In, [&](const FunctionDecl &Caller, const Expr &At) {
      std::optional<CallView> View = CallView::of(At);
      if (View && Index < View->args().size())
        handle(Caller, Call, At, *View->args()[Index], Helpers + 1);
    });
  }

  template <typename Visitor>
  void callsOf(const FunctionDecl &F, Visitor Visit) {
    for (const FunctionMention &M : Index.mentionsOf(F))
      if (M.Called && M.In && isa<CallExpr>(M.At))
        Visit(*M.In, *M.At);
  }

  /// The value of \p Site is the handle.
  void value(const FunctionDecl &In, const TimerCall &Call, const Expr &Site,
             unsigned Helpers) {
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&In))
      for (const CXXCtorInitializer *Init : Constructor->inits()) {
        const Expr *Value = Init->getInit();
        if (const auto *Default = dyn_cast_or_null<CXXDefaultInitExpr>(Value))
          Value = Default->getExpr();
        if (Init->isAnyMemberInitializer() && Value && mayBe(Value, &Site))
          add(In, Call, Site, {Init->getAnyMember()});
      }
    bool Returned = false;
    llvm::SmallPtrSet<const FieldDecl *, 2> Fields;
    auto AddOnce = [&](const HandleName &Name, const Stmt *Stored = nullptr) {
      if (Name.Field && Fields.insert(Name.Field).second)
        add(In, Call, Site, Name, Stored);
    };
    for (const MemberUses::Found &U :
         Uses.follow(In, {&Site}, nullptr, nullptr)) {
      if (U.Around)
        continue;
      if (U.What.What == Use::Store) {
        AddOnce(stored(In, *U.What.Target, Call, Helpers));
      } else if (U.What.What == Use::Argument) {
        std::optional<CallView> View =
            CallView::of(*static_cast<const Expr *>(U.At));
        if (View && View->object() && isInsertion(View->callee())) {
          HandleName Name = handleNamedBy(*View->object());
          Name.Element = true;
          AddOnce(Name, U.Site);
        } else if (View && View->object() &&
                   assignsHandle(View->callee(), *Call.Of)) {
          AddOnce(handleNamedBy(*View->object()), U.Site);
        }
      } else if (U.What.What == Use::Escape) {
        const Stmt *Parent =
            Uses.partsOf(In).parents().getParentIgnoreParenCasts(
                const_cast<Stmt *>(U.Site));
        if (const auto *Op = dyn_cast_or_null<BinaryOperator>(Parent);
            Op && Op->getOpcode() == BO_Assign)
          AddOnce(handleNamedBy(*Op->getLHS()), Op);
        Returned |= isa<ReturnStmt>(U.Site);
      }
    }
    if (Returned && Helpers < MaxHelpers)
      callsOf(In, [&](const FunctionDecl &Caller, const Expr &At) {
        value(Caller, Call, At, Helpers + 1);
      });
  }

  HandleName stored(const FunctionDecl &In, const AccessPath &Target,
                    const TimerCall &Call, unsigned Helpers) {
    HandleName Name;
    bool ByPointer = true;
    for (AccessPath::Step S : Target.steps()) {
      if (const FieldDecl *F = S.asField()) {
        Name.Field = F;
        Name.Element = false;
      } else {
        Name.Element |= !S.isDeref();
      }
      ByPointer &= S.isDeref();
    }
    Name.Local = Target.isLocalTo(In);
    const auto *P = dyn_cast_or_null<ParmVarDecl>(Target.variable());
    if (!Name.Field && P && ByPointer && !Name.Local)
      argument(In, Call, *P, Helpers);
    return Name;
  }

  const ClassIndex &Index;
  MemberUses &Uses;
};

} // namespace

HandleName handleNamedBy(const Expr &E) { return named(E, 0); }

FieldTimers::FieldTimers(const UnitScan &Scan, const ClassIndex &Index,
                         const ModelLookup &Lookup, ASTContext &Context,
                         const llvm::DenseSet<const Expr *> &Confined)
    : Index(Index), Uses(Context, Lookup) {
  // Of broken code nothing is asked.
  if (Scan.HasErrors)
    return;
  Finder Find(Index, Uses);
  for (const ScannedFunction &F : Scan.Functions)
    for (const TimerCall &Call : F.Calls)
      if ((Call.does(model::ActionCreate) || Call.does(model::ActionStart)) &&
          !Confined.contains(&Call.View.expr()))
        Find.call(*F.Function, Call);
  Timers = std::move(Find.Result);
  const SourceManager &Sources = Context.getSourceManager();
  auto IsBefore = [&](const MemberTimer &A, const MemberTimer &B) {
    return Sources.isBeforeInTranslationUnit(A.Site->getBeginLoc(),
                                             B.Site->getBeginLoc());
  };
  // Members of classes that are in sight at once come in order already.
  if (!llvm::is_sorted(Timers, IsBefore))
    llvm::stable_sort(Timers, IsBefore);
  for (const MemberTimer &T : Timers)
    ByField[T.Field].push_back(&T);
}

ArrayRef<const MemberTimer *> FieldTimers::in(const FieldDecl &Field) const {
  auto Found = ByField.find(&Field);
  return Found == ByField.end() ? ArrayRef<const MemberTimer *>()
                                : ArrayRef<const MemberTimer *>(Found->second);
}

} // namespace ticktidy::analysis
