#!/usr/bin/env bash
# Installs the client's packages, exactly as locked, when the lock changed since the last time.
set -euo pipefail
source "$(dirname "$0")/common.sh"

stamp="$root/web/node_modules/.installed-from"
wanted=$(fingerprint web/package.json web/package-lock.json)

if up_to_date "$stamp" "$wanted"; then exit 0; fi
command -v npm >/dev/null || {
  say "The client needs Node.js 20.19 or later with npm: https://nodejs.org"
  exit 1
}

say "Installing the client's packages (npm ci)…"
(cd web && npm ci --no-audit --no-fund)
printf '%s\n' "$wanted" >"$stamp"
