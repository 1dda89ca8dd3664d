//===- Commands.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace ticktidy::tool {

int runCommand(const CommandSpec &Command, const Arguments &Given) {
  using Function = int (*)(const Arguments &);
  Function Run = StringSwitch<Function>(Command.Name)
                     .Case("summarize", summarizeUnit)
                     .Case("link", linkSummaries)
                     .Case("explain", explain)
                     .Case("models", showModels)
                     .Case("init", initProject)
                     .Case("doctor", doctor)
                     .Case("completion", printCompletion)
                     .Case("man", printManual)
                     .Default(nullptr);
  return Run(Given);
}

} // namespace ticktidy::tool
