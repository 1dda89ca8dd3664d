#!/bin/bash
# The step of the GitHub action that runs ticktidy: reports as annotations of the
# pull request, and as a SARIF file. The exit code is the command's.
#
# Environment, from action.yml:
#   TICKTIDY_BUILD_PATH  folder with compile_commands.json
#   TICKTIDY_SINCE       revision, or empty: the base of the pull request
#   TICKTIDY_OPTIONS     more options
#   TICKTIDY_SARIF       file to write
# and GITHUB_BASE_REF, the branch that a pull request is for.
set -euo pipefail

since=${TICKTIDY_SINCE:-}
if [ -z "$since" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  since=origin/$GITHUB_BASE_REF
fi
options=(-p "$TICKTIDY_BUILD_PATH")
if [ -n "$since" ]; then
  if ! git merge-base "$since" HEAD >/dev/null 2>&1; then
    echo "::error title=ticktidy::There is no history back to '$since'; give actions/checkout 'fetch-depth: 0'"
    exit 2
  fi
  options+=(--since "$since")
fi
read -ra more <<<"${TICKTIDY_OPTIONS:-}"
exec ticktidy "${options[@]}" --format github \
  --format sarif --output "$TICKTIDY_SARIF" "${more[@]}"
