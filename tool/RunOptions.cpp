//===- RunOptions.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunOptions.h"
#include "CheckDocs.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace llvm;

namespace ticktidy::tool {

static Expected<unsigned> number(const Arguments &Given, StringRef Name,
                                 unsigned Otherwise, unsigned Least) {
  std::optional<std::string> Value = Given.get(Name);
  if (!Value)
    return Otherwise;
  unsigned Result = 0;
  if (StringRef(*Value).getAsInteger(10, Result) || Result < Least)
    return failure("invalid value '" + *Value + "' for '--" + Name +
                   "'; expected a number from " + Twine(Least));
  return Result;
}

/// Pairs each --format with the --output that follows it.
static Expected<std::vector<Output>> outputs(const Arguments &Given) {
  std::vector<Output> All;
  bool MayName = false;
  for (const Arguments::Given &G : Given.Options) {
    if (G.Name == "format") {
      All.push_back({format::find(G.Value), ""});
      MayName = true;
    } else if (G.Name == "output") {
      if (!MayName)
        return failure("'--output " + G.Value +
                       "' has to follow the '--format' that it is for");
      All.back().File = G.Value;
      MayName = false;
    }
  }
  unsigned ToScreen = 0;
  for (const Output &O : All)
    ToScreen += O.File.empty();
  if (ToScreen > 1)
    return failure("only one '--format' can go to the standard output; give "
                   "the others an '--output'");
  // The log of a CI job is read by people, too.
  if (ToScreen == 0)
    All.insert(All.begin(), {format::find("text"), ""});
  return All;
}

static std::string defaultCache() {
  if (const char *Told = std::getenv("XDG_CACHE_HOME"); Told && *Told)
    return (Twine(Told) + "/ticktidy").str();
  SmallString<128> Home;
  if (!sys::path::home_directory(Home))
    return "";
  return (Home + "/.cache/ticktidy").str();
}

Expected<RunOptions> readRunOptions(const Arguments &Given) {
  RunOptions R;
  for (const std::string &Path : Given.Positional)
    R.Paths.push_back(absolutePath(Path));
  if (Given.HasDashes)
    R.Flags = Given.AfterDashes;
  R.BuildPath = Given.get("build-path").value_or("");
  if (R.Flags && !R.BuildPath.empty())
    return failure("'-p' and flags behind '--' exclude each other");
  if (R.Flags && R.Paths.empty())
    return failure("flags behind '--' need a source file before them");

  Expected<unsigned> Jobs =
      number(Given, "jobs", hardware_concurrency().compute_thread_count(), 1);
  if (!Jobs)
    return Jobs.takeError();
  R.Jobs = *Jobs;
  Expected<unsigned> Limit = number(Given, "time-limit", 300, 0);
  if (!Limit)
    return Limit.takeError();
  R.TimeLimit = std::chrono::seconds(*Limit);

  R.Checks = Given.get("checks").value_or("");
  if (std::string Glob = unknownGlob(R.Checks); !Glob.empty()) {
    std::string Near = closestTo(Glob, checkNames());
    return failure("no check fits '" + Glob + "' in '--checks'" +
                   (Near.empty() ? "; 'ticktidy explain' lists them"
                                 : "; did you mean '" + Near + "'?"));
  }
  R.HeaderFilter = Given.get("header-filter");
  std::string Why;
  if (R.HeaderFilter && !Regex(*R.HeaderFilter).isValid(Why))
    return failure("invalid value '" + *R.HeaderFilter +
                   "' for '--header-filter': " + Why);

  Expected<std::vector<Output>> Outputs = outputs(Given);
  if (!Outputs)
    return Outputs.takeError();
  R.Outputs = std::move(*Outputs);
  std::string Color = Given.get("color").value_or("auto");
  R.InColor =
      Color == "always" || (Color == "auto" && outs().is_displayed() &&
                            outs().has_colors() && !std::getenv("NO_COLOR"));

  R.WholeProgram = Given.has("whole-program");
  R.Fix = Given.has("fix");
  R.DryRun = Given.has("dry-run");
  if (R.DryRun && !R.Fix)
    return failure("'--dry-run' goes with '--fix'");
  R.Since = Given.get("since");
  R.Diff = Given.get("diff");
  if (R.Since && R.Diff)
    return failure("'--since' and '--diff' exclude each other");
  R.Staged = Given.has("staged");
  if (R.Staged && (R.Since || R.Diff || R.Fix))
    return failure("'--staged' excludes '--since', '--diff' and '--fix'");
  R.Baseline = Given.get("baseline");
  R.WriteBaseline = Given.get("write-baseline");
  if (!Given.has("no-cache"))
    R.CacheFolder =
        Given.has("cache") ? absolutePath(*Given.get("cache")) : defaultCache();
  R.IsQuiet = Given.has("quiet");
  R.Stats = Given.has("stats");
  return R;
}

} // namespace ticktidy::tool
