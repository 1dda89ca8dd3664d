//===- Includes.h - Inclusions that fixes need ------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_INCLUDES_H
#define TICKTIDY_CHECKS_FIX_INCLUDES_H

#include "clang-tidy/utils/IncludeSorter.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include <memory>

namespace clang {
class Preprocessor;
} // namespace clang

namespace ticktidy::fix {

/// Adds inclusions where a fix needs them. Does what clang-tidy's
/// IncludeInserter does, but does not remember what the files of the system
/// include, in which nothing is mended: that is megabytes.
class Includes {
public:
  using Style = clang::tidy::utils::IncludeSorter::IncludeStyle;

  /// \param EachComplete every fix is to be complete by itself; else a header
  /// that one of them includes is taken to be there for the next
  Includes(Style S, bool EachComplete) : S(S), EachComplete(EachComplete) {}

  Style style() const { return S; }
  /// To be told before \p PP reads the unit. It must not outlive this object.
  void watch(clang::Preprocessor &PP);
  /// The edit that includes \p Header ("<memory>", or without the brackets for
  /// one in quotes) in \p File, or nothing if it is included.
  std::optional<clang::FixItHint> insertion(clang::FileID File,
                                            llvm::StringRef Header);

private:
  class Watcher;
  clang::tidy::utils::IncludeSorter &sorterOf(clang::FileID File);

  const Style S;
  const bool EachComplete;
  const clang::SourceManager *Sources = nullptr;
  llvm::DenseMap<clang::FileID,
                 std::unique_ptr<clang::tidy::utils::IncludeSorter>>
      Sorters;
  llvm::DenseMap<clang::FileID, llvm::StringSet<>> Inserted;
};

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_INCLUDES_H
