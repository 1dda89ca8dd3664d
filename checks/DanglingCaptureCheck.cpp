//===- DanglingCaptureCheck.cpp -------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DanglingCaptureCheck.h"
#include "analysis/ExprShape.h"
#include "fix/ReferentFix.h"
#include "fix/SelfFix.h"
#include <set>

using namespace clang;

namespace ticktidy {

using analysis::DanglingCapture;

namespace {

/// What the object is called where it is captured.
std::string objectName(const DanglingCapture &D) {
  if (D.What == DanglingCapture::Local)
    return D.Variable->getNameAsString();
  if (const Expr *Data = D.Object.Source)
    if (const VarDecl *V = analysis::namedVariable(analysis::stripped(Data)))
      return "*" + V->getNameAsString();
  return "*this";
}

/// What to do where no edit does it.
StringRef advice(const DanglingCapture &D) {
  switch (D.What) {
  case DanglingCapture::Local:
    return D.Called.Lambda
               ? "let the callback own what it needs, or end the "
                 "timer before that is gone"
               : "give the callback an object that lives as long as "
                 "the timer, or end the timer before this one is "
                 "gone";
  case DanglingCapture::NoContext:
    return "keep a timer that ends with the object, or let the callback look "
           "at "
           "a weak handle first";
  case DanglingCapture::NotStopped:
    return "end the timer when the object ends";
  case DanglingCapture::Cancelled:
    return "let the callback hold a handle on the object, or look at the error "
           "first";
  case DanglingCapture::Freed:
    return "keep the handle, and end the timer before the object is freed";
  }
  llvm_unreachable("all kinds are handled");
}

} // namespace

DanglingCaptureCheck::DanglingCaptureCheck(StringRef Name,
                                           tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::DanglingCapture),
      Includes(Options.getLocalOrGlobal("IncludeStyle",
                                        tidy::utils::IncludeSorter::IS_LLVM),
               areDiagsSelfContained()) {}

void DanglingCaptureCheck::registerPPCallbacks(const SourceManager &,
                                               Preprocessor *PP,
                                               Preprocessor *) {
  Includes.watch(*PP);
}

void DanglingCaptureCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "IncludeStyle", Includes.style());
}

void DanglingCaptureCheck::report(const analysis::UnitAnalysis &Unit) {
  // One lambda may be the callback of several timers, and its object the same.
  std::set<std::pair<SourceLocation, const VarDecl *>> Told;
  for (const DanglingCapture &D : Unit.captures().Dangling) {
    // What ends no timer is told where the timer is made.
    if (!isMine(Unit, D.Object) ||
        (D.Creation.isValid() && isReported(Unit, D.Creation)) ||
        !Told.emplace(D.Object.Where, D.Variable).second)
      continue;
    reportOne(D, Unit.context());
  }
}

void DanglingCaptureCheck::reportOne(const DanglingCapture &D,
                                     const ASTContext &Context) {
  const std::string Name = objectName(D);
  SmallVector<FixItHint, 4> Edits;
  bool Moves = false;
  switch (D.What) {
  case DanglingCapture::Local: {
    fix::ReferentFix Fix = fix::captureByValue(D, Context);
    Edits = std::move(Fix.Edits);
    Moves = Fix.Moves && !Edits.empty();
    break;
  }
  case DanglingCapture::NoContext:
    Edits.append(fix::passContext(D, Context));
    break;
  case DanglingCapture::Cancelled:
    Edits = fix::guardedThis(D, Context);
    break;
  case DanglingCapture::NotStopped:
  case DanglingCapture::Freed:
    break;
  }
  {
    auto Report = diag(D.Object.Where, "callback of the timer refers to '%0', "
                                       "which may be gone when it runs")
                  << Name << Edits;
    if (Moves)
      Report << Includes.insertion(
          Context.getSourceManager().getFileID(D.Object.Where), "<utility>");
  }
  tell(D, Name);
  if (Edits.empty())
    diag(D.Object.Where, "%0", DiagnosticIDs::Note) << advice(D);
}

void DanglingCaptureCheck::tell(const DanglingCapture &D, StringRef Name) {
  auto Note = [this](SourceLocation At, const std::string &Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  const std::string Timer =
      D.Timer ? "'" + D.Timer->getNameAsString() + "'" : "the timer";
  const std::string Class =
      D.Class ? "'" + D.Class->getNameAsString() + "'" : "the object";
  std::string Started = D.Site.Call.does(model::ActionStart)
                            ? Timer + " is started here"
                            : Timer + " gets the callback here";
  if (D.What == DanglingCapture::NoContext)
    Started += ", without an object with which the callback ends";
  Note(D.Site.Call.View.expr().getExprLoc(), Started);
  switch (D.What) {
  case DanglingCapture::Local:
    Note(D.End, ("'" + Name +
                 "' goes out of scope here, and nothing has ended "
                 "the timer")
                    .str());
    break;
  case DanglingCapture::NoContext:
    if (D.End.isValid())
      Note(D.End, Class + " is freed here");
    break;
  case DanglingCapture::NotStopped:
    Note(D.End,
         Class + " ends here, and " + Timer + " is not " +
             (D.Site.Call.Of->EndVerb.empty() ? "stopped"
                                              : D.Site.Call.Of->EndVerb.str()));
    break;
  case DanglingCapture::Cancelled:
    Note(D.Timer->getLocation(),
         Timer + " ends with its " + Class +
             ", and calls the callback with an error after that");
    break;
  case DanglingCapture::Freed:
    Note(D.End, Class + " is freed here, and nobody has a handle to end the "
                        "timer with");
    break;
  }
  Note(D.Use, "the callback uses it here");
}

} // namespace ticktidy
