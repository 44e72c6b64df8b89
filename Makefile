# What people type. `make help` lists it.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
# Processes of the desk start twice as fast from compiled modules, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-spark lint fix docs bench quality-report lock audit clean

PYTHON_HERE := .venv/bin/python
INSTALLED := pyproject.toml requirements.lock deploy/application.lock $(addprefix deploy/setup/,environment.sh dependencies.py locked.py)

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/runtime.stamp  ## Make .venv with what the application needs, in exact versions

run: setup  ## Start the desk; the first start makes a demo shop, unless DEMO=no
	@exec $(PYTHON_HERE) manage.py serve $(if $(filter no,$(DEMO)),,--demo)

demo: setup  ## Make the demo shop anew: SIZE=small, medium or large
	@exec $(PYTHON_HERE) manage.py demo --size $(or $(SIZE),small)

test: .venv/test.stamp  ## Run every test, a process a core; ARGS="tests/db -k name" for some of them in one process
	@deploy/setup/system.sh
	@$(PYTHON_HERE) -m pytest $(or $(ARGS),--numprocesses $(shell nproc) --dist loadfile --no-loadscope-reorder)

test-spark: .venv/test.stamp  ## Run the staging and mart SQL on Spark: minutes, and half a gigabyte to install
	@deploy/setup/spark.sh
	@$(PYTHON_HERE) -m pytest -m spark tests/spark $(ARGS)

lint: .venv/test.stamp  ## Check style, format, the floors of the house, types, that tests can be read, and locked versions
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/lint-imports
	@.venv/bin/mypy
	@set -o pipefail; $(PYTHON_HERE) -m pytest --collect-only -qq | sed -E '/^tests\/.*: [0-9]+$$/d'
	@$(PYTHON_HERE) -m deploy.setup.advisories

fix: .venv/test.stamp  ## Mend what ruff can mend, and format
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

docs: .venv/runtime.stamp  ## Write docs/settings.md, docs/data-model.md and the tables of docs/security.md and docs/quality.md from what they describe
	@$(PYTHON_HERE) -m docs.settings
	@$(PYTHON_HERE) -m docs.data_model
	@$(PYTHON_HERE) -m docs.security
	@$(PYTHON_HERE) -m docs.quality

bench: .venv/test.stamp  ## Measure the desk against its budgets
	@$(PYTHON_HERE) -m bench $(ARGS)

quality-report: .venv/test.stamp  ## Hold what detectors find in a generated shop against the truth: SEED=, SIZE=, PROFILE=, JSON=yes
	@$(PYTHON_HERE) -m bench.quality $(if $(SEED),--seed $(SEED)) --size $(or $(SIZE),small) --profile $(or $(PROFILE),normal) $(if $(filter yes,$(JSON)),--json) $(ARGS)

lock:  ## Write requirements.lock and deploy/application.lock anew from the newest versions that pyproject.toml allows
	@deploy/setup/lock.sh

audit:  ## Ask the advisory service about every locked version; needs the network
	@deploy/setup/audit.sh .venv-audit

clean:  ## Delete .venv and every cache; data under var/ stays
	@rm -rf .venv .venv-provider .venv-audit .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/runtime.stamp: $(INSTALLED)
	@deploy/setup/environment.sh .venv application
	@touch $@

.venv/test.stamp: .venv/runtime.stamp
	@deploy/setup/environment.sh .venv tests
	@touch $@
