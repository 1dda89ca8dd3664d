//===- Narrow.h - Which units a change can concern --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_NARROW_H
#define TICKTIDY_TOOL_NARROW_H

#include "Changes.h"
#include "Job.h"

namespace ticktidy::tool {

/// Those of \p Units that read a file of \p Change. What a unit reads is
/// guessed from its #include lines, by the file's last name alone: rather one
/// unit too many.
std::vector<Unit> unitsTouchedBy(const Changes &Change, std::vector<Unit> Units,
                                 const Settings &S);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_NARROW_H
