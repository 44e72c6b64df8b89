#!/usr/bin/env bash
# Print the path of a Python 3.11 or newer that can make virtual environments. As root on Debian, install it when missing.
set -euo pipefail

usable() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        if usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

if ! find_python; then
    if [ -n "${PYTHON:-}" ]; then
        echo "PYTHON is '$PYTHON', which is not a Python 3.11 or newer with the modules venv and ensurepip." >&2
        exit 1
    fi
    "$(dirname "$0")/packages.sh" python3 python3-venv >&2
    find_python || {
        echo "No Python 3.11 or newer was found. Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2
        exit 1
    }
fi
