//===- ModelSet.h - All libraries that a run knows --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELSET_H
#define TICKTIDY_CHECKS_MODEL_MODELSET_H

#include "Model.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace ticktidy::model {

/// The libraries that are compiled in, in the order of their file names.
llvm::ArrayRef<const Library *> builtinLibraries();

/// An index over libraries, by the last component of each name. It borrows the
/// libraries, which must outlive it. The index is built when it is first asked
/// for anything but the triggers: most units have no timer. Not thread-safe.
class ModelSet {
public:
  /// A call together with the kind of timer that it is about.
  struct Entry {
    const Kind *Of;
    const Call *What;
  };
  /// A function that matters whatever timer is at hand.
  enum class Blocking : std::uint8_t { Runs, Waits };
  struct BlockingEntry {
    llvm::StringRef Name; ///< qualified
    Blocking How;
  };

  /// Knows the built-in libraries.
  ModelSet();
  ~ModelSet();
  /// Adds \p L; a kind that was there under the same name is replaced.
  void add(const Library &L);

  /// Calls whose last name component is \p LastComponent.
  llvm::ArrayRef<Entry> calls(llvm::StringRef LastComponent) const;
  /// Blocking functions with that last name component.
  llvm::ArrayRef<BlockingEntry> blocking(llvm::StringRef LastComponent) const;
  /// Wrappers with that last name component.
  llvm::ArrayRef<const Wrapper *> wrappers(llvm::StringRef LastComponent) const;
  /// What the calls of a function with that last name component wait for.
  llvm::ArrayRef<const Blocker *> blockers(llvm::StringRef LastComponent) const;
  /// Classes of executors with threads of their own, with that last component.
  llvm::ArrayRef<llvm::StringRef> pools(llvm::StringRef LastComponent) const;
  /// Functions that leave the loop, with that last name component.
  llvm::ArrayRef<llvm::StringRef> offLoop(llvm::StringRef LastComponent) const;
  /// Kinds that call an override of a function with that last name component,
  /// and that function.
  struct OverrideEntry {
    const Kind *Of;
    llvm::StringRef Name; ///< qualified
  };
  llvm::ArrayRef<OverrideEntry> overrides(llvm::StringRef LastComponent) const;
  /// Kinds whose class has that last name component.
  llvm::ArrayRef<const Kind *> classes(llvm::StringRef LastComponent) const;
  /// Last components of the names without which a unit has no timer: the
  /// functions that create or start one, and the class of a constructor or
  /// member function that does. Sorted and unique.
  llvm::ArrayRef<llvm::StringRef> triggers() const;

private:
  struct Index;
  const Index &index() const;

  llvm::SmallVector<const Library *> Libraries;
  mutable llvm::SmallVector<llvm::StringRef> Triggers;
  mutable std::unique_ptr<Index> Indexed;
};

/// The last component of a qualified name: "start" of "QTimer::start".
llvm::StringRef lastComponent(llvm::StringRef QualifiedName);

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELSET_H
