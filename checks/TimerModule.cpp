//===- TimerModule.cpp - The checks, one line each ------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockingCallbackCheck.h"
#include "DanglingCaptureCheck.h"
#include "DiscardedHandleCheck.h"
#include "HeavyCaptureCheck.h"
#include "InLoopCheck.h"
#include "OverwrittenHandleCheck.h"
#include "RetainCycleCheck.h"
#include "SuspiciousIntervalCheck.h"
#include "UnguardedRearmCheck.h"
#include "UnstoppedCheck.h"
#include "UnstoppedMemberCheck.h"
#include "UseAfterReleaseCheck.h"
#include "support/Compat.h"
#include "llvm/Config/llvm-config.h"

namespace ticktidy {

namespace {

class TimerModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<BlockingCallbackCheck>("timer-blocking-callback");
    Factories.registerCheck<DanglingCaptureCheck>("timer-dangling-capture");
    Factories.registerCheck<DiscardedHandleCheck>("timer-discarded-handle");
    Factories.registerCheck<HeavyCaptureCheck>("timer-heavy-capture");
    Factories.registerCheck<InLoopCheck>("timer-in-loop");
    Factories.registerCheck<OverwrittenHandleCheck>("timer-overwritten-handle");
    Factories.registerCheck<RetainCycleCheck>("timer-retain-cycle");
    Factories.registerCheck<SuspiciousIntervalCheck>(
        "timer-suspicious-interval");
    Factories.registerCheck<UnguardedRearmCheck>("timer-unguarded-rearm");
    Factories.registerCheck<UnstoppedCheck>("timer-unstopped");
    Factories.registerCheck<UnstoppedMemberCheck>("timer-unstopped-member");
    Factories.registerCheck<UseAfterReleaseCheck>("timer-use-after-release");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<TimerModule>
    Registration("timer-module", "Finds faults in the use of timers.");

} // namespace

/// Tells the loader for which LLVM this was built.
extern "C" __attribute__((visibility("default"))) void
ticktidyBuiltFor(unsigned *Major, unsigned *Minor, unsigned *Patch) {
  *Major = LLVM_VERSION_MAJOR;
  *Minor = LLVM_VERSION_MINOR;
  *Patch = LLVM_VERSION_PATCH;
}

} // namespace ticktidy
