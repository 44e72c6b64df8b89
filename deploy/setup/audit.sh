#!/usr/bin/env bash
# Ask the advisory service about every locked version, with pip-audit in the environment $1 of its own. It needs the network
# beyond a package index: where the service does not answer, that is said, and nothing is claimed.
set -euo pipefail
folder=$1
wanted=pip-audit==2.10.1
here=$(dirname "$0")

if [ "$(cat "$folder/whole" 2>/dev/null)" != "$wanted" ]; then
    "$("$here/python.sh")" -m venv --clear "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 "$wanted"
    echo "$wanted" >"$folder/whole"
fi

said=$(mktemp)
trap 'rm -f "$said"' EXIT
audit() {
    "$folder/bin/pip-audit" --requirement "$1" --no-deps --disable-pip --progress-spinner off
}
# The application's own versions first: those that only the tests have may have holes that are accepted.
if { audit <("$folder/bin/python" "$here/locked.py") && audit requirements.lock; } >"$said" 2>&1; then
    cat "$said"
elif grep --quiet --extended-regexp 'ConnectionError|ServiceError|HTTPError|Not Found|Max retries|Timeout|timed out' "$said"; then
    tail --lines 1 "$said" >&2
    echo "The advisory service does not answer from here, so nothing was looked up. deploy/advisories.csv is what 'make lint' holds the lock against." >&2
    exit 2
else
    cat "$said"
    exit 1
fi
