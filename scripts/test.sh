#!/usr/bin/env bash
# All tests, each where it belongs: rules and stories in Rust, the client's engine in Vitest, the whole in a browser.
#
# Without Chromium or a JDK the tests that need them are skipped, in one line each; under CI=true their absence fails.
set -euo pipefail
source "$(dirname "$0")/common.sh"

# Unquoted where used: a word or nothing.
locked=
if in_ci; then
  locked=--locked
  # Asks the tests themselves to fail where they would otherwise skip.
  export SWITCHBOARD_REQUIRE_ALL=1
fi

find_chromium() {
  CHROMIUM=$(scripts/need-chromium.sh) || return
  export CHROMIUM
  echo "$CHROMIUM"
}

client() { (cd web && npm run "$@"); }

browser() {
  if [[ -z "${CHROMIUM:-}" ]]; then
    say "skipped: no Chromium"
    return "$SKIPPED"
  fi
  client e2e
}

step "Chromium" find_chromium || true
step "DynamoDB Local" scripts/need-dynamodb-local.sh || true
step "Build the client" scripts/build-web.sh || summary
# The tests with the binaries: without them the dependencies have other features, and are compiled twice.
step "Build the binaries and the tests" cargo build $locked --workspace --bins --tests || summary
step "Rust tests" cargo test $locked --workspace || true
step "Client tests" client test || true
step "Browser stories" browser || true
summary
