//===- Html.cpp - Findings as a page --------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file that needs nothing else and runs no script. Whatever comes from the
// analysed sources goes through escapeMarkup.
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "Fixer.h"
#include "Format.h"
#include "PageStyle.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ticktidy::tool::format {

namespace {

/// Lines that are shown around a step.
constexpr int Around = 2;

struct Step {
  int Number;
  const Place *At;
  StringRef Text;
};

class PageWriter {
public:
  PageWriter(raw_ostream &Out, const Report &R, Sources &Texts)
      : Out(Out), R(R), Texts(Texts) {}

  void write() {
    std::map<std::string, std::vector<const Finding *>> ByCheck;
    for (const Finding &F : R.Findings)
      ByCheck[F.Check].push_back(&F);
    Out << "<!doctype html>\n<html lang=\"en\">\n<head>\n"
           "<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        << "<title>ticktidy: " << R.Findings.size()
        << (R.Findings.size() == 1 ? " finding" : " findings") << "</title>\n"
        << "<style>\n"
        << PageStyle << "</style>\n</head>\n<body>\n<h1>Timers in "
        << escapeMarkup(StringRef(R.Root).rsplit('/').second) << "</h1>\n"
        << formatv("<p class=\"sum\">{0} finding{1} in {2} unit{3}</p>\n",
                   R.Findings.size(), R.Findings.size() == 1 ? "" : "s",
                   R.Units, R.Units == 1 ? "" : "s");
    writeIndex(ByCheck);
    if (!R.Problems.empty()) {
      Out << "<h2>Not analysed in full</h2>\n<div class=\"problems\">\n";
      for (const std::string &P : R.Problems)
        Out << "<p><code>" << escapeMarkup(P) << "</code></p>\n";
      Out << "</div>\n";
    }
    for (const auto &[Check, Findings] : ByCheck)
      writeCheck(Check, Findings);
    Out << "<footer>ticktidy " TICKTIDY_VERSION "</footer>\n</body>\n</html>\n";
  }

private:
  void writeIndex(
      const std::map<std::string, std::vector<const Finding *>> &ByCheck) {
    Out << "<table class=\"index\">\n";
    for (const auto &[Check, Findings] : ByCheck) {
      const CheckDoc *Doc = findCheckDoc(Check);
      Out << formatv("<tr><td>{0}</td><td><a href=\"#{1}\">{1}</a></td>"
                     "<td>{2}</td></tr>\n",
                     Findings.size(), escapeMarkup(Check),
                     Doc ? escapeMarkup(summaryOf(*Doc)) : "");
    }
    Out << "</table>\n";
  }

  void writeCheck(StringRef Check, ArrayRef<const Finding *> Findings) {
    const CheckDoc *Doc = findCheckDoc(Check);
    Out << formatv("<h2 id=\"{0}\">{0}</h2>\n<p class=\"what\">{1}</p>\n",
                   escapeMarkup(Check),
                   Doc ? escapeMarkup(summaryOf(*Doc)) : "");
    StringRef File;
    for (const Finding *F : Findings) {
      if (File != F->At.File) {
        File = F->At.File;
        Out << "<h3>" << name(File) << "</h3>\n";
      }
      writeFinding(*F);
    }
  }

  std::string name(StringRef File) {
    return escapeMarkup(shownPath(File, R.Root));
  }

  void writeFinding(const Finding &F) {
    Out << formatv("<details open id=\"f{0}\">\n<summary><span class=\"line\">"
                   "{1}:{2}</span><span{3}>{4}</span></summary>\n",
                   escapeMarkup(F.Fingerprint), F.At.Line, F.At.Column,
                   F.IsError ? " class=\"level-error\"" : "",
                   escapeMarkup(F.Text));
    std::vector<Step> Steps{{1, &F.At, F.Text}};
    for (const Note &N : F.Notes)
      if (N.Edits.empty())
        Steps.push_back({static_cast<int>(Steps.size()) + 1, &N.At, N.Text});
    // The story in each of its files, the warning's own first.
    std::vector<StringRef> Files;
    for (const Step &S : Steps)
      if (!is_contained(Files, S.At->File))
        Files.emplace_back(S.At->File);
    for (StringRef File : Files)
      writeSource(File, Steps, Files.size() > 1);
    if (!F.Edits.empty())
      writeFix("The fix", F.Edits);
    for (const Note &N : F.Notes)
      if (!N.Edits.empty())
        writeFix("Or: " + N.Text, N.Edits);
    Out << "</details>\n";
  }

  /// The lines of \p File that the story passes, with what happens there.
  void writeSource(StringRef File, ArrayRef<Step> Steps, bool IsNamed) {
    const SourceText *Text = Texts.get(File);
    std::map<int, std::vector<Step>> ByLine;
    for (const Step &S : Steps)
      if (S.At->File == File)
        ByLine[S.At->Line].push_back(S);
    Out << "<div class=\"code\">\n";
    if (IsNamed)
      Out << "<div class=\"in\">" << name(File) << "</div>\n";
    int Shown = 0;
    for (auto It = ByLine.begin(); It != ByLine.end(); ++It) {
      int First = std::max(It->first - Around, Shown + 1);
      if (Shown != 0 && First > Shown + 1)
        Out << "<div class=\"gap\">⋯</div>\n";
      for (int Line = First; Line < It->first; ++Line)
        writeLine(Text, Line, false);
      writeLine(Text, It->first, true);
      for (const Step &S : It->second)
        Out << formatv("<div class=\"told{0}\"><b>{1}</b><span>{2}</span>"
                       "</div>\n",
                       S.Number == 1 ? " first" : "", S.Number,
                       escapeMarkup(S.Text));
      Shown = It->first;
      auto Next = std::next(It);
      int Last = It->first + Around;
      if (Next != ByLine.end())
        Last = std::min(Last, Next->first - 1);
      if (Text)
        Last = std::min(Last, Text->lines());
      for (int Line = Shown + 1; Line <= Last; ++Line)
        writeLine(Text, Line, false);
      Shown = std::max(Shown, Last);
    }
    Out << "</div>\n";
  }

  void writeLine(const SourceText *Text, int Line, bool IsStep) {
    if (!Text || Line > Text->lines())
      return;
    Out << formatv("<div class=\"row{0}\"><span class=\"no\">{1}</span>"
                   "<span>{2}</span></div>\n",
                   IsStep ? " on" : "", Line, escapeMarkup(Text->line(Line)));
  }

  void writeFix(StringRef Title, ArrayRef<Edit> Edits) {
    Out << "<div class=\"fix\">" << escapeMarkup(Title) << "</div>\n";
    std::map<std::string, std::vector<Edit>> ByFile;
    for (const Edit &E : Edits)
      ByFile[E.File].push_back(E);
    for (const auto &[File, InFile] : ByFile) {
      const SourceText *Text = Texts.get(File);
      if (!Text)
        continue;
      std::string Diff = unifiedDiff(shownPath(File, R.Root), *Text, InFile);
      Out << "<div class=\"code diff\">\n";
      StringRef Rest = Diff;
      while (!Rest.empty()) {
        StringRef Line;
        std::tie(Line, Rest) = Rest.split('\n');
        StringRef Class = "row";
        if (Line.starts_with("@@") || Line.starts_with("--- ") ||
            Line.starts_with("+++ "))
          Class = "row hunk";
        else if (Line.starts_with("+"))
          Class = "row add";
        else if (Line.starts_with("-"))
          Class = "row del";
        Out << "<div class=\"" << Class << "\">" << escapeMarkup(Line)
            << "</div>\n";
      }
      Out << "</div>\n";
    }
  }

  raw_ostream &Out;
  const Report &R;
  Sources &Texts;
};

} // namespace

void writeHtml(raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor) {
  PageWriter(Out, R, Texts).write();
}

} // namespace ticktidy::tool::format
