#!/bin/bash
# Installs what is missing, builds ticktidy with assertions, and runs all tests:
# the unit tests, the fixtures under the stock clang-tidy, and the loader.
#
#   scripts/test.sh [CTEST OPTION...]   for LLVM 19; e.g. -R timerfd
#   TICKTIDY_LLVM=22 scripts/test.sh    for another LLVM major
#   scripts/test.sh --plugin [CTEST OPTION...]
#                                       builds and tests the plugin alone
#
# It builds in build-test/llvm-<major>, one folder a major, and leaves build/
# (the release build of the README and of demo.sh) alone.
set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

setup build test
configure "build-test/llvm-$llvm" -DTICKTIDY_ASSERTIONS=ON
if [ "${1:-}" = --plugin ]; then
  shift
  set -- --label-regex 'fixture|runner|loader' "$@"
  build "build-test/llvm-$llvm" ticktidy-plugin ticktidy-loader
else
  build "build-test/llvm-$llvm"
fi

say "Testing with clang-tidy-$llvm"
ctest --test-dir "build-test/llvm-$llvm" --output-on-failure \
  --no-tests=error --parallel "$(nproc)" "$@"
