//===- main.cpp - The command ticktidy ------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Run.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/InitLLVM.h"

using namespace llvm;
using namespace ticktidy::tool;

static int analysis(const Arguments &Given) {
  if (Given.has("version")) {
    outs() << "ticktidy " TICKTIDY_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return ExitClean;
  }
  Expected<RunOptions> Options = readRunOptions(Given);
  if (!Options) {
    complain(toString(Options.takeError()));
    return ExitUsage;
  }
  return run(*Options);
}

int main(int Count, char **Words) {
  InitLLVM Ready(Count, Words);
  std::vector<std::string> Rest(Words + 1, Words + Count);
  const CommandSpec *Command = &commands().front();
  if (!Rest.empty() && !Rest.front().empty())
    if (const CommandSpec *Named = findCommand(Rest.front())) {
      Command = Named;
      Rest.erase(Rest.begin());
    }
  Expected<Arguments> Given = parse(*Command, Rest);
  if (!Given) {
    StringRef Name = Command->Name;
    complain(toString(Given.takeError()) + "; 'ticktidy " +
             (Name.empty() ? "" : Name.str() + " ") + "--help' tells more");
    return ExitUsage;
  }
  if (Given->has("help")) {
    outs() << helpFor(*Command);
    return ExitClean;
  }
  return Command == &commands().front() ? analysis(*Given)
                                        : runCommand(*Command, *Given);
}
