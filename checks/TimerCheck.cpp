//===- TimerCheck.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerCheck.h"
#include "SharedAnalysis.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"

using namespace clang;

namespace ticktidy {

TimerCheck::TimerCheck(llvm::StringRef Name, tidy::ClangTidyContext *Context,
                       std::optional<analysis::Fault> Reports)
    : ClangTidyCheck(Name, Context),
      TimerModels(Options.getLocalOrGlobal("TimerModels", "")),
      SmallTripCount(Options.getLocalOrGlobal("SmallTripCount", 8U)),
      Exceptions(Options.getLocalOrGlobal("Exceptions", "explicit")),
      StrictMode(Options.getLocalOrGlobal("StrictMode", false)),
      Reports(Reports),
      Shared(SharedAnalysis::get(
          *Context, {TimerModels, SmallTripCount, Exceptions, StrictMode})) {
  if (Reports)
    Shared->ask(*Reports);
}

TimerCheck::~TimerCheck() = default;

void TimerCheck::registerMatchers(ast_matchers::MatchFinder *Finder) {
  Finder->addMatcher(ast_matchers::translationUnitDecl(), this);
}

void TimerCheck::check(const ast_matchers::MatchFinder::MatchResult &Result) {
  for (const std::string &Error : Shared->takeErrors())
    configurationDiag("%0", DiagnosticIDs::Error) << Error;
  Sources = Result.SourceManager;
  const analysis::UnitAnalysis &Unit = Shared->of(*Result.Context);
  for (const std::string &Warning : Shared->takeWarnings())
    configurationDiag("%0") << Warning;
  report(Unit);
}

DiagnosticBuilder TimerCheck::diag(SourceLocation At, llvm::StringRef Text,
                                   DiagnosticIDs::Level Level) {
  if (At.isMacroID() && Sources->isInSystemMacro(At))
    At = Sources->getExpansionLoc(At);
  DiagnosticBuilder Report = ClangTidyCheck::diag(At, Text, Level);
  // An editor would underline what the fix removes, which may begin in a line
  // before.
  Report << SourceRange(At);
  return Report;
}

void TimerCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "TimerModels", TimerModels);
  Options.store(Opts, "SmallTripCount", SmallTripCount);
  Options.store(Opts, "Exceptions", Exceptions);
  Options.store(Opts, "StrictMode", StrictMode);
}

void TimerCheck::tell(llvm::ArrayRef<analysis::Step> Path,
                      llvm::StringRef Function, llvm::StringRef Timer,
                      llvm::StringRef Verb) {
  using analysis::Step;
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  std::string Never = (Timer + " is not " + Verb).str();
  for (const Step &S : Path) {
    switch (S.What) {
    case Step::Starts:
      Note(S.Where, "started here");
      break;
    case Step::TakesTrue:
    case Step::TakesFalse: {
      llvm::StringRef Holds = S.What == Step::TakesTrue ? "true" : "false";
      Note(S.Where,
           S.Text.empty()
               ? ("this condition is " + Holds + " on the way").str()
               : (llvm::Twine("'") + S.Text + "' is " + Holds + " on the way")
                     .str());
      break;
    }
    case Step::TakesCase:
      Note(S.Where, "control comes to this case");
      break;
    case Step::RunsLoop:
      Note(S.Where, "the loop is entered");
      break;
    case Step::SkipsLoop:
      Note(S.Where, "the loop ends, or never runs");
      break;
    case Step::Jumps:
      Note(S.Where, "jumps to '" + S.Text + "' here");
      break;
    case Step::Leaves:
      Note(S.Where, (Function + " returns here, and " + Never).str());
      break;
    case Step::Throws:
      Note(S.Where, (Function + " throws here, and " + Never).str());
      break;
    case Step::MayThrow:
      Note(S.Where, "an exception may come out of this call, and " + Never);
      break;
    case Step::Suspends:
      Note(S.Where,
           "the coroutine may be destroyed while it waits here, and " + Never);
      break;
    case Step::LeavesScope:
      Note(S.Where,
           (Timer + " goes out of scope here, and is not " + Verb).str());
      break;
    case Step::Frees:
      Note(S.Where, "its storage is freed here, and " + Never);
      break;
    case Step::Overwrites:
      Note(S.Where,
           (Timer + " gets another value here, and the timer is not " + Verb)
               .str());
      break;
    case Step::Releases:
      Note(S.Where, (Timer + " is " + Verb + " here").str());
      break;
    case Step::Replaces:
    case Step::Uses:
      break; // The warning itself.
    }
  }
}

bool TimerCheck::isMine(const analysis::UnitAnalysis &Unit,
                        const analysis::TimerSite &Site) const {
  return Unit.isFirst(*Reports, Site, Shared->asked());
}

bool TimerCheck::isMine(const analysis::UnitAnalysis &Unit,
                        const analysis::Held &Object) const {
  return Unit.isFirst(*Reports, Object.Where, Object.Inside, Shared->asked());
}

bool TimerCheck::isReported(const analysis::UnitAnalysis &Unit,
                            SourceLocation Where) const {
  return !Unit.isFirst(analysis::Fault::DanglingCapture, Where, nullptr,
                       Shared->asked());
}

std::string nameOf(const analysis::TimerSite &Site) {
  return Site.Handle.empty() ? "the timer" : "'" + Site.Handle + "'";
}

llvm::StringRef endVerbOf(const analysis::TimerSite &Site) {
  return Site.Of->EndVerb.empty() ? "stopped" : Site.Of->EndVerb;
}

std::string describe(const FunctionDecl &F) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&F);
      Method && Method->getParent()->isLambda())
    return "the lambda";
  return "'" + F.getNameAsString() + "'";
}

} // namespace ticktidy
