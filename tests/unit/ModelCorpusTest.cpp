//===- ModelCorpusTest.cpp - Odd model files, kept and made ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the fuzzer found once, and a few thousand damaged models of our own. The
// fuzzer's target ends the process where something does not hold.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <map>
#include <random>

using llvm::StringRef;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size);

namespace {

void read(StringRef Text) {
  LLVMFuzzerTestOneInput(Text.bytes_begin(), Text.size());
}

/// The texts of the files in a folder of the project, by name.
std::map<std::string, std::string> textsIn(StringRef Folder) {
  std::map<std::string, std::string> Texts;
  std::error_code Code;
  for (llvm::sys::fs::directory_iterator
           It(TICKTIDY_SOURCE_DIR "/" + Folder, Code),
       End;
       It != End && !Code; It.increment(Code))
    if (auto Buffer = llvm::MemoryBuffer::getFile(It->path()))
      Texts[It->path()] = (*Buffer)->getBuffer().str();
  EXPECT_FALSE(Texts.empty()) << Folder.str();
  return Texts;
}

TEST(ModelCorpusTest, Kept) {
  for (const auto &[Name, Text] : textsIn("tests/fuzz/corpus"))
    read(Text);
}

TEST(ModelCorpusTest, Damaged) {
  std::mt19937 Chance(1);
  auto Below = [&](std::size_t Limit) { return Chance() % Limit; };
  for (const auto &[Name, Text] : textsIn("checks/model/libraries"))
    for (int Round = 0; Round != 30; ++Round) {
      llvm::SmallVector<StringRef, 0> Lines;
      StringRef(Text).split(Lines, '\n');
      for (std::size_t Times = Below(4) + 1; Times != 0; --Times) {
        std::size_t At = Below(Lines.size());
        switch (Below(3)) {
        case 0:
          Lines.erase(Lines.begin() + At);
          break;
        case 1:
          Lines.insert(Lines.begin() + At, Lines[Below(Lines.size())]);
          break;
        default:
          std::swap(Lines[At], Lines[Below(Lines.size())]);
        }
      }
      std::string Damaged = llvm::join(Lines, "\n");
      if (Below(2))
        Damaged[Below(Damaged.size())] = static_cast<char>(
            Below(2) ? Below(256) : "[]{}:&*!|>-'\""[Below(13)]);
      read(Damaged);
    }
}

} // namespace
