#!/usr/bin/env bash
# Make the folder $1 a virtual environment with the exact versions of requirements.lock; further arguments name extras.
set -euo pipefail
folder=$1
shift
here=$(dirname "$0")

if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$("$here/python.sh")
    echo "Creating $folder with $python"
    "$python" -m venv --clear "$folder"
fi

wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
"$folder/bin/python" "$here/dependencies.py" "$@" >"$wanted"
echo "Installing what $folder lacks of $(wc -l <"$wanted") packages and what they need"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "${CONSTRAINTS-requirements.lock}" --requirement "$wanted"
