//===- Guard.h - Scope guards that end a timer ------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_FIX_GUARD_H
#define TICKTIDY_CHECKS_FIX_GUARD_H

#include "../analysis/Finding.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace ticktidy::fix {

/// The class that guards are written with.
enum class GuardStyle {
  UniquePtr,      ///< std::unique_ptr
  AbslCleanup,    ///< absl::Cleanup
  GslFinally,     ///< gsl::finally
  BoostScopeExit, ///< boost::scope::scope_exit
  QtScopeGuard,   ///< qScopeGuard
};

/// The style that an option calls \p Name ("std::unique_ptr"), or nothing.
std::optional<GuardStyle> parseGuardStyle(llvm::StringRef Name);

/// The name of \p Style as options have it.
llvm::StringRef guardStyleName(GuardStyle Style);

/// The names of all styles, for messages: "'absl::Cleanup', …".
std::string guardStyleNames();

/// A guard in words of the source.
struct GuardText {
  std::string Statement; ///< its declaration, with the `;`
  std::string Header;    ///< what it needs: "absl/cleanup/cleanup.h"
  bool Angled;           ///< the header is included in angle brackets
};

/// A guard for the timer \p Site.
///
/// \param KnownLive the guard is written where the timer lives for certain;
/// otherwise it tests the handle first
/// \returns nothing in C and C++98, where the timer is not held by a local
/// variable, where its end cannot be written with the handle alone, or where
/// no test can tell whether it lives.
std::optional<GuardText> guardFor(const analysis::TimerSite &Site,
                                  GuardStyle Style, bool KnownLive,
                                  const clang::ASTContext &Context);

} // namespace ticktidy::fix

#endif // TICKTIDY_CHECKS_FIX_GUARD_H
