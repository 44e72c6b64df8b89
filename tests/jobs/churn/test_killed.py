"""Whoever starts a win-back action may be killed at any moment: the action is there with its whole list and its record, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dashapp.auth.audit import verify_chain
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.settings import Settings
from jobs.churn import winback
from tests.jobs.churn.test_winback import person
from tests.jobs.churn.winback_desk import ANALYST, NUMBER, PLAN, members

ROOT = Path(__file__).parents[3]
# A process of its own that starts the action of PLAN, and halts for good once a statement has written to the table it is told.
START = """
import os, sys, threading
from sqlalchemy import event
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings
from jobs.churn import winback
from tests.jobs.churn.test_winback import person
from tests.jobs.churn.winback_desk import ANALYST, PLAN

settings, table = Settings.from_environment(dict(os.environ)), sys.argv[1]
anna = person(settings, ANALYST)

@event.listens_for(accounts_engine(settings), "after_cursor_execute")
def halt(_connection, _cursor, statement, *_more):
    if statement.lower().startswith("insert into " + table):
        print("written", flush=True)
        threading.Event().wait()

number, _ = winback.start(settings, anna, PLAN)
print("started", number, flush=True)
threading.Event().wait()
"""


def killed(settings: Settings, environment: dict[str, str], table: str) -> str:
    """Let a process start the action and kill it where it halts: the word it said there."""
    command = [sys.executable, "-c", START, table]
    given = {**os.environ, "VAR_DIR": str(settings.var_dir), **environment}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline().strip()
        process.kill()
    return said


def counted(settings: Settings) -> tuple[int, int, int]:
    """Actions, their members and records of a start."""
    records = select(func.count()).select_from(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action == "winback_started")
    asked = (select(func.count()).select_from(WINBACK_ACTIONS), select(func.count()).select_from(WINBACK_MEMBERS), records)
    with accounts_engine(settings).connect() as connection:
        actions, listed, recorded = (int(connection.scalar(one) or 0) for one in asked)
    return actions, listed, recorded


@pytest.fixture
def environment(desk: Settings, request: pytest.FixtureRequest) -> dict[str, str]:
    """What a process needs besides VAR_DIR to come to the same databases."""
    if accounts_engine(desk).dialect.name == "sqlite":
        return {}
    url = request.getfixturevalue("postgres_url")
    return {"WAREHOUSE_URL": url, "ACCOUNTS_URL": url}


def test_who_is_killed_before_the_end_leaves_nothing_and_who_is_killed_after_it_leaves_everything(
    desk: Settings, environment: dict[str, str]
):
    for table in ("winback_actions", "winback_members", "audit_events"):
        assert killed(desk, environment, table) == "written", table
        assert counted(desk) == (0, 0, 0), table
    # PostgreSQL gives no number twice, so that of the first that stays need not be 1.
    word, _, number = killed(desk, environment, "nothing_of_the_kind").partition(" ")
    assert word == "started"
    assert counted(desk) == (1, NUMBER * 3 // 4, 1)
    held = members(desk, int(number))["is_held_out"].astype(bool)
    assert 0 < held.sum() < len(held)
    assert verify_chain(accounts_engine(desk)).whole
    # Nothing of the dead hinders the living: everybody on the list is taken, and no lock is left.
    assert winback.size(desk, person(desk, ANALYST), PLAN).elsewhere == NUMBER * 3 // 4
    winback.stop(desk, person(desk, ANALYST), int(number))
