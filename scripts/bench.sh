#!/bin/bash
# Measures what ticktidy's checks cost: see docs/performance.md.
#
#   scripts/bench.sh                    everything; takes an hour or two
#   scripts/bench.sh quick              instructions on files without timers;
#                                       fails where they are over their aim
#   scripts/bench.sh growth             how the cost grows, with docs/growth.svg
#   scripts/bench.sh FILE [FLAG...]     instructions on a file of yours, with
#                                       these compiler flags
#   TICKTIDY_LLVM=22 scripts/bench.sh   with another LLVM major
#
# Measures the release build in build/ (build-llvm-<major> for another major
# than 19), which it brings up to date.
set -euo pipefail
# A file is named from where the user stands.
case ${1:-} in
  '' | quick | growth) ;;
  *) set -- "$(realpath "$1")" "${@:2}" ;;
esac
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

folder=build
[ "$llvm" -eq 19 ] || folder=build-llvm-$llvm

# run SCRIPT [ARGUMENT...]: runs a script of tests/bench on the build.
run() {
  python3 "tests/bench/$1.py" --build "$folder" --llvm "$llvm" "${@:2}"
}

setup build bench
[ -f "$folder/CMakeCache.txt" ] || configure "$folder"
build "$folder" ticktidy-loader ticktidy-plugin ticktidy-noop

say "Costs with clang-tidy-$llvm"
case ${1:-} in
  quick) run compare --quick ;;
  growth) run growth --chart docs/growth.svg ;;
  '')
    run compare
    run growth --chart docs/growth.svg
    ;;
  *) run compare --file "$1" -- "${@:2}" ;;
esac
