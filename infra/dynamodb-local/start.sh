#!/usr/bin/env bash
# Starts DynamoDB Local in memory on 127.0.0.1:PORT (0: any free port); prints its address as the first line.
#
# Usage: start.sh PORT [attached]     `attached`: ends when standard input does, so a killed caller leaves no orphan.
# The script becomes the Java process: killing the script's process id ends the engine.
# Exit status: 3 when it cannot be had here (1 under CI=true), 2 for a wrong call.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home="$here/../../.tools/dynamodb-local"

if [[ ! "${1:-}" =~ ^[0-9]+$ ]]; then
  echo "usage: start.sh PORT [attached]" >&2
  exit 2
fi

"$here/../../scripts/need-dynamodb-local.sh" >&2

# A quarter of a gigabyte is plenty for tests; the client VM starts faster and the engine is short-lived.
exec java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
  -Dsqlite4java.library.path="$home/lib" -cp "$home/classes:$home/lib/*" Loopback "$@"
