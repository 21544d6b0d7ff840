#!/usr/bin/env bash
# Starts the whole system on this machine: builds the client and the binary as needed, then hands over to it.
#
# PORT and SWITCHBOARD_DATA are respected; arguments go to the binary, which prints its addresses and the sign-in.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command -v cargo >/dev/null || {
  say "Switchboard needs Rust: https://rustup.rs"
  exit 1
}
scripts/build-web.sh
say "Building switchboard (a few minutes the first time)…"
exec cargo run --package switchboard -- "$@"
