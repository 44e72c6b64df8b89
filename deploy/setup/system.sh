#!/usr/bin/env bash
# What the tests need of the machine, beyond Python: Chromium with its driver, PostgreSQL and Redis.
set -euo pipefail

has() {
    local name
    for name in "$@"; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

missing=()
has chromium chromium-browser google-chrome || missing+=(chromium)
has chromedriver || missing+=(chromium-driver)
has postgres /usr/lib/postgresql/*/bin/postgres || answers 5432 || missing+=(postgresql)
has redis-server || answers 6379 || missing+=(redis-server)

if [ "${#missing[@]}" -gt 0 ]; then
    "$(dirname "$0")/packages.sh" "${missing[@]}"
fi
