# Shared by the scripts beside it: where the project is, how steps report, and what "skipped" means.
#
# Sourced, never run. A missing optional tool (Chromium, a JDK) skips what needs it on a developer's machine, in one
# line; under CI=true the same absence is a failure, or a green run could have tested nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/.tools"
cd "$root"

# Exit status of a need-*.sh whose tool cannot be had here.
readonly SKIPPED=3

in_ci() { [[ "${CI:-}" == true ]]; }

say() { printf '%s\n' "$*" >&2; }

# skip REASON: ends the script. Nobody should wonder later why something did not run.
skip() {
  if in_ci; then
    say "missing under CI=true: $*"
    exit 1
  fi
  say "skipped: $*"
  exit "$SKIPPED"
}

# fingerprint FILE…: changes when one of the files does (cksum is everywhere, sha256sum is not).
fingerprint() { cat -- "$@" | cksum; }

# up_to_date STAMP FINGERPRINT: has this already been prepared from the same inputs?
up_to_date() { [[ -f "$1" && "$(cat "$1")" == "$2" ]]; }

# one_at_a_time NAME: tests run in parallel and may all ask for the same tool first. Held until the script ends.
one_at_a_time() {
  mkdir -p "$tools"
  if command -v flock >/dev/null; then
    exec 9>"$tools/$1.lock"
    flock 9
  fi
}

# step NAME COMMAND…: runs one named step with its output flowing, and notes how it went for `summary`.
# Later steps run whatever became of this one; `step … || summary` stops there instead.
steps=()
failures=0
step() {
  local name=$1 started=$SECONDS status=0 outcome
  shift
  printf '\n── %s\n' "$name"
  "$@" || status=$?
  case $status in
    0) outcome=ok ;;
    "$SKIPPED") outcome=skipped status=0 ;;
    *) outcome=FAILED failures=$((failures + 1)) ;;
  esac
  steps+=("$(printf '%-8s %5ds  %s' "$outcome" $((SECONDS - started)) "$name")")
  return "$status"
}

# summary: what every step came to, then the end of the script: 0 if none failed.
summary() {
  printf '\n── Summary of make %s\n' "$(basename "$0" .sh)"
  ((${#steps[@]} == 0)) || printf '%s\n' "${steps[@]}"
  printf 'total    %5ds\n' "$SECONDS"
  ((failures == 0)) || exit 1
  exit 0
}
