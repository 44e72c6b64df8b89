#!/usr/bin/env bash
# What `make test-spark` needs beyond the tests: Java and PySpark, in the version that pyproject.toml names.
set -euo pipefail
here=$(dirname "$0")

command -v java >/dev/null || "$here/packages.sh" openjdk-17-jre-headless
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint requirements.lock --requirement <(.venv/bin/python "$here/dependencies.py" spark)
