//===- Finding.h - What the command knows of a report -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reports as they travel from the process that analyses a unit to the one that
// prints: without any AST, and with absolute file names.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_FINDING_H
#define TICKTIDY_TOOL_FINDING_H

#include "llvm/Support/JSON.h"
#include <string>
#include <tuple>
#include <vector>

namespace ticktidy::tool {

/// A place in a file. Lines and columns count from 1, columns and offsets in
/// bytes.
struct Place {
  std::string File;
  int Line = 0;
  int Column = 0;
  int Offset = 0;

  bool operator==(const Place &O) const { return key() == O.key(); }
  bool operator<(const Place &O) const { return key() < O.key(); }

private:
  std::tuple<const std::string &, int, int, int> key() const {
    return {File, Line, Column, Offset};
  }
};

/// Replaces \p Length bytes of a file by \p Text.
struct Edit {
  std::string File;
  int Offset = 0;
  int Length = 0;
  std::string Text;

  bool operator==(const Edit &O) const { return key() == O.key(); }
  bool operator<(const Edit &O) const { return key() < O.key(); }

private:
  std::tuple<const std::string &, int, int, const std::string &> key() const {
    return {File, Offset, Length, Text};
  }
};

/// A step of the story; with edits, an alternative fix that the text names.
struct Note {
  Place At;
  std::string Text;
  std::vector<Edit> Edits;

  bool operator==(const Note &O) const {
    return At == O.At && Text == O.Text && Edits == O.Edits;
  }
};

/// A report: the warning, its story and the fix that it comes with.
struct Finding {
  std::string Check; ///< "timer-unstopped"
  Place At;
  std::string Text;
  bool IsError = false; ///< the settings make an error of it
  std::vector<Note> Notes;
  std::vector<Edit> Edits; ///< the main fix; all of them or none
  /// The same for the same fault although lines have moved; set once all
  /// findings of a run are together.
  std::string Fingerprint;
};

llvm::json::Value toJSON(const Place &P);
llvm::json::Value toJSON(const Edit &E);
llvm::json::Value toJSON(const Note &N);
llvm::json::Value toJSON(const Finding &F);
bool fromJSON(const llvm::json::Value &V, Place &P, llvm::json::Path At);
bool fromJSON(const llvm::json::Value &V, Edit &E, llvm::json::Path At);
bool fromJSON(const llvm::json::Value &V, Note &N, llvm::json::Path At);
bool fromJSON(const llvm::json::Value &V, Finding &F, llvm::json::Path At);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_FINDING_H
