#!/bin/bash
# Installs what is missing, builds the plugin, and shows it at work on a small
# program (docs/demo): what the stock clang-tidy reports with it, what --fix
# makes of the program, and what that does to the program's open timers and its
# memory. The program itself is left alone: all happens in a temporary copy.
#
#   scripts/demo.sh                     with clang-tidy-19
#   TICKTIDY_LLVM=22 scripts/demo.sh    with another LLVM major
#
# Builds in build/, or in build-llvm-<major> for a major other than 19.
set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

folder=build
[ "$llvm" -eq 19 ] || folder=build-llvm-$llvm

setup build demo
configure "$folder"
build "$folder" ticktidy-loader ticktidy-plugin

plugin=$PWD/$folder/lib/ticktidy.so
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp docs/demo/*.[ch] docs/demo/*.cpp "$work/"
cp -r "$work" "$work.before"
trap 'rm -rf "$work" "$work.before"' EXIT
cd "$work"

# tidy OPTION...: clang-tidy with the checks over the program's files.
tidy() {
  local file standard
  for file in await.c heartbeat.c report.cpp; do
    standard=c11
    [[ $file = *.c ]] || standard=c++17
    "clang-tidy-$llvm" --load="$plugin" --checks='-*,timer-*' --quiet "$@" \
      "$file" -- "-std=$standard" -D_GNU_SOURCE -DASIO_STANDALONE 2>&1 |
      grep -v '^[0-9]* warnings\? generated\.$' || [ "${PIPESTATUS[0]}" -eq 0 ]
  done
}

# run_program: compiles the program and runs it.
run_program() {
  for file in await heartbeat main; do
    "clang-$llvm" -std=c11 -D_GNU_SOURCE -O1 -c "$file.c"
  done
  "clang++-$llvm" -std=c++17 -DASIO_STANDALONE -O1 -pthread -o filewatch \
    report.cpp await.o heartbeat.o main.o
  ./filewatch 2>&1
}

say "The program as it is"
run_program | tee before.log

say "clang-tidy-$llvm --load=$folder/lib/ticktidy.so --checks='-*,timer-*' FILE --"
tidy | sed "s|$work/||" | tee reports.log

say "The same with --fix"
tidy --fix >/dev/null
for file in await.c heartbeat.c report.cpp; do
  diff -u --label "$file" --label "$file, fixed" "$work.before/$file" "$file" ||
    true
done

say "The fixed program"
run_program | tee after.log

say "clang-tidy again, on the fixed program"
tidy | tee again.log

for check in timer-unstopped timer-in-loop timer-heavy-capture; do
  grep -q "\[$check\]" reports.log || die "$check did not report"
done
[ ! -s again.log ] || die "the fixed program still has reports"
grep -q 'timers still open: 0$' after.log ||
  die "the fixed program leaves timers open"

say "Done: 3 kinds of reports, all mended"
printf '%-8s %s\n' \
  before "$(grep -E '^(timers|peak)' before.log | paste -sd, | sed 's/,/, /')" \
  after "$(grep -E '^(timers|peak)' after.log | paste -sd, | sed 's/,/, /')"
