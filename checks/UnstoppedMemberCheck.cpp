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
std::string className(const RecordDecl &R) {
  if (const TypedefNameDecl *Alias = R.getTypedefNameForAnonDecl())
    return "'" + Alias->getNameAsString() + "'";
  if (R.getDeclName().isEmpty())
    return "";
  bool InC = !R.getASTContext().getLangOpts().CPlusPlus;
  return (InC ? "'struct " : "'") + R.getNameAsString() + "'";
}

std::string messageFor(const MemberLeak &Found) {
  std::string Class = className(*Found.Class);
  std::string Object = Class.empty() ? "object" : Class;
  return "timer '" + Found.Field->getNameAsString() + "' is still " +
         (Found.StorageDies ? "armed" : "alive") + " when its " + Object +
         (Found.End.Free ? " is freed" : " is destroyed");
}

/// The place right before the object of \p Found is freed.
analysis::Exit freeing(const MemberLeak &Found) {
  analysis::Exit At;
  At.Jump = Found.End.Free;
  At.AlwaysLive = Found.State.AlwaysLive;
  return At;
}

/// The statement that ends the timer of \p Found where its object ends, or
/// nothing where it cannot be told whether the field holds a timer.
std::optional<std::string> endFor(const MemberLeak &Found,
                                  const analysis::TimerSite &Site,
                                  const ASTContext &Context) {
  bool ByDelete = Site.Of->Losing == model::Regime::Object;
  bool Several = Found.Field->getType()->isArrayType() ||
                 Found.Field->getType()->isRecordType();
  if ((Several && !Found.StorageDies) ||
      (Found.End.Free && Found.End.objectText().empty()))
    return std::nullopt;
  analysis::Exit At = freeing(Found);
  if (At.AlwaysLive || Found.State.AlwaysMade)
    return fix::endStatement(Site, At, Context);
  // The test tells only if the field had a value from the beginning.
  std::optional<std::int64_t> Initial = Found.State.Initial;
  if (!Initial)
    return std::nullopt;
  if (ByDelete && *Initial == 0) {
    At.AlwaysLive = true;
    return fix::endStatement(Site, At, Context);
  }
  bool ByZero = !Site.Of->ValidText.contains(">=");
  if (ByZero ? *Initial != 0 : *Initial >= 0)
    return std::nullopt;
  return fix::endStatement(Site, At, Context);
}

} // namespace

UnstoppedMemberCheck::UnstoppedMemberCheck(llvm::StringRef Name,
                                           tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::MemberLeak) {}

void UnstoppedMemberCheck::report(const analysis::UnitAnalysis &Unit) {
  const ASTContext &Context = Unit.context();
  std::vector<MemberLeak> Leaks = mine(Unit, Unit.memberLeaks());
  if (!isStrict())
    llvm::erase_if(Leaks, [](const MemberLeak &L) { return L.InDoubt; });
  fix::DestructorPlan Destructors(Context);
  fix::ExitPlan Frees(Context);
  for (unsigned I = 0; I != Leaks.size(); ++I) {
    const MemberLeak &Found = Leaks[I];
    const auto *Class = dyn_cast<CXXRecordDecl>(Found.End.Class);
    analysis::TimerSite Site = Found.Timer;
    if (Found.End.Function)
      Site.Function = Found.End.Function;
    if (Found.End.Free)
      Frees.add(I, Site, freeing(Found), endFor(Found, Site, Context));
    else if (Class && Class == Found.Class)
      Destructors.add(I, *Class, endFor(Found, Site, Context));
  }
  std::map<unsigned, fix::DestructorPlan::Outcome> InDestructor =
      Destructors.resolve();
  std::map<unsigned, fix::ExitPlan::Outcome> BeforeFree = Frees.resolve();

  for (unsigned I = 0; I != Leaks.size(); ++I) {
    const MemberLeak &Found = Leaks[I];
    std::optional<unsigned> Carrier =
        Found.End.Free ? BeforeFree[I].Carrier : InDestructor[I].Carrier;
    diag(Found.Timer.Anchor->getBeginLoc(), "%0")
        << messageFor(Found)
        << (Found.End.Free ? BeforeFree[I].Edits : InDestructor[I].Edits);
    if (Found.Start)
      diag(Found.Start->getBeginLoc(), "started here", DiagnosticIDs::Note);
    for (const Expr *Other : Found.Others)
      diag(Other->getBeginLoc(), "a timer for '%0' is made here as well",
           DiagnosticIDs::Note)
          << Found.Field->getName();
    tellEnd(Found);
    if (Carrier && *Carrier != I)
      diag(Leaks[*Carrier].Timer.Anchor->getBeginLoc(),
           "the fix for the timer that is made here ends this one as well",
           DiagnosticIDs::Note);
    else if (!Carrier)
      if (std::optional<std::string> End = fix::endWords(Found.Timer, Context))
        diag(Found.Timer.Anchor->getBeginLoc(), "end it with '%0' there",
             DiagnosticIDs::Note)
            << *End;
  }
}

/// Where the object ends, and what is missing there.
void UnstoppedMemberCheck::tellEnd(const MemberLeak &Found) {
  const analysis::Destroyer &End = Found.End;
  llvm::StringRef Verb = Found.Timer.Of->EndVerb;
  std::string Never = "'" + Found.Field->getNameAsString() + "' is not " +
                      (Verb.empty() ? "stopped" : Verb).str();
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  std::string Class = className(*End.Class);
  if (Class.empty())
    Class = "the class";
  if (End.Later)
    Note(End.Free->getBeginLoc(),
         "what frees " + Class + " is named here, and " + Never);
  else if (End.Free)
    Note(End.Free->getBeginLoc(), Class + " is freed here, and " + Never);
  else if (End.Function)
    Note(End.Function->getBody()->getEndLoc(),
         describe(*End.Function) + " ends here, and " + Never);
  else
    Note(End.Class->getLocation(),
         Class + " has no destructor of its own, and " + Never);
}

} // namespace ticktidy
