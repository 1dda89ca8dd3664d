#!/bin/bash
# Counts with callgrind what ticktidy's checks cost: the instructions that the
# stock clang-tidy executes for a file with them, against a plugin whose one
# check does nothing.
#
#   scripts/instructions.sh                    the two inputs of tests/bench:
#                                              without a timer, at most 1 % more
#   scripts/instructions.sh FILE [FLAG...]     a file, with these compiler flags
#   TICKTIDY_LLVM=22 scripts/instructions.sh   with another LLVM major
#
# Without FILE the exit code is 1 where the limit is passed. Counts the release
# build in build/ (build-llvm-<major> for another major than 19), which it
# brings up to date.
set -euo pipefail
# A file is named from where the user stands.
[ $# -eq 0 ] || set -- "$(realpath "$1")" "${@:2}"
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

limit=1.0 # percent
folder=build
[ "$llvm" -eq 19 ] || folder=build-llvm-$llvm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count PLUGIN CHECKS FILE [FLAG...]: prints the instructions of one run.
count() {
  local plugin=$1 checks=$2 file=$3
  shift 3
  valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" \
    "clang-tidy-$llvm" --load="$plugin" --checks="$checks" --quiet \
    --config='{}' "$file" -- "$@" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; die "clang-tidy failed on $file"; }
  awk '/^(summary|totals): / { print $2; exit }' "$work/callgrind.out"
}

# compare FILE [FLAG...]: prints both counts, and remembers whether the limit
# was passed.
compare() {
  local noop ours
  noop=$(count "$folder/lib/ticktidy-noop.so" '-*,noop-*' "$@")
  ours=$(count "$folder/lib/ticktidy.so" '-*,timer-*' "$@")
  awk -v file="${1##*/}" -v noop="$noop" -v ours="$ours" -v limit="$limit" '
    BEGIN {
      more = (ours / noop - 1) * 100
      printf "%-16s no-op %14d  ticktidy %14d  ratio %.4f  (%+.2f %%)\n",
             file, noop, ours, ours / noop, more
      exit more > limit
    }' || passed=1
}

setup build bench
[ -f "$folder/CMakeCache.txt" ] || configure "$folder"
build "$folder" ticktidy-loader ticktidy-plugin ticktidy-noop

say "Instructions of clang-tidy-$llvm"
passed=0
if [ $# -gt 0 ]; then
  compare "$@"
  exit 0
fi
python3 tests/bench/make_inputs.py "$work"
compare "$work/strings.cpp" -std=c++17
compare "$work/plain.c" -std=c11
[ "$passed" -eq 0 ] || die "over the limit of $limit %"
