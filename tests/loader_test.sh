#!/bin/bash
# Tries the loader, build/lib/ticktidy.so, in the stock clang-tidy of this build
# and of every other major on this machine, also with eager binding, and with
# the builds missing. A run that cannot use the checks must say one line and
# end with exit code 2; one that goes on would report "nothing found".
#
#   loader_test.sh LIB_DIR MAJOR CLANG_TIDY
set -u

lib=$1
major=$2
clang_tidy=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# A prefix that holds this build alone, whatever else was built into LIB_DIR.
mkdir -p "$work/one/ticktidy"
cp "$lib/ticktidy.so" "$work/one/"
cp -r "$lib/ticktidy/llvm-$major" "$work/one/ticktidy/"
# The same without any build, and one with the build of a major that is in no
# host.
mkdir -p "$work/none" "$work/other/ticktidy"
cp "$lib/ticktidy.so" "$work/none/"
cp "$lib/ticktidy.so" "$work/other/"
cp -r "$lib/ticktidy/llvm-$major" "$work/other/ticktidy/llvm-9999"
# A link to the loader, from a folder without builds.
mkdir "$work/link"
ln -s ../one/ticktidy.so "$work/link/plugin.so"
# A file that is no plugin where the build should be.
mkdir -p "$work/broken/ticktidy/llvm-$major"
cp "$lib/ticktidy.so" "$work/broken/"
echo broken >"$work/broken/ticktidy/llvm-$major/ticktidy-checks.so"

fail() {
  echo "FAILED: $1"
  sed 's/^/  | /' "$work/out" "$work/err"
  failed=1
}

# run NAME PLUGIN HOST [VARIABLE=VALUE...]: lists the checks with the plugin.
run() {
  local name=$1 plugin=$2 host=$3
  shift 3
  echo "$name"
  env "$@" "$host" --load="$plugin" --checks='-*,timer-*' --list-checks \
    >"$work/out" 2>"$work/err"
  code=$?
}

expect_checks() {
  [ "$code" -eq 0 ] || fail "exit code is $code, not 0"
  grep -q '^ *timer-' "$work/out" || fail "no timer checks are listed"
  [ -s "$work/err" ] && fail "stderr is not empty"
}

# expect_refusal WORD...: exit code 2, and one line that has all the words.
expect_refusal() {
  [ "$code" -eq 2 ] || fail "exit code is $code, not 2"
  [ "$(wc -l <"$work/err")" -eq 1 ] || fail "stderr is not one line"
  local word
  for word in 'ticktidy: error: ' "$@"; do
    grep -qF -- "$word" "$work/err" || fail "stderr does not say '$word'"
  done
  [ -s "$work/out" ] && fail "stdout is not empty"
}

run "right host" "$work/one/ticktidy.so" "$clang_tidy"
expect_checks
run "right host, eager binding" "$work/one/ticktidy.so" "$clang_tidy" \
  LD_BIND_NOW=1
expect_checks
run "through a link" "$work/link/plugin.so" "$clang_tidy"
expect_checks
run "no build at all" "$work/none/ticktidy.so" "$clang_tidy"
expect_refusal "LLVM ($major)" "no build at all" "-DTICKTIDY_LLVM=$major"
run "builds for others only" "$work/other/ticktidy.so" "$clang_tidy"
expect_refusal "LLVM ($major)" "builds here are for LLVM 9999" \
  "-DTICKTIDY_LLVM=$major"
run "broken build" "$work/broken/ticktidy.so" "$clang_tidy"
expect_refusal "cannot load the build for LLVM $major"

# Hosts of other majors, as far as this machine has any.
for host in /usr/bin/clang-tidy-[0-9]*; do
  [[ $host =~ clang-tidy-([0-9]+)$ ]] || continue
  other=${BASH_REMATCH[1]}
  # Before 14 clang-tidy took no plugins.
  if [ "$other" -eq "$major" ] || [ "$other" -lt 14 ]; then continue; fi
  for binding in LD_BIND_NOW= LD_BIND_NOW=1; do
    run "clang-tidy-$other, $binding" "$work/one/ticktidy.so" "$host" "$binding"
    expect_refusal "LLVM ($other)" "builds here are for LLVM $major" \
      "clang-tidy-$major"
  done
done

[ "$failed" -eq 0 ] && echo "all as expected"
exit "$failed"
