//===- SharedAnalysis.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SharedAnalysis.h"
#include <map>
#include <mutex>

using namespace clang;

namespace ticktidy {

std::shared_ptr<SharedAnalysis>
SharedAnalysis::get(tidy::ClangTidyContext &Context, const Settings &S) {
  // Not keyed by the AST: its address is used again by the next unit.
  using Key = std::tuple<const void *, std::string, unsigned,
                         std::optional<analysis::Exceptions>>;
  static std::mutex Mutex;
  static std::map<Key, std::weak_ptr<SharedAnalysis>> Known;
  std::lock_guard<std::mutex> Lock(Mutex);
  for (auto It = Known.begin(); It != Known.end();)
    It = It->second.expired() ? Known.erase(It) : std::next(It);
  std::weak_ptr<SharedAnalysis> &Mine =
      Known[Key(&Context, S.TimerModels, S.SmallTripCount, S.Followed)];
  std::shared_ptr<SharedAnalysis> Shared = Mine.lock();
  if (!Shared) {
    Shared = std::make_shared<SharedAnalysis>(S);
    Mine = Shared;
  }
  return Shared;
}

SharedAnalysis::SharedAnalysis(Settings S) : Set(std::move(S)) { readModels(); }

void SharedAnalysis::readModels() {
  if (!Set.Followed)
    Errors.push_back("invalid value for option 'Exceptions'; expected one of "
                     "'none', 'explicit', 'all'");
  llvm::SmallVector<llvm::StringRef, 4> Files;
  llvm::StringRef(Set.TimerModels).split(Files, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef File : Files) {
    File = File.trim();
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    if (!Buffer) {
      Errors.push_back("cannot read the timer model '" + File.str() +
                       "': " + Buffer.getError().message());
      continue;
    }
    std::vector<model::ModelError> Mistakes;
    if (const model::Library *L =
            Store.read((*Buffer)->getMemBufferRef(), Mistakes))
      Models.add(*L);
    for (const model::ModelError &Mistake : Mistakes)
      Errors.push_back(Mistake.str());
  }
}

const analysis::UnitAnalysis &SharedAnalysis::of(ASTContext &Context) {
  if (!Unit) {
    analysis::AnalysisOptions Options;
    Options.SmallTripCount = Set.SmallTripCount;
    Options.Followed = Set.Followed.value_or(Options.Followed);
    Unit = std::make_unique<analysis::UnitAnalysis>(Models, Context, Options);
  }
  return *Unit;
}

std::vector<std::string> SharedAnalysis::takeErrors() {
  return std::exchange(Errors, {});
}

} // namespace ticktidy
