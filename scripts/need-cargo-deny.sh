#!/usr/bin/env bash
# Prints the path of a cargo-deny of the pinned version; builds it into .tools/cargo when there is none.
set -euo pipefail
source "$(dirname "$0")/common.sh"

version=0.20.2

is_right() { [[ "$("$1" --version 2>/dev/null)" == "cargo-deny $version" ]]; }

one_at_a_time cargo-deny
for candidate in "$tools/cargo/bin/cargo-deny" "$(command -v cargo-deny || true)"; do
  if [[ -n "$candidate" ]] && is_right "$candidate"; then
    printf '%s\n' "$candidate"
    exit 0
  fi
done

say "Building cargo-deny $version into .tools/cargo (one to three minutes, once)…"
# Without optimisation: it works for a second, so a build three times as long would never be earned back.
CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --quiet --locked --version "$version" --debug --root "$tools/cargo" \
  >&2 9>&-
printf '%s\n' "$tools/cargo/bin/cargo-deny"
