//===- Text.cpp - Findings as clang prints them ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Format.h"

using namespace llvm;

namespace ticktidy::tool::format {

namespace {

class TextWriter {
public:
  TextWriter(raw_ostream &Out, const Report &R, Sources &Texts, bool InColor)
      : Out(Out), R(R), Texts(Texts), InColor(InColor) {}

  void write(const Finding &F) {
    tell(F.At, F.IsError ? "error" : "warning",
         F.IsError ? raw_ostream::RED : raw_ostream::MAGENTA,
         F.Text + " [" + F.Check + "]");
    for (const Note &N : F.Notes)
      tell(N.At, "note", raw_ostream::BLACK, N.Text);
  }

private:
  void paint(raw_ostream::Colors Color, bool IsBold) {
    if (InColor)
      Out.changeColor(Color, IsBold);
  }
  void plain() {
    if (InColor)
      Out.resetColor();
  }

  void tell(const Place &At, StringRef Severity, raw_ostream::Colors Color,
            StringRef Message) {
    paint(raw_ostream::SAVEDCOLOR, true);
    Out << printable(shownPath(At.File, R.Folder)) << ':' << At.Line << ':'
        << At.Column << ": ";
    paint(Color, true);
    Out << Severity << ": ";
    plain();
    paint(raw_ostream::SAVEDCOLOR, Severity != "note");
    Out << printable(Message) << '\n';
    plain();
    showLine(At);
  }

  /// The line, and a caret below the place; tabs stay tabs.
  void showLine(const Place &At) {
    const SourceText *Text = Texts.get(At.File);
    if (!Text || At.Line < 1 || At.Line > Text->lines())
      return;
    StringRef Line = Text->line(At.Line);
    std::string Number = std::to_string(At.Line);
    Number.insert(0, Number.size() < 5 ? 5 - Number.size() : 0, ' ');
    Out << Number << " | " << printable(Line) << '\n'
        << std::string(Number.size(), ' ') << " | ";
    for (char C : printable(Line.take_front(std::max(At.Column, 1) - 1)))
      // A byte inside of a character has no column of its own.
      if ((static_cast<unsigned char>(C) & 0xC0U) != 0x80)
        Out << (C == '\t' ? '\t' : ' ');
    paint(raw_ostream::GREEN, true);
    Out << "^\n";
    plain();
  }

  raw_ostream &Out;
  const Report &R;
  Sources &Texts;
  const bool InColor;
};

} // namespace

void writeText(raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor) {
  if (InColor)
    Out.enable_colors(true);
  TextWriter Writer(Out, R, Texts, InColor);
  for (const Finding &F : R.Findings)
    Writer.write(F);
}

} // namespace ticktidy::tool::format
