//===- Analyze.cpp - clang-tidy over one unit -----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Files.h"
#include "Job.h"
#include "RecordingFileSystem.h"
#include "SharedAnalysis.h"
#include "Summarize.h"
#include "TidyOptions.h"
#include "clang-tidy/ClangTidy.h"
#include "clang-tidy/GlobList.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

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

  Place place(StringRef File, int Offset) {
    Place P;
    if (File.empty())
      return P;
    P.File = absolutePath(File, What.Directory);
    P.Offset = Offset;
    if (const SourceText *Text = Texts.get(P.File))
      std::tie(P.Line, P.Column) = Text->position(P.Offset);
    if (Texts.hash(P.File) != Files.hashOfRead(P.File))
      Changed = P.File;
    return P;
  }

  Place place(const tooling::DiagnosticMessage &M) {
    return place(M.FilePath, static_cast<int>(M.FileOffset));
  }

  /// Does a comment ask for silence there? clang-tidy answers that for what it
  /// reports itself.
  bool isSuppressed(const Place &P) {
    const SourceText *Text = Texts.get(P.File);
    return Text && (Text->line(P.Line).contains("NOLINT") ||
                    Text->line(P.Line - 1).contains("NOLINTNEXTLINE"));
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

/// The real files, with those that stand for others in their places.
static IntrusiveRefCntPtr<vfs::FileSystem> allFiles(StringRef Folder) {
  StringMap<std::string> Others = standIns();
  if (Others.empty())
    return vfs::getRealFileSystem();
  auto InMemory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  for (const auto &[Name, Other] : Others)
    if (auto Text = MemoryBuffer::getFile(Other))
      InMemory->addFile(Name, /*ModificationTime=*/0, std::move(*Text));
  auto All =
      makeIntrusiveRefCnt<vfs::OverlayFileSystem>(vfs::getRealFileSystem());
  All->pushOverlay(InMemory);
  (void)All->setCurrentWorkingDirectory(Folder);
  return All;
}

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
      if (Expected<std::string> Text = readFile(File, model::MaxFileSize)) {
        Files.noteContent(File, *Text);
      } else {
        consumeError(Text.takeError());
        Files.noteAbsent(File);
      }
    }
  }
}

namespace {

/// The analysis of one unit.
class Analysis {
public:
  explicit Analysis(const Job &J)
      : J(J), Files(makeIntrusiveRefCnt<RecordingFileSystem>(
                  allFiles(J.What.Directory), J.What.Directory)),
        ToOurs(J.What, *Files) {}

  UnitResult run() {
    std::optional<bool> Strict;
    std::optional<Observed> Seen;
    if (J.How.Summarize) {
      // Doubts are what the other units are asked about.
      Strict = false;
      SharedAnalysis::watch([&](const analysis::UnitAnalysis &Unit) {
        Seen = observe(Unit, /*OnlyNeeds=*/false);
      });
    }
    Result.Findings = findings(Strict);
    if (Seen && Result.ConfigErrors.empty())
      summarize(std::move(*Seen));
    Result.Inputs = Files->inputs();
    Result.Absent = Files->absent();
    if (ToOurs.Changed.empty())
      return std::move(Result);
    UnitResult Failed;
    Failed.How = Outcome::Failed;
    Failed.Problems.push_back("'" + ToOurs.Changed +
                              "' changed while it was analysed");
    return Failed;
  }

private:
  /// What clang-tidy finds. Problems go into the result.
  std::vector<Finding> findings(std::optional<bool> Strict) {
    auto Overlay = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Files);
    std::unique_ptr<tidy::ClangTidyOptionsProvider> Provider =
        makeOptionsProvider(J.How, Strict, Files, Result.ConfigErrors);
    Options = Provider->getOptions(J.What.File);
    noteModels(Options, *Files);
    if (!Result.ConfigErrors.empty())
      return {};
    tidy::ClangTidyContext Context(std::move(Provider));
    std::unique_ptr<tooling::CompilationDatabase> Database =
        tooling::inferTargetAndDriverMode(tooling::expandResponseFiles(
            std::make_unique<OneCommand>(J.What), Files));
    std::vector<Finding> Found;
    for (const tidy::ClangTidyError &E :
         tidy::runClangTidy(Context, *Database, {J.What.File}, Overlay,
                            /*ApplyAnyFix=*/false)) {
      StringRef Name = E.DiagnosticName;
      if (Name == "clang-tidy-config") {
        // A mistake in the code's annotations is that of this unit alone.
        (E.DiagLevel == tidy::ClangTidyError::Warning ? Result.Problems
                                                      : Result.ConfigErrors)
            .push_back(E.Message.Message);
      } else if (!Name.starts_with("timer-")) {
        Result.How = Outcome::Broken;
        Result.Problems.push_back(ToOurs.line(E));
      } else if (Finding F = ToOurs.finding(E); isWanted(F)) {
        Found.push_back(std::move(F));
      }
    }
    return Found;
  }

  bool isWanted(const Finding &F) const {
    return Options.HeaderFilterRegex != NoHeaderFilter ||
           F.At.File == J.What.File || isBelow(F.At.File, J.How.Root);
  }

  void summarize(Observed Seen) {
    Result.ForOthers.Known = std::move(Seen.Known);
    for (const OpenMember &M : Seen.Members)
      addMember(M);
    if (Seen.Needs.empty())
      return;
    // What would be found if no function out of sight did anything.
    SharedAnalysis::watch([&](const analysis::UnitAnalysis &Unit) {
      Seen = observe(Unit, /*OnlyNeeds=*/true);
    });
    for (Finding &F : findings(/*Strict=*/true))
      addDoubt(std::move(F), Seen);
    llvm::sort(Result.Problems);
    Result.Problems.erase(
        std::unique(Result.Problems.begin(), Result.Problems.end()),
        Result.Problems.end());
  }

  void addMember(const OpenMember &M) {
    constexpr char Check[] = "timer-unstopped-member";
    Conditional C;
    C.What.Check = Check;
    C.What.Text = M.Text;
    C.What.At = ToOurs.place(M.At.File, M.At.Offset);
    for (const auto &[At, Text] : M.Notes)
      C.What.Notes.push_back({ToOurs.place(At.File, At.Offset), Text, {}});
    C.Elsewhere = M.Elsewhere;
    C.Field = M.Field;
    C.Class = M.Class;
    if (tidy::GlobList(Options.Checks.value_or("")).contains(Check) &&
        isWanted(C.What) && !ToOurs.isSuppressed(C.What.At) && !isKnown(C.What))
      Result.ForOthers.Doubts.push_back(std::move(C));
  }

  void addDoubt(Finding F, const Observed &Seen) {
    auto Needs = Seen.Needs.find({F.At.File, F.At.Offset});
    if (Needs == Seen.Needs.end() || isKnown(F))
      return;
    Conditional C;
    C.Needs = Needs->second;
    // Functions that were read for their parameters have doubts of their own.
    auto Inner = Seen.Needs.find({"", 0});
    if (Inner != Seen.Needs.end())
      for (const Borrow &B : Inner->second)
        if (B.Kind == C.Needs.front().Kind)
          C.Needs.push_back(B);
    llvm::sort(C.Needs);
    C.Needs.erase(std::unique(C.Needs.begin(), C.Needs.end()), C.Needs.end());
    if (C.Needs.front().Kind != C.Needs.back().Kind)
      return;
    C.Regime = Seen.Regimes.at(C.Needs.front().Kind);
    // A fix would be made on the word of another unit.
    F.Edits.clear();
    C.What = std::move(F);
    Result.ForOthers.Doubts.push_back(std::move(C));
  }

  /// Is that timer reported anyway?
  bool isKnown(const Finding &F) const {
    return any_of(Result.Findings,
                  [&](const Finding &Known) { return Known.At == F.At; });
  }

  const Job &J;
  IntrusiveRefCntPtr<RecordingFileSystem> Files;
  Translator ToOurs;
  tidy::ClangTidyOptions Options;
  UnitResult Result;
};

} // namespace

UnitResult analyze(const Job &J) {
  auto Fail = [&](const Twine &Why) {
    UnitResult Result;
    Result.How = Outcome::Failed;
    Result.Problems.push_back((J.What.File + ": " + Why).str());
    return Result;
  };
  if (std::error_code Code = sys::fs::set_current_path(J.What.Directory))
    return Fail("cannot change to its folder '" + J.What.Directory +
                "': " + Code.message());
  if (!fileExists(J.What.File))
    return Fail("there is no such file; the compile database is out of date");
  return Analysis(J).run();
}

} // namespace ticktidy::tool
