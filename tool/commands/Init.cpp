//===- Init.cpp - The first files of a project ----------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace ticktidy::tool {

namespace {
struct Template {
  const char *Name;
  const char *For; ///< the value of --ci that asks for it; null: always
  const char *Text;
};
} // namespace

static constexpr Template Templates[] = {
    {".clang-tidy", nullptr,
     R"(# Read by ticktidy, clang-tidy and ticktidy-clangd.
Checks: '-*,timer-*'
# CheckOptions:
#   TimerModels: /project/tools/ticker.yaml   # timers of your own
)"},
    {".pre-commit-config.yaml", nullptr, R"(repos:
  - repo: local
    hooks:
      - id: ticktidy
        name: ticktidy
        entry: ticktidy --quiet --staged
        language: system
        pass_filenames: false
        types_or: [c, c++]
)"},
    {".github/workflows/ticktidy.yml", "github", R"(name: ticktidy
on: [pull_request]
permissions:
  contents: read
  security-events: write
jobs:
  timers:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      # Install ticktidy and the project's libraries here.
      - run: cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
      - run: >
          ticktidy -p build --since origin/${{ github.base_ref }}
          --format github
          --format sarif --output ticktidy.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with:
          sarif_file: ticktidy.sarif
)"},
    {".gitlab/ticktidy.yml", "gitlab", R"(# include: '.gitlab/ticktidy.yml'
ticktidy:
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0
  script:
    # Install ticktidy and the project's libraries before this.
    - cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
    - ticktidy -p build --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
      --format gitlab --output gl-code-quality.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality.json
)"}};

/// Writes \p Text into a new file. \returns false if there is one already.
static Expected<bool> create(StringRef File, StringRef Text) {
  if (std::error_code Code =
          sys::fs::create_directories(sys::path::parent_path(File)))
    return failure("cannot make the folder of '" + File +
                   "': " + Code.message());
  int Descriptor = -1;
  std::error_code Code =
      sys::fs::openFileForWrite(File, Descriptor, sys::fs::CD_CreateNew);
  if (Code == std::errc::file_exists)
    return false;
  if (Code)
    return failure("cannot write '" + File + "': " + Code.message());
  raw_fd_ostream Out(Descriptor, /*shouldClose=*/true);
  Out << Text;
  return true;
}

int initProject(const Arguments &Given) {
  if (Given.Positional.size() > 1) {
    complain("'init' takes one folder");
    return ExitUsage;
  }
  std::string Folder =
      absolutePath(Given.Positional.empty() ? "." : Given.Positional.front());
  if (!sys::fs::is_directory(Folder)) {
    complain("there is no folder '" + Folder + "'");
    return ExitUsage;
  }
  std::string For = Given.get("ci").value_or("none");
  for (const Template &T : Templates) {
    if (T.For && For != T.For)
      continue;
    Expected<bool> IsNew = create(Folder + "/" + T.Name, T.Text);
    if (!IsNew) {
      complain(toString(IsNew.takeError()));
      return ExitUsage;
    }
    if (*IsNew)
      outs() << "wrote " << T.Name << '\n';
    else
      outs() << T.Name << " is there already and stays as it is; it could "
             << "have said:\n\n"
             << T.Text << '\n';
  }
  return ExitClean;
}

} // namespace ticktidy::tool
