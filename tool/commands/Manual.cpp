//===- Manual.cpp - The manual page ---------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "Commands.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

/// \p Text with what roff gives a meaning to escaped.
static std::string roff(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '\\')
      Result += "\\e";
    else if (C == '-')
      Result += "\\-";
    else if (C == '\'')
      Result += "\\(aq";
    else
      Result += C;
  }
  return StringRef(Result).starts_with(".") ? "\\&" + Result : Result;
}

static void options(const CommandSpec &C) {
  for (const OptionSpec &O : C.Options) {
    outs() << ".TP\n";
    if (O.Short)
      outs() << R"(\fB\-)" << O.Short << "\\fR, ";
    outs() << R"(\fB\-\-)" << roff(O.Name) << "\\fR";
    if (O.Value)
      outs() << "=\\fI" << roff(O.Value) << "\\fR";
    outs() << '\n' << roff(O.Help) << ".\n";
  }
}

int printManual(const Arguments &Given) {
  const CommandSpec &Analysis = commands().front();
  outs() << ".TH TICKTIDY 1 \"\" \"ticktidy " TICKTIDY_VERSION "\"\n"
         << ".SH NAME\nticktidy \\- find faults in the use of timers in C and "
            "C++\n.SH SYNOPSIS\n.B ticktidy\n[\\fIOPTION\\fR...] "
         << roff(Analysis.Usage) << '\n';
  for (const CommandSpec &C : commands().drop_front())
    outs() << ".br\n.B ticktidy " << C.Name << "\n[\\fIOPTION\\fR...] "
           << roff(C.Usage) << '\n';
  outs() << ".SH DESCRIPTION\n"
         << roff(Analysis.Summary) << ".\n"
         << ".SH OPTIONS\n";
  options(Analysis);
  outs() << ".SH COMMANDS\n";
  for (const CommandSpec &C : commands().drop_front()) {
    outs() << ".SS " << C.Name << '\n' << roff(C.Summary) << ".\n";
    options(C);
  }
  outs() << ".SH CHECKS\n";
  for (const CheckDoc &D : checkDocs())
    outs() << ".TP\n.B " << roff(D.Name) << '\n' << roff(summaryOf(D)) << '\n';
  outs() << ".SH EXIT STATUS\n"
            ".TP\n.B 0\nNothing was found.\n"
            ".TP\n.B 1\nSomething was found.\n"
            ".TP\n.B 2\nBad usage or configuration.\n"
            ".TP\n.B 3\nSome input could not be analysed; what was found in "
            "the rest is printed.\n"
            ".SH FILES\n.TP\n.I .clang\\-tidy\nOptions of the checks, looked "
            "for above each source file.\n"
            ".TP\n.I compile_commands.json\nThe compile database.\n"
            ".SH SEE ALSO\n.BR clang\\-tidy (1)\n";
  return ExitClean;
}

} // namespace ticktidy::tool
