//===- Explain.cpp - The documentation of a check in the terminal ---------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "Commands.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

int explain(const Arguments &Given) {
  if (Given.Positional.empty()) {
    for (const CheckDoc &D : checkDocs())
      outs() << formatv("{0,-28} {1}\n", D.Name, summaryOf(D));
    return ExitClean;
  }
  for (const std::string &Name : Given.Positional) {
    const CheckDoc *Doc = findCheckDoc(Name);
    if (!Doc)
      Doc = findCheckDoc("timer-" + Name);
    if (!Doc) {
      std::string Near = closestTo(Name, checkNames());
      complain("there is no check '" + Name + "'" +
               (Near.empty() ? "; 'ticktidy explain' lists them"
                             : "; did you mean '" + Near + "'?"));
      return ExitUsage;
    }
    outs() << Doc->Text;
  }
  return ExitClean;
}

} // namespace ticktidy::tool
