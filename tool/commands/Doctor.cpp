//===- Doctor.cpp - What fits here, and what does not ---------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Database.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

namespace {

class Examination {
public:
  explicit Examination(std::string BuildPath)
      : BuildPath(std::move(BuildPath)),
        Self(sys::fs::getMainExecutable(nullptr, nullptr)) {}

  int run() {
    good("ticktidy " TICKTIDY_VERSION ", with LLVM " LLVM_VERSION_STRING
         " inside: " +
         Self);
    headers();
    plugin();
    clangTidy();
    editor();
    database();
    return Bad ? ExitUsage : ExitClean;
  }

private:
  void good(const Twine &Text) {
    WithColor(outs(), raw_ostream::GREEN) << "  ok   ";
    outs() << Text << '\n';
  }
  void bad(const Twine &Text, const Twine &Cure) {
    Bad = true;
    WithColor(outs(), raw_ostream::RED) << "  bad  ";
    outs() << Text << "\n       " << Cure << '\n';
  }
  /// Something that one may well do without.
  void note(const Twine &Text) { outs() << "  -    " << Text << '\n'; }

  void headers() {
    if (sys::fs::exists(TICKTIDY_RESOURCE_DIR "/include/stddef.h"))
      good("clang's own headers: " TICKTIDY_RESOURCE_DIR);
    else
      bad("clang's own headers are not in " TICKTIDY_RESOURCE_DIR,
          "install libclang-common-" + Twine(TICKTIDY_LLVM_MAJOR) + "-dev");
  }

  /// The folder that bin and lib are in.
  std::string prefix() const {
    return sys::path::parent_path(sys::path::parent_path(Self)).str();
  }

  void plugin() {
    std::string Loader = prefix() + "/lib/ticktidy.so";
    if (!sys::fs::exists(Loader)) {
      note("no plugin beside this program; clang-tidy itself cannot load the "
           "checks");
      return;
    }
    std::vector<std::string> Majors;
    std::error_code Code;
    for (sys::fs::directory_iterator It(prefix() + "/lib/ticktidy", Code), End;
         It != End && !Code; It.increment(Code)) {
      StringRef Name = sys::path::filename(It->path());
      if (Name.consume_front("llvm-"))
        Majors.push_back(Name.str());
    }
    llvm::sort(Majors);
    if (Majors.empty())
      bad("the plugin " + Loader + " has no build beside it",
          "install ticktidy anew");
    else
      good("plugin for LLVM " + join(Majors, ", ") + ": " + Loader);
    Plugged = std::move(Majors);
  }

  /// The major version that \p Program tells of itself, or "".
  static std::string majorOf(StringRef Program) {
    SmallString<128> Out;
    if (sys::fs::createTemporaryFile("ticktidy", "out", Out))
      return "";
    FileRemover Remove(Out);
    std::optional<StringRef> Redirects[] = {StringRef(), Out.str(),
                                            StringRef()};
    if (sys::ExecuteAndWait(Program, {Program, "--version"}, std::nullopt,
                            Redirects, /*SecondsToWait=*/20) != 0)
      return "";
    Expected<std::string> Text = readFile(Out);
    if (!Text) {
      consumeError(Text.takeError());
      return "";
    }
    SmallVector<StringRef, 2> Match;
    return Regex("version ([0-9]+)").match(*Text, &Match) ? Match[1].str() : "";
  }

  void clangTidy() {
    std::string Versioned = "clang-tidy-" + std::to_string(TICKTIDY_LLVM_MAJOR);
    unsigned Fitting = 0;
    std::vector<std::string> Others;
    for (StringRef Name : {StringRef("clang-tidy"), StringRef(Versioned)}) {
      ErrorOr<std::string> Program = sys::findProgramByName(Name);
      if (!Program)
        continue;
      std::string Major = majorOf(*Program);
      if (Plugged.empty() || is_contained(Plugged, Major)) {
        ++Fitting;
        good(Name + " is of LLVM " + Major + ": " + *Program);
      } else {
        Others.push_back((Name + " is of LLVM " + Major +
                          ", for which the plugin has no build: " + *Program)
                             .str());
      }
    }
    std::string Cure = "run clang-tidy-" + join(Plugged, " or clang-tidy-") +
                       ", or install ticktidy for that LLVM";
    for (const std::string &Other : Others) {
      if (Fitting == 0)
        bad(Other, Cure);
      else
        note(Other + "\n       " + Cure);
    }
    if (Fitting == 0 && Others.empty())
      note("no clang-tidy in PATH; this program does not need it");
  }

  void editor() {
    std::string Server = prefix() + "/bin/ticktidy-clangd";
    if (!sys::fs::exists(Server)) {
      note("no ticktidy-clangd beside this program; editors will not show the "
           "checks");
      return;
    }
    std::string Major = majorOf(Server);
    if (Major.empty())
      bad("ticktidy-clangd does not run: " + Server,
          "install ticktidy-clangd anew, with the libraries of its LLVM");
    else
      good("clangd " + Major + " with the checks, for the editor: " + Server);
  }

  void database() {
    Expected<std::string> File = findDatabase(BuildPath, currentFolder());
    if (!File) {
      bad("no compile database", toString(File.takeError()));
      return;
    }
    Expected<std::vector<Unit>> Units = readDatabase(*File);
    if (!Units) {
      bad("compile database", toString(Units.takeError()));
      return;
    }
    std::size_t Gone = 0;
    for (const Unit &U : *Units)
      Gone += !sys::fs::exists(U.File);
    std::string Size = std::to_string(Units->size());
    if (Gone != 0)
      bad("compile database of " + Size + " units, of which " + Twine(Gone) +
              " have no file: " + *File,
          "build the project, or configure it anew");
    else
      good("compile database of " + Size + " units: " + *File);
  }

  const std::string BuildPath;
  const std::string Self;
  std::vector<std::string> Plugged;
  bool Bad = false;
};

} // namespace

int doctor(const Arguments &Given) {
  return Examination(Given.get("build-path").value_or("")).run();
}

} // namespace ticktidy::tool
