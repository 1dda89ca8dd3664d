//===- StructValue.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StructValue.h"
#include "ExprShape.h"
#include "TimerCall.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

using StmtStack = llvm::SmallVector<const Stmt *, 16>;

/// The way from \p Variable to the part of it that \p E names or points to, or
/// nothing if it is no such part.
std::optional<FieldPath> pathInto(const Expr *E, const VarDecl &Variable) {
  FieldPath Path;
  while (true) {
    E = stripped(E);
    if (const auto *Op = dyn_cast<UnaryOperator>(E);
        Op && (Op->getOpcode() == UO_AddrOf || Op->getOpcode() == UO_Deref)) {
      E = Op->getSubExpr();
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      if (!Field)
        return std::nullopt;
      Path.push_back(Field);
      E = Member->getBase();
    } else {
      break;
    }
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  if (!Ref || Ref->getDecl() != &Variable)
    return std::nullopt;
  std::reverse(Path.begin(), Path.end());
  return Path;
}

/// True if \p Part is \p Whole, or a part of it.
bool isWithin(llvm::ArrayRef<const FieldDecl *> Part,
              llvm::ArrayRef<const FieldDecl *> Whole) {
  return Part.size() >= Whole.size() && Part.take_front(Whole.size()) == Whole;
}

/// Follows the fields of one struct through the statements before a call.
class Filling {
public:
  Filling(QualType Type, const ASTContext &Context) : Context(Context) {
    FieldPath Base;
    addFields(Type, Base);
  }

  std::vector<FieldNumber> Numbers;

  void initializer(const Expr *Init) {
    FieldPath Whole;
    initialize(Init, Whole);
  }

  /// Everything before \p Argument in the body of \p F. False where control
  /// may come to it by other ways.
  bool run(const FunctionDecl &F, const Expr &Argument, const VarDecl &Of) {
    Variable = &Of;
    if (llvm::any_of(F.decls(),
                     [](const Decl *D) { return isa<LabelDecl>(D); }))
      return false;
    StmtStack Path;
    if (!findPath(F.getBody(), &Argument, Path) ||
        llvm::any_of(Path, [](const Stmt *S) { return isa<LambdaExpr>(S); }))
      return false;
    for (std::size_t I = 0; I + 1 < Path.size(); ++I) {
      if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(Path[I]))
        forget(*Path[I]);
      if (const auto *Block = dyn_cast<CompoundStmt>(Path[I]))
        block(*Block, *Path[I + 1], I > 0 && isa<SwitchStmt>(Path[I - 1]));
    }
    return !Escapes;
  }

private:
  void addFields(QualType Type, FieldPath &Base) {
    const RecordDecl *Record = Type->getAsRecordDecl();
    if (!Record || !Record->getDefinition() || Record->isUnion())
      return;
    for (const FieldDecl *F : Record->getDefinition()->fields()) {
      if (!F->getDeclName())
        continue;
      Base.push_back(F);
      if (F->getType()->isArithmeticType())
        Numbers.push_back({Base, F});
      else
        addFields(F->getType(), Base);
      Base.pop_back();
    }
  }

  /// True if \p Child ends where \p To has not begun, and cannot be around it.
  static bool endsBefore(const Stmt &Child, const Stmt &To) {
    const SourceLocation End = Child.getEndLoc();
    const SourceLocation Begin = To.getBeginLoc();
    return End.isFileID() && Begin.isFileID() && End < Begin;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the statements nest.
  static bool findPath(const Stmt *From, const Stmt *To, StmtStack &Path) {
    if (!From)
      return false;
    Path.push_back(From);
    if (From == To)
      return true;
    llvm::SmallVector<const Stmt *, 8> Children;
    pushChildren(Children, *From);
    for (const Stmt *Child : Children)
      if (!(isa<CompoundStmt>(From) && Child && endsBefore(*Child, *To)) &&
          findPath(Child, To, Path))
        return true;
    Path.pop_back();
    return false;
  }

  void block(const CompoundStmt &Block, const Stmt &Next, bool OfSwitch) {
    StmtStack Before;
    for (const Stmt *S : Block.body()) {
      // Control comes to a label from elsewhere.
      if (OfSwitch && isa<SwitchCase>(S))
        Before.clear();
      if (S == &Next)
        break;
      while (const auto *Label = dyn_cast<SwitchCase>(S))
        S = Label->getSubStmt();
      Before.push_back(S);
    }
    for (const Stmt *S : Before)
      statement(*S);
  }

  void statement(const Stmt &S) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
      for (const Decl *D : Declaration->decls())
        if (D == Variable) {
          if (Variable->getInit())
            initializer(Variable->getInit());
          else
            setAll({}, false, nullptr, nullptr);
          return;
        }
    }
    if (const auto *E = dyn_cast<Expr>(&S)) {
      const Expr *Plain = stripped(E);
      if (const auto *Op = dyn_cast<BinaryOperator>(Plain);
          Op && Op->getOpcode() == BO_Comma) {
        statement(*Op->getLHS());
        statement(*Op->getRHS());
        return;
      }
      if (const auto *Op = dyn_cast<BinaryOperator>(Plain);
          Op && Op->getOpcode() == BO_Assign && assignment(*Op))
        return;
      if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Plain))
        return copy(*Op);
      if (const auto *Call = dyn_cast<CallExpr>(Plain); Call && clears(*Call))
        return setAll({}, true, nullptr, nullptr);
    }
    forget(S);
  }

  /// a.b = a.c = 1
  bool assignment(const BinaryOperator &Op) {
    std::optional<FieldPath> Target = pathInto(Op.getLHS(), *Variable);
    const Expr *Value = Op.getRHS()->IgnoreParenImpCasts();
    const auto *Inner = dyn_cast<BinaryOperator>(Value);
    if (Inner && Inner->getOpcode() == BO_Assign) {
      if (!assignment(*Inner))
        return false;
      while (Inner && Inner->getOpcode() == BO_Assign) {
        Value = Inner->getRHS()->IgnoreParenImpCasts();
        Inner = dyn_cast<BinaryOperator>(Value);
      }
    } else {
      Value = Op.getRHS();
    }
    if (!Target)
      return false;
    if (Op.getType()->isArithmeticType()) {
      setAll(*Target, true, Value, &Op);
      return true;
    }
    setAll(*Target, false, nullptr, nullptr);
    initializeAt(Value, *Target);
    return true;
  }

  /// a.b = c, of a whole struct in C++.
  void copy(const CXXOperatorCallExpr &Op) {
    for (unsigned I = 0; I < Op.getNumArgs(); ++I) {
      if (I > 0 && Op.isAssignmentOp())
        break; // It is read.
      if (std::optional<FieldPath> Path = pathInto(Op.getArg(I), *Variable))
        setAll(*Path, false, nullptr, nullptr);
    }
  }

  bool isWhole(const Expr &E) const {
    std::optional<FieldPath> Path = pathInto(&E, *Variable);
    return Path && Path->empty();
  }

  bool clears(const CallExpr &Call) const {
    const FunctionDecl *Callee = Call.getDirectCallee();
    const unsigned Id = Callee ? Callee->getMemoryFunctionKind() : 0;
    if ((Id != Builtin::BImemset && Id != Builtin::BIbzero) ||
        Call.getNumArgs() < 2 || !isWhole(*Call.getArg(0)))
      return false;
    return Id == Builtin::BIbzero || constantOf(*Call.getArg(1), Context) == 0;
  }

  /// What \p S may write is not known any more.
  void forget(const Stmt &S) {
    if (const auto *Op = dyn_cast<BinaryOperator>(&S);
        Op && Op->isAssignmentOp())
      if (std::optional<FieldPath> Path = pathInto(Op->getLHS(), *Variable)) {
        setAll(*Path, false, nullptr, nullptr);
        forget(*Op->getRHS());
        return;
      }
    if (const auto *Op = dyn_cast<UnaryOperator>(&S);
        Op && Op->isIncrementDecrementOp())
      if (std::optional<FieldPath> Path = pathInto(Op->getSubExpr(), *Variable))
        return setAll(*Path, false, nullptr, nullptr);
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S))
      return copy(*Op);
    if (const auto *Call = dyn_cast<CallExpr>(&S))
      return forgetCall(*Call);
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(&S);
        Cast && Cast->getCastKind() == CK_LValueToRValue &&
        pathInto(Cast, *Variable))
      return; // It is read.
    if (isa<UnaryExprOrTypeTraitExpr>(S))
      return;
    // A pointer or reference to it goes somewhere.
    if (const auto *Ref = dyn_cast<DeclRefExpr>(&S);
        Ref && Ref->getDecl() == Variable)
      Escapes = true;
    for (const Stmt *Child : S.children())
      if (Child)
        forget(*Child);
  }

  /// A pointer to const is read through.
  void forgetCall(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      const Expr *Argument = Call.getArg(I);
      if (Callee && I < Callee->getNumParams()) {
        const QualType Type = Callee->getParamDecl(I)->getType();
        const bool Reads = (Type->isPointerType() || Type->isReferenceType()) &&
                           Type->getPointeeType().isConstQualified();
        if (Reads && pathInto(Argument, *Variable))
          continue;
      }
      std::optional<FieldPath> Path;
      if (Argument->isGLValue() || Argument->getType()->isPointerType())
        Path = pathInto(Argument, *Variable);
      if (Path)
        setAll(*Path, false, nullptr, nullptr);
      else
        forget(*Argument);
    }
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call))
      forget(*Member->getImplicitObjectArgument());
    else
      forget(*Call.getCallee());
  }

  void setAll(llvm::ArrayRef<const FieldDecl *> Path, bool Known,
              const Expr *Written, const BinaryOperator *Assignment) {
    for (FieldNumber &N : Numbers)
      if (isWithin(N.Path, Path)) {
        N.Known = Known;
        N.Written = Written;
        N.Assignment = Assignment;
      }
  }

  void initializeAt(const Expr *Init, FieldPath &Base) {
    if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(stripped(Init)))
      Init = Literal->getInitializer();
    initialize(Init, Base);
  }

  void initialize(const Expr *Init, FieldPath &Base) {
    if (!Init)
      return;
    Init = Init->IgnoreParens();
    while (const auto *Full = dyn_cast<FullExpr>(Init))
      Init = Full->getSubExpr();
    if (isa<ImplicitValueInitExpr>(Init) || isZeroConstruction(*Init))
      return setAll(Base, true, nullptr, nullptr);
    const auto *List = dyn_cast<InitListExpr>(Init);
    if (!List) {
      const bool IsNumber = Init->getType()->isArithmeticType();
      return setAll(Base, IsNumber, IsNumber ? Init : nullptr, nullptr);
    }
    if (!List->isSemanticForm() && List->getSemanticForm())
      List = List->getSemanticForm();
    const RecordDecl *Record = List->getType()->getAsRecordDecl();
    if (!Record) {
      if (List->getNumInits() == 1)
        return initialize(List->getInit(0), Base);
      return setAll(Base, List->getNumInits() == 0, nullptr, nullptr);
    }
    unsigned Index = 0;
    for (const FieldDecl *F : Record->fields()) {
      // An unnamed bit-field has no initializer.
      if (!F->getDeclName() && F->isBitField())
        continue;
      Base.push_back(F);
      if (Index < List->getNumInits())
        initialize(List->getInit(Index++), Base);
      else
        setAll(Base, true, nullptr, nullptr);
      Base.pop_back();
    }
  }

  static bool isZeroConstruction(const Expr &E) {
    const auto *Made = dyn_cast<CXXConstructExpr>(&E);
    return isa<CXXScalarValueInitExpr>(E) ||
           (Made && Made->requiresZeroInitialization() &&
            Made->getNumArgs() == 0);
  }

  const ASTContext &Context;
  const VarDecl *Variable = nullptr;
  bool Escapes = false;
};

} // namespace

bool isIn(const FieldPath &Path, llvm::StringRef Name) {
  for (const FieldDecl *F : Path) {
    if (Name.empty())
      return true;
    const auto [First, Rest] = Name.split('.');
    if (F->getName() != First)
      return false;
    Name = Rest;
  }
  return Name.empty();
}

std::string spelled(const FieldPath &Path) {
  std::string Text;
  for (const FieldDecl *F : Path)
    Text += (Text.empty() ? "" : ".") + F->getName().str();
  return Text;
}

const VarDecl *pointedVariable(const Expr &Argument) {
  const Expr *E = stripped(&Argument);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  else if (E->getType()->isPointerType())
    return nullptr;
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && !Variable->getType()->isReferenceType() ? Variable
                                                             : nullptr;
}

std::vector<FieldNumber> numbersAt(const Expr &Argument,
                                   const ASTContext &Context) {
  const Expr *E = stripped(&Argument);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E)) {
    Filling F(Literal->getType(), Context);
    F.initializer(Literal->getInitializer());
    return std::move(F.Numbers);
  }
  const VarDecl *Variable = pointedVariable(Argument);
  if (!Variable || isa<ParmVarDecl>(Variable))
    return {};
  Filling F(Variable->getType(), Context);
  if (Variable->getType().isConstQualified()) {
    F.initializer(Variable->getAnyInitializer());
    return std::move(F.Numbers);
  }
  const auto *Function = dyn_cast<FunctionDecl>(Variable->getDeclContext());
  if (!Variable->hasLocalStorage() || !Function || !Function->getBody() ||
      !F.run(*Function, Argument, *Variable))
    return {};
  return std::move(F.Numbers);
}

std::optional<std::int64_t> fieldNumber(const Expr &Argument,
                                        llvm::StringRef Path,
                                        const ASTContext &Context) {
  for (const FieldNumber &N : numbersAt(Argument, Context))
    if (N.Known && spelled(N.Path) == Path)
      return N.Written ? constantOf(*N.Written, Context)
                       : std::optional<std::int64_t>(0);
  return std::nullopt;
}

std::optional<std::int64_t> structTime(const Expr &Argument, model::Unit U,
                                       const ASTContext &Context) {
  const std::vector<FieldNumber> Numbers = numbersAt(Argument, Context);
  if (Numbers.size() != 2)
    return std::nullopt;
  const std::int64_t Scales[] = {1'000'000'000,
                                 U == model::Unit::Timespec ? 1 : 1000};
  std::int64_t Total = 0;
  for (unsigned I = 0; I != 2; ++I) {
    std::optional<NumberValue> V;
    if (Numbers[I].Known && Numbers[I].Written)
      V = numberOf(*Numbers[I].Written, Context);
    else if (Numbers[I].Known)
      V = NumberValue();
    std::int64_t Part = 0;
    constexpr long double Limit = 1e18L;
    if (!V || V->Is > Limit || V->Is < -Limit ||
        llvm::MulOverflow(static_cast<std::int64_t>(V->Is), Scales[I], Part) ||
        llvm::AddOverflow(Total, Part, Total))
      return std::nullopt;
  }
  return Total;
}

} // namespace ticktidy::analysis
