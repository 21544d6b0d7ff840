#!/usr/bin/env bash
# Measures the client in Chromium and prints one table: figure, target, limit.
#
# Parts: sizes, start, stack, drift, large, shift; BENCH_ONLY names some of them, BENCH_EVENTS shortens the shift. It ends
# badly only for what is the same on every machine. Needs Chromium: without it there is nothing to measure.
set -euo pipefail
source "$(dirname "$0")/common.sh"

CHROMIUM=$(CI=true scripts/need-chromium.sh)
export CHROMIUM
scripts/build-web.sh
if [[ -z "${SWITCHBOARD_BIN:-}" ]]; then
  say "Building the one-machine program…"
  cargo build --profile fast --package switchboard
  export SWITCHBOARD_BIN="${CARGO_TARGET_DIR:-$root/target}/fast/switchboard"
fi

cd web
npx vite build --mode test --logLevel warn
npx playwright test --config bench/playwright.config.ts
