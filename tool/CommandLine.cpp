//===- CommandLine.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

const CommandSpec *findCommand(StringRef Name) {
  const auto *It =
      find_if(commands(), [&](const CommandSpec &C) { return C.Name == Name; });
  return It == commands().end() ? nullptr : It;
}

bool Arguments::has(StringRef Name) const {
  return any_of(Options, [&](const Given &G) { return G.Name == Name; });
}

std::optional<std::string> Arguments::get(StringRef Name) const {
  for (const Given &G : reverse(Options))
    if (G.Name == Name)
      return G.Value;
  return std::nullopt;
}

std::string closestTo(StringRef Word, ArrayRef<std::string> Candidates) {
  std::string Best;
  unsigned Least = static_cast<unsigned>(Word.size()) / 3 + 1;
  for (const std::string &Candidate : Candidates) {
    unsigned Distance = Word.edit_distance(Candidate, true, Least);
    if (Distance < Least) {
      Least = Distance;
      Best = Candidate;
    }
  }
  return Best;
}

/// Says that the option is unknown, and what may have been meant.
static Error unknown(const CommandSpec &Command, StringRef Word) {
  std::vector<std::string> Names;
  for (const OptionSpec &O : Command.Options)
    Names.push_back(std::string("--") + O.Name);
  std::string Near = closestTo(Word, Names);
  return failure("unknown option '" + Word + "'" +
                 (Near.empty() ? "" : "; did you mean '" + Near + "'?"));
}

static Error checkWord(const OptionSpec &Option, StringRef Value) {
  if (!Option.Words)
    return Error::success();
  SmallVector<StringRef, 8> Words;
  StringRef(Option.Words).split(Words, '|');
  if (is_contained(Words, Value))
    return Error::success();
  return failure("invalid value '" + Value + "' for '--" + Option.Name +
                 "'; expected one of " + join(Words, ", "));
}

Expected<Arguments> parse(const CommandSpec &Command,
                          ArrayRef<std::string> Words) {
  Arguments Result;
  for (std::size_t I = 0; I != Words.size(); ++I) {
    StringRef Word = Words[I];
    if (Word == "--") {
      Result.HasDashes = true;
      Result.AfterDashes.assign(Words.begin() + I + 1, Words.end());
      break;
    }
    if (!Word.starts_with("-") || Word == "-") {
      Result.Positional.push_back(Word.str());
      continue;
    }
    bool IsLong = Word.starts_with("--");
    StringRef Name;
    StringRef Value;
    std::tie(Name, Value) = Word.drop_front(2).split('=');
    bool HasValue = Word.contains('=');
    if (!IsLong) {
      // -j4, -p=build
      Value = Word.drop_front(2);
      HasValue = !Value.empty();
      Value.consume_front("=");
      Name = Word.substr(1, 1);
    }
    const auto *Option = find_if(Command.Options, [&](const OptionSpec &O) {
      return IsLong ? Name == O.Name
                    : O.Short != 0 && Name == StringRef(&O.Short, 1);
    });
    if (Option == Command.Options.end())
      return unknown(Command, IsLong ? Word.split('=').first : Word);
    if (!Option->Value && HasValue)
      return failure("option '--" + Twine(Option->Name) + "' takes no value");
    if (Option->Value && !HasValue) {
      if (I + 1 == Words.size())
        return failure("option '--" + Twine(Option->Name) +
                       "' needs a value (" + Option->Value + ")");
      Value = Words[++I];
    }
    if (Error E = checkWord(*Option, Value))
      return E;
    Result.Options.push_back({Option->Name, Value.str()});
  }
  return Result;
}

/// Appends \p Text to \p Out, broken into lines that begin at column \p Indent.
static void wrap(std::string &Out, StringRef Text, std::size_t Indent) {
  std::size_t Column = Indent;
  SmallVector<StringRef, 32> Words;
  Text.split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words) {
    if (Column != Indent && Column + 1 + Word.size() > 79) {
      Out += "\n" + std::string(Indent, ' ');
      Column = Indent;
    }
    if (Column != Indent) {
      Out += ' ';
      ++Column;
    }
    Out += Word;
    Column += Word.size();
  }
  Out += '\n';
}

std::string helpFor(const CommandSpec &Command) {
  StringRef Name = Command.Name;
  StringRef Usage = Command.Usage;
  std::string Out = "Usage: ticktidy" + (Name.empty() ? "" : " " + Name.str()) +
                    " [OPTION...]" + (Usage.empty() ? "" : " " + Usage.str()) +
                    "\n\n";
  wrap(Out, (Command.Summary + StringRef(".")).str(), 0);
  Out += "\nOptions:\n";
  for (const OptionSpec &O : Command.Options) {
    std::string Head = O.Short ? std::string("  -") + O.Short + ", " : "      ";
    Head += std::string("--") + O.Name + (O.Value ? "=" : "") +
            (O.Value ? O.Value : "");
    constexpr std::size_t Column = 28;
    if (Head.size() + 2 > Column)
      Head += "\n" + std::string(Column, ' ');
    else
      Head.resize(Column, ' ');
    Out += Head;
    wrap(Out, O.Help, Column);
  }
  if (!Name.empty())
    return Out;
  Out += "\nOther commands (ticktidy COMMAND --help tells more):\n";
  for (const CommandSpec &Other : commands().drop_front()) {
    std::string Head = std::string("  ") + Other.Name;
    Head.resize(14, ' ');
    Out += Head;
    wrap(Out, Other.Summary, 14);
  }
  Out += "\nExit codes: 0 nothing found, 1 findings, 2 bad usage or "
         "configuration,\n3 some input could not be analysed.\n";
  return Out;
}

void complain(const Twine &Text) {
  outs().flush();
  errs() << "ticktidy: ";
  WithColor::error() << printable(Text.str()) << '\n';
}

} // namespace ticktidy::tool
