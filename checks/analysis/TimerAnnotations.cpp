//===- TimerAnnotations.cpp - Timer models from annotations ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerAnnotations.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using llvm::StringRef;
using namespace ticktidy::model;

namespace ticktidy::analysis {

struct TimerAnnotations::Description {
  const FunctionDecl *F;
  FunctionWords Words;
};

struct TimerAnnotations::Subject {
  Place Where;
  const void *Type = nullptr; ///< the same for all functions of one kind
  StringRef TypeName;         ///< empty for a built-in type
  const RecordDecl *Record = nullptr;
  bool InPlace = false; ///< the function makes a timer of the caller's object
};

struct TimerAnnotations::Built {
  struct End {
    const FunctionDecl *F;
    Place Handle;
    bool Releases;
  };
  Kind What;
  bool TypeIsNamed = false;
  std::vector<Call> Calls;
  std::vector<End> Ends;
};

namespace {

const FunctionDecl &patternOf(const FunctionDecl &F) {
  const FunctionDecl *Pattern = F.getTemplateInstantiationPattern();
  return *(Pattern ? Pattern : &F)->getCanonicalDecl();
}

const RecordDecl *patternOf(const RecordDecl *R) {
  const auto *Class = llvm::dyn_cast_or_null<CXXRecordDecl>(R);
  const CXXRecordDecl *Pattern =
      Class ? Class->getTemplateInstantiationPattern() : nullptr;
  if (Pattern)
    R = Pattern;
  return R ? llvm::cast<RecordDecl>(R->getCanonicalDecl()) : nullptr;
}

Place parameter(int Index) {
  if (Index < 0)
    return {};
  return {Place::Argument, static_cast<std::int8_t>(Index)};
}

bool returnsHandle(const FunctionDecl &F) {
  return !llvm::isa<CXXConstructorDecl>(F) &&
         !F.getReturnType()->isVoidType() &&
         !F.getReturnType()->isBooleanType();
}

bool isInstanceMethod(const FunctionDecl &F) {
  const auto *Method = llvm::dyn_cast<CXXMethodDecl>(&F);
  return Method && Method->isInstance();
}

} // namespace

TimerAnnotations::TimerAnnotations(ASTContext &Context) {
  // An identifier of a precompiled header is in the table only if the main
  // file reached it.
  IdentifierInfoLookup *External = Context.Idents.getExternalIdentifierLookup();
  auto Knows = [&](StringRef Name) {
    return Context.Idents.find(Name) != Context.Idents.end() ||
           (External && External->get(Name));
  };
  Present = Knows("annotate") || Knows("__annotate__");
}

TimerAnnotations::~TimerAnnotations() = default;

std::optional<TimerAnnotations::Entry>
TimerAnnotations::call(const FunctionDecl &F) {
  if (!Present)
    return std::nullopt;
  const FunctionDecl &Pattern = patternOf(F);
  const DeclContext *Scope = Pattern.getDeclContext();
  if (Scope->isFunctionOrMethod())
    Scope = Scope->getEnclosingNamespaceContext();
  read(*Scope);
  auto It = CallOf.find(&Pattern);
  return It == CallOf.end() ? std::nullopt : std::optional<Entry>(It->second);
}

const Kind *TimerAnnotations::timerClass(const CXXRecordDecl &R) {
  if (!Present)
    return nullptr;
  const RecordDecl *Pattern = patternOf(&R);
  if (!regimeOf(Pattern))
    return nullptr;
  if (const RecordDecl *Definition = Pattern->getDefinition())
    read(*Definition);
  Subject S = subjectFromRecord(*Pattern, {Place::This});
  return &kindOf(S, nullptr).What;
}

std::vector<UnknownAnnotation> TimerAnnotations::unknown() const {
  std::vector<UnknownAnnotation> Result;
  Result.reserve(Unknown.size());
  for (const auto &[Offset, Annotation] : Unknown)
    Result.push_back(Annotation);
  return Result;
}

std::optional<Regime> TimerAnnotations::regimeOf(const RecordDecl *R) {
  if (!R)
    return std::nullopt;
  return readRegime(*R, [this](StringRef Text, SourceLocation Where) {
    noteUnknown(Text, Where);
  });
}

void TimerAnnotations::noteUnknown(StringRef Text, SourceLocation Where) {
  Unknown.try_emplace(Where.getRawEncoding(), UnknownAnnotation{Text, Where});
}

void TimerAnnotations::readFunctions(const DeclContext &Scope,
                                     std::vector<Description> &Into) {
  for (const Decl *Member : Scope.decls()) {
    if (const auto *Inner = llvm::dyn_cast<DeclContext>(Member);
        Inner && (llvm::isa<LinkageSpecDecl, ExportDecl>(Member)))
      readFunctions(*Inner, Into);
    const FunctionDecl *F = Member->getAsFunction();
    if (!F || F->isImplicit())
      continue;
    const FunctionDecl &Pattern = patternOf(*F);
    if (!Seen.insert(&Pattern).second)
      continue;
    if (auto Words = readWords(Pattern, [this](StringRef T, SourceLocation L) {
          noteUnknown(T, L);
        }))
      Into.push_back({&Pattern, *Words});
  }
}

/// Reads all that \p Scope declares, and what may belong to the same timers:
/// the namespace around a class, and the classes that its functions handle.
void TimerAnnotations::read(const DeclContext &Scope) {
  std::vector<Description> New;
  llvm::SmallVector<const DeclContext *, 4> Pending = {&Scope};
  while (!Pending.empty()) {
    auto *Next = const_cast<DeclContext *>(Pending.pop_back_val());
    if (!Seen.insert(Decl::castFromDeclContext(Next->getPrimaryContext()))
             .second)
      continue;
    std::size_t Known = New.size();
    llvm::SmallVector<DeclContext *, 2> Parts;
    Next->collectAllContexts(Parts);
    for (const DeclContext *Part : Parts)
      readFunctions(*Part, New);
    const auto *Class = llvm::dyn_cast<RecordDecl>(Next);
    if (Class && (New.size() != Known || regimeOf(Class)))
      Pending.push_back(Class->getEnclosingNamespaceContext());
    for (; Known != New.size(); ++Known) {
      Subject S = subjectOf(New[Known]);
      if (const RecordDecl *Definition =
              S.Record ? S.Record->getDefinition() : nullptr)
        Pending.push_back(Definition);
    }
  }
  // A function that makes timers says of what sort they are.
  for (bool Creating : {true, false})
    for (const Description &D : New)
      if (((D.Words.Does & ActionCreate) != 0) == Creating)
        add(D);
}

TimerAnnotations::Subject
TimerAnnotations::subjectFromRecord(const RecordDecl &R, Place Where) const {
  Subject S;
  S.Where = Where;
  S.Record = patternOf(&R);
  S.Type = S.Record;
  if (S.Record->getIdentifier())
    S.TypeName = S.Record->getName();
  return S;
}

TimerAnnotations::Subject TimerAnnotations::subjectFromType(QualType T,
                                                            Place Where) const {
  T = T.getNonReferenceType().getUnqualifiedType();
  const RecordDecl *R = T->getAsRecordDecl();
  if (!R && T->isPointerType())
    R = T->getPointeeType()->getAsRecordDecl();
  if (R)
    return subjectFromRecord(*R, Where);
  Subject S;
  S.Where = Where;
  if (const auto *Typedef = T->getAs<TypedefType>()) {
    S.Type = Typedef->getDecl()->getCanonicalDecl();
    S.TypeName = Typedef->getDecl()->getName();
  } else {
    S.Type = T.getCanonicalType().getAsOpaquePtr();
  }
  return S;
}

TimerAnnotations::Subject
TimerAnnotations::subjectFromParameter(const Description &D, unsigned Index) {
  QualType T = D.F->getParamDecl(Index)->getType();
  Place Value = {Place::Argument, static_cast<std::int8_t>(Index)};
  Place Object = {Place::Pointee, static_cast<std::int8_t>(Index)};
  bool Creates = (D.Words.Does & ActionCreate) != 0;
  QualType Inner = T->getPointeeType(); // null unless pointer or reference
  if (T->isReferenceType()) {
    bool Copied = Inner.isConstQualified() && Inner->isScalarType();
    Subject S = subjectFromType(Inner, Copied ? Value : Object);
    S.InPlace = Creates && Inner->isRecordType();
    return S;
  }
  if (Inner.isNull() || Inner->isVoidType() || Inner->isFunctionType())
    return subjectFromType(T, Value);
  if (!Inner->isRecordType()) {
    // Where the handle goes, or a handle that is itself such a pointer.
    Subject S = subjectFromType(T, Value);
    return !Creates && KindByType.count(S.Type)
               ? S
               : subjectFromType(Inner, Object);
  }
  Subject S = subjectFromType(Inner, Value);
  auto Known = KindByType.find(S.Type);
  S.InPlace = Creates && regimeOf(S.Record).value_or(Regime::Intrusive) ==
                             Regime::Intrusive;
  bool Intrusive = Known == KindByType.end()
                       ? regimeOf(S.Record) == Regime::Intrusive
                       : Known->second->What.Losing == Regime::Intrusive;
  if (S.InPlace || Intrusive)
    S.Where = Object;
  return S;
}

TimerAnnotations::Subject TimerAnnotations::subjectOf(const Description &D) {
  if (D.Words.Handle >= 0)
    return subjectFromParameter(D, D.Words.Handle);
  bool Creates = (D.Words.Does & ActionCreate) != 0;
  bool Begins = Creates || (D.Words.Does & ActionStart);
  bool Returns = returnsHandle(*D.F);
  if (isInstanceMethod(*D.F)) {
    const auto *Class = llvm::cast<CXXMethodDecl>(D.F)->getParent();
    // A class that is no timer itself makes others.
    if (!Creates || !Returns || regimeOf(patternOf(Class)))
      return subjectFromRecord(*Class, {Place::This});
  }
  // A create that returns nothing makes the timer in its first parameter.
  if ((!Creates || !Returns) && D.F->getNumParams() > 0) {
    Subject S = subjectFromParameter(D, 0);
    if (!Begins || !Returns || KindByType.count(S.Type))
      return S;
  }
  if (Begins && Returns)
    return subjectFromType(D.F->getReturnType(), {Place::Return});
  return {};
}

TimerAnnotations::Built &TimerAnnotations::kindOf(const Subject &S,
                                                  const Description *D) {
  const void *Type = S.Type ? S.Type : static_cast<const void *>(D->F);
  auto [It, New] = KindByType.try_emplace(Type, nullptr);
  if (!New)
    return *It->second;
  Built &B = Kinds.emplace_back();
  It->second = &B;
  B.TypeIsNamed = !S.TypeName.empty();
  std::string Name = S.TypeName.str();
  if (Name.empty() && D)
    Name = qualifiedName(*D->F);
  B.What.Name = Saver.save(Name);
  // Nothing says on which thread its callbacks run, so that none of them is
  // taken to hold up an event loop.
  B.What.RunsOn = Thread::Own;
  Regime Default = S.InPlace                      ? Regime::Intrusive
                   : S.Where.Where == Place::This ? Regime::Object
                                                  : Regime::Resource;
  B.What.Losing = regimeOf(S.Record).value_or(Default);
  if (S.Record)
    B.What.Class = Saver.save(qualifiedName(*S.Record));
  if (D && S.Where.Where == Place::Return) {
    bool IsPointer = D->F->getReturnType()->isPointerType();
    if (D->Words.Fails == Failure::Zero)
      B.What.ValidText = IsPointer ? "{handle}" : "{handle} != 0";
    else if (D->Words.Fails == Failure::Negative)
      B.What.ValidText = "{handle} >= 0";
  }
  describeEnd(B);
  return B;
}

void TimerAnnotations::add(const Description &D) {
  Subject S = subjectOf(D);
  if (!S.Where && !(D.Words.Does & (ActionCreate | ActionStart)))
    return;
  Built &B = kindOf(S, &D);
  Call &C = Calls.emplace_back();
  C.Name = Saver.save(qualifiedName(*D.F));
  C.Does = D.Words.Does;
  C.Handle = S.Where;
  C.Callback = parameter(D.Words.Callback);
  C.UserData = parameter(D.Words.UserData);
  C.Owner = parameter(D.Words.Owner);
  C.Interval = parameter(D.Words.Interval);
  C.IntervalUnit = D.Words.IntervalUnit;
  if (D.Words.Periodic)
    C.Periodic = {Condition::Always};
  C.Fails = D.Words.Fails;
  C.Idempotent = !(C.Does & ActionRelease) || B.What.Losing == Regime::Object;
  CallOf[D.F] = {&B.What, &C};

  B.Calls.push_back(C);
  B.What.Calls = llvm::ArrayRef<Call>(B.Calls).copy(Memory);
  if (C.Does & (ActionStop | ActionRelease)) {
    B.Ends.push_back({D.F, S.Where, (C.Does & ActionRelease) != 0});
    describeEnd(B);
  }
}

/// Writes how to end a timer of the kind, if exactly that one handle is all
/// that the function asks for.
void TimerAnnotations::describeEnd(Built &B) {
  if (B.What.Losing == Regime::Object) {
    B.What.EndText = "delete {handle}";
    B.What.EndVerb = "deleted";
    return;
  }
  const Built::End *Best = nullptr;
  unsigned Equals = 0;
  for (const Built::End &E : B.Ends) {
    if (!Best || (E.Releases && !Best->Releases)) {
      Best = &E;
      Equals = 0;
    }
    Equals += E.Releases == Best->Releases;
  }
  B.What.EndText = {};
  B.What.EndVerb = {};
  // Two families of timers may both be mere numbers.
  if (!Best || (Equals > 1 && !B.TypeIsNamed))
    return;
  const FunctionDecl &F = *Best->F;
  bool OnHandle = Best->Handle.Where == Place::This;
  if (F.getMinRequiredArguments() != (OnHandle ? 0 : 1) ||
      (!OnHandle && Best->Handle.Index != 0) || llvm::isa<CXXDestructorDecl>(F))
    return;
  std::string Text;
  if (isInstanceMethod(F)) {
    Text = OnHandle ? "{pointer}->" : "{receiver}->";
    Text += F.getNameAsString();
  } else {
    Text = qualifiedName(F);
  }
  const char *Argument = "{handle}";
  if (OnHandle)
    Argument = "";
  else if (Best->Handle.Where == Place::Pointee &&
           F.getParamDecl(0)->getType()->isPointerType())
    Argument = B.What.Losing == Regime::Intrusive ? "{pointer}" : "&{handle}";
  Text += std::string("(") + Argument + ")";
  B.What.EndText = Saver.save(Text);
  B.What.EndVerb = Best->Releases ? "released" : "stopped";
}

} // namespace ticktidy::analysis
