#!/usr/bin/env bash
# Make the folder $1 a virtual environment with exact versions: $2 is application (what pyproject.toml lists and what that
# needs, as locked.py says) or tests (everything in requirements.lock).
set -euo pipefail
folder=$1
here=$(dirname "$0")

install() {
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$("$here/python.sh")
    echo "Creating $folder with $python"
    "$python" -m venv --clear "$folder"
fi

echo "Installing for the $2 what $folder lacks"
case $2 in
application)
    install --constraint <("$folder/bin/python" "$here/locked.py") --requirement <("$folder/bin/python" "$here/dependencies.py")
    ;;
# The lock is complete: nothing to resolve, and a version that this Python cannot have is named at once.
tests) install --no-deps --requirement requirements.lock && "$folder/bin/python" -m pip --disable-pip-version-check check ;;
*) echo "environment.sh FOLDER application|tests, not '$2'" >&2 && exit 2 ;;
esac
