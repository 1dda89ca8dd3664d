//===- Main.cpp - clangd with the timer checks ----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// clangd's own libraries, linked into a program that holds the checks too. Its
/// headers are not installed: what is used of it is declared here and in
/// Hooks.cpp, with the types of LLVM alone.
///
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <memory>
#include <vector>

namespace clang::clangd {

// NOLINTNEXTLINE(misc-use-internal-linkage): clangd defines it.
int clangdMain(int Count, char *Words[]);

class SymbolIndex;

namespace remote {

/// Stands in for the client of clangd's remote index, whose libraries would
/// bring gRPC along: says what a clangd that is built without it says.
// NOLINTNEXTLINE(misc-use-internal-linkage): clangd calls it.
std::unique_ptr<SymbolIndex> getClient(llvm::StringRef Address,
                                       llvm::StringRef /*ProjectRoot*/) {
  llvm::errs() << "ticktidy-clangd has no remote index: '" << Address
               << "' is not asked\n";
  return nullptr;
}

} // namespace remote

} // namespace clang::clangd

/// True if somebody says where clang's own headers are.
static bool namesHeaders(int Count, char **Words) {
  const char *More = std::getenv("CLANGD_FLAGS");
  if (More && llvm::StringRef(More).contains("-resource-dir"))
    return true;
  for (int I = 1; I < Count; ++I)
    if (llvm::StringRef(Words[I]).contains("-resource-dir"))
      return true;
  return false;
}

int main(int Count, char **Words) {
  // clangd looks for them beside itself, where they are not.
  static char Headers[] = "--resource-dir=" TICKTIDY_RESOURCE_DIR;
  std::vector<char *> All(Words, Words + Count);
  if (!namesHeaders(Count, Words))
    All.insert(All.begin() + 1, Headers);
  Count = static_cast<int>(All.size());
  All.push_back(nullptr);
  return clang::clangd::clangdMain(Count, All.data());
}
