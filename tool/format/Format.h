//===- Format.h - The forms in which findings are written -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_FORMAT_FORMAT_H
#define TICKTIDY_TOOL_FORMAT_FORMAT_H

#include "Report.h"
#include "llvm/Support/raw_ostream.h"

namespace ticktidy::tool::format {

/// Writes a whole report. Only the text knows colours.
using Writer = void (*)(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
                        bool InColor);

/// The writer of a format that --format names, or null.
Writer find(llvm::StringRef Name);

void writeText(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor);
void writeJson(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor);
void writeSarif(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
                bool InColor);
void writeHtml(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
               bool InColor);
void writeGithub(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
                 bool InColor);
void writeGitlab(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
                 bool InColor);
void writeJunit(llvm::raw_ostream &Out, const Report &R, Sources &Texts,
                bool InColor);

/// \p Text with what XML and HTML give a meaning to replaced, and what no XML
/// may contain left out.
std::string escapeMarkup(llvm::StringRef Text);

} // namespace ticktidy::tool::format

#endif // TICKTIDY_TOOL_FORMAT_FORMAT_H
