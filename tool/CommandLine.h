//===- CommandLine.h - What the command can be told -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One table says which commands and options there are. Reading the command
// line, --help, the man page and the shell completions all come from it.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_COMMANDLINE_H
#define TICKTIDY_TOOL_COMMANDLINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::tool {

/// The exit codes, which docs/command.md tells users.
enum ExitCode {
  ExitClean = 0,    ///< nothing found
  ExitFindings = 1, ///< something found
  ExitUsage = 2,    ///< bad usage or configuration
  ExitInput = 3,    ///< some input could not be analysed
};

/// What completes the value of an option.
enum class Completes { Nothing, Files, Folders, Checks, Words };

struct OptionSpec {
  const char *Name;  ///< without dashes
  char Short;        ///< 0: none
  const char *Value; ///< what the help calls it; null: the option has none
  const char *Help;
  Completes With = Completes::Nothing;
  const char *Words = nullptr; ///< the values it can have, divided by '|'
};

struct CommandSpec {
  const char *Name;  ///< "" for the analysis itself
  const char *Usage; ///< what stands behind the options
  const char *Summary;
  llvm::ArrayRef<OptionSpec> Options;
};

/// All commands, the analysis first. Hidden ones are not among them.
llvm::ArrayRef<CommandSpec> commands();
/// The command of that name, or null.
const CommandSpec *findCommand(llvm::StringRef Name);

/// A command line that fits its command's table.
struct Arguments {
  struct Given {
    std::string Name;
    std::string Value;
  };
  std::vector<Given> Options; ///< in the order in which they were given
  std::vector<std::string> Positional;
  std::vector<std::string> AfterDashes; ///< behind "--"
  bool HasDashes = false;

  bool has(llvm::StringRef Name) const;
  /// The last value given for \p Name.
  std::optional<std::string> get(llvm::StringRef Name) const;
};

/// Reads \p Words by \p Command's table, or says what does not fit.
llvm::Expected<Arguments> parse(const CommandSpec &Command,
                                llvm::ArrayRef<std::string> Words);

/// The text of --help for \p Command.
std::string helpFor(const CommandSpec &Command);

/// The candidate that is most like \p Word, or "" if none is.
std::string closestTo(llvm::StringRef Word,
                      llvm::ArrayRef<std::string> Candidates);

/// Prints "ticktidy: error: TEXT" on the error stream.
void complain(const llvm::Twine &Text);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_COMMANDLINE_H
