#!/usr/bin/env bash
# Everything that can be known without running the product: formatting, lints, licences, drift, template, scripts.
set -euo pipefail
source "$(dirname "$0")/common.sh"

# Unquoted where used: a word or nothing.
locked=
if in_ci; then locked=--locked; fi
export SAM_CLI_TELEMETRY=0

dependencies() {
  local deny log status=0
  deny=$(scripts/need-cargo-deny.sh) || return
  "$deny" --workspace check --hide-inclusion-graph bans licenses sources || return

  # The advisories live in a git repository, out of reach of closed networks. A finding fails; no database does not.
  log=$(mktemp)
  "$deny" --workspace check --hide-inclusion-graph advisories >"$log" 2>&1 || status=$?
  if ((status != 0)) && grep -q 'failed to fetch advisory database' "$log"; then
    say "skipped: advisories, because their database (github.com/RustSec/advisory-db) cannot be had from here"
    status=0
  else
    cat "$log"
  fi
  rm -f "$log"
  return "$status"
}

# With the features of the whole workspace, as `make test` builds it: `-p it` would compile the SDK once more.
drift() { cargo test $locked --workspace --test drift --test capabilities; }

client() { scripts/need-web.sh && (cd web && npm run "$1"); }

template() {
  scripts/need-python-tools.sh check || return
  "$tools/venv/bin/cfn-lint" --regions us-east-1 --template infra/template.yaml || return
  "$tools/venv/bin/sam" validate --lint --region us-east-1 --template infra/template.yaml
}

# The messengers' folders are named in a macro, where cargo fmt does not look.
formatted() {
  cargo fmt --all --check && rustfmt --check shared/messengers/src/*/mod.rs
}

shell_syntax() {
  local file status=0
  for file in scripts/*.sh infra/dynamodb-local/*.sh .ci/run; do
    bash -n "$file" || status=1
  done
  return "$status"
}

# The quick ones first: most mistakes show within a minute.
step "Shell scripts parse" shell_syntax || true
step "Rust is formatted" formatted || true
step "Template: cfn-lint and sam validate" template || true
step "Client: lint" client lint || true
step "Client: types" client check || true
step "Dependencies: licences, duplicates, sources, advisories" dependencies || true
step "Rust: clippy without warnings" cargo clippy $locked --workspace --all-targets -- -D warnings || true
step "Generated files are up to date (else: make types)" drift || true
summary
