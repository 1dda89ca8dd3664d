#!/bin/bash
# Installs, with apt-get, what building and testing ticktidy takes: CMake, Ninja,
# LLVM and Clang, GoogleTest, and the timer libraries that the fixtures include.
# Debian 12, or a newer Debian or Ubuntu that has the packages. Uses sudo where
# it is not run by root, and does nothing where all is installed.
#
#   scripts/setup.sh [GROUP...]       groups: build demo test bench bazel
#                                     (default: build test)
#   TICKTIDY_LLVM=22 scripts/setup.sh for another LLVM major than 19
set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

[ $# -gt 0 ] || set -- build test
setup "$@"
