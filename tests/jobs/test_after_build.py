"""Checks after a build: in a process of their own that finds its settings where every command does, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.after_build import check_published, start_checks
from jobs.build import build
from queries.run import run
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


def test_nothing_begins_where_it_is_not_wanted(settings: Settings):
    assert start_checks(replace(settings, check_after_build=False, score_after_build=False)) is None


def test_nothing_is_checked_before_anything_is_published(settings: Settings):
    assert check_published(settings) is None
