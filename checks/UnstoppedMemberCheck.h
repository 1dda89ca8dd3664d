//===- UnstoppedMemberCheck.h - timer-unstopped-member ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_UNSTOPPEDMEMBERCHECK_H
#define TICKTIDY_CHECKS_UNSTOPPEDMEMBERCHECK_H

#include "TimerCheck.h"

namespace ticktidy {

/// Finds timers in fields of a class or struct that are still alive when the
/// object has ended: neither its destructor, nor what frees it, nor the type
/// of the field stops them.
///
/// For the user-facing documentation see docs/checks/unstopped-member.md.
class UnstoppedMemberCheck : public TimerCheck {
public:
  UnstoppedMemberCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context);

private:
  void report(const analysis::UnitAnalysis &Unit) override;
  void tellEnd(const analysis::MemberLeak &Found);
};

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_UNSTOPPEDMEMBERCHECK_H
