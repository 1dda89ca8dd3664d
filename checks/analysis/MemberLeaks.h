//===- MemberLeaks.h - Timers that outlive their object ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compares what a class starts into its fields with what is stopped when an
// object of it ends. What any code of the unit does to a field counts, on
// whatever path: a timer is reported only if nobody ends it but the code that
// makes it, before it makes the next one.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERLEAKS_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERLEAKS_H

#include "ClassWorld.h"
#include "Finding.h"
#include "MemberState.h"
#include "MemberTimers.h"

namespace ticktidy::analysis {

/// A timer in a field that is still alive when its object has ended.
struct MemberLeak {
  TimerSite Timer; ///< Handle and Pointer are the field as its class names it
  const clang::FieldDecl *Field = nullptr;
  const clang::RecordDecl *Class = nullptr; ///< that the field belongs to
  Destroyer End;                            ///< what does not end the timer
  const clang::FunctionDecl *ArmedIn = nullptr;
  /// The call that starts it, where another one makes it; or null.
  const clang::Expr *Start = nullptr;
  /// Other calls that make a timer for the same field.
  llvm::SmallVector<const clang::Expr *, 2> Others;
  MemberState State;        ///< what Field holds when the object ends
  bool StorageDies = false; ///< intrusive: its storage goes while it is armed
  /// A member function ends it, but nothing in sight calls that when an object
  /// ends. Such a finding is a matter of doubt.
  bool InDoubt = false;
  /// Functions of the class that are in other units and must not end it there.
  UnseenFunctions Elsewhere;
};

/// All of a unit, in source order; one for each field. Those that are in doubt
/// come along, marked as such. With \p Open, also those for which functions in
/// other units would have to be asked.
std::vector<MemberLeak> memberLeaks(const UnitScan &Scan, FieldTimers &Timers,
                                    const ModelLookup &Lookup,
                                    clang::ASTContext &Context,
                                    bool Open = false);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERLEAKS_H
