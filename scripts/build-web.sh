#!/usr/bin/env bash
# Builds the client into web/dist when something it is made of changed since the last build.
set -euo pipefail
source "$(dirname "$0")/common.sh"

scripts/need-web.sh

# Kept outside web/dist: that folder is what gets served and uploaded.
stamp="$tools/web-built-from"
wanted=$(
  find web -type d \( -name node_modules -o -name "dist*" -o -name tests -o -name bench -o -name e2e -o -name test-results \
    -o -name coverage -o -name playwright-report \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | cksum
)

if [[ -f web/dist/index.html ]] && up_to_date "$stamp" "$wanted"; then
  say "The client is up to date in web/dist."
  exit 0
fi

say "Building the client (npm run build)…"
(cd web && npm run build)
mkdir -p "$tools"
printf '%s\n' "$wanted" >"$stamp"
