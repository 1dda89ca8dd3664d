//===- CaptureFaults.cpp --------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CaptureFaults.h"
#include "LocalReferents.h"
#include "ObjectReferents.h"
#include "RetainCycles.h"

using namespace clang;

namespace ticktidy::analysis {

CaptureFindings captureFaults(ArrayRef<CallbackSite> Sites,
                              const UnitScan &Scan, const FieldTimers &Timers,
                              ArrayRef<MemberLeak> Leaks,
                              const ModelLookup &Lookup, ASTContext &Context) {
  CaptureFindings Found;
  // What broken code does not do, it may have been meant to do.
  if (Sites.empty() || Scan.HasErrors)
    return Found;
  const ClassIndex &Index = Timers.index();
  const ObjectReferents Objects(Scan, Index, Timers.all(), Leaks, Lookup,
                                Context);
  for (const CallbackSite &Site : Sites) {
    addLocals(Site, Site.Called, Lookup, Context, Found.Dangling);
    Objects.add(Site, Site.Called, Found.Dangling);
  }
  Found.Cycles = retainCycles(Sites, Scan, Index, Lookup, Context);
  return Found;
}

} // namespace ticktidy::analysis
