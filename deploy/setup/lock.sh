#!/usr/bin/env bash
# Write requirements.lock: every version that a new environment gets today, for the application and the tests, sorted.
set -euo pipefail
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pinned='^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+$'

# The oldest Python that the project runs on, which is Debian 12's: what exists for it exists for newer ones.
python=$(PYTHON=${PYTHON:-/usr/bin/python3.11 python3.11} "$here/python.sh")
"$python" -m venv "$scratch/venv"
pip() {
    "$scratch/venv/bin/python" -m pip --disable-pip-version-check "$@"
}
pip install --quiet --requirement <("$scratch/venv/bin/python" "$here/dependencies.py" test)
pip freeze | LC_ALL=C sort --ignore-case >"$scratch/lock"
if grep --invert-match --extended-regexp "$pinned" "$scratch/lock" >&2; then
    echo "pip freeze gave the lines above, which are not name==version." >&2
    exit 1
fi
cp "$scratch/lock" requirements.lock
