//===- ExitPlan.cpp - Joins the edits of findings that share an exit ------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExitPlan.h"
#include "ExitEdit.h"
#include "Names.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// What one finding wants at an exit.
struct ExitPlan::Request {
  unsigned Finding;
  SourceLocation Created;
  const VarDecl *Handle;
  std::string Statement;
};

/// An exit and all that is wanted there.
struct ExitPlan::Spot {
  /// The same for the same place in all instantiations of a template.
  SourceLocation Where;
  analysis::Exit At;
  const FunctionDecl *Function;
  std::vector<Request> Wanted;
};

ExitPlan::ExitPlan(const ASTContext &Context) : Context(Context) {}
ExitPlan::~ExitPlan() = default;

void ExitPlan::add(unsigned Finding, const analysis::TimerSite &Site,
                   const analysis::Exit &E,
                   std::optional<std::string> Statement) {
  // A finding without a carrier is out of the plan.
  auto [Known, IsNew] = Findings.try_emplace(Finding);
  if (IsNew)
    Known->second.Carrier = Finding;
  if (!Statement || !Site.Function || (!E.Jump && !E.Scope)) {
    Known->second.Carrier.reset();
    return;
  }
  SourceLocation Where =
      E.Jump ? E.Jump->getBeginLoc() : E.Scope->getRBracLoc();
  auto Found =
      llvm::find_if(Spots, [&](const Spot &S) { return S.Where == Where; });
  if (Found == Spots.end())
    Found = Spots.insert(Found, Spot{Where, E, Site.Function, {}});
  SourceLocation Created =
      Site.Creation ? Site.Creation->getBeginLoc() : SourceLocation();
  Found->Wanted.push_back(
      {Finding, Created, Site.Holder, std::move(*Statement)});
}

const ParentMap &ExitPlan::parentsIn(const FunctionDecl &F) {
  std::unique_ptr<ParentMap> &Map = Parents[&F];
  if (!Map)
    Map = std::make_unique<ParentMap>(F.getBody());
  return *Map;
}

std::optional<FixItHint>
ExitPlan::editAt(const Spot &At, const std::map<unsigned, Outcome> &Outcomes) {
  std::vector<const Request *> Wanted;
  for (const Request &R : At.Wanted)
    if (Outcomes.at(R.Finding).Carrier)
      Wanted.push_back(&R);
  // Timers end in the reverse of the order in which they were created.
  const SourceManager &SM = Context.getSourceManager();
  llvm::sort(Wanted, [&](const Request *A, const Request *B) {
    if (A->Created != B->Created)
      return SM.isBeforeInTranslationUnit(B->Created, A->Created);
    return A->Finding > B->Finding;
  });

  std::vector<StringRef> Statements;
  llvm::SmallVector<const VarDecl *, 4> Handles;
  for (const Request *R : Wanted) {
    if (!llvm::is_contained(Statements, R->Statement))
      Statements.emplace_back(R->Statement);
    if (R->Handle)
      Handles.push_back(R->Handle);
  }
  const ParentMap &InFunction = parentsIn(*At.Function);
  const Stmt &Place = At.At.Jump ? *At.At.Jump : *At.At.Scope;
  if (!llvm::all_of(Handles, [&](const VarDecl *Handle) {
        return isInScope(*Handle, Place, At.Where, *At.Function, InFunction,
                         Context);
      }))
    return std::nullopt;
  return endBefore(At.At, llvm::join(Statements, "\n"), Handles, *At.Function,
                   InFunction, Context);
}

std::map<unsigned, ExitPlan::Outcome> ExitPlan::resolve() {
  std::map<unsigned, Outcome> Outcomes = Findings;
  // An exit that cannot be edited takes its findings out of the plan, which
  // leaves fewer statements at their other exits.
  std::vector<std::optional<FixItHint>> Edits;
  for (bool Changed = true; Changed;) {
    Changed = false;
    Edits.clear();
    for (const Spot &S : Spots) {
      bool IsWanted = llvm::any_of(S.Wanted, [&](const Request &R) {
        return Outcomes.at(R.Finding).Carrier.has_value();
      });
      Edits.push_back(IsWanted ? editAt(S, Outcomes) : std::nullopt);
      if (!IsWanted || Edits.back())
        continue;
      for (const Request &R : S.Wanted)
        Outcomes.at(R.Finding).Carrier.reset();
      Changed = true;
    }
  }

  llvm::EquivalenceClasses<unsigned> Groups;
  for (const Spot &S : Spots) {
    std::optional<unsigned> First;
    for (const Request &R : S.Wanted) {
      if (!Outcomes.at(R.Finding).Carrier)
        continue;
      if (First)
        Groups.unionSets(*First, R.Finding);
      else
        First = R.Finding;
    }
  }
  for (auto &[Finding, Result] : Outcomes) {
    if (!Result.Carrier)
      continue;
    // Findings come in order: the first of a group is its carrier.
    for (auto &[Other, OtherResult] : Outcomes) {
      if (OtherResult.Carrier &&
          (Other == Finding || Groups.isEquivalent(Other, Finding))) {
        Result.Carrier = Other;
        break;
      }
    }
  }
  for (size_t I = 0; I < Spots.size(); ++I) {
    if (!Edits[I])
      continue;
    for (const Request &R : Spots[I].Wanted) {
      if (std::optional<unsigned> Carrier = Outcomes.at(R.Finding).Carrier) {
        Outcomes.at(*Carrier).Edits.push_back(*Edits[I]);
        break;
      }
    }
  }
  return Outcomes;
}

} // namespace ticktidy::fix
