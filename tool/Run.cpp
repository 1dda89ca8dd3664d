//===- Run.cpp ------------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Run.h"
#include "Baseline.h"
#include "Changes.h"
#include "Collect.h"
#include "Fixer.h"
#include "Git.h"
#include "Narrow.h"
#include "Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ticktidy::tool {

static int usageError(Error Why) {
  complain(toString(std::move(Why)));
  return ExitUsage;
}

static Expected<std::optional<Changes>> readChanges(const RunOptions &Options,
                                                    StringRef Here) {
  if (!Options.Since && !Options.Diff && !Options.Staged)
    return std::nullopt;
  Expected<Changes> Result = [&]() -> Expected<Changes> {
    if (Options.Staged)
      return Changes::staged(Here);
    if (Options.Since)
      return Changes::since(*Options.Since, Here);
    std::string Top = repositoryOf(Here);
    Expected<std::string> Text =
        readFile(*Options.Diff == "-" ? "/dev/stdin" : *Options.Diff);
    if (!Text)
      return Text.takeError();
    return Changes::read(*Text, Top.empty() ? Here : Top);
  }();
  if (!Result)
    return Result.takeError();
  return std::move(*Result);
}

/// "1 finding", "2 findings".
static std::string count(std::size_t Number, StringRef What) {
  return std::to_string(Number) + " " + What.str() + (Number == 1 ? "" : "s");
}

static void tellStats(const Report &R, std::vector<UnitTime> Times,
                      std::chrono::steady_clock::duration Took) {
  errs() << count(R.Units, "unit") << ": " << R.Analysed << " analysed, "
         << R.Reused << " unchanged since an earlier run, "
         << R.Units - R.Analysed - R.Reused << " without a result\n"
         << formatv("{0:F2} seconds\n",
                    std::chrono::duration<double>(Took).count());
  std::map<std::string, unsigned> ByCheck;
  for (const Finding &F : R.Findings)
    ++ByCheck[F.Check];
  for (const auto &[Check, Number] : ByCheck)
    errs() << formatv("{0,8} {1}\n", Number, Check);
  llvm::sort(Times, [](const UnitTime &A, const UnitTime &B) {
    return std::tie(B.Took, A.File) < std::tie(A.Took, B.File);
  });
  if (!Times.empty())
    errs() << "slowest units:\n";
  for (const UnitTime &T : ArrayRef(Times).take_front(5))
    errs() << formatv("{0,8:F2} s {1}\n",
                      std::chrono::duration<double>(T.Took).count(),
                      shownPath(T.File, R.Folder));
}

namespace {

/// What is left of a report once its fixes are made, or shown.
struct Mended {
  std::vector<std::string> Problems;
  std::size_t Fixed = 0;
};

} // namespace

/// Makes or shows the fixes of R's findings; those that are made leave R.
static Mended mend(Report &R, const StringMap<std::string> &Hashes,
                   Sources &Texts, bool OnlyShow) {
  FixPlan Plan = planFixes(R, Hashes, Texts);
  Mended Result;
  Result.Problems = Plan.Problems;
  Result.Fixed = llvm::count(Plan.IsFixed, true);
  if (OnlyShow) {
    for (const auto &[File, Edits] : Plan.Edits)
      outs() << unifiedDiff(shownPath(File, R.Folder), *Texts.get(File), Edits);
    outs().flush();
    return Result;
  }
  std::vector<std::string> Failed = applyFixes(Plan, Texts);
  llvm::append_range(Result.Problems, Failed);
  if (!Failed.empty())
    return Result;
  std::vector<Finding> Left;
  for (std::size_t I = 0; I != R.Findings.size(); ++I)
    if (!Plan.IsFixed[I])
      Left.push_back(std::move(R.Findings[I]));
  R.Findings = std::move(Left);
  return Result;
}

int run(const RunOptions &Options) {
  auto Start = std::chrono::steady_clock::now();
  std::string Here = currentFolder();
  for (const Output &O : Options.Outputs)
    if (Error Why = checkWritable(O.File))
      return usageError(std::move(Why));
  if (Options.WriteBaseline)
    if (Error Why = checkWritable(*Options.WriteBaseline))
      return usageError(std::move(Why));
  std::set<std::string> Known;
  if (Options.Baseline) {
    Expected<std::set<std::string>> Read = readBaseline(*Options.Baseline);
    if (!Read)
      return usageError(Read.takeError());
    Known = std::move(*Read);
  }
  std::unique_ptr<StagedFiles> Staged;
  if (Options.Staged) {
    Expected<std::unique_ptr<StagedFiles>> Files = StagedFiles::checkOut(Here);
    if (!Files)
      return usageError(Files.takeError());
    Staged = std::move(*Files);
    useStandIns(Staged->files());
  }
  Expected<std::vector<Unit>> All = allUnits(Options, Here);
  if (!All)
    return usageError(All.takeError());
  Expected<std::vector<Unit>> Chosen = select(*All, Options.Paths);
  if (!Chosen)
    return usageError(Chosen.takeError());
  Expected<std::optional<Changes>> Changed = readChanges(Options, Here);
  if (!Changed)
    return usageError(Changed.takeError());

  Settings S{Options.Checks, Options.HeaderFilter, projectRoot(*All, Here),
             Options.WholeProgram};
  std::vector<Unit> Units = std::move(*Chosen);
  if (*Changed)
    Units = unitsTouchedBy(**Changed, std::move(Units), S);
  Expected<Collected> Found = collect(Units, S, Options);
  if (!Found)
    return usageError(Found.takeError());
  if (!Found->ConfigErrors.empty()) {
    for (const std::string &E : Found->ConfigErrors)
      complain(E);
    return ExitUsage;
  }

  Sources Texts;
  Report R{S.Root, Here, {}, std::move(Found->Problems), 0, 0, 0};
  if (Options.WholeProgram)
    llvm::append_range(Found->Findings, settle(Found->Summaries));
  R.Findings = merge(std::move(Found->Findings), S.Root, Texts);
  R.Units = static_cast<unsigned>(Units.size());
  R.Analysed = Found->Analysed;
  R.Reused = Found->Reused;
  if (Options.WriteBaseline) {
    if (Error Why =
            writeFile(*Options.WriteBaseline, baselineOf(R.Findings, S.Root)))
      return usageError(std::move(Why));
    // What is written there is known from now on.
    for (const Finding &F : R.Findings)
      Known.insert(F.Fingerprint);
  }
  std::size_t Before = R.Findings.size();
  llvm::erase_if(R.Findings, [&](const Finding &F) {
    return Known.count(F.Fingerprint) != 0;
  });
  std::size_t InBaseline = Before - R.Findings.size();
  if (*Changed)
    llvm::erase_if(R.Findings,
                   [&](const Finding &F) { return !(*Changed)->concern(F); });

  Mended M;
  if (Options.Fix)
    M = mend(R, Found->Hashes, Texts, Options.DryRun);
  if (!Options.DryRun)
    if (Error Why = writeOutputs(R, Texts, Options))
      return usageError(std::move(Why));

  for (const std::string &P : R.Problems)
    complain(P);
  for (const std::string &P : M.Problems)
    complain(P);
  unsigned Broken = Found->Broken;
  unsigned Missing = R.Units - R.Analysed - R.Reused;
  if (Found->IsInterrupted)
    complain("interrupted; " + count(Missing, "unit") + " of " +
             Twine(R.Units) + " not analysed");
  if (!Options.IsQuiet) {
    errs() << count(R.Findings.size(), "finding") << " in "
           << count(R.Units, "unit");
    if (Broken)
      errs() << ", " << Broken << " of which cannot be analysed in full";
    if (InBaseline)
      errs() << ", " << InBaseline << " more in the baseline";
    if (Options.Fix)
      errs() << ", " << M.Fixed
             << (Options.DryRun ? " of them can be fixed" : " fixed");
    errs() << '\n';
  }
  if (Options.Stats)
    tellStats(R, std::move(Found->Times),
              std::chrono::steady_clock::now() - Start);
  if (!R.Problems.empty() || Found->IsInterrupted || Missing != 0)
    return ExitInput;
  return R.Findings.empty() ? ExitClean : ExitFindings;
}

} // namespace ticktidy::tool
