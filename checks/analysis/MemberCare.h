//===- MemberCare.h - Who ends the timer of a field -------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERCARE_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERCARE_H

#include "MemberEnds.h"

namespace ticktidy::analysis {

/// What the code of the unit does to end the timer of a field.
enum class Care : std::uint8_t {
  None,   ///< nothing
  Method, ///< a function does, which may be called when the object ends
  Sure,   ///< whatever ends the object, or it cannot be seen
};

/// What the unit does about timers of kind \p Of in \p Field, in objects that
/// end at \p Destroyers. \p Uses are those of \p Timers.
Care careFor(const clang::FieldDecl &Field, const model::Kind &Of,
             llvm::ArrayRef<Destroyer> Destroyers, const FieldTimers &Timers,
             const MemberEnds &Ends, MemberUses &Uses);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERCARE_H
