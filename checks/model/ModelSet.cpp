//===- ModelSet.cpp - All libraries that a run knows ----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelSet.h"
#include "Trigger.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using llvm::StringRef;

namespace ticktidy::model {
namespace {

template <typename Map> auto find(const Map &In, StringRef Key) {
  auto It = In.find(Key);
  using Items = llvm::ArrayRef<typename Map::mapped_type::value_type>;
  return It == In.end() ? Items() : Items(It->second);
}

/// The kinds that count: of several with one name the last.
llvm::StringMap<const Kind *>
latestKinds(llvm::ArrayRef<const Library *> Libraries) {
  llvm::StringMap<const Kind *> Latest;
  for (const Library *L : Libraries)
    for (const Kind &K : L->Kinds)
      Latest[K.Name] = &K;
  return Latest;
}

} // namespace

/// Everything but the triggers.
struct ModelSet::Index {
  explicit Index(llvm::ArrayRef<const Library *> Libraries);

  llvm::StringMap<llvm::SmallVector<Entry, 1>> Calls;
  llvm::StringMap<llvm::SmallVector<BlockingEntry, 1>> BlockingCalls;
  llvm::StringMap<llvm::SmallVector<const Wrapper *, 1>> Wrappers;
  llvm::StringMap<llvm::SmallVector<const Kind *, 1>> Classes;
  llvm::StringMap<llvm::SmallVector<const Blocker *, 1>> Blockers;
  llvm::StringMap<llvm::SmallVector<StringRef, 1>> Pools;
  llvm::StringMap<llvm::SmallVector<StringRef, 1>> OffLoop;
  llvm::StringMap<llvm::SmallVector<OverrideEntry, 1>> Overrides;
};

ModelSet::Index::Index(llvm::ArrayRef<const Library *> Libraries) {
  llvm::StringMap<const Kind *> Latest = latestKinds(Libraries);
  for (const Library *L : Libraries) {
    for (StringRef Name : L->Runs)
      BlockingCalls[lastComponent(Name)].push_back({Name, Blocking::Runs});
    for (StringRef Name : L->Waits)
      BlockingCalls[lastComponent(Name)].push_back({Name, Blocking::Waits});
    for (const Wrapper &W : L->Wrappers)
      Wrappers[lastComponent(W.Name)].push_back(&W);
    for (const Blocker &B : L->Blocks) {
      BlockingCalls[lastComponent(B.Name)].push_back({B.Name, Blocking::Waits});
      Blockers[lastComponent(B.Name)].push_back(&B);
    }
    for (StringRef Name : L->Pools)
      Pools[lastComponent(Name)].push_back(Name);
    for (StringRef Name : L->OffLoop)
      OffLoop[lastComponent(Name)].push_back(Name);
    for (const Kind &K : L->Kinds) {
      if (Latest.lookup(K.Name) != &K)
        continue;
      for (StringRef Name : K.Overrides)
        Overrides[lastComponent(Name)].push_back({&K, Name});
      if (!K.Class.empty())
        Classes[lastComponent(K.Class)].push_back(&K);
      for (const Call &C : K.Calls)
        Calls[lastComponent(C.Name)].push_back({&K, &C});
    }
  }
}

ModelSet::ModelSet() { llvm::append_range(Libraries, builtinLibraries()); }

ModelSet::~ModelSet() = default;

void ModelSet::add(const Library &L) {
  Libraries.push_back(&L);
  Triggers.clear();
  Indexed.reset();
}

const ModelSet::Index &ModelSet::index() const {
  if (!Indexed)
    Indexed = std::make_unique<Index>(Libraries);
  return *Indexed;
}

llvm::ArrayRef<ModelSet::Entry> ModelSet::calls(StringRef LastComponent) const {
  return find(index().Calls, LastComponent);
}

llvm::ArrayRef<ModelSet::BlockingEntry>
ModelSet::blocking(StringRef LastComponent) const {
  return find(index().BlockingCalls, LastComponent);
}

llvm::ArrayRef<const Wrapper *>
ModelSet::wrappers(StringRef LastComponent) const {
  return find(index().Wrappers, LastComponent);
}

llvm::ArrayRef<const Kind *> ModelSet::classes(StringRef LastComponent) const {
  return find(index().Classes, LastComponent);
}

llvm::ArrayRef<const Blocker *>
ModelSet::blockers(StringRef LastComponent) const {
  return find(index().Blockers, LastComponent);
}

llvm::ArrayRef<StringRef> ModelSet::pools(StringRef LastComponent) const {
  return find(index().Pools, LastComponent);
}

llvm::ArrayRef<StringRef> ModelSet::offLoop(StringRef LastComponent) const {
  return find(index().OffLoop, LastComponent);
}

llvm::ArrayRef<ModelSet::OverrideEntry>
ModelSet::overrides(StringRef LastComponent) const {
  return find(index().Overrides, LastComponent);
}

llvm::ArrayRef<StringRef> ModelSet::triggers() const {
  if (Libraries.size() == builtinLibraries().size())
    return builtinTriggers();
  if (Triggers.empty()) {
    // What is added replaces kinds of the same name.
    const llvm::StringMap<const Kind *> Latest = latestKinds(Libraries);
    Triggers = triggersOf(Libraries, [&Latest](const Kind &K) {
      return Latest.lookup(K.Name) == &K;
    });
  }
  return Triggers;
}

} // namespace ticktidy::model
