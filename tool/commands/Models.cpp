//===- Models.cpp - Shows and tests models of timer libraries -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Files.h"
#include "model/ModelReader.h"
#include "model/ModelSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

static void list(const model::Library &L) {
  outs() << L.Name << '\n';
  for (const model::Kind &K : L.Kinds)
    outs() << formatv("  {0,-28} {1,3} calls\n", K.Name, K.Calls.size());
}

/// Reads the model \p File and says what is wrong with it, or what it has.
static int validate(StringRef File) {
  Expected<std::string> Text = readFile(File, model::MaxFileSize);
  if (!Text) {
    complain(toString(Text.takeError()));
    return ExitUsage;
  }
  model::ModelStore Store;
  std::vector<model::ModelError> Mistakes;
  const model::Library *L = Store.read(MemoryBufferRef(*Text, File), Mistakes);
  for (const model::ModelError &Mistake : Mistakes)
    complain(Mistake.str());
  if (!L)
    return ExitUsage;
  list(*L);
  return ExitClean;
}

int showModels(const Arguments &Given) {
  bool IsGood = true;
  bool HasRead = false;
  for (const Arguments::Given &G : Given.Options)
    if (G.Name == "validate") {
      HasRead = true;
      IsGood &= validate(G.Value) == ExitClean;
    }
  if (!HasRead || Given.has("list"))
    for (const model::Library *L : model::builtinLibraries())
      list(*L);
  return IsGood ? ExitClean : ExitUsage;
}

} // namespace ticktidy::tool
