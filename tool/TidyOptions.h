//===- TidyOptions.h - What .clang-tidy says --------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_TIDYOPTIONS_H
#define TICKTIDY_TOOL_TIDYOPTIONS_H

#include "Job.h"
#include "clang-tidy/ClangTidyOptions.h"

namespace ticktidy::tool {

/// What HeaderFilterRegex is where nobody said anything: everything.
constexpr char NoHeaderFilter[] = "(.*)";

/// The part of the globs in \p Checks that is about timer checks, or "" if
/// there is none: a list that says nothing of timers shall not switch them off.
std::string timerGlobs(llvm::StringRef Checks);

/// Options from the .clang-tidy files above a source, read through \p Files,
/// with what \p S adds. All timer checks are on where nobody says otherwise;
/// other checks are never. Mistakes in those files go into \p Errors, which
/// must outlive the provider. \p Strict decides the option StrictMode.
std::unique_ptr<clang::tidy::ClangTidyOptionsProvider>
makeOptionsProvider(const Settings &S, std::optional<bool> Strict,
                    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
                    std::vector<std::string> &Errors);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_TIDYOPTIONS_H
