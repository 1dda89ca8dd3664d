//===- Summarize.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summarize.h"
#include "Files.h"
#include "analysis/ClassIndex.h"
#include "analysis/ClassWorld.h"
#include "analysis/Summaries.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <set>

using namespace clang;
using namespace llvm;

namespace ticktidy::tool {

static std::string usrOf(const Decl &D) {
  SmallString<128> Buffer;
  return index::generateUSRForDecl(&D, Buffer) ? "" : std::string(Buffer);
}

static std::string regimeOf(const model::Kind &Of) {
  switch (Of.Losing) {
  case model::Regime::Resource:
    return "*resource";
  case model::Regime::Object:
    return "*object";
  case model::Regime::Intrusive:
    return "*intrusive";
  }
  llvm_unreachable("no such regime");
}

static void sortOut(std::vector<std::string> &All) {
  llvm::sort(All);
  All.erase(std::unique(All.begin(), All.end()), All.end());
}

namespace {

class Observer {
public:
  explicit Observer(const analysis::UnitAnalysis &Unit)
      : Unit(Unit), Context(Unit.context()), Lookup(Unit.models()),
        Sources(Context.getSourceManager()), Scan(Context, Lookup),
        Index(Scan, Lookup, Context) {}

  Observed run(bool OnlyNeeds) {
    needs();
    // Of broken code nothing is known.
    if (OnlyNeeds || Scan.HasErrors)
      return std::move(Result);
    functions();
    fields();
    instances();
    members();
    sortOut(Result.Known.Defined);
    sortOut(Result.Known.Kinds);
    sortOut(Result.Known.Fields);
    sortOut(Result.Known.Statics);
    sortOut(Result.Known.Mortals);
    llvm::sort(Result.Known.Borrows);
    return std::move(Result);
  }

private:
  RawPlace placeOf(SourceLocation At) const {
    SourceLocation Here = Sources.getFileLoc(At);
    OptionalFileEntryRef File =
        Sources.getFileEntryRefForID(Sources.getFileID(Here));
    return {File ? absolutePath(File->getName()) : "",
            static_cast<int>(Sources.getFileOffset(Here))};
  }

  /// The kinds whose calls the unit names, wherever: for all others of a
  /// regime one stands.
  std::vector<const model::Kind *> kinds() {
    SmallPtrSet<const model::Kind *, 16> Named;
    for (const FunctionDecl *F : Scan.Bodies)
      for (const Stmt *Part : analysis::partsOf(*F))
        analysis::forEachOwn(*Part, [&](const Stmt &S) {
          const FunctionDecl *Callee = nullptr;
          if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
            Callee = dyn_cast<FunctionDecl>(Ref->getDecl());
          else if (const auto *Member = dyn_cast<MemberExpr>(&S))
            Callee = dyn_cast<FunctionDecl>(Member->getMemberDecl());
          if (Callee)
            for (const analysis::ModelLookup::Entry &E : Lookup.calls(*Callee))
              Named.insert(E.Of);
        });
    std::vector<const model::Kind *> Kinds(Named.begin(), Named.end());
    for (const model::Kind *Of : Kinds)
      Result.Known.Kinds.push_back(Of->Name.str());
    std::set<model::Regime> Seen;
    for (const model::Library *L : model::builtinLibraries())
      for (const model::Kind &Of : L->Kinds)
        if (!Named.contains(&Of) && Of.Class.empty() &&
            Seen.insert(Of.Losing).second) {
          Kinds.push_back(&Of);
          Others.insert(&Of);
        }
    return Kinds;
  }

  void functions() {
    std::vector<const model::Kind *> Kinds = kinds();
    analysis::Summaries Functions(Context, Lookup, Scan,
                                  analysis::Exceptions::Explicit,
                                  /*Strict=*/false);
    for (const FunctionDecl *F : Scan.Bodies) {
      if (!F->isExternallyVisible() || F->isDependentContext())
        continue;
      std::string Usr = usrOf(*F);
      if (Usr.empty())
        continue;
      Result.Known.Defined.push_back(Usr);
      for (unsigned I = 0; I != F->getNumParams(); ++I) {
        QualType Type = F->getParamDecl(I)->getType();
        if (!Type->isScalarType() && !Type->isReferenceType())
          continue;
        for (const model::Kind *Of : Kinds)
          if (Functions.parameter(*F, I, *Of) == analysis::Effect::Borrows)
            Result.Known.Borrows.push_back(
                {Usr, static_cast<int>(I),
                 Others.contains(Of) ? regimeOf(*Of) : Of->Name.str()});
      }
    }
  }

  /// The fields of headers' classes that the code names.
  void fields() {
    for (const FieldDecl *Field : Index.fields())
      if (!analysis::isInSourceFile(*Field) &&
          !Sources.isInSystemHeader(Field->getLocation()))
        Result.Known.Fields.push_back(usrOf(*Field));
  }

  void instances() {
    for (const RecordDecl *R : Index.instantiated()) {
      if (analysis::isInSourceFile(*R) ||
          Sources.isInSystemHeader(R->getLocation()))
        continue;
      analysis::Instances Made = Index.instancesOf(*R);
      if (Made.Static)
        Result.Known.Statics.push_back(usrOf(*R));
      if (Made.Other)
        Result.Known.Mortals.push_back(usrOf(*R));
    }
  }

  void needs() {
    for (const analysis::Doubt &D : Unit.doubts()) {
      RawPlace At;
      if (D.Creation)
        At = placeOf(D.Creation->getBeginLoc());
      Result.Needs[{At.File, At.Offset}].push_back(
          {usrOf(*D.Callee), static_cast<int>(D.Parameter), D.Of->Name.str()});
      Result.Regimes[D.Of->Name.str()] = regimeOf(*D.Of);
    }
  }

  void members() {
    analysis::FieldTimers Fields(Scan, Index, Lookup, Context);
    for (const analysis::MemberLeak &Leak :
         analysis::memberLeaks(Scan, Fields, Lookup, Context, /*Open=*/true)) {
      if (Leak.InDoubt)
        continue;
      OpenMember Open;
      std::string Timer = "'" + Leak.Field->getNameAsString() + "'";
      std::string Class = "'" + Leak.Class->getNameAsString() + "'";
      StringRef Verb = Leak.Timer.Of->EndVerb;
      Open.At = placeOf(Leak.Timer.Anchor->getBeginLoc());
      Open.Text = "timer " + Timer + " is still " +
                  (Leak.StorageDies ? "armed" : "alive") + " when its " +
                  Class + " is destroyed";
      if (Leak.Start)
        Open.Notes.emplace_back(placeOf(Leak.Start->getBeginLoc()),
                                "started here");
      Open.Notes.emplace_back(placeOf(Leak.End.Function
                                          ? Leak.End.Function->getLocation()
                                          : Leak.End.Class->getLocation()),
                              "no unit has code that leads from the end of " +
                                  Class + " to where " + Timer + " is " +
                                  (Verb.empty() ? "stopped" : Verb).str());
      for (const FunctionDecl *F : Leak.Elsewhere)
        Open.Elsewhere.push_back(usrOf(*F));
      sortOut(Open.Elsewhere);
      Open.Field = usrOf(*Leak.Field);
      Open.Class = usrOf(*Leak.Class);
      Result.Members.push_back(std::move(Open));
    }
  }

  const analysis::UnitAnalysis &Unit;
  ASTContext &Context;
  const analysis::ModelLookup &Lookup;
  const SourceManager &Sources;
  analysis::UnitScan Scan;
  analysis::ClassIndex Index;
  SmallPtrSet<const model::Kind *, 4> Others; ///< that stand for their regime
  Observed Result;
};

} // namespace

Observed observe(const analysis::UnitAnalysis &Unit, bool OnlyNeeds) {
  return Observer(Unit).run(OnlyNeeds);
}

} // namespace ticktidy::tool
