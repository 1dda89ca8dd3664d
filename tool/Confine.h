//===- Confine.h - What an analysis may do to the machine -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_CONFINE_H
#define TICKTIDY_TOOL_CONFINE_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace ticktidy::tool {

/// From here on, this process and its children start no program and change no
/// file but those below \p Folders. A compile command is a text from strangers,
/// and clang has many options, and files with options, that name files to
/// write.
///
/// \returns false if this system cannot do that: it takes Linux 5.13 with
/// Landlock. Nothing has changed then.
bool confine(llvm::ArrayRef<std::string> Folders);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_CONFINE_H
