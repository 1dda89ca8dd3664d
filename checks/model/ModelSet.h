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
#include "llvm/ADT/StringMap.h"

namespace ticktidy::model {

/// The libraries that are compiled in, in the order of their file names.
llvm::ArrayRef<const Library *> builtinLibraries();

/// An index over libraries, by the last component of each name. It borrows the
/// libraries, which must outlive it.
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

  /// Indexes the built-in libraries.
  ModelSet();
  /// Adds \p L; a kind that was there under the same name is replaced.
  void add(const Library &L);

  /// Calls whose last name component is \p LastComponent.
  llvm::ArrayRef<Entry> calls(llvm::StringRef LastComponent) const;
  /// Blocking functions with that last name component.
  llvm::ArrayRef<BlockingEntry> blocking(llvm::StringRef LastComponent) const;
  /// Kinds whose class has that last name component.
  llvm::ArrayRef<const Kind *> classes(llvm::StringRef LastComponent) const;
  /// Last components of the names without which a unit has no timer: the
  /// functions that create or start one, and the class of a constructor or
  /// member function that does. Sorted and unique.
  llvm::ArrayRef<llvm::StringRef> triggers() const;

private:
  void rebuild();

  llvm::SmallVector<const Library *> Libraries;
  llvm::StringMap<llvm::SmallVector<Entry, 1>> Calls;
  llvm::StringMap<llvm::SmallVector<BlockingEntry, 1>> BlockingCalls;
  llvm::StringMap<llvm::SmallVector<const Kind *, 1>> Classes;
  llvm::SmallVector<llvm::StringRef> Triggers;
};

/// The last component of a qualified name: "start" of "QTimer::start".
llvm::StringRef lastComponent(llvm::StringRef QualifiedName);

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELSET_H
