//===- ModelFuzzer.cpp - Odd model files ----------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A target for libFuzzer, and for the unit tests. Whatever the text, the reader
// gives a library or at least one error with a place inside the text, and a
// library can be indexed.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <cstdlib>

using namespace ticktidy;

/// Ends the process, with a place that tells what did not hold.
static void demand(bool Holds) {
  if (!Holds)
    std::abort();
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/// LLVM's allocators poison what they do not use, and only where they were
/// compiled with the sanitizer; their other half is in a library without it.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0";
}
#endif
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  std::size_t Lines = llvm::StringRef(Text).count('\n') + 1;
  model::ModelStore Store;
  std::vector<model::ModelError> Errors;
  const model::Library *L =
      Store.read(llvm::MemoryBufferRef(Text, "fuzz.yaml"), Errors);
  demand((L != nullptr) == Errors.empty());
  for (const model::ModelError &E : Errors)
    demand(!E.Message.empty() && E.Line >= 1 && E.Line <= Lines + 1 &&
           E.Column >= 1);
  if (!L)
    return 0;
  // Its strings and arrays are alive.
  std::size_t Letters = L->Name.size();
  for (const model::Kind &K : L->Kinds)
    for (const model::Call &C : K.Calls)
      Letters += C.Name.size() + K.EndText.size();
  demand(Letters != 0);
  // What was accepted cannot be read again into the same store.
  std::vector<model::ModelError> Again;
  bool HasKinds = !L->Kinds.empty();
  demand(!HasKinds || !Store.read(llvm::MemoryBufferRef(Text, "again"), Again));
  return 0;
}
