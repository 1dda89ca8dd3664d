//===- UnstoppedMemberCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnstoppedMemberCheck.h"
#include "fix/EndText.h"

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
  for (const MemberLeak &Found : mine(Unit, Unit.memberLeaks())) {
    if (Found.InDoubt && !StrictMode)
      continue;
    diag(Found.Timer.Anchor->getBeginLoc(), "%0") << messageFor(Found);
    if (Found.Start)
      diag(Found.Start->getBeginLoc(), "started here", DiagnosticIDs::Note);
    for (const Expr *Other : Found.Others)
      diag(Other->getBeginLoc(), "a timer for '%0' is made here as well",
           DiagnosticIDs::Note)
          << Found.Field->getName();
    tellEnd(Found, Context);
    if (std::optional<std::string> End = fix::endWords(Found.Timer, Context))
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
