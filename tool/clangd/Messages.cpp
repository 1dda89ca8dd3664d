//===- Messages.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Messages.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ticktidy::clangd {

StringRef imperativeOf(StringRef Check) {
  return StringSwitch<StringRef>(Check)
      .Case("timer-blocking-callback", "hand the work to the executor")
      .Case("timer-dangling-capture", "make the callback safe to run late")
      .Case("timer-discarded-handle", "give the timer an owner")
      .Case("timer-heavy-capture", "hold no more than the callback needs")
      .Case("timer-in-loop", "make one timer before the loop")
      .Case("timer-overwritten-handle", "end the old timer first")
      .Case("timer-retain-cycle", "hold the object weakly, and lock it")
      .Case("timer-suspicious-interval", "write the interval that is meant")
      .Case("timer-unguarded-rearm", "return first when the timer is stopped")
      .Case("timer-unstopped", "end the timer on every path")
      .Case("timer-unstopped-member", "end the timer with its object")
      .Case("timer-use-after-release", "release the timer only once")
      .Default("mend it");
}

std::string pageOn(StringRef Check) {
  StringRef Page = Check;
  Page.consume_front("timer-");
  StringRef Site = TICKTIDY_DOCS_URL;
  if (!Site.empty())
    return (Site + "/checks/" + Page + ".md").str();

  static const std::string Prefix =
      sys::path::parent_path(
          sys::path::parent_path(sys::fs::getMainExecutable(nullptr, nullptr)))
          .str();
  std::string Url = "file://";
  for (char C : Prefix + "/share/doc/ticktidy/checks/" + Page.str() + ".md") {
    if (isAlnum(C) || StringRef("/-_.~+").contains(C))
      Url += C;
    else
      Url += "%" + toHex(StringRef(&C, 1));
  }
  return Url;
}

/// The check of ours that makes the LSP \p Diagnostic, or "".
static StringRef checkOf(const json::Object &Diagnostic) {
  StringRef Check = Diagnostic.getString("code").value_or("");
  return isOurs(Check) ? Check : "";
}

/// True if \p Title is the report itself, as clangd takes it where a warning's
/// own fix has several edits.
static bool isReport(StringRef Title, const json::Object &Diagnostic) {
  // The diagnostic's message begins with a capital letter, and goes on with
  // the notes where the editor doesn't take them apart.
  StringRef Message = Diagnostic.getString("message").value_or("");
  return !Title.empty() && Message.size() >= Title.size() &&
         toLower(Message.front()) == toLower(Title.front()) &&
         Message.substr(1, Title.size() - 1) == Title.drop_front();
}

static void giveTitle(json::Object &Action, const json::Object &Diagnostic) {
  StringRef Check = checkOf(Diagnostic);
  if (!Check.empty() &&
      isReport(Action.getString("title").value_or(""), Diagnostic))
    Action["title"] = imperativeOf(Check);
}

void mendDiagnostic(json::Value &Diagnostic) {
  json::Object *D = Diagnostic.getAsObject();
  if (!D)
    return;
  StringRef Check = checkOf(*D);
  if (Check.empty())
    return;
  (*D)["codeDescription"] = json::Object{{"href", pageOn(Check)}};
  if (json::Array *Actions = D->getArray("codeActions"))
    for (json::Value &Action : *Actions)
      if (json::Object *A = Action.getAsObject())
        giveTitle(*A, *D);
}

void mendCodeAction(json::Value &Action) {
  json::Object *A = Action.getAsObject();
  json::Array *Diagnostics = A ? A->getArray("diagnostics") : nullptr;
  if (!Diagnostics)
    return;
  for (json::Value &Diagnostic : *Diagnostics) {
    mendDiagnostic(Diagnostic);
    if (const json::Object *D = Diagnostic.getAsObject())
      giveTitle(*A, *D);
  }
}

} // namespace ticktidy::clangd
