//===- OwnerEdit.h - Gives a timer to an object -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_OWNEREDIT_H
#define TICKTIDY_CHECKS_FIX_OWNEREDIT_H

#include "../analysis/Finding.h"
#include "../analysis/ModelLookup.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include <optional>

namespace ticktidy::fix {

/// An edit that makes the object at hand (`this`) the owner of the timer
/// \p Site, in the creating call. Nothing where the call takes no owner, where
/// it is in no member function of a class that can be one, or where the timer
/// has done its work when the function returns: that runs the event loop
/// itself, by what \p Models know.
std::optional<clang::FixItHint> giveOwner(const analysis::TimerSite &Site,
                                          const analysis::ModelLookup &Models,
                                          const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_OWNEREDIT_H
