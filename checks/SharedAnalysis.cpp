//===- SharedAnalysis.cpp -------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SharedAnalysis.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include <mutex>

using namespace clang;

namespace ticktidy {

std::shared_ptr<SharedAnalysis>
SharedAnalysis::get(tidy::ClangTidyContext &Context, const Settings &S) {
  // Not known by the AST: its address is used again by the next unit.
  struct Entry {
    const tidy::ClangTidyContext *Of;
    std::weak_ptr<SharedAnalysis> Shared;
  };
  static std::mutex Mutex;
  static std::vector<Entry> Known;
  std::lock_guard<std::mutex> Lock(Mutex);
  llvm::erase_if(Known, [](const Entry &E) { return E.Shared.expired(); });
  for (const Entry &E : Known)
    if (E.Of == &Context)
      if (std::shared_ptr<SharedAnalysis> Mine = E.Shared.lock();
          Mine && Mine->Set == S)
        return Mine;
  auto Mine = std::make_shared<SharedAnalysis>(S);
  Known.push_back({&Context, Mine});
  return Mine;
}

/// What wants to see every unit, or nothing.
static std::function<void(const analysis::UnitAnalysis &)> &watcher() {
  static std::function<void(const analysis::UnitAnalysis &)> Watcher;
  return Watcher;
}

void SharedAnalysis::watch(
    std::function<void(const analysis::UnitAnalysis &)> See) {
  watcher() = std::move(See);
}

SharedAnalysis::SharedAnalysis(Settings S) : Set(std::move(S)) {
  Options.SmallTripCount = Set.SmallTripCount;
  Options.Strict = Set.StrictMode;
  readExceptions();
  readModels();
}

void SharedAnalysis::readExceptions() {
  using analysis::Exceptions;
  auto Known = llvm::StringSwitch<std::optional<Exceptions>>(Set.Exceptions)
                   .Case("none", Exceptions::None)
                   .Case("explicit", Exceptions::Explicit)
                   .Case("all", Exceptions::All)
                   .Default(std::nullopt);
  if (Known)
    Options.Followed = *Known;
  else
    Errors.push_back("invalid value '" + Set.Exceptions +
                     "' for option 'Exceptions'; expected one of 'none', "
                     "'explicit', 'all'");
}

void SharedAnalysis::readModels() {
  llvm::SmallVector<llvm::StringRef, 4> Files;
  llvm::StringRef(Set.TimerModels).split(Files, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef File : Files) {
    File = File.trim();
    auto Fail = [&, File](const std::string &Why) {
      Errors.push_back("cannot read the timer model '" + File.str() +
                       "': " + Why);
    };
    // A device may have no end.
    llvm::sys::fs::file_status Status;
    if (std::error_code Code = llvm::sys::fs::status(File, Status)) {
      Fail(Code.message());
      continue;
    }
    if (Status.type() != llvm::sys::fs::file_type::regular_file ||
        Status.getSize() > model::MaxFileSize) {
      Fail("it is no file of at most 1 MiB");
      continue;
    }
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    if (!Buffer) {
      Fail(Buffer.getError().message());
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
    Unit = std::make_unique<analysis::UnitAnalysis>(Models, Context, Options);
    const SourceManager &Sources = Context.getSourceManager();
    for (const analysis::UnknownAnnotation &A :
         Unit->models().unknownAnnotations())
      Warnings.push_back(
          Sources.getExpansionLoc(A.Where).printToString(Sources) +
          ": unknown annotation '" + A.Text.str() + "'");
    if (watcher())
      watcher()(*Unit);
  }
  return *Unit;
}

std::vector<std::string> SharedAnalysis::takeWarnings() {
  return std::exchange(Warnings, {});
}

std::vector<std::string> SharedAnalysis::takeErrors() {
  return std::exchange(Errors, {});
}

} // namespace ticktidy
