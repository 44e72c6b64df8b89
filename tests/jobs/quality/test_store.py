"""Runs as they are kept: old ones go but for what is the latest, and one that was killed has found nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.db.quality import QUALITY_RESULTS, QUALITY_RUNS
from dashapp.settings import Settings
from jobs.build import build
from jobs.check import check
from jobs.lock import only_one
from jobs.quality.store import count_older, remove_older
from queries.run import run
from tests.jobs.quality.incident_desk import DAY, incidents, outcome, ran
from tests.warehouse.raw_rows import load

ROOT = Path(__file__).parents[3]
LINE = {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "amount": 10}
PATIENCE = 60


def kept(settings: Settings) -> list[int]:
    with accounts_engine(settings).connect() as connection:
        return list(connection.scalars(select(QUALITY_RUNS.c.run_id).order_by(QUALITY_RUNS.c.run_id)))


def test_old_runs_go_without_what_is_the_latest(desk: Settings):
    engine, now = accounts_engine(desk), int(time.time())
    ran(desk, outcome("orders.a", "fail"), outcome("orders.gone", "pass"))
    ran(desk, outcome("orders.a", "fail"), is_whole=False)
    ran(desk, outcome("orders.a", "pass"))
    ran(desk, outcome("orders.a", "pass"), is_whole=False)
    with engine.begin() as connection:
        connection.execute(update(QUALITY_RUNS).values(started_at=now - 800 * DAY))
    assert count_older(engine, now - 730 * DAY) == 1
    assert remove_older(engine, now - 730 * DAY) == 1
    # The first has the latest result of a check that is gone, the third is the latest of everything, the fourth the latest of orders.a.
    assert kept(desk) == [1, 3, 4]
    assert incidents(desk)["orders.a"]["status"] == "resolved"
    assert count_older(engine, now - 730 * DAY) == 0


def test_new_runs_stay(desk: Settings):
    for _ in range(3):
        ran(desk, outcome("orders.a", "fail"))
    assert remove_older(accounts_engine(desk), int(time.time()) - 730 * DAY) == 0
    assert kept(desk) == [1, 2, 3]


@pytest.fixture
def shop(settings: Settings) -> Settings:
    migrate(settings)
    load(settings, [LINE])
    build(settings)
    return settings


def test_a_run_that_is_killed_has_found_nothing_and_hinders_nobody(shop: Settings):
    first = check(shop).run_id
    score = run(queries.open(shop), "quality.counts", {}, OPERATOR).records()[0]
    environment = {**os.environ, "VAR_DIR": str(shop.var_dir)}
    command = subprocess.Popen([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while len(kept(shop)) < first + 1 and time.monotonic() < until:
            time.sleep(0.005)
    finally:
        command.send_signal(signal.SIGKILL)
        command.wait()
    assert kept(shop) == [first, first + 1]
    with accounts_engine(shop).connect() as connection:
        killed = QUALITY_RESULTS.c.run_id == first + 1
        assert connection.scalar(select(func.count()).select_from(QUALITY_RESULTS).where(killed)) == 0
        assert connection.scalar(select(QUALITY_RUNS.c.finished_at).where(QUALITY_RUNS.c.run_id == first + 1)) is None
    assert run(queries.open(shop), "quality.counts", {}, OPERATOR).records()[0] == score
    with only_one(shop, "import"):
        pass
    assert check(shop).run_id == first + 2
