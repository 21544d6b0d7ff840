#!/usr/bin/env bash
# Builds the five functions for Lambda as target/lambda/<name>/bootstrap.zip, then shows their size and start.
#
# ARCH=x86_64 (default) or arm64, where its Rust target can be added. Starts are timed only for the machine's own.
set -euo pipefail
source "$(dirname "$0")/common.sh"

arch=${ARCH:-x86_64}
case $arch in
  x86_64) flag=--x86-64 target=x86_64-unknown-linux-gnu ;;
  arm64) flag=--arm64 target=aarch64-unknown-linux-gnu ;;
  *)
    say "ARCH is x86_64 or arm64"
    exit 2
    ;;
esac

# The toolchain is pinned, so a target belongs to it and not to the user's default one.
if command -v rustup >/dev/null && ! rustup target list --installed | grep -qx "$target"; then
  say "Adding the Rust target $target…"
  rustup target add "$target" || {
    say "The Rust target $target cannot be had here; try ARCH=x86_64"
    exit 1
  }
fi

scripts/need-python-tools.sh lambda
# cargo-lambda looks for zig through the first python on PATH.
export PATH="$tools/venv/bin:$PATH"

functions=(webhook api socket courier fanout)
say "Building ${functions[*]} for $arch (a few minutes: whole-program optimisation, one after the other)…"
cargo lambda build --release "$flag" --output-format zip "${functions[@]/#/--package=}"
# Alone, so that the functions' features do not creep into what stands for "bare".
cargo lambda build --release "$flag" --output-format zip --package=hello

zips=()
for name in hello "${functions[@]}"; do zips+=("target/lambda/$name/bootstrap.zip"); done
python3 scripts/init_time.py "${zips[@]}"
