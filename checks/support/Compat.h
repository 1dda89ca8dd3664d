//===- Compat.h - What differs between LLVM's versions ----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_SUPPORT_COMPAT_H
#define TICKTIDY_CHECKS_SUPPORT_COMPAT_H

#include "clang-tidy/ClangTidyModule.h"
#include "clang/AST/Decl.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/Version.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

// From 22 on the registry comes with the module's own header.
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

namespace ticktidy {

inline bool isPureVirtual(const clang::FunctionDecl &F) {
#if CLANG_VERSION_MAJOR < 18
  return F.isPure();
#else
  return F.isPureVirtual();
#endif
}

/// Makes a graph that has destructors tell where each variable's life ends.
inline void addLifetimeEnds(clang::CFG::BuildOptions &Options) {
  Options.AddLifetime = true;
#if CLANG_VERSION_MAJOR < 18
  // Or else variables without a destructor are left out.
  Options.AddScopes = true;
#endif
}

/// Callbacks of a preprocessor that are told of inclusions alone.
class InclusionCallbacks : public clang::PPCallbacks {
public:
  /// \p Word is `include` or the like, behind the hash at \p Hash.
  virtual void inclusion(clang::SourceLocation Hash, const clang::Token &Word,
                         llvm::StringRef File, bool IsAngled) = 0;

private:
  void InclusionDirective(clang::SourceLocation Hash, const clang::Token &Word,
                          llvm::StringRef File, bool IsAngled,
                          clang::CharSourceRange, clang::OptionalFileEntryRef,
                          llvm::StringRef, llvm::StringRef,
                          const clang::Module *,
#if CLANG_VERSION_MAJOR >= 19
                          bool,
#endif
                          clang::SrcMgr::CharacteristicKind) final {
    inclusion(Hash, Word, File, IsAngled);
  }
};

/// What clangd's providers of clang-tidy options are, whose header is not
/// installed: told a file, they alter the options for it.
#if CLANG_VERSION_MAJOR < 22
using ClangdTidyProvider = llvm::function_ref<void(
    clang::tidy::ClangTidyOptions &, llvm::StringRef File)>;
#else
using ClangdTidyProvider = llvm::unique_function<void(
    clang::tidy::ClangTidyOptions &, llvm::StringRef File) const>;
#endif

} // namespace ticktidy

#endif // TICKTIDY_CHECKS_SUPPORT_COMPAT_H
