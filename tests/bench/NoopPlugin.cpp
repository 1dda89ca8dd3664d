//===- NoopPlugin.cpp - A plugin whose one check does nothing -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The yardstick of scripts/bench.sh: what clang-tidy costs with a plugin
// loaded and one check on, before that check does any work.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyCheck.h"
#include "support/Compat.h"

using namespace clang::tidy;

namespace {

class NoopCheck : public ClangTidyCheck {
public:
  using ClangTidyCheck::ClangTidyCheck;
};

class NoopModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<NoopCheck>("noop-check");
  }
};

ClangTidyModuleRegistry::Add<NoopModule> Registration("noop-module",
                                                      "Does nothing.");

} // namespace
