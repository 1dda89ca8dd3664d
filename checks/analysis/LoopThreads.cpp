//===- LoopThreads.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopThreads.h"
#include "ExprShape.h"
#include "TimerMaker.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

const CXXRecordDecl *classOfObject(const Expr &E) {
  QualType Type = E.getType().getNonReferenceType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record ? Record->getCanonicalDecl() : nullptr;
}

/// The function that \p S calls, if a model says that it leaves the loop.
const FunctionDecl *leavingCallee(const Stmt &S, const ModelLookup &Lookup) {
  const auto *Call = dyn_cast<CallExpr>(&S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Lookup.leavesLoop(*Callee) ? Callee : nullptr;
}

/// The member function in which \p F is written, looking out of lambdas.
const CXXMethodDecl *methodAround(const FunctionDecl &F) {
  for (const DeclContext *Around = &F; Around; Around = Around->getParent())
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Around);
        Method && !Method->getParent()->isLambda())
      return Method;
  return nullptr;
}

} // namespace

bool leavesLoop(const FunctionDecl &F, const ModelLookup &Lookup) {
  return F.getBody() && anyWithin(*F.getBody(), [&Lookup](const Stmt &S) {
           return leavingCallee(S, Lookup) != nullptr;
         });
}

/// True if the objects of \p Class have a thread for themselves.
static bool hasThread(const CXXRecordDecl &Class, const ModelLookup &Lookup) {
  return llvm::any_of(Class.fields(), [&Lookup](const FieldDecl *F) {
    const CXXRecordDecl *Type = F->getType()->getAsCXXRecordDecl();
    if (Type && Lookup.isPool(*Type))
      return true;
    // std::unique_ptr<std::thread>
    const auto *Holder =
        dyn_cast_or_null<ClassTemplateSpecializationDecl>(Type);
    if (!Holder || Holder->getTemplateArgs().size() == 0 ||
        Holder->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return false;
    const CXXRecordDecl *Held =
        Holder->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
    return Held && Lookup.isPool(*Held);
  });
}

/// A class with a thread of its own that runs a loop of its own on it: nobody
/// else waits for that loop.
void LoopThreads::findOwnLoop(const FunctionDecl &F) {
  const CXXMethodDecl *Method = methodAround(F);
  if (!Method || !hasThread(*Method->getParent(), Unit.models()))
    return;
  if (anyWithin(*F.getBody(), [this](const Stmt &S) {
        const auto *Call = dyn_cast<CXXMemberCallExpr>(&S);
        const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
        if (!Callee ||
            Unit.models().blocking(*Callee) != ModelLookup::Blocking::Runs)
          return false;
        const auto Path = namesOf(Call->getImplicitObjectArgument());
        return Path.size() == 1 && isa<FieldDecl>(Path.front());
      }))
    MovedClasses.insert(Method->getParent()->getCanonicalDecl());
}

LoopThreads::LoopThreads(const UnitAnalysis &Unit) : Unit(Unit) {
  for (const FunctionDecl *F : Unit.scan()->Bodies) {
    findOwnLoop(*F);
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (const FieldDecl *Field = Init->getMember())
          Initializers[Field].push_back(Init->getInit());
    anyWithin(*F->getBody(), [&](const Stmt &S) {
      const auto *Member = dyn_cast<CXXMemberCallExpr>(&S);
      if (!Member || !leavingCallee(S, Unit.models()))
        return false;
      const Expr *Object = stripped(Member->getImplicitObjectArgument());
      if (const CXXRecordDecl *Class = classOfObject(*Object))
        MovedClasses.insert(Class);
      const auto Path = namesOf(Object);
      if (!Path.empty())
        MovedObjects.insert(Path.back());
      return false;
    });
  }
}

bool LoopThreads::isMoved(const FunctionDecl &F) const {
  const CXXMethodDecl *Method = methodAround(F);
  if (!Method)
    return false;
  const CXXRecordDecl *Own = Method->getParent()->getCanonicalDecl();
  return llvm::any_of(MovedClasses, [Own](const CXXRecordDecl *Moved) {
    return Moved == Own || (Moved->hasDefinition() && Own->hasDefinition() &&
                            Moved->isDerivedFrom(Own));
  });
}

/// True if what \p E says, outside of lambdas, names an executor with threads
/// of its own.
bool LoopThreads::usesPool(const Expr *E) const {
  llvm::SmallVector<const Stmt *, 16> Stack{E};
  while (!Stack.empty()) {
    const Stmt *S = Stack.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Part = dyn_cast<Expr>(S))
      if (const CXXRecordDecl *Class = classOfObject(*Part);
          Class && Unit.models().isPool(*Class))
        return true;
    pushChildren(Stack, *S);
  }
  return false;
}

bool LoopThreads::isMadeWithPool(const ValueDecl &Timer) const {
  if (const auto *Variable = dyn_cast<VarDecl>(&Timer))
    return usesPool(Variable->getInit());
  const auto *Field = dyn_cast<FieldDecl>(&Timer);
  if (!Field)
    return false;
  if (usesPool(Field->getInClassInitializer()))
    return true;
  auto Known = Initializers.find(Field);
  return Known != Initializers.end() &&
         llvm::any_of(Known->second,
                      [this](const Expr *Init) { return usesPool(Init); });
}

bool LoopThreads::runsElsewhere(const CallbackSite &Site,
                                const FunctionDecl &Called) const {
  if (Site.Call.Of->RunsOn != model::Thread::Loop || isMoved(Called) ||
      usesPool(Site.Callback))
    return true;
  // The call serves other sources of events, too.
  if (Site.Call.What->Shared && makersOf(Site.Call, *Unit.scan()).empty())
    return true;
  if (Site.Enclosing &&
      (isMoved(*Site.Enclosing) || Unit.models().leavesLoop(*Site.Enclosing)))
    return true;
  const Expr *Timer = Site.Call.at(Site.Call.What->Handle);
  if (!Timer || Site.Call.What->Handle.Where == model::Place::Return)
    return false;
  const auto Path = namesOf(Timer);
  return !Path.empty() &&
         (MovedObjects.contains(Path.back()) || isMadeWithPool(*Path.back()));
}

bool LoopThreads::runsElsewhere(const FunctionDecl &Override) const {
  return isMoved(Override);
}

} // namespace ticktidy::analysis
