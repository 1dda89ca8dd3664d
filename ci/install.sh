#!/bin/bash
# Makes sure that there is a ticktidy for the steps of a CI job that follow. One
# that is in PATH already is taken; else the command is built from these sources
# and installed below FOLDER, unless an earlier job left it there.
#
#   ci/install.sh FOLDER
#   TICKTIDY_LLVM=22 ci/install.sh FOLDER   with another LLVM major than 19
#
# Takes apt-get (Debian 12, Ubuntu 24.04) or what scripts/setup.sh names. On
# GitHub it puts the folder of programs into the job's PATH.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: ${0##*/} FOLDER" >&2; exit 2; }
mkdir -p "$1"
prefix=$(realpath "$1")

if command -v ticktidy >/dev/null; then
  ticktidy --version
  exit 0
fi
if ! "$prefix/bin/ticktidy" --version 2>/dev/null; then
  # shellcheck source=scripts/common.sh
  . "$(dirname "$0")/../scripts/common.sh"
  setup build
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  configure "$work" -DBUILD_TESTING=OFF
  build "$work" ticktidy ticktidy-pages
  cmake --install "$work" --component command --prefix "$prefix"
fi
if [ -n "${GITHUB_PATH:-}" ]; then
  echo "$prefix/bin" >>"$GITHUB_PATH"
fi
