//===- Hooks.cpp - The places where clangd asks about our checks ----------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The linker's --wrap=NAME sends clangd's calls of a function NAME to
/// __wrap_NAME, and ours of __real_NAME to clangd. Each function here does that
/// to one of clangd's: it answers for timer checks, and leaves the rest to
/// clangd. CMakeLists.txt gives the linker the same names.
///
//===----------------------------------------------------------------------===//

#include "Messages.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "support/Compat.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <optional>

namespace clang::clangd {
struct CodeAction;
struct PublishDiagnosticsParams;
} // namespace clang::clangd

using clang::clangd::CodeAction;
using clang::clangd::PublishDiagnosticsParams;
using clang::tidy::ClangTidyOptions;
using llvm::StringRef;
namespace json = llvm::json;

// Each pair is one function of clangd's, whose mangled name is the one below:
// what it does itself, and what is done in its place. The linker has to see
// both.
//
// NOLINTBEGIN(misc-use-internal-linkage)
#define IS_FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"
std::optional<bool> realIsFast(StringRef Check) asm("__real_" IS_FAST);
std::optional<bool> isFast(StringRef Check) asm("__wrap_" IS_FAST);

#define DEFAULT_CHECKS "_ZN5clang6clangd20provideDefaultChecksEv"
ticktidy::ClangdTidyProvider realDefaultChecks() asm("__real_" DEFAULT_CHECKS);
ticktidy::ClangdTidyProvider defaultChecks() asm("__wrap_" DEFAULT_CHECKS);

#define REPORTS_JSON "_ZN5clang6clangd6toJSONERKNS0_24PublishDiagnosticsParamsE"
json::Value
realReportsJson(const PublishDiagnosticsParams &P) asm("__real_" REPORTS_JSON);
json::Value
reportsJson(const PublishDiagnosticsParams &P) asm("__wrap_" REPORTS_JSON);

#define ACTION_JSON "_ZN5clang6clangd6toJSONERKNS0_10CodeActionE"
json::Value realActionJson(const CodeAction &A) asm("__real_" ACTION_JSON);
json::Value actionJson(const CodeAction &A) asm("__wrap_" ACTION_JSON);
// NOLINTEND(misc-use-internal-linkage)

/// Without a .clangd that asks for more, clangd runs only those checks that it
/// knows to be fast. Ours are: docs/editors.md has the figures.
std::optional<bool> isFast(StringRef Check) {
  if (ticktidy::clangd::isOurs(Check))
    return true;
  return realIsFast(Check);
}

/// The last word on which checks are on, after the .clang-tidy files and the
/// .clangd: the timer checks too, where none of them speaks of timers. That is
/// the rule of the command as well.
ticktidy::ClangdTidyProvider defaultChecks() {
  static const ticktidy::ClangdTidyProvider Real = realDefaultChecks();
  static const auto WithOurs = [](ClangTidyOptions &Options, StringRef File) {
    Real(Options, File);
    std::string &Checks =
        Options.Checks ? *Options.Checks : Options.Checks.emplace();
    if (!StringRef(Checks).contains("timer"))
      Checks += Checks.empty() ? "timer-*" : ",timer-*";
  };
  return WithOurs;
}

json::Value reportsJson(const PublishDiagnosticsParams &P) {
  json::Value Message = realReportsJson(P);
  if (json::Object *Fields = Message.getAsObject())
    if (json::Array *Diagnostics = Fields->getArray("diagnostics"))
      for (json::Value &Diagnostic : *Diagnostics)
        ticktidy::clangd::mendDiagnostic(Diagnostic);
  return Message;
}

json::Value actionJson(const CodeAction &A) {
  json::Value Message = realActionJson(A);
  ticktidy::clangd::mendCodeAction(Message);
  return Message;
}
