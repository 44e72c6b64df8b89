#!/usr/bin/env bash
# Write requirements.lock: every version that a new environment gets today, for the application and the tests, sorted. And
# deploy/application.lock: those that the application by itself gets in another version.
set -euo pipefail
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pinned='^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+$'

# The oldest Python that the project runs on, which is Debian 12's: what exists for it exists for newer ones.
python=$(PYTHON=${PYTHON:-/usr/bin/python3.11 python3.11} "$here/python.sh")
# The sorted versions that a new environment gets of the application and the extras named.
frozen() {
    "$python" -m venv --clear "$scratch/venv"
    local pip=("$scratch/venv/bin/python" -m pip --disable-pip-version-check)
    "${pip[@]}" install --quiet --requirement <("$scratch/venv/bin/python" "$here/dependencies.py" "$@")
    "${pip[@]}" freeze | LC_ALL=C sort --ignore-case
}

frozen test >"$scratch/lock"
frozen >"$scratch/application"
if grep --invert-match --extended-regexp "$pinned" "$scratch/lock" "$scratch/application" >&2; then
    echo "pip freeze gave the lines above, which are not name==version." >&2
    exit 1
fi
cp "$scratch/lock" requirements.lock
# What a test tool holds back, in the version that the application gets without it; grep finds nothing where nothing differs.
grep --invert-match --line-regexp --fixed-strings --file "$scratch/lock" "$scratch/application" >deploy/application.lock || [ $? -eq 1 ]
