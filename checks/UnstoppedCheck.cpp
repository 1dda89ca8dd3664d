//===- UnstoppedCheck.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnstoppedCheck.h"
#include "fix/AfterEdit.h"
#include "fix/EndText.h"
#include "fix/ExitPlan.h"
#include "fix/OwnerEdit.h"
#include <string_view>

using namespace clang;

namespace ticktidy {

using analysis::Leak;
using analysis::Step;

namespace {

/// What is the matter, without the name of the check.
std::string messageFor(const Leak &Found) {
  std::string Timer =
      Found.Timer.Handle.empty() ? "a timer" : "timer " + nameOf(Found.Timer);
  std::string Function = describe(*Found.Timer.Function);
  Step::Kind End = Found.Path.empty() ? Step::Leaves : Found.Path.back().What;
  if (Found.StorageDies)
    return Timer + " is still armed when its storage ends";
  switch (End) {
  case Step::Suspends:
    return Timer + " is still alive when " + Function +
           " is destroyed while it waits";
  case Step::Throws:
  case Step::MayThrow:
    return Timer + " is still alive when " + Function + " throws";
  case Step::LeavesScope:
    return Timer + " is still alive when it goes out of scope";
  case Step::Overwrites:
    return Timer + " is still alive when its handle is overwritten";
  default:
    return Timer + " is still alive when " + Function + " returns";
  }
}

/// How often \p Word stands in \p Text, which may be a file of megabytes.
std::size_t countOf(std::string_view Word, std::string_view Text) {
  std::size_t Count = 0;
  for (std::size_t At = Text.find(Word); At != std::string_view::npos;
       At = Text.find(Word, At + Word.size()))
    ++Count;
  return Count;
}

/// True if NOLINT comments stand where they may silence a report at \p At.
bool isAccepted(SourceLocation At, const SourceManager &Sources) {
  auto [File, Offset] = Sources.getDecomposedExpansionLoc(At);
  llvm::StringRef Text = Sources.getBufferData(File);
  llvm::StringRef Before = Text.take_front(Offset);
  llvm::StringRef LineAbove = Before.rsplit('\n').first.rsplit('\n').second;
  return Text.drop_front(Offset).split('\n').first.contains("NOLINT") ||
         LineAbove.contains("NOLINTNEXTLINE") ||
         countOf("NOLINTBEGIN", Before) > countOf("NOLINTEND", Before);
}

} // namespace

UnstoppedCheck::UnstoppedCheck(llvm::StringRef Name,
                               tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::Leak),
      GuardName(Options.get("Guard", "std::unique_ptr")),
      Guard(fix::parseGuardStyle(GuardName)),
      Includes(Options.getLocalOrGlobal("IncludeStyle",
                                        tidy::utils::IncludeSorter::IS_LLVM),
               areDiagsSelfContained()) {
  if (!Guard)
    configurationDiag("invalid value '%0' for option '%1.Guard'; expected one "
                      "of %2",
                      DiagnosticIDs::Error)
        << GuardName << Name << fix::guardStyleNames();
}

void UnstoppedCheck::registerPPCallbacks(const SourceManager &Sources,
                                         Preprocessor *PP,
                                         Preprocessor *ModuleExpanderPP) {
  Includes.watch(*PP);
}

void UnstoppedCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "Guard", GuardName);
  Options.store(Opts, "IncludeStyle", Includes.style());
}

void UnstoppedCheck::report(const analysis::UnitAnalysis &Unit) {
  ASTContext &Context = Unit.context();
  const SourceManager &Sources = Context.getSourceManager();
  std::vector<Leak> Leaks = mine(Unit, Unit.leaks());
  fix::ExitPlan Plan(Context);
  std::vector<std::optional<FixItHint>> Owners(Leaks.size());
  for (unsigned I = 0; I != Leaks.size(); ++I) {
    if (!Leaks[I].CaredForElsewhere)
      Owners[I] = fix::giveOwner(Leaks[I].Timer, Unit.models(), Context);
    // An accepted leak is neither ended by the fix of another one, nor does it
    // take that away.
    if (Owners[I] || isAccepted(Leaks[I].Timer.Anchor->getBeginLoc(), Sources))
      continue;
    for (const analysis::Exit &E : Leaks[I].Exits)
      Plan.add(I, Leaks[I].Timer, E,
               fix::endStatement(Leaks[I].Timer, E, Context));
  }
  std::map<unsigned, fix::ExitPlan::Outcome> Outcomes = Plan.resolve();

  for (unsigned I = 0; I != Leaks.size(); ++I) {
    const Leak &Found = Leaks[I];
    const fix::ExitPlan::Outcome Outcome =
        Owners[I] ? fix::ExitPlan::Outcome{I, {*Owners[I]}} : Outcomes[I];
    diag(Found.Timer.Anchor->getBeginLoc(), "%0")
        << messageFor(Found) << Outcome.Edits;
    if (Found.Timer.Origin)
      diag(Found.Timer.Origin->getBeginLoc(), "made here for the caller",
           DiagnosticIDs::Note);
    tell(Found.Path, describe(*Found.Timer.Function), nameOf(Found.Timer),
         endVerbOf(Found.Timer));
    if (Outcome.Carrier && *Outcome.Carrier != I)
      diag(Leaks[*Outcome.Carrier].Timer.Anchor->getBeginLoc(),
           "the fix for the timer that is made here ends this one as well",
           DiagnosticIDs::Note);
    else if (!Outcome.Carrier)
      if (std::optional<std::string> End = fix::endWords(Found.Timer, Context))
        diag(Found.Timer.Anchor->getBeginLoc(),
             "end it with '%0' on every path", DiagnosticIDs::Note)
            << *End;
    offerGuard(Found, Context);
  }
}

/// The other way to mend it, where no path stops the timer by hand: the guard
/// would stop it once more.
void UnstoppedCheck::offerGuard(const Leak &Found, ASTContext &Context) {
  const analysis::TimerSite &Timer = Found.Timer;
  const Stmt *Body = Timer.Function->getBody();
  if (!Guard || Found.CaredForElsewhere || !Timer.Holder || !Body)
    return;
  ParentMap Parents(const_cast<Stmt *>(Body));
  const IfStmt *Test = fix::failureTestOf(Timer, Parents, Context);
  bool KnownLive = Test || !model::mayFail(Timer.Call->Fails);
  std::optional<fix::GuardText> Text =
      fix::guardFor(Timer, *Guard, KnownLive, Context);
  if (!Text)
    return;
  const Stmt &After = Test ? static_cast<const Stmt &>(*Test) : *Timer.Creation;
  std::optional<FixItHint> Edit =
      fix::insertAfter(After, Text->Statement, /*Declares=*/true,
                       *Timer.Function, Parents, Context, Timer.Holder);
  if (!Edit)
    return;
  const SourceManager &Sources = Context.getSourceManager();
  auto Note = diag(Timer.Anchor->getBeginLoc(), "guard '%0' with '%1'",
                   DiagnosticIDs::Note);
  Note << Timer.Handle << GuardName << *Edit;
  if (std::optional<FixItHint> Include = Includes.insertion(
          Sources.getFileID(Edit->RemoveRange.getBegin()),
          Text->Angled ? "<" + Text->Header + ">" : Text->Header))
    Note << *Include;
}

} // namespace ticktidy
