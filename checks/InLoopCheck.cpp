//===- InLoopCheck.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InLoopCheck.h"

using namespace clang;

namespace ticktidy {

using analysis::PileUp;

namespace {

llvm::StringRef everyRound(PileUp::Repeats By) {
  switch (By) {
  case PileUp::Repeats::Loop:
    return "in every round of this loop";
  case PileUp::Repeats::Algorithm:
    return "for every element";
  case PileUp::Repeats::Callback:
    return "in every call of this repeating callback";
  }
  return "";
}

llvm::StringRef whatRepeats(const PileUp &Found) {
  switch (Found.By) {
  case PileUp::Repeats::Loop:
    return "the loop is here";
  case PileUp::Repeats::Algorithm:
    return "called for every element here";
  case PileUp::Repeats::Callback:
    return "made the callback of a repeating timer here";
  }
  return "";
}

} // namespace

void InLoopCheck::report(const analysis::UnitAnalysis &Unit) {
  for (const PileUp &Found : Unit.pileUps()) {
    std::string Timer = Found.Timer.Handle.empty()
                            ? "a timer"
                            : "timer '" + Found.Timer.Handle + "'";
    diag(Found.Timer.Anchor->getBeginLoc(),
         "%0 is created %1, and none is ended before the next")
        << Timer << everyRound(Found.By);
    if (Found.Loop)
      diag(Found.Loop->getBeginLoc(), whatRepeats(Found),
           DiagnosticIDs::Note);
  }
}

} // namespace ticktidy
