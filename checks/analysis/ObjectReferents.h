//===- ObjectReferents.h - Objects that a callback refers to ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_OBJECTREFERENTS_H
#define TICKTIDY_CHECKS_ANALYSIS_OBJECTREFERENTS_H

#include "CaptureFaults.h"
#include "Finding.h"
#include "MemberLeaks.h"
#include "MemberTimers.h"

namespace ticktidy::analysis {

/// True if the value of the call of \p Site is thrown away.
bool isDiscarded(const CallbackSite &Site);

/// Finds the objects, `this` as a rule, that may be gone when a timer fires.
/// Borrows its arguments.
class ObjectReferents {
public:
  ObjectReferents(const UnitScan &Scan, const ClassIndex &Index,
                  llvm::ArrayRef<MemberTimer> Timers,
                  llvm::ArrayRef<MemberLeak> Leaks, const ModelLookup &Lookup,
                  clang::ASTContext &Context);

  void add(const CallbackSite &Site, const Callback &Called,
           std::vector<DanglingCapture> &Found) const;

private:
  bool lacksContext(const CallbackSite &Site, DanglingCapture &D) const;
  bool isCancelledLate(const CallbackSite &Site, DanglingCapture &D) const;
  bool isNotStopped(const CallbackSite &Site, DanglingCapture &D) const;
  bool isFreed(const CallbackSite &Site, const Callback &Called,
               DanglingCapture &D) const;
  bool mayBeOwnTimer(const CallbackSite &Site) const;
  bool runsOutItsLoop(const clang::CXXRecordDecl &Class) const;
  bool lastsForGood(const clang::CXXRecordDecl &Class) const;

  const ClassIndex &Index;
  llvm::ArrayRef<MemberTimer> Timers;
  llvm::ArrayRef<MemberLeak> Leaks;
  const ModelLookup &Lookup;
  clang::ASTContext &Context;
  /// Kinds of which the unit ends timers that it does not name.
  llvm::SmallPtrSet<const model::Kind *, 4> EndedByData;
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_OBJECTREFERENTS_H
