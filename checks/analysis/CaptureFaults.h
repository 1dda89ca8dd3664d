//===- CaptureFaults.h - Captures that outlive, or keep alive ---*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CAPTUREFAULTS_H
#define TICKTIDY_CHECKS_ANALYSIS_CAPTUREFAULTS_H

#include "MemberTimers.h"
#include "UnitAnalysis.h"
#include "UnitScan.h"

namespace ticktidy::analysis {

/// An object to which a callback refers, and which may be gone when the timer
/// fires.
struct DanglingCapture {
  enum Kind : std::uint8_t {
    Local,      ///< a local variable, of a scope that is left
    NoContext,  ///< `this`, and the callback does not end with it, as it might
    NotStopped, ///< `this`, or a struct: what ends it leaves the timer running
    Cancelled,  ///< `this` of a shared object: the callback is called once more
                ///< when the object ends its timer, and touches it
    Freed,      ///< an object that is freed, and nobody can stop the timer
  };
  Kind What = Local;
  CallbackSite Site;
  Callback Called;
  Held Object;
  /// The local variable that ends, or null.
  const clang::VarDecl *Variable = nullptr;
  /// The class of the object, or null.
  const clang::RecordDecl *Class = nullptr;
  /// The field that holds the timer, or null.
  const clang::FieldDecl *Timer = nullptr;
  clang::SourceLocation End; ///< where the object ends, or invalid
  clang::SourceLocation Use; ///< where the callback uses it
  /// For NoContext: the null pointer that stands in place of a context object,
  /// or null.
  const clang::Expr *NullContext = nullptr;
  /// For NoContext: `this` can be that object.
  bool CanBeContext = false;
  /// The timer is made by a call of which a report on its creation tells the
  /// same: the beginning of that call, or invalid.
  clang::SourceLocation Creation;
};

/// An object that owns the timer whose callback owns the object.
struct RetainCycle {
  CallbackSite Site;
  Callback Called;
  Held Object;                                 ///< the strong handle
  const clang::CXXRecordDecl *Class = nullptr; ///< of the object
  const clang::FieldDecl *Timer = nullptr;     ///< the field that holds it
  /// Where the callback starts its timer again; null for a timer that repeats
  /// by itself.
  const clang::Expr *Rearm = nullptr;
  /// The callback looks at its error code before. Such a finding is a matter
  /// of doubt.
  bool TestsError = false;
};

/// All that is wrong with the captures of a unit, each in source order.
struct CaptureFindings {
  std::vector<DanglingCapture> Dangling;
  std::vector<RetainCycle> Cycles;
};

/// Looks at what the callbacks of \p Sites hold. \p Leaks are the timers of the
/// unit that outlive the object which has them in a field.
CaptureFindings captureFaults(llvm::ArrayRef<CallbackSite> Sites,
                              const UnitScan &Scan, const FieldTimers &Timers,
                              llvm::ArrayRef<MemberLeak> Leaks,
                              const ModelLookup &Lookup,
                              clang::ASTContext &Context);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CAPTUREFAULTS_H
