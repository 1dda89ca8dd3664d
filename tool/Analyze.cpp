//===- Analyze.cpp - clang-tidy over one unit -----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Files.h"
#include "Job.h"
#include "RecordingFileSystem.h"
#include "TidyOptions.h"
#include "clang-tidy/ClangTidy.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace llvm;

namespace ticktidy::tool {

namespace {

/// The compile database of one unit.
class OneCommand : public tooling::CompilationDatabase {
public:
  explicit OneCommand(const Unit &U)
      : Command(U.Directory, U.File, U.Command, /*Output=*/"") {
    bool KnowsHeaders = any_of(U.Command, [](StringRef Word) {
      return Word.starts_with("-resource-dir");
    });
    // clang's own headers are where clang is, and that is not here.
    if (!KnowsHeaders)
      Command.CommandLine.insert(Command.CommandLine.begin() + 1,
                                 "-resource-dir=" TICKTIDY_RESOURCE_DIR);
  }
  std::vector<tooling::CompileCommand>
  getCompileCommands(StringRef /*File*/) const override {
    return {Command};
  }
  std::vector<std::string> getAllFiles() const override {
    return {Command.Filename};
  }
  std::vector<tooling::CompileCommand> getAllCompileCommands() const override {
    return {Command};
  }

private:
  tooling::CompileCommand Command;
};

/// Turns what clang-tidy says into what the command tells.
class Translator {
public:
  Translator(const Unit &U, RecordingFileSystem &Files)
      : What(U), Files(Files) {}

  Place place(const tooling::DiagnosticMessage &M) {
    Place P;
    if (M.FilePath.empty())
      return P;
    P.File = absolutePath(M.FilePath, What.Directory);
    P.Offset = static_cast<int>(M.FileOffset);
    if (const SourceText *Text = Texts.get(P.File))
      std::tie(P.Line, P.Column) = Text->position(P.Offset);
    if (Texts.hash(P.File) != Files.hashOfRead(P.File))
      Changed = P.File;
    return P;
  }

  std::vector<Edit> edits(const tooling::DiagnosticMessage &M) {
    std::vector<Edit> Result;
    for (const auto &InFile : M.Fix)
      for (const tooling::Replacement &R : InFile.second)
        Result.push_back({absolutePath(R.getFilePath(), What.Directory),
                          static_cast<int>(R.getOffset()),
                          static_cast<int>(R.getLength()),
                          R.getReplacementText().str()});
    llvm::sort(Result);
    return Result;
  }

  Finding finding(const tidy::ClangTidyError &E) {
    Finding F;
    F.Check = E.DiagnosticName;
    F.At = place(E.Message);
    F.Text = E.Message.Message;
    F.IsError =
        E.IsWarningAsError || E.DiagLevel == tidy::ClangTidyError::Error;
    F.Edits = edits(E.Message);
    for (const tooling::DiagnosticMessage &N : E.Notes)
      F.Notes.push_back({place(N), N.Message, edits(N)});
    return F;
  }

  std::string line(const tidy::ClangTidyError &E) {
    Place P = place(E.Message);
    std::string Where = P.File.empty() ? What.File : P.File;
    if (P.Line)
      Where += ":" + std::to_string(P.Line) + ":" + std::to_string(P.Column);
    return Where + ": " + E.Message.Message;
  }

  /// A file that is not what it was when it was analysed, or "".
  std::string Changed;

private:
  const Unit &What;
  RecordingFileSystem &Files;
  Sources Texts;
};

} // namespace

/// The model files that the options for the unit name are inputs as well.
static void noteModels(const tidy::ClangTidyOptions &Options,
                       RecordingFileSystem &Files) {
  for (const auto &Option : Options.CheckOptions) {
    if (!Option.first().ends_with("TimerModels"))
      continue;
    SmallVector<StringRef, 4> Names;
    StringRef(Option.second.Value).split(Names, ';', -1, /*KeepEmpty=*/false);
    for (StringRef Name : Names) {
      std::string File = absolutePath(Name.trim());
      if (Expected<std::string> Text = readFile(File)) {
        Files.noteContent(File, *Text);
      } else {
        consumeError(Text.takeError());
        Files.noteAbsent(File);
      }
    }
  }
}

UnitResult analyze(const Job &J) {
  UnitResult Result;
  auto Fail = [&](const Twine &Why) {
    Result.How = Outcome::Failed;
    Result.Problems.push_back((J.What.File + ": " + Why).str());
    return Result;
  };
  if (std::error_code Code = sys::fs::set_current_path(J.What.Directory))
    return Fail("cannot change to its folder '" + J.What.Directory +
                "': " + Code.message());
  if (!sys::fs::exists(J.What.File))
    return Fail("there is no such file; the compile database is out of date");

  auto Files = makeIntrusiveRefCnt<RecordingFileSystem>(
      vfs::getRealFileSystem(), J.What.Directory);
  auto Overlay = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Files);
  std::unique_ptr<tidy::ClangTidyOptionsProvider> Provider =
      makeOptionsProvider(J.How, Files, Result.ConfigErrors);
  tidy::ClangTidyOptions Options = Provider->getOptions(J.What.File);
  bool IsRootOnly = Options.HeaderFilterRegex == NoHeaderFilter;
  noteModels(Options, *Files);
  std::vector<tidy::ClangTidyError> Errors;
  if (Result.ConfigErrors.empty()) {
    tidy::ClangTidyContext Context(std::move(Provider));
    std::unique_ptr<tooling::CompilationDatabase> Database =
        tooling::inferTargetAndDriverMode(tooling::expandResponseFiles(
            std::make_unique<OneCommand>(J.What), Files));
    Errors = tidy::runClangTidy(Context, *Database, {J.What.File}, Overlay,
                                /*ApplyAnyFix=*/false);
  }

  Translator ToOurs(J.What, *Files);
  for (const tidy::ClangTidyError &E : Errors) {
    StringRef Name = E.DiagnosticName;
    if (Name == "clang-tidy-config") {
      Result.ConfigErrors.push_back(E.Message.Message);
    } else if (!Name.starts_with("timer-")) {
      Result.How = Outcome::Broken;
      Result.Problems.push_back(ToOurs.line(E));
    } else {
      Finding F = ToOurs.finding(E);
      if (!IsRootOnly || F.At.File == J.What.File ||
          isBelow(F.At.File, J.How.Root))
        Result.Findings.push_back(std::move(F));
    }
  }
  if (!ToOurs.Changed.empty())
    return Fail("'" + ToOurs.Changed + "' changed while it was analysed");
  Result.Inputs = Files->inputs();
  Result.Absent = Files->absent();
  return Result;
}

} // namespace ticktidy::tool
