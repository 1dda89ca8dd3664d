# shellcheck shell=bash
#
# What the scripts beside this one share. Source it; it changes to the project's
# root folder and defines functions, and does nothing else.
#
# Environment
#   TICKTIDY_LLVM   LLVM major to work with (default 19)
#   TICKTIDY_SETUP  "no": install nothing, the machine is taken as it is

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

llvm=${TICKTIDY_LLVM:-19}
case $llvm in
  '' | *[!0-9]*)
    echo "TICKTIDY_LLVM is a major version such as 19, not '$llvm'" >&2
    exit 2
    ;;
esac

# say TEXT...: tells the user what happens next.
say() {
  printf '\n== %s\n' "$*"
}

# die TEXT...: ends the script with a message.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# packages GROUP...: prints the Debian packages of these groups, one a line:
#   build  what building the plugin and running clang-tidy takes
#   demo   what the demo's programs include
#   test   the timer libraries that the fixtures include, and what the
#          tests of the command, the editor and the packages run
#   bench  what scripts/bench.sh measures with, and its inputs
#   bazel  what the test of the Bazel rules takes beside; without it, the
#          test is skipped
packages() {
  local group
  for group in "$@"; do
    case $group in
      build)
        printf '%s\n' cmake ninja-build python3 libfmt-dev libgtest-dev \
          "clang-$llvm" "clang-tidy-$llvm" "libclang-$llvm-dev" \
          "llvm-$llvm-dev"
        ;;
      demo) printf '%s\n' libasio-dev ;;
      test)
        printf '%s\n' pkg-config libuv1-dev libevent-dev libglib2.0-dev \
          qtbase5-dev qt6-base-dev libboost-dev libasio-dev libev-dev \
          libglibmm-2.4-dev libpoco-dev libsdl2-dev libsystemd-dev \
          libwxgtk3.2-dev libabsl-dev libmsgsl-dev mingw-w64-common \
          git patch python3-jsonschema neovim pre-commit dpkg-dev fish zsh
        ;;
      bench)
        printf '%s\n' valgrind pkg-config libboost-dev qt6-base-dev libuv1-dev \
          cppcheck clazy
        ;;
      bazel)
        printf '%s\n' bazel-bootstrap bazel-platforms bazel-rules-java \
          bazel-rules-proto
        ;;
      *) die "no such group of packages: $group" ;;
    esac
  done
}

# absent_packages PACKAGE...: prints those that are not installed.
absent_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = \
      installed ] || echo "$package"
  done
}

# unknown_packages PACKAGE...: prints those that no package source offers.
unknown_packages() {
  local package
  for package in "$@"; do
    [[ $(apt-cache policy "$package" 2>/dev/null) =~ Candidate:\ [^\(] ]] ||
      echo "$package"
  done
}

# setup GROUP...: installs the packages of these groups that are not there yet.
setup() {
  local list wanted absent unknown root=
  [ "${TICKTIDY_SETUP:-}" != no ] || return 0
  list=$(packages "$@") || exit
  mapfile -t wanted <<<"$list"
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    die "this machine has no apt-get. On Debian 12 the packages would be:" \
      "${wanted[*]}. Install the like of them and set TICKTIDY_SETUP=no"
  fi

  mapfile -t absent < <(absent_packages "${wanted[@]}")
  if [ ${#absent[@]} -eq 0 ]; then
    say "All packages are installed: ${wanted[*]}"
    return 0
  fi
  if [ "$(id -u)" -ne 0 ]; then
    root=sudo
    command -v sudo >/dev/null ||
      die "needs root, or sudo, to run: apt-get install ${absent[*]}"
  fi

  say "Installing ${absent[*]}"
  $root apt-get update -q || echo "the package lists are not all up to date" >&2
  mapfile -t unknown < <(unknown_packages "${absent[@]}")
  if [ ${#unknown[@]} -ne 0 ]; then
    die "this system's package sources do not have: ${unknown[*]}." \
      "Debian 12 has all (LLVM 22 among its security updates);" \
      "https://apt.llvm.org has LLVM for other systems." \
      "TICKTIDY_LLVM=N chooses another LLVM major"
  fi
  $root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${absent[@]}"
}

# configure FOLDER [CMAKE OPTION...]: makes or renews a build folder.
configure() {
  local folder=$1
  shift
  say "Configuring $folder for LLVM $llvm"
  cmake -S . -B "$folder" -G Ninja -DTICKTIDY_LLVM="$llvm" "$@"
}

# build FOLDER [TARGET...]: builds these targets, or everything.
build() {
  local folder=$1
  shift
  say "Building in $folder"
  cmake --build "$folder" --parallel "$(nproc)" ${1:+--target "$@"}
}
