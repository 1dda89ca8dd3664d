//===- Collect.cpp --------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Collect.h"
#include "Cache.h"
#include "Pool.h"
#include "Progress.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ticktidy::tool {

static void take(Collected &All, UnitResult R) {
  All.Broken += R.How != Outcome::Done;
  for (Finding &F : R.Findings)
    All.Findings.push_back(std::move(F));
  All.Summaries.push_back(std::move(R.ForOthers));
  for (std::string &P : R.Problems)
    All.Problems.push_back(std::move(P));
  for (std::string &E : R.ConfigErrors)
    All.ConfigErrors.push_back(std::move(E));
  for (Input &I : R.Inputs)
    if (!I.Hash.empty())
      All.Hashes[I.File] = std::move(I.Hash);
}

Expected<Collected> collect(ArrayRef<Unit> Units, const Settings &S,
                            const RunOptions &Options) {
  Collected All;
  Progress Bar(Units.size(), Options.IsQuiet);
  Cache Kept(Options.CacheFolder, S);
  std::vector<Job> Jobs;
  for (const Unit &U : Units) {
    if (std::optional<UnitResult> Known = Kept.load(U)) {
      take(All, std::move(*Known));
      ++All.Reused;
      Bar.step(U.File);
    } else {
      Jobs.push_back({U, S});
    }
  }

  Pool Processes(Options.Jobs, Options.TimeLimit);
  auto Finished = [&](std::size_t Index, UnitResult R,
                      Pool::Clock::duration Took) {
    const Unit &U = Jobs[Index].What;
    Kept.store(U, R);
    bool HasResult = R.How == Outcome::Done || R.How == Outcome::Broken;
    All.Analysed += HasResult;
    All.Times.push_back(
        {U.File, std::chrono::duration_cast<std::chrono::milliseconds>(Took)});
    take(All, std::move(R));
    Bar.step(U.File);
  };
  // A mistake in the settings is the same for every unit.
  if (Error Why = Processes.run(Jobs, Finished,
                                [&] { return All.ConfigErrors.empty(); }))
    return std::move(Why);
  Kept.prune();
  All.IsInterrupted = Processes.interrupted();
  for (std::vector<std::string> *Lines : {&All.Problems, &All.ConfigErrors}) {
    llvm::sort(*Lines);
    Lines->erase(std::unique(Lines->begin(), Lines->end()), Lines->end());
  }
  return All;
}

} // namespace ticktidy::tool
