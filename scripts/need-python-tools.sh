#!/usr/bin/env bash
# Installs pinned Python-packaged tools into one virtual environment, .tools/venv.
#
# Usage: need-python-tools.sh check|lambda
#   check    aws-sam-cli, cfn-lint       reads infra/template.yaml without an account; deploys it with one
#   lambda   cargo-lambda, ziglang       builds the functions; zig, as linker, is found through this venv's python
# Exit status: 0 ready, 3 cannot be had here (1 under CI=true).
set -euo pipefail
source "$(dirname "$0")/common.sh"

group=${1:-}
case $group in
  check) packages=(aws-sam-cli==1.170.0 cfn-lint==1.58.0) ;;
  lambda) packages=(cargo-lambda==1.9.2 ziglang==0.17.1) ;;
  *)
    say "usage: need-python-tools.sh check|lambda"
    exit 2
    ;;
esac

venv="$tools/venv"
stamp="$venv/.installed-$group"
one_at_a_time venv
if up_to_date "$stamp" "${packages[*]}"; then exit 0; fi

command -v python3 >/dev/null || skip "${packages[*]} need Python 3.9 or later"
if [[ ! -x "$venv/bin/pip" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv" || skip "${packages[*]} need Python's venv module (Debian: python3-venv)"
fi
say "Installing ${packages[*]} into .tools/venv (about a minute, once)…"
"$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" ||
  skip "pip could not fetch ${packages[*]}"
printf '%s\n' "${packages[*]}" >"$stamp"
