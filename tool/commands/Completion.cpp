//===- Completion.cpp - Completion scripts of shells ----------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckDocs.h"
#include "Commands.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ticktidy::tool {

/// The values that \p O can have, divided by spaces, or "".
static std::string wordsFor(const OptionSpec &O) {
  if (O.With == Completes::Checks)
    return join(checkNames(), " ");
  std::string Words = O.Words ? O.Words : "";
  std::replace(Words.begin(), Words.end(), '|', ' ');
  return Words;
}

/// \p Text inside of single quotes of a POSIX shell, or of fish.
static std::string quoted(StringRef Text, StringRef Quote) {
  std::string Result;
  for (char C : Text)
    Result += C == '\'' ? Quote.str() : std::string(1, C);
  return "'" + Result + "'";
}

static std::string commandNames() {
  std::vector<std::string> Names;
  for (const CommandSpec &C : commands().drop_front())
    Names.emplace_back(C.Name);
  return join(Names, " ");
}

static void bash() {
  outs() << "_ticktidy() {\n"
            "  local cur=${COMP_WORDS[COMP_CWORD]} "
            "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
            "  local command= words=\n"
            "  [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]}\n"
            // bash takes "--format=json" for three words.
            "  [ \"$cur\" = = ] && cur=\n"
            "  [ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
            "  case $prev in\n";
  std::vector<std::string> Seen;
  for (const CommandSpec &C : commands())
    for (const OptionSpec &O : C.Options) {
      std::string Name = std::string("--") + O.Name;
      if (!O.Value || is_contained(Seen, Name))
        continue;
      Seen.push_back(Name);
      std::string Words = wordsFor(O);
      outs() << "    " << Name;
      if (O.Short)
        outs() << " | -" << O.Short;
      outs() << ") ";
      if (!Words.empty())
        outs() << "mapfile -t COMPREPLY < <(compgen -W '" << Words
               << "' -- \"$cur\")";
      else if (O.With == Completes::Nothing)
        outs() << "COMPREPLY=()";
      else
        outs() << "mapfile -t COMPREPLY < <(compgen "
               << (O.With == Completes::Folders ? "-d" : "-f")
               << " -- \"$cur\")";
      outs() << "; return ;;\n";
    }
  outs() << "  esac\n  case $command in\n";
  for (const CommandSpec &C : commands().drop_front()) {
    outs() << "    " << C.Name << ") words='";
    for (const OptionSpec &O : C.Options)
      outs() << "--" << O.Name << ' ';
    StringRef Name = C.Name;
    if (Name == "explain")
      outs() << join(checkNames(), " ");
    else if (Name == "completion")
      outs() << "bash zsh fish";
    outs() << "' ;;\n";
  }
  outs() << "    *) words='";
  for (const OptionSpec &O : commands().front().Options)
    outs() << "--" << O.Name << ' ';
  outs() << "'\n"
            "       [ \"$COMP_CWORD\" -eq 1 ] && words+=' "
         << commandNames()
         << "' ;;\n  esac\n"
            "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
            "}\n"
            "complete -o default -o bashdefault -F _ticktidy ticktidy\n";
}

/// The options of \p C as words for _arguments.
static void zshOptions(const CommandSpec &C) {
  for (const OptionSpec &O : C.Options) {
    // Brackets and colons have a meaning in these words.
    std::string Help;
    for (char Char : StringRef(O.Help))
      Help += StringRef("[]:").contains(Char) ? std::string("\\") + Char
                                              : std::string(1, Char);
    std::string Tail = "[" + Help + "]";
    if (O.Value) {
      std::string Words = wordsFor(O);
      Tail += std::string(":") + O.Value + ":";
      if (!Words.empty())
        Tail += "(" + Words + ")";
      else if (O.With == Completes::Folders)
        Tail += "_files -/";
      else if (O.With == Completes::Files)
        Tail += "_files";
    }
    StringRef Equals = O.Value ? "=" : "";
    outs() << "        "
           << quoted("*--" + std::string(O.Name) + Equals.str() + Tail, "'\\''")
           << " \\\n";
    if (O.Short)
      outs() << "        "
             << quoted(std::string("*-") + O.Short + (O.Value ? "+" : "") +
                           Tail,
                       "'\\''")
             << " \\\n";
  }
}

static void zsh() {
  outs() << "#compdef ticktidy\n\n_ticktidy() {\n  case ${words[2]} in\n";
  for (const CommandSpec &C : commands().drop_front()) {
    outs() << "    " << C.Name << ")\n      shift words; (( CURRENT-- ))\n"
           << "      _arguments -s \\\n";
    zshOptions(C);
    StringRef Name = C.Name;
    if (Name == "explain")
      outs() << "        '*:check:(" << join(checkNames(), " ") << ")'\n";
    else if (Name == "completion")
      outs() << "        '1:shell:(bash zsh fish)'\n";
    else
      outs() << "        '*:file:_files'\n";
    outs() << "      ;;\n";
  }
  outs() << "    *)\n      _arguments -s \\\n";
  zshOptions(commands().front());
  outs() << "        '*:file or command:{ _files; compadd " << commandNames()
         << " }'\n      ;;\n  esac\n}\n\n"
         << "_ticktidy \"$@\"\n";
}

static void fish() {
  std::string None = "__fish_use_subcommand";
  for (const CommandSpec &C : commands()) {
    StringRef Name = C.Name;
    std::string When = Name.empty()
                           ? "not __fish_seen_subcommand_from " + commandNames()
                           : "__fish_seen_subcommand_from " + Name.str();
    if (!Name.empty())
      outs() << "complete -c ticktidy -n " << None << " -a " << Name << " -d "
             << quoted(C.Summary, "\\'") << '\n';
    if (Name == "explain")
      outs() << "complete -c ticktidy -f -n '" << When << "' -a '"
             << join(checkNames(), " ") << "'\n";
    if (Name == "completion")
      outs() << "complete -c ticktidy -f -n '" << When
             << "' -a 'bash zsh fish'\n";
    for (const OptionSpec &O : C.Options) {
      outs() << "complete -c ticktidy -n '" << When << "' -l " << O.Name;
      if (O.Short)
        outs() << " -s " << O.Short;
      std::string Words = wordsFor(O);
      if (!Words.empty())
        outs() << " -x -a '" << Words << "'";
      else if (O.Value)
        outs() << (O.With == Completes::Nothing ? " -x" : " -r");
      outs() << " -d " << quoted(O.Help, "\\'") << '\n';
    }
  }
}

int printCompletion(const Arguments &Given) {
  StringRef Shell =
      Given.Positional.size() == 1 ? Given.Positional.front() : StringRef();
  if (Shell == "bash") {
    bash();
  } else if (Shell == "zsh") {
    zsh();
  } else if (Shell == "fish") {
    fish();
  } else {
    complain("'completion' takes one of bash, zsh, fish");
    return ExitUsage;
  }
  return ExitClean;
}

} // namespace ticktidy::tool
