#!/usr/bin/env bash
# Write requirements.lock: every version that a new environment gets today, extras included, sorted.
set -euo pipefail
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

CONSTRAINTS=/dev/null "$here/environment.sh" "$scratch/venv" test
"$scratch/venv/bin/python" -m pip freeze | LC_ALL=C sort --ignore-case >"$scratch/lock"
if grep --invert-match --quiet --extended-regexp '^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+$' "$scratch/lock"; then
    echo "pip freeze gave a line that is not name==version:" >&2
    grep --invert-match --extended-regexp '^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+$' "$scratch/lock" >&2
    exit 1
fi
cp "$scratch/lock" requirements.lock
