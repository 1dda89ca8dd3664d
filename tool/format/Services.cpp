//===- Services.cpp - Findings for GitHub, GitLab and JUnit's readers -----===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

using namespace llvm;

namespace ticktidy::tool::format {

/// The story below the message, a step a line.
static std::string story(const Finding &F, const Report &R) {
  std::string Text = F.Text;
  for (const Note &N : F.Notes)
    Text += "\n" + shownPath(N.At.File, R.Root) + ":" +
            std::to_string(N.At.Line) + ": " + N.Text;
  return Text;
}

/// As GitHub's workflow commands want it; properties escape more.
static std::string escapeCommand(StringRef Text, bool IsProperty) {
  std::string Result;
  for (char C : Text) {
    bool IsSpecial = C == '%' || C == '\r' || C == '\n' ||
                     (IsProperty && (C == ':' || C == ','));
    if (IsSpecial)
      Result += formatv("%{0:X-2}", static_cast<unsigned char>(C)).str();
    else
      Result += C;
  }
  return Result;
}

void writeGithub(raw_ostream &Out, const Report &R, Sources &Texts,
                 bool InColor) {
  for (const Finding &F : R.Findings)
    Out << (F.IsError ? "::error" : "::warning")
        << " file=" << escapeCommand(shownPath(F.At.File, R.Root), true)
        << ",line=" << F.At.Line << ",col=" << F.At.Column
        << ",title=" << escapeCommand(F.Check, true)
        << "::" << escapeCommand(story(F, R), false) << '\n';
  for (const std::string &P : R.Problems)
    Out << "::error::" << escapeCommand(P, false) << '\n';
}

void writeGitlab(raw_ostream &Out, const Report &R, Sources &Texts,
                 bool InColor) {
  json::Array All;
  for (const Finding &F : R.Findings)
    All.push_back(json::Object{
        {"description", json::fixUTF8(F.Text)},
        {"check_name", F.Check},
        {"fingerprint", F.Fingerprint},
        {"severity", F.IsError ? "critical" : "major"},
        {"location",
         json::Object{{"path", json::fixUTF8(shownPath(F.At.File, R.Root))},
                      {"lines", json::Object{{"begin", F.At.Line}}}}}});
  Out << formatv("{0:2}", json::Value(std::move(All))) << '\n';
}

void writeJunit(raw_ostream &Out, const Report &R, Sources &Texts,
                bool InColor) {
  std::size_t Findings = R.Findings.size();
  std::size_t Problems = R.Problems.size();
  // A suite without a case counts as one that did not run.
  std::size_t Cases = std::max<std::size_t>(Findings + Problems, 1);
  Out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << formatv("<testsuites tests=\"{0}\" failures=\"{1}\" errors=\"{2}\">\n"
                 "  <testsuite name=\"ticktidy\" tests=\"{0}\" "
                 "failures=\"{1}\" errors=\"{2}\">\n",
                 Cases, Findings, Problems);
  for (const Finding &F : R.Findings)
    Out << formatv("    <testcase classname=\"{0}\" name=\"{1}:{2}:{3}\">\n"
                   "      <failure type=\"{0}\" message=\"{4}\">{5}</failure>\n"
                   "    </testcase>\n",
                   escapeMarkup(F.Check),
                   escapeMarkup(shownPath(F.At.File, R.Root)), F.At.Line,
                   F.At.Column, escapeMarkup(F.Text),
                   escapeMarkup(story(F, R)));
  for (const std::string &P : R.Problems)
    Out << formatv("    <testcase classname=\"ticktidy\" name=\"{0}\">\n"
                   "      <error type=\"analysis\" message=\"{0}\"></error>\n"
                   "    </testcase>\n",
                   escapeMarkup(P));
  if (Findings + Problems == 0)
    Out << "    <testcase classname=\"ticktidy\" name=\"timers\"/>\n";
  Out << "  </testsuite>\n</testsuites>\n";
}

} // namespace ticktidy::tool::format
