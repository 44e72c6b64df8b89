#!/usr/bin/env bash
# Make the folder $1 a virtual environment with the OpenID Connect provider of the tests. A mark says that it is whole.
set -euo pipefail
folder=$1
wanted=oidc-provider-mock==0.3.4
mark=$folder/whole

if [ "$(cat "$mark" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
"$("$(dirname "$0")/python.sh")" -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 "$wanted"
echo "$wanted" >"$mark"
