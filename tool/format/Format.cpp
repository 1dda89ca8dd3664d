//===- Format.cpp ---------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Format.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace ticktidy::tool::format {

Writer find(StringRef Name) {
  return StringSwitch<Writer>(Name)
      .Case("text", writeText)
      .Case("json", writeJson)
      .Case("sarif", writeSarif)
      .Case("html", writeHtml)
      .Case("github", writeGithub)
      .Case("gitlab", writeGitlab)
      .Case("junit", writeJunit)
      .Default(nullptr);
}

std::string escapeMarkup(StringRef Text) {
  std::string Result;
  std::string Clean = json::fixUTF8(Text);
  for (char C : Clean) {
    switch (C) {
    case '&':
      Result += "&amp;";
      break;
    case '<':
      Result += "&lt;";
      break;
    case '>':
      Result += "&gt;";
      break;
    case '"':
      Result += "&quot;";
      break;
    case '\'':
      Result += "&#39;";
      break;
    default:
      if (static_cast<unsigned char>(C) >= 0x20 || C == '\n' || C == '\t')
        Result += C;
    }
  }
  return Result;
}

} // namespace ticktidy::tool::format
