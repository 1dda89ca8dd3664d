//===- Pool.h - Units in processes of their own -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_POOL_H
#define TICKTIDY_TOOL_POOL_H

#include "Job.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <chrono>
#include <map>
#include <sys/types.h>

namespace ticktidy::tool {

/// Analyses units in child processes of this program, several at a time. Until
/// it is destroyed, SIGINT and SIGTERM end the running units and nothing else.
class Pool {
public:
  using Clock = std::chrono::steady_clock;

  /// \param Width how many processes run at a time
  /// \param Limit how long one may take; zero: as long as it likes
  Pool(unsigned Width, std::chrono::seconds Limit);
  ~Pool();
  Pool(const Pool &) = delete;
  Pool &operator=(const Pool &) = delete;

  /// What became of the job \p Index, and how long it took.
  using Finished = llvm::function_ref<void(std::size_t Index, UnitResult Result,
                                           Clock::duration Took)>;

  /// Runs all of \p Jobs, in this order, and tells \p Done of each as it ends.
  /// \p Continue is asked before each start; jobs that it refuses are dropped.
  /// \returns an error if processes cannot be started at all.
  llvm::Error run(llvm::ArrayRef<Job> Jobs, Finished Done,
                  llvm::function_ref<bool()> Continue);

  /// Was the run told to end?
  bool interrupted() const { return IsInterrupted; }

private:
  struct Child {
    std::size_t Index;
    Clock::time_point Started;
    bool OutOfTime = false;
  };
  llvm::Error start(const Job &J, std::size_t Index);
  void reap(llvm::ArrayRef<Job> Jobs, Finished Done);
  UnitResult resultOf(const Job &J, const Child &C, int Status);
  void killLate();
  void killAll();
  void wait();
  std::string file(std::size_t Index, llvm::StringRef Suffix) const;

  const unsigned Width;
  const std::chrono::seconds Limit;
  std::string Folder; ///< private to this run; removed at the end
  std::map<pid_t, Child> Running;
  sigset_t Before; ///< the signals that were blocked before
  bool IsInterrupted = false;
};

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_POOL_H
