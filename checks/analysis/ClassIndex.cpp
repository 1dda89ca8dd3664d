//===- ClassIndex.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClassIndex.h"
#include "ExprShape.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

SmallVector<const Stmt *, 4> partsOf(const FunctionDecl &F) {
  SmallVector<const Stmt *, 4> Parts;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    for (const CXXCtorInitializer *Init : Constructor->inits()) {
      const Expr *Value = Init->getInit();
      if (const auto *Default = dyn_cast_or_null<CXXDefaultInitExpr>(Value))
        Value = Default->getExpr();
      if (Value)
        Parts.push_back(Value);
    }
  if (const Stmt *Body = F.getBody())
    Parts.push_back(Body);
  return Parts;
}

const RecordDecl *recordBehind(QualType T) {
  if (T.isNull())
    return nullptr;
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  while (const ArrayType *Array = T->getAsArrayTypeUnsafe())
    T = Array->getElementType();
  const RecordDecl *Record = T->getAsRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

static const RecordDecl *recordOf(QualType T) {
  return T->isPointerType() || T->isReferenceType() ? nullptr : recordBehind(T);
}

bool holdsInside(const RecordDecl &Outer, const RecordDecl &Inner) {
  if (&Outer == &Inner)
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(&Outer))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (const RecordDecl *R = recordOf(Base.getType());
          R && holdsInside(*R, Inner))
        return true;
  return llvm::any_of(Outer.fields(), [&](const FieldDecl *F) {
    const RecordDecl *R = recordOf(F->getType());
    return R && holdsInside(*R, Inner);
  });
}

class ClassIndex::Reader {
public:
  Reader(ClassIndex &Index, const ModelLookup &Lookup, ASTContext &Context)
      : Index(Index), Lookup(Lookup), Sources(Context.getSourceManager()) {}

  void function(const FunctionDecl &F) {
    for (const Stmt *Part : partsOf(F))
      part(&F, *Part);
    if (const auto *Method = dyn_cast<CXXMethodDecl>(&F))
      record(*Method->getParent());
  }

  void part(const FunctionDecl *In, const Stmt &Root) {
    Callees.clear();
    forEachOwn(Root, [&](const Stmt &S) { statement(In, S); });
  }

  void global(const VarDecl &V) {
    variable(nullptr, V);
    if (const Expr *Init = V.getInit())
      part(nullptr, *Init);
  }

  /// What is put into a container that was given a function to free it with.
  void followContainers() {
    for (const Put &P : Puts)
      for (const ValueDecl *Name : P.Names)
        if (auto At = Freeing.find(Name); At != Freeing.end())
          Index.Frees.push_back(
              {P.Record, At->second.first, At->second.second, true});
  }

  /// Calls of functions that free what a `void *` of theirs points to.
  void followFreers() {
    for (std::size_t I = 0; I != Freers.size() && I != MaxFreers; ++I) {
      auto [F, Parameter] = Freers[I];
      for (const FunctionMention &M : Index.mentionsOf(*F)) {
        const auto *Call = M.Called ? dyn_cast<CallExpr>(M.At) : nullptr;
        if (Call && Parameter < Call->getNumArgs())
          freed(M.In, *Call, *Call->getArg(Parameter));
      }
    }
  }

private:
  static constexpr std::size_t MaxFreers = 64;

  void statement(const FunctionDecl *In, const Stmt &S) {
    switch (S.getStmtClass()) {
    // Most of all code is of these.
    case Stmt::IntegerLiteralClass:
    case Stmt::UnaryOperatorClass:
    case Stmt::CompoundStmtClass:
      return;
    default:
      break;
    }
    if (const auto *Call = dyn_cast<CallExpr>(&S)) {
      call(In, *Call);
    } else if (const auto *Made = dyn_cast<CXXConstructExpr>(&S)) {
      mention(*Made->getConstructor(), {In, Made, true});
    } else if (const auto *Lambda = dyn_cast<LambdaExpr>(&S)) {
      if (const CXXMethodDecl *Operator = Lambda->getCallOperator())
        mention(*Operator, {In, Lambda, false});
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(&S)) {
      if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
          F && !Callees.contains(Ref))
        mention(*F, {In, Ref, false});
      else if (const auto *Field = dyn_cast<FieldDecl>(Ref->getDecl()))
        Index.Fields.try_emplace(Field); // &Class::Field
    } else if (const auto *Offset = dyn_cast<OffsetOfExpr>(&S)) {
      for (unsigned I = 0; I != Offset->getNumComponents(); ++I)
        if (Offset->getComponent(I).getKind() == OffsetOfNode::Field)
          Index.Fields.try_emplace(Offset->getComponent(I).getField());
    } else if (const auto *Member = dyn_cast<MemberExpr>(&S)) {
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
        Index.Fields[Field].push_back({In, Member});
      else if (const auto *F = dyn_cast<FunctionDecl>(Member->getMemberDecl());
               F && !Callees.contains(Member))
        mention(*F, {In, Member, false});
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          variable(In, *V);
    } else if (const auto *New = dyn_cast<CXXNewExpr>(&S)) {
      made(New->getAllocatedType(), StaticValues.contains(New));
    } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(&S)) {
      freed(In, *Delete, *Delete->getArgument());
    } else if (const auto *Op = dyn_cast<BinaryOperator>(&S)) {
      if (Op->getOpcode() == BO_Assign)
        assignment(In, *Op);
    }
  }

  void mention(const FunctionDecl &F, FunctionMention M) {
    Index.Functions[F.getCanonicalDecl()].push_back(M);
  }

  void call(const FunctionDecl *In, const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee)
      return;
    Callees.insert(Call.getCallee()->IgnoreParenImpCasts());
    mention(*Callee, {In, &Call, true});
    const Called &Known = known(*Callee);
    if (!Known.Makes.isNull())
      made(Known.Makes, StaticValues.contains(&Call));
    if (Known.Frees)
      for (const Expr *Argument : Call.arguments())
        freed(In, Call, *Argument);
    else if (Known.MayGather)
      container(In, Call);
  }

  /// What is asked of a function at each of its calls.
  struct Called {
    bool Frees = false;
    bool MayGather = false; ///< see container
    QualType Makes;         ///< null if it is no std::make_shared or the like
  };

  const Called &known(const FunctionDecl &F) {
    auto [At, New] = CalledFunctions.try_emplace(&F);
    Called &Result = At->second;
    if (!New)
      return Result;
    Result.Frees = isFreeing(F);
    Result.MayGather = !definitionOf(&F) && mayGather(F);
    if (F.isInStdNamespace() && nameOf(F).starts_with("make_"))
      if (const TemplateArgumentList *Args = F.getTemplateSpecializationArgs();
          Args && Args->size() > 0 &&
          Args->get(0).getKind() == TemplateArgument::Type)
        Result.Makes = Args->get(0).getAsType();
    return Result;
  }

  /// True for functions out of sight that give memory back: they call
  /// themselves so, and take a pointer to anything.
  bool isFreeing(const FunctionDecl &F) const {
    if (!nameOf(F).contains("free"))
      return false;
    if (F.getBuiltinID() == Builtin::BIfree)
      return true;
    return F.isExternC() && !definitionOf(&F) &&
           llvm::any_of(F.parameters(),
                        [](const ParmVarDecl *P) {
                          return P->getType()->isVoidPointerType();
                        }) &&
           Lookup.calls(F).empty();
  }

  /// True if \p F may take a pointer to any object or function.
  static bool mayGather(const FunctionDecl &F) {
    return F.isVariadic() || !F.hasPrototype() ||
           llvm::any_of(F.parameters(), [](const ParmVarDecl *P) {
             QualType Type = P->getType().getNonReferenceType();
             return Type->isVoidPointerType() ||
                    Type->isFunctionPointerType() || Type->isFunctionType() ||
                    Type->isRecordType();
           });
  }

  /// The last names of the arguments of \p Call: `sessions` for a container
  /// that is spelled manager->sessions.
  static SmallVector<const ValueDecl *, 4> namesIn(const CallExpr &Call) {
    SmallVector<const ValueDecl *, 4> Names;
    for (const Expr *Argument : Call.arguments())
      if (auto Path = namesOf(Argument); !Path.empty())
        Names.push_back(Path.back());
    return Names;
  }

  bool isGivenFreeing(const CallExpr &Call) const {
    return llvm::any_of(Call.arguments(), [this](const Expr *Argument) {
      const auto Path = namesOf(Argument);
      const auto *F =
          Path.size() == 1 ? dyn_cast<FunctionDecl>(Path[0]) : nullptr;
      return F && isFreeing(*F);
    });
  }

  /// A call of a function out of sight that may be about a container.
  void container(const FunctionDecl *In, const CallExpr &Call) {
    if (isGivenFreeing(Call))
      for (const ValueDecl *Name : namesIn(Call))
        Freeing.try_emplace(Name, In, &Call);
    for (const Expr *Argument : Call.arguments()) {
      const Expr *E = stripped(Argument);
      const RecordDecl *Record =
          E->getType()->isPointerType() &&
                  Argument->getType()->isVoidPointerType()
              ? recordBehind(E->getType())
              : nullptr;
      if (Record)
        Puts.push_back({Record, namesIn(Call)});
    }
  }

  /// \p Name gets the value of \p E, which may be a container.
  void named(const FunctionDecl *In, const ValueDecl *Name, const Expr &E) {
    const auto *Call = dyn_cast<CallExpr>(stripped(&E));
    if (Name && Call && isGivenFreeing(*Call))
      Freeing.try_emplace(Name, In, Call);
  }

  void freed(const FunctionDecl *In, const Expr &At, const Expr &Pointer) {
    const Expr *E = stripped(&Pointer);
    if (!E->getType()->isPointerType())
      return;
    if (const RecordDecl *Record = recordBehind(E->getType())) {
      Index.Frees.push_back({Record, In, &At});
      return;
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Parameter =
        Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (!In || !Parameter || !E->getType()->isVoidPointerType())
      return;
    Freers.emplace_back(In, Parameter->getFunctionScopeIndex());
    // Self *self = data; ... free(data);
    for (const Stmt *Part : partsOf(*In))
      forEachOwn(*Part, [&](const Stmt &S) {
        const auto *Declaration = dyn_cast<DeclStmt>(&S);
        if (!Declaration)
          return;
        for (const Decl *D : Declaration->decls())
          if (const auto *V = dyn_cast<VarDecl>(D);
              V && V->getInit() &&
              namedVariable(stripped(V->getInit())) == Parameter)
            if (const RecordDecl *Record = recordBehind(V->getType()))
              Index.Frees.push_back({Record, In, &At});
      });
  }

  void variable(const FunctionDecl *In, const VarDecl &V) {
    if (V.getInit())
      named(In, &V, *V.getInit());
    bool Static = V.hasGlobalStorage() || (In && In->isMain());
    if (V.hasGlobalStorage() && V.getInit())
      forEachOwn(*V.getInit(),
                 [this](const Stmt &S) { StaticValues.insert(&S); });
    if (!V.getType()->isReferenceType() && !V.getType()->isPointerType())
      made(V.getType(), Static);
  }

  void made(QualType T, bool Static) {
    if (const RecordDecl *R = recordOf(T)) {
      Instances &I = Index.Made[R];
      (Static ? I.Static : I.Other) = true;
      record(*R);
    }
  }

  void assignment(const FunctionDecl *In, const BinaryOperator &Op) {
    const Expr *Target = stripped(Op.getLHS());
    if (auto Path = namesOf(Target); !Path.empty())
      named(In, Path.back(), *Op.getRHS());
    // instance = new Registry;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Target))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasGlobalStorage())
        StaticValues.insert(stripped(Op.getRHS()));
    const auto *Member = dyn_cast<MemberExpr>(Target);
    const IdentifierInfo *Name =
        Member ? Member->getMemberDecl()->getIdentifier() : nullptr;
    if (!Name || !(Name->isStr("finalize") || Name->isStr("dispose")))
      return;
    const Expr *Value = stripped(Op.getRHS());
    if (const auto *Address = dyn_cast<UnaryOperator>(Value))
      Value = stripped(Address->getSubExpr());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Value))
      if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
        if (const FunctionDecl *Definition = definitionOf(F)) {
          Index.Finalizers.push_back(Definition);
          Index.ClassMakers.insert(In);
        }
  }

  void record(const RecordDecl &R) {
    if (!R.isCompleteDefinition() || !Records.insert(&R).second ||
        Sources.isInSystemHeader(R.getLocation()))
      return;
    if (const auto *Class = dyn_cast<CXXRecordDecl>(&R))
      for (const CXXBaseSpecifier &Base : Class->bases())
        if (const RecordDecl *Inner = recordOf(Base.getType()))
          Index.Around[Inner].push_back(&R);
    for (const FieldDecl *F : R.fields())
      holds(R, F->getType(), 0);
  }

  /// A field of type \p T in \p R, or what a class template makes of it.
  void holds(const RecordDecl &R, QualType T, unsigned Depth) {
    constexpr unsigned Deepest = 3;
    const RecordDecl *Inner = recordOf(T);
    if (!Inner || Depth > Deepest)
      return;
    Index.Around[Inner].push_back(&R);
    record(*Inner);
    if (const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(Inner);
        Made && Sources.isInSystemHeader(Made->getLocation()))
      for (const TemplateArgument &A : Made->getTemplateArgs().asArray())
        if (A.getKind() == TemplateArgument::Type)
          holds(R, A.getAsType(), Depth + 1);
  }

  ClassIndex &Index;
  const ModelLookup &Lookup;
  const SourceManager &Sources;
  /// Expressions of the part at hand that name the function which a call calls.
  llvm::SmallPtrSet<const Stmt *, 32> Callees;
  /// Expressions whose value a variable of static storage gets.
  llvm::SmallPtrSet<const Stmt *, 16> StaticValues;
  llvm::SmallPtrSet<const RecordDecl *, 16> Records;
  llvm::DenseMap<const FunctionDecl *, Called> CalledFunctions;
  std::vector<std::pair<const FunctionDecl *, unsigned>> Freers;
  /// Containers, and the calls that give them a function to free with.
  llvm::DenseMap<const ValueDecl *,
                 std::pair<const FunctionDecl *, const Expr *>>
      Freeing;
  /// Pointers that a call out of sight gets, and the names of its arguments.
  struct Put {
    const RecordDecl *Record;
    SmallVector<const ValueDecl *, 4> Names;
  };
  std::vector<Put> Puts;
};

ClassIndex::ClassIndex(const UnitScan &Scan, const ModelLookup &Lookup,
                       ASTContext &Context) {
  Reader Read(*this, Lookup, Context);
  for (const VarDecl *V : Scan.Variables)
    Read.global(*V);
  for (const FunctionDecl *F : Scan.Bodies)
    Read.function(*F);
  Read.followFreers();
  Read.followContainers();
}

ArrayRef<FunctionMention> ClassIndex::mentionsOf(const FunctionDecl &F) const {
  auto Found = Functions.find(F.getCanonicalDecl());
  return Found == Functions.end() ? ArrayRef<FunctionMention>()
                                  : ArrayRef<FunctionMention>(Found->second);
}

ArrayRef<FieldMention> ClassIndex::mentionsOf(const FieldDecl &F) const {
  auto Found = Fields.find(&F);
  return Found == Fields.end() ? ArrayRef<FieldMention>()
                               : ArrayRef<FieldMention>(Found->second);
}

ArrayRef<const RecordDecl *>
ClassIndex::classesAround(const RecordDecl &R) const {
  auto Found = Around.find(&R);
  return Found == Around.end() ? ArrayRef<const RecordDecl *>()
                               : ArrayRef<const RecordDecl *>(Found->second);
}

Instances ClassIndex::instancesOf(const RecordDecl &R) const {
  Instances All;
  llvm::SmallPtrSet<const RecordDecl *, 8> Seen;
  SmallVector<const RecordDecl *, 8> Open{&R};
  while (!Open.empty()) {
    const RecordDecl *Next = Open.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    if (auto Found = Made.find(Next); Found != Made.end()) {
      All.Static |= Found->second.Static;
      All.Other |= Found->second.Other;
    }
    ArrayRef<const RecordDecl *> Outer = classesAround(*Next);
    Open.append(Outer.begin(), Outer.end());
  }
  return All;
}

} // namespace ticktidy::analysis
