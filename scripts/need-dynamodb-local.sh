#!/usr/bin/env bash
# Fetches DynamoDB Local by Maven and compiles its loopback launcher, once per version, into .tools/dynamodb-local.
#
# Exit status: 0 ready, 3 cannot be had here (1 under CI=true). See infra/dynamodb-local/README.md.
set -euo pipefail
source "$(dirname "$0")/common.sh"

source_dir="$root/infra/dynamodb-local"
home="$tools/dynamodb-local"
wanted=$(fingerprint "$source_dir/pom.xml" "$source_dir/Loopback.java")

one_at_a_time dynamodb-local
if up_to_date "$home/stamp" "$wanted"; then exit 0; fi

for tool in java javac mvn; do
  command -v "$tool" >/dev/null || skip "DynamoDB Local needs $tool (a JDK from 17 on, and Maven)"
done
# javac prints "javac 17.0.15".
version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
((${version:-0} >= 17)) || skip "DynamoDB Local needs a JDK from 17 on; this one is ${version:-unknown}"

say "Fetching DynamoDB Local (about 42 MB, once)…"
rm -rf "$home"
mkdir -p "$home/classes"
if ! mvn --quiet --batch-mode --file "$source_dir/pom.xml" dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$home/lib" >"$home/maven.log" 2>&1; then
  grep -m 3 ERROR "$home/maven.log" | cut -c1-300 >&2 || true
  skip "Maven could not fetch DynamoDB Local; see .tools/dynamodb-local/maven.log"
fi
javac -d "$home/classes" -cp "$home/lib/*" "$source_dir/Loopback.java"
printf '%s\n' "$wanted" >"$home/stamp"
say "DynamoDB Local is ready in .tools/dynamodb-local."
