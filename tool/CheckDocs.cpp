//===- CheckDocs.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

using namespace llvm;

namespace ticktidy::tool {

const CheckDoc *findCheckDoc(StringRef Check) {
  const auto *It =
      find_if(checkDocs(), [&](const CheckDoc &D) { return D.Name == Check; });
  return It == checkDocs().end() ? nullptr : It;
}

std::string summaryOf(const CheckDoc &Doc) {
  StringRef Body = Doc.Text.split('\n').second.ltrim();
  std::string Result = Body.substr(0, Body.find("\n\n")).str();
  std::replace(Result.begin(), Result.end(), '\n', ' ');
  return StringRef(Result).rtrim().str();
}

std::vector<std::string> checkNames() {
  std::vector<std::string> Names;
  for (const CheckDoc &D : checkDocs())
    Names.push_back(D.Name.str());
  return Names;
}

std::string unknownGlob(StringRef Globs) {
  SmallVector<StringRef, 8> All;
  SplitString(Globs, All, ",\n");
  for (StringRef Glob : All) {
    Glob = Glob.trim();
    Glob.consume_front("-");
    if (Glob.empty())
      continue;
    Expected<GlobPattern> Pattern = GlobPattern::create(Glob);
    if (!Pattern) {
      consumeError(Pattern.takeError());
      return Glob.str();
    }
    if (none_of(checkDocs(),
                [&](const CheckDoc &D) { return Pattern->match(D.Name); }))
      return Glob.str();
  }
  return "";
}

} // namespace ticktidy::tool
