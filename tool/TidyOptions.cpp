//===- TidyOptions.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TidyOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace clang;
using namespace llvm;

namespace ticktidy::tool {

std::string timerGlobs(StringRef Checks) {
  if (!Checks.contains("timer"))
    return "";
  SmallVector<StringRef, 16> Globs;
  SplitString(Checks, Globs, ",\n");
  std::vector<std::string> Kept;
  for (StringRef Glob : Globs) {
    Glob = Glob.trim();
    bool IsOff = Glob.consume_front("-");
    // Everything is every timer check here, whatever else it is elsewhere.
    if (Glob.ltrim() == "*")
      Glob = "timer-*";
    if (Glob.ltrim().starts_with("timer"))
      Kept.push_back((IsOff ? "-" : "") + Glob.ltrim().str());
  }
  return join(Kept, ",");
}

/// clang-tidy's options in the text of a .clang-tidy file.
static ErrorOr<tidy::ClangTidyOptions>
readOptions(MemoryBufferRef Text, std::vector<std::string> &Errors) {
  std::string Where = Text.getBufferIdentifier().str();
  std::size_t Before = Errors.size();
  ErrorOr<tidy::ClangTidyOptions> Read =
      tidy::parseConfigurationWithDiags(Text, [&](const SMDiagnostic &D) {
        if (D.getKind() == SourceMgr::DK_Error)
          Errors.push_back(Where + ":" + std::to_string(D.getLineNo()) + ":" +
                           std::to_string(D.getColumnNo() + 1) + ": " +
                           D.getMessage().str());
      });
  if (!Read) {
    if (Errors.size() == Before)
      Errors.push_back(Where + ": " + Read.getError().message());
    return Read;
  }
  if (Read->Checks) {
    std::string Globs = timerGlobs(*Read->Checks);
    if (Globs.empty())
      Read->Checks = std::nullopt;
    else
      Read->Checks = Globs;
  }
  return Read;
}

namespace {

/// clang-tidy's provider with a reader and a file system of our own.
class OptionsProvider : public tidy::FileOptionsProvider {
public:
  OptionsProvider(tidy::ClangTidyOptions Defaults,
                  tidy::ClangTidyOptions Overrides,
                  IntrusiveRefCntPtr<vfs::FileSystem> Files,
                  std::vector<std::string> &Errors)
      : FileOptionsProvider(tidy::ClangTidyGlobalOptions(), std::move(Defaults),
                            std::move(Overrides),
                            {{".clang-tidy", [&Errors](MemoryBufferRef Text) {
                                return readOptions(Text, Errors);
                              }}}) {
    FS = std::move(Files);
  }
};

} // namespace

std::unique_ptr<tidy::ClangTidyOptionsProvider>
makeOptionsProvider(const Settings &S, std::optional<bool> Strict,
                    IntrusiveRefCntPtr<vfs::FileSystem> Files,
                    std::vector<std::string> &Errors) {
  tidy::ClangTidyOptions Defaults;
  Defaults.Checks = "-*,timer-*";
  Defaults.WarningsAsErrors = "";
  Defaults.HeaderFilterRegex = NoHeaderFilter;
  Defaults.SystemHeaders = false;
  Defaults.FormatStyle = "none";
  tidy::ClangTidyOptions Overrides;
  if (!S.Checks.empty())
    Overrides.Checks = S.Checks;
  if (S.HeaderFilter)
    Overrides.HeaderFilterRegex = *S.HeaderFilter;
  if (Strict)
    Overrides.CheckOptions["StrictMode"] = *Strict ? "true" : "false";
  return std::make_unique<OptionsProvider>(
      std::move(Defaults), std::move(Overrides), std::move(Files), Errors);
}

} // namespace ticktidy::tool
