//===- CommandTable.cpp - The table of commands and options ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

namespace ticktidy::tool {

static constexpr OptionSpec Help = {"help", 'h', nullptr, "Show this text"};

static constexpr OptionSpec BuildPath = {
    "build-path", 'p', "DIR",
    "Folder with compile_commands.json, or that file; without it, it is looked "
    "for in the current folder, in its build folders, and above",
    Completes::Files};

static constexpr OptionSpec Checks = {
    "checks", 0, "GLOBS",
    "Add to the checks that are on, as clang-tidy's option does: "
    "'-timer-in-loop', '-*,timer-unstopped'",
    Completes::Checks};

static constexpr OptionSpec HeaderFilter = {
    "header-filter", 0, "REGEX",
    "Report in headers whose path matches; without it, in those of the "
    "project"};

static constexpr OptionSpec Format = {
    "format",
    0,
    "FORMAT",
    "Print findings as text (the default), json, sarif, html, github, gitlab "
    "or junit; may be given several times",
    Completes::Words,
    "text|json|sarif|html|github|gitlab|junit"};

static constexpr OptionSpec FormatOutput = {
    "output", 'o', "FILE", "Write what the --format before it prints into FILE",
    Completes::Files};

static constexpr OptionSpec Color = {
    "color",          0,
    "WHEN",           "Colour the text: auto, always or never",
    Completes::Words, "auto|always|never"};

static constexpr OptionSpec AnalysisOptions[] = {
    BuildPath,
    {"jobs", 'j', "N", "Analyse N units at a time; as many as there are cores"},
    Checks,
    HeaderFilter,
    Format,
    FormatOutput,
    Color,
    {"fix", 0, nullptr, "Make the fixes"},
    {"dry-run", 0, nullptr,
     "With --fix: print the fixes as a unified diff, and change nothing"},
    {"since", 0, "REV",
     "Only findings on lines that changed since this branch left REV, with "
     "their units alone"},
    {"diff", 0, "FILE",
     "Only findings on lines that this unified diff adds or changes; - reads "
     "it from the input",
     Completes::Files},
    {"staged", 0, nullptr,
     "Only findings on lines that the next commit changes, in the files as it "
     "would take them: for a hook"},
    {"baseline", 0, "FILE", "Only findings that are not in this file",
     Completes::Files},
    {"write-baseline", 0, "FILE", "Write all findings into a baseline file",
     Completes::Files},
    {"whole-program", 0, nullptr,
     "Ask other units what their functions do with the timers of this one"},
    {"cache", 0, "DIR",
     "Where results are kept for the next run; else "
     "$XDG_CACHE_HOME/ticktidy, or ~/.cache/ticktidy",
     Completes::Folders},
    {"no-cache", 0, nullptr, "Keep nothing, and use nothing that was kept"},
    {"time-limit", 0, "SECONDS",
     "Give up a unit after that time; 0 never does; 300 without it"},
    {"quiet", 'q', nullptr, "No progress, no summary"},
    {"stats", 0, nullptr, "Tell what was done and how long it took"},
    {"version", 0, nullptr, "Show the version, and the LLVM inside"},
    Help};

static constexpr OptionSpec OnlyHelp[] = {Help};

static constexpr OptionSpec ModelOptions[] = {
    {"list", 0, nullptr, "List the libraries and their kinds of timer"},
    {"validate", 0, "FILE", "Read a model file and tell what is wrong with it",
     Completes::Files},
    Help};

static constexpr OptionSpec InitOptions[] = {
    {"ci", 0, "WHICH", "Which snippet for CI to write: github, gitlab or none",
     Completes::Words, "github|gitlab|none"},
    Help};

static constexpr OptionSpec DoctorOptions[] = {BuildPath, Help};

static constexpr OptionSpec SummarizeOptions[] = {
    BuildPath,
    Checks,
    HeaderFilter,
    {"output", 'o', "FILE", "Where to write the summary", Completes::Files},
    Help};

static constexpr OptionSpec LinkOptions[] = {Format, FormatOutput, Color, Help};

static constexpr CommandSpec Table[] = {
    {"", "[PATH...] [-- FLAGS...]",
     "Find faults in the use of timers, in all units of the compile database "
     "or in those under PATH",
     AnalysisOptions},
    {"summarize", "-o FILE UNIT [-- FLAGS...]",
     "Analyse one unit, and write what it has to say to the others",
     SummarizeOptions},
    {"link", "SUMMARY...",
     "Put summaries together, and print what is found in all of them",
     LinkOptions},
    {"explain", "[CHECK]", "Show the documentation of a check, or list them",
     OnlyHelp},
    {"models", "", "Show or test descriptions of timer libraries",
     ModelOptions},
    {"init", "[DIR]",
     "Write .clang-tidy and snippets for pre-commit and CI, never over a file "
     "that is there",
     InitOptions},
    {"doctor", "",
     "Tell what fits in this environment, and how to mend the "
     "rest",
     DoctorOptions},
    {"completion", "bash|zsh|fish", "Print a shell's completion script",
     OnlyHelp},
    {"man", "", "Print the manual page, in roff", OnlyHelp},
};

llvm::ArrayRef<CommandSpec> commands() { return Table; }

} // namespace ticktidy::tool
