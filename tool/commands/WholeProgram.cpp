//===- WholeProgram.cpp - Units that know of each other -------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary depends on nothing but the unit, and the link on nothing but the
// summaries: a build system may run either anywhere, and keep what came out.
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Pool.h"
#include "Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

static constexpr int SummaryFormat = 1;

/// Calls \p Change for every file name in \p F.
template <typename Function>
static void forEachFile(Finding &F, Function Change) {
  F.At.File = Change(F.At.File);
  for (Edit &E : F.Edits)
    E.File = Change(E.File);
  for (Note &N : F.Notes) {
    N.At.File = Change(N.At.File);
    for (Edit &E : N.Edits)
      E.File = Change(E.File);
  }
}

/// The same for all that \p R holds.
template <typename Function>
static void forEachFile(UnitResult &R, Function Change) {
  for (Finding &F : R.Findings)
    forEachFile(F, Change);
  for (Conditional &C : R.ForOthers.Doubts)
    forEachFile(C.What, Change);
}

static int usageError(Error Why) {
  complain(toString(std::move(Why)));
  return ExitUsage;
}

int summarizeUnit(const Arguments &Given) {
  std::optional<std::string> File = Given.get("output");
  if (!File || Given.Positional.size() != 1)
    return usageError(failure("'summarize' takes one unit, and '-o FILE'"));
  Arguments Rest = Given;
  llvm::erase_if(Rest.Options,
                 [](const Arguments::Given &G) { return G.Name == "output"; });
  Expected<RunOptions> Options = readRunOptions(Rest);
  if (!Options)
    return usageError(Options.takeError());
  if (Error Why = checkWritable(*File))
    return usageError(std::move(Why));
  std::string Here = currentFolder();
  Expected<std::vector<Unit>> All = allUnits(*Options, Here);
  if (!All)
    return usageError(All.takeError());
  Expected<std::vector<Unit>> Chosen = select(*All, Options->Paths);
  if (!Chosen)
    return usageError(Chosen.takeError());
  if (sys::fs::is_directory(Options->Paths.front()))
    return usageError(failure("'summarize' takes one unit, not a folder"));

  Settings S{Options->Checks, Options->HeaderFilter, projectRoot(*All, Here),
             /*Summarize=*/true};
  Pool Process(1, Options->TimeLimit);
  std::optional<UnitResult> Result;
  if (Error Why = Process.run(
          {{Chosen->front(), S}},
          [&](std::size_t, UnitResult R, Pool::Clock::duration) {
            Result = std::move(R);
          },
          [] { return true; }))
    return usageError(std::move(Why));
  if (!Result)
    return ExitInput; // interrupted
  for (const std::string &E : Result->ConfigErrors)
    complain(E);
  if (!Result->ConfigErrors.empty())
    return ExitUsage;
  // Where the project lies, and what it was read from, is no part of it.
  Result->Inputs.clear();
  Result->Absent.clear();
  forEachFile(*Result,
              [&](const std::string &Name) { return shownPath(Name, S.Root); });
  std::string Text;
  raw_string_ostream Out(Text);
  Out << json::Value(
             json::Object{{"ticktidy-summary", SummaryFormat},
                          {"unit", shownPath(Chosen->front().File, S.Root)},
                          {"result", toJSON(*Result)}})
      << '\n';
  Out.flush();
  if (Error Why = writeFile(*File, Text))
    return usageError(std::move(Why));
  for (const std::string &P : Result->Problems)
    complain(P);
  return Result->How == Outcome::Done ? ExitClean : ExitInput;
}

/// Reads one summary, with its paths below \p Root.
static Expected<UnitResult> readSummary(StringRef File, StringRef Root) {
  Expected<std::string> Text = readFile(File);
  if (!Text)
    return Text.takeError();
  auto Broken = [&](Error Why) {
    return failure("'" + File + "' is no summary: " + toString(std::move(Why)));
  };
  Expected<json::Value> Parsed = parseJson(*Text);
  if (!Parsed)
    return Broken(Parsed.takeError());
  json::Path::Root Path("summary");
  json::ObjectMapper O(*Parsed, Path);
  int Format = 0;
  UnitResult Result;
  if (!O || !O.map("ticktidy-summary", Format) || !O.map("result", Result))
    return Broken(Path.getError());
  if (Format != SummaryFormat)
    return Broken(failure("it was written by another version"));
  forEachFile(Result, [&](const std::string &Name) {
    return Name.empty() ? Name : absolutePath(Name, Root);
  });
  return Result;
}

int linkSummaries(const Arguments &Given) {
  if (Given.Positional.empty())
    return usageError(failure("'link' takes summaries"));
  Arguments Rest = Given;
  Rest.Positional.clear();
  Expected<RunOptions> Options = readRunOptions(Rest);
  if (!Options)
    return usageError(Options.takeError());
  for (const Output &O : Options->Outputs)
    if (Error Why = checkWritable(O.File))
      return usageError(std::move(Why));

  Report R;
  R.Folder = currentFolder();
  R.Root = projectRoot({}, R.Folder);
  std::vector<Finding> Findings;
  std::vector<Summary> Summaries;
  for (const std::string &File : Given.Positional) {
    Expected<UnitResult> Read = readSummary(File, R.Root);
    if (!Read)
      return usageError(Read.takeError());
    llvm::append_range(Findings, Read->Findings);
    llvm::append_range(R.Problems, Read->Problems);
    Summaries.push_back(std::move(Read->ForOthers));
  }
  llvm::append_range(Findings, settle(Summaries));
  // Summaries come from elsewhere, and say which files they speak of.
  Sources Texts(R.Root);
  R.Findings = merge(std::move(Findings), R.Root, Texts);
  llvm::sort(R.Problems);
  R.Problems.erase(std::unique(R.Problems.begin(), R.Problems.end()),
                   R.Problems.end());
  R.Units = static_cast<unsigned>(Summaries.size());
  if (Error Why = writeOutputs(R, Texts, *Options))
    return usageError(std::move(Why));
  for (const std::string &P : R.Problems)
    complain(P);
  if (!R.Problems.empty())
    return ExitInput;
  return R.Findings.empty() ? ExitClean : ExitFindings;
}

} // namespace ticktidy::tool
