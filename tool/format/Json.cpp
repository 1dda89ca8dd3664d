//===- Json.cpp - Findings for other programs -----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ticktidy::tool::format {

void writeJson(raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor) {
  json::Array Findings;
  for (const Finding &F : R.Findings)
    Findings.push_back(toJSON(F));
  json::Array Problems;
  for (const std::string &P : R.Problems)
    Problems.push_back(json::fixUTF8(P));
  Out << formatv("{0:2}",
                 json::Value(json::Object{{"format", 1},
                                          {"version", TICKTIDY_VERSION},
                                          {"root", json::fixUTF8(R.Root)},
                                          {"findings", std::move(Findings)},
                                          {"problems", std::move(Problems)}}))
      << '\n';
}

} // namespace ticktidy::tool::format
