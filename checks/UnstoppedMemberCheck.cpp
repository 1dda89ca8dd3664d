//===- UnstoppedMemberCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnstoppedMemberCheck.h"
#include "fix/DestructorEdit.h"
#include "fix/EndText.h"
#include "fix/ExitPlan.h"

using namespace clang;

namespace ticktidy {

using analysis::MemberLeak;

namespace {

/// How messages call an object of \p R: "'Session'", "'struct session'", or
/// nothing for a class without a name.
std::string nameOf(const RecordDecl &R) {
  if (const TypedefNameDecl *Alias = R.getTypedefNameForAnonDecl())
    return "'" + Alias->getNameAsString() + "'";
  if (R.getDeclName().isEmpty())
    return "";
  bool InC = !R.getASTContext().getLangOpts().CPlusPlus;
  return (InC ? "'struct " : "'") + R.getNameAsString() + "'";
}

std::string messageFor(const MemberLeak &Found) {
  std::string Class = nameOf(*Found.Class);
  std::string Object = Class.empty() ? "object" : Class;
  return "timer '" + Found.Field->getNameAsString() + "' is still " +
         (Found.StorageDies ? "armed" : "alive") + " when its " + Object +
         (Found.End.Free ? " is freed" : " is destroyed");
}

/// True if every object has a value in \p F that can be tested: the field of an
/// object that was made before the timer was.
bool isInitialized(const MemberLeak &Found) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Found.Class);
  if (!Class || Found.Field->hasInClassInitializer() ||
      isa_and_nonnull<CXXConstructorDecl>(Found.ArmedIn))
    return true;
  bool HasOne = false;
  for (const CXXConstructorDecl *C : Class->ctors()) {
    if (C->isCopyOrMoveConstructor() || C->isImplicit())
      continue;
    HasOne = true;
    if (llvm::none_of(C->inits(), [&](const CXXCtorInitializer *I) {
          return I->isWritten() && I->getMember() == Found.Field;
        }))
      return false;
  }
  return HasOne;
}

/// The statement that ends the timer where its object ends; nothing where no
/// test tells whether there is a timer.
std::optional<std::string> endOf(const MemberLeak &Found) {
  const model::Kind &Of = *Found.Timer.Of;
  llvm::StringRef Handle = Found.Timer.Handle;
  llvm::StringRef Pointer = Found.Timer.Pointer;
  std::optional<std::string> End = fix::filled(Of.EndText, Handle, Pointer);
  if (!End || !isInitialized(Found))
    return std::nullopt;
  if (std::optional<std::string> Valid =
          fix::filled(Of.ValidText, Handle, Pointer))
    return "if (" + *Valid + ") " + *End + ";";
  return isa_and_nonnull<CXXConstructorDecl>(Found.ArmedIn)
             ? std::optional(*End + ";")
             : std::nullopt;
}

/// What becomes of each finding: its edits, or the finding that carries them.
struct Mended {
  std::optional<unsigned> Carrier;
  std::vector<FixItHint> Edits;
};

std::vector<Mended> mend(llvm::ArrayRef<MemberLeak> All,
                         const ASTContext &Context) {
  fix::DestructorPlan Destructors(Context);
  fix::ExitPlan Frees(Context);
  for (unsigned I = 0; I != All.size(); ++I) {
    const analysis::Destroyer &End = All[I].End;
    if (!End.Free) {
      if (const auto *Class = dyn_cast<CXXRecordDecl>(End.Class))
        Destructors.add(I, *Class, endOf(All[I]));
      continue;
    }
    analysis::TimerSite Site = All[I].Timer;
    Site.Function = End.Function;
    Site.Holder = nullptr;
    analysis::Exit At;
    At.Jump = End.Free;
    Frees.add(I, Site, At, endOf(All[I]));
  }
  std::vector<Mended> Result(All.size());
  for (auto &[I, Outcome] : Destructors.resolve())
    Result[I] = {Outcome.Carrier, std::move(Outcome.Edits)};
  for (auto &[I, Outcome] : Frees.resolve())
    Result[I] = {Outcome.Carrier, std::move(Outcome.Edits)};
  return Result;
}

} // namespace

UnstoppedMemberCheck::UnstoppedMemberCheck(llvm::StringRef Name,
                                           tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::MemberLeak),
      StrictMode(Options.get("StrictMode", false)) {}

void UnstoppedMemberCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "StrictMode", StrictMode);
}

void UnstoppedMemberCheck::report(const analysis::UnitAnalysis &Unit) {
  const ASTContext &Context = Unit.context();
  std::vector<MemberLeak> All = mine(Unit, Unit.memberLeaks());
  llvm::erase_if(All, [this](const MemberLeak &Found) {
    return Found.InDoubt && !StrictMode;
  });
  std::vector<Mended> Fixes = mend(All, Context);
  for (unsigned I = 0; I != All.size(); ++I) {
    const MemberLeak &Found = All[I];
    diag(Found.Timer.Anchor->getBeginLoc(), "%0")
        << messageFor(Found) << Fixes[I].Edits;
    if (Found.Start)
      diag(Found.Start->getBeginLoc(), "started here", DiagnosticIDs::Note);
    for (const Expr *Other : Found.Others)
      diag(Other->getBeginLoc(), "a timer for '%0' is made here as well",
           DiagnosticIDs::Note)
          << Found.Field->getName();
    tellEnd(Found, Context);
    if (Fixes[I].Carrier && *Fixes[I].Carrier != I)
      diag(All[*Fixes[I].Carrier].Timer.Anchor->getBeginLoc(),
           "the fix for the timer that is made here ends this one as well",
           DiagnosticIDs::Note);
    else if (Fixes[I].Carrier)
      continue;
    else if (std::optional<std::string> End =
                 fix::endWords(Found.Timer, Context))
      diag(Found.Timer.Anchor->getBeginLoc(), "end it with '%0' there",
           DiagnosticIDs::Note)
          << *End;
  }
}

/// Where the object ends, and what is missing there.
void UnstoppedMemberCheck::tellEnd(const MemberLeak &Found,
                                   const ASTContext &Context) {
  const analysis::Destroyer &End = Found.End;
  llvm::StringRef Verb = Found.Timer.Of->EndVerb;
  std::string Never = "'" + Found.Field->getNameAsString() + "' is not " +
                      (Verb.empty() ? "stopped" : Verb).str();
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  std::string Class = nameOf(*End.Class);
  if (Class.empty())
    Class = "the class";
  if (End.Free)
    Note(End.Free->getBeginLoc(), Class + " is freed here, and " + Never);
  else if (End.Function)
    Note(End.Function->getBody()->getEndLoc(),
         describe(*End.Function) + " ends here, and " + Never);
  else
    Note(End.Class->getLocation(),
         Class + " has no destructor of its own, and " + Never);
}

} // namespace ticktidy
