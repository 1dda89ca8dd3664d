//===- Settling.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Settling.h"
#include "ClassIndex.h"
#include "ExprShape.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ticktidy::analysis {

bool endsTimer(const FunctionDecl &F, const ModelLookup &Lookup) {
  return llvm::any_of(Lookup.calls(F), [](const ModelLookup::Entry &Entry) {
    return Entry.What->Does &
           (model::ActionStop | model::ActionRelease | model::ActionWait);
  });
}

namespace {

/// How many functions are read to see what a call does.
constexpr unsigned MaxCallees = 64;

/// True if \p F, of which no model tells, says by its name that it waits, or
/// that it runs a loop.
bool waitsByName(const FunctionDecl &F) {
  const StringRef Name = nameOf(F);
  constexpr llvm::StringLiteral Anywhere[] = {"exec", "wait", "poll",
                                              "dispatch", "iterat"};
  constexpr llvm::StringLiteral First[] = {"run", "join", "sleep", "process",
                                           "acquire"};
  if (llvm::any_of(
          Anywhere,
          [Name](StringRef W) { return Name.contains_insensitive(W); }) ||
      llvm::any_of(First, [Name](StringRef W) {
        return Name.starts_with_insensitive(W);
      }))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (!Method || !Method->getParent()->getIdentifier())
    return false;
  // Windows that wait for their user, and results that wait for their maker.
  const StringRef Class = Method->getParent()->getName();
  return Class.ends_with("Dialog") || Class.ends_with("Box") ||
         (Name == "get" && Class.ends_with("future")) || Name == "request_stop";
}

bool isOfSystem(const FunctionDecl &F, const ASTContext &Context) {
  return F.getBuiltinID() != 0 || F.isImplicit() ||
         Context.getSourceManager().isInSystemHeader(F.getLocation());
}

/// True for a call of \p F, by itself.
bool settles(const FunctionDecl &F, const ModelLookup &Lookup,
             const ASTContext &Context) {
  if (Lookup.blocking(F) || endsTimer(F, Lookup) || waitsByName(F))
    return true;
  if (!Lookup.calls(F).empty())
    return false;
  if (isOfSystem(F, Context))
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (Method && Method->isVirtual())
    return true;
  return !F.isDefaulted() && !definitionOf(&F);
}

} // namespace

bool leadsToSettling(const FunctionDecl &F, const ModelLookup &Lookup,
                     const ASTContext &Context) {
  llvm::SmallPtrSet<const FunctionDecl *, 16> Seen;
  SmallVector<const FunctionDecl *, 16> Open{&F};
  while (!Open.empty()) {
    const FunctionDecl *Next = Open.pop_back_val();
    if (!Seen.insert(Next->getCanonicalDecl()).second)
      continue;
    if (Seen.size() > MaxCallees || settles(*Next, Lookup, Context))
      return true;
    const FunctionDecl *Definition = definitionOf(Next);
    if (!Definition || isOfSystem(*Next, Context) ||
        !Lookup.calls(*Next).empty())
      continue;
    bool Unknown = false;
    for (const Stmt *Part : partsOf(*Definition))
      forEachOwn(*Part, [&](const Stmt &S) {
        if (const auto *Call = dyn_cast<CallExpr>(&S)) {
          if (const FunctionDecl *Callee = Call->getDirectCallee())
            Open.push_back(Callee);
          else
            Unknown |= !isa<CXXPseudoDestructorExpr>(Call->getCallee());
        } else if (const auto *Made = dyn_cast<CXXConstructExpr>(&S)) {
          Open.push_back(Made->getConstructor());
        }
        Unknown |= isa<CXXDeleteExpr>(S);
      });
    if (Unknown)
      return true;
  }
  return false;
}

bool maySettle(const CallExpr &Call, const ModelLookup &Lookup,
               ASTContext &Context) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return !isa<CXXPseudoDestructorExpr>(Call.getCallee());
  // A callable of the standard library calls what it holds.
  if (Callee->getOverloadedOperator() == OO_Call)
    return true;
  const SmallVector<TimerCall, 2> Meanings =
      timerCallsAt(Call, Lookup, Context);
  if (!Meanings.empty())
    return llvm::any_of(Meanings, [](const TimerCall &C) {
      return C.does(model::ActionStop) || C.does(model::ActionRelease) ||
             C.does(model::ActionOwn) || C.does(model::ActionWait);
    });
  return leadsToSettling(*Callee, Lookup, Context);
}

} // namespace ticktidy::analysis
