"""Checks after a build: in a process of their own that finds its settings where every command does, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs import after_build
from jobs.after_build import LOG, LOG_BYTES, start_checks
from jobs.after_build_steps import check_published
from jobs.build import build
from queries.run import run
from tests.services import wait_until
from tests.warehouse.raw_rows import load

LINE = {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "5.00", "amount": 10}
PATIENCE = 180


def test_a_process_of_its_own_checks_what_was_published(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    load(settings, [LINE])
    version = build(settings)
    process = start_checks(replace(settings, check_after_build=True, score_after_build=False))
    assert process is not None
    assert process.wait(PATIENCE) == 0
    [done] = run(queries.open(settings), "quality.runs", {}, OPERATOR).records()
    assert (done["cause"], done["reach"], done["warehouse_version"], done["errors"]) == ("build", "Everything", version.version, 0)
    assert check_published(settings) is None, "a version is checked once"


STARTS_A_LONG_ONE = f"""
import sys
from dashapp.settings import Settings
from jobs import after_build
after_build.COMMAND = [sys.executable, "-c", "import sys, time; print('begun', file=sys.stderr, flush=True); time.sleep({PATIENCE})"]
print(after_build.start_checks(Settings.from_environment()).pid)
"""


def test_whoever_reads_what_a_command_says_does_not_wait_for_what_follows(settings: Settings):
    given = {**os.environ, "VAR_DIR": str(settings.var_dir), "CHECK_AFTER_BUILD": "yes"}
    told = subprocess.run(
        [sys.executable, "-c", STARTS_A_LONG_ONE], env=given, capture_output=True, text=True, timeout=PATIENCE / 2, check=True
    )
    try:
        wait_until(lambda: (settings.var_dir / LOG).read_text() == "begun\n", "the process that follows a build")
    finally:
        os.kill(int(told.stdout), signal.SIGKILL)


def test_a_log_that_has_grown_long_makes_room(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(after_build, "COMMAND", [sys.executable, "-c", "import sys; print('new', file=sys.stderr)"])
    log = settings.var_dir / LOG
    log.write_text("x" * (LOG_BYTES + 1))
    for written in ("new\n", "new\nnew\n"):
        process = start_checks(replace(settings, check_after_build=True))
        assert process is not None
        assert process.wait(PATIENCE) == 0
        assert log.read_text() == written
    assert log.with_suffix(".log.1").stat().st_size == LOG_BYTES + 1


def test_nothing_begins_where_it_is_not_wanted(settings: Settings):
    assert start_checks(replace(settings, check_after_build=False, score_after_build=False)) is None


def test_nothing_is_checked_before_anything_is_published(settings: Settings):
    assert check_published(settings) is None
