#!/usr/bin/env bash
# Prints the path of a Chromium to drive in tests: $CHROMIUM, an installed one, or Debian's package, installed now.
#
# Exit status: 0 found, 3 cannot be had here (1 under CI=true).
set -euo pipefail
source "$(dirname "$0")/common.sh"

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" /usr/bin/chromium chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [[ -n "$candidate" ]] && command -v "$candidate" 2>/dev/null; then return 0; fi
  done
  return 1
}

if find_chromium; then exit 0; fi

if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  say "Installing Chromium by apt-get…"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # Its output is for whoever has to find out why it failed.
  if apt-get update >"$log" 2>&1 && apt-get install --yes --no-install-recommends chromium >>"$log" 2>&1; then
    rm -f "$log"
    if find_chromium; then exit 0; fi
  else
    tail -n 5 "$log" >&2
    rm -f "$log"
  fi
fi

skip "browser tests need Chromium: install it, or set CHROMIUM to its path"
