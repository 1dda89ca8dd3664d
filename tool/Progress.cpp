//===- Progress.cpp -------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "Files.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace ticktidy::tool {

static constexpr llvm::StringLiteral EraseLine = "\r\x1b[K";

Progress::Progress(std::size_t Total, bool IsQuiet)
    : Total(Total), How(IsQuiet                                  ? Nothing
                        : sys::Process::StandardErrIsDisplayed() ? Bar
                                                                 : Lines) {
  if (Total != 0 && How == Bar)
    draw("");
}

Progress::~Progress() {
  if (How == Bar)
    errs() << EraseLine;
}

void Progress::step(StringRef Name) {
  ++Done;
  if (How == Lines)
    errs() << '[' << Done << '/' << Total << "] " << printable(Name) << '\n';
  else if (How == Bar && std::chrono::steady_clock::now() - Drawn >
                             std::chrono::milliseconds(50))
    draw(Name);
}

void Progress::draw(StringRef Name) {
  Drawn = std::chrono::steady_clock::now();
  constexpr std::size_t Width = 24;
  std::size_t Full = Total == 0 ? Width : Done * Width / Total;
  std::string Line = "[" + std::string(Full, '=') +
                     std::string(Full < Width ? 1 : 0, '>') +
                     std::string(Width - std::min(Width, Full + 1), ' ') +
                     "] " + std::to_string(Done) + "/" + std::to_string(Total);
  // What does not fit would break the line, and stay.
  std::size_t Columns = sys::Process::StandardErrColumns();
  std::size_t Room = std::max<std::size_t>(Columns, 40) - Line.size() - 2;
  if (Columns != 0 && Name.size() > Room)
    Name = Name.take_back(Room);
  errs() << EraseLine << Line << ' ' << printable(Name);
}

} // namespace ticktidy::tool
