//===- Progress.h - How far a run has come ----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_PROGRESS_H
#define TICKTIDY_TOOL_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>

namespace ticktidy::tool {

/// A bar on a terminal, a line a unit elsewhere; on the error stream.
class Progress {
public:
  Progress(std::size_t Total, bool IsQuiet);
  /// Takes the bar away.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// One more is done, and that was \p Name.
  void step(llvm::StringRef Name);

private:
  void draw(llvm::StringRef Name);

  const std::size_t Total;
  std::size_t Done = 0;
  enum { Nothing, Lines, Bar } How;
  std::chrono::steady_clock::time_point Drawn;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_PROGRESS_H
