"""Win-back actions: who is on the list, who is held out, what is said before the start, and who may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

import queries
from dashapp.auth import users
from dashapp.auth.audit import verify_chain
from dashapp.auth.roles import role
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs.churn import winback
from queries.run import run
from tests.jobs.churn.winback_desk import ANALYST, NUMBER, PLAN, action, members, publish, reason

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


def person(settings: Settings, name: str) -> Viewer:
    found = users.user(accounts_engine(settings), name)
    return viewer_for(found.user_id, found.name, role(found.role), found.scope)


def targets(settings: Settings) -> set[str]:
    return {row["customer_id"] for row in run(queries.open(settings), "winback.targets", {}, OPERATOR).records()}


def test_the_list_holds_who_may_be_e_mailed_and_what_was_counted_is_what_is_started(desk: Settings):
    anna = person(desk, ANALYST)
    counted = winback.size(desk, anna, PLAN)
    assert (counted.chosen, counted.without_consent, counted.elsewhere) == (NUMBER, NUMBER // 4, 0)
    assert counted.contacted + counted.held_out == NUMBER * 3 // 4
    assert 25 < counted.held_out < 65
    assert counted.expected_rate == pytest.approx(0.2)
    assert 0.1 < counted.detectable < 0.3
    number, started = winback.start(desk, anna, PLAN)
    assert started == counted
    listed = members(desk, number)
    assert int(listed["is_held_out"].sum()) == counted.held_out
    assert targets(desk) == set(listed.loc[~listed["is_held_out"].astype(bool), "customer_id"])
    assert not {f"c{key}" for key in range(4, NUMBER + 1, 4)} & set(listed["customer_id"])
    held = action(desk, number)
    assert (held["first_date"], held["last_date"], held["owner"], held["bands"]) == ("2026-02-12", "2026-03-13", ANALYST, "High")
    assert held["detectable"] == pytest.approx(counted.detectable)


def test_nobody_is_on_two_running_lists_and_a_stopped_one_sets_free(desk: Settings):
    anna = person(desk, ANALYST)
    first, _ = winback.start(desk, anna, replace(PLAN, reason=reason(1)))
    counted = winback.size(desk, anna, PLAN)
    assert counted.elsewhere == len(members(desk, first)) == NUMBER // 2
    second, _ = winback.start(desk, anna, PLAN)
    assert not set(members(desk, first)["customer_id"]) & set(members(desk, second)["customer_id"])
    with pytest.raises(UserError, match="Nobody would be on this list"):
        winback.start(desk, anna, PLAN)
    assert winback.stop(desk, anna, first) == PLAN.title
    assert winback.size(desk, anna, PLAN).elsewhere == len(members(desk, second))
    with pytest.raises(UserError, match="over already"):
        winback.stop(desk, anna, first)
    with pytest.raises(NotFound):
        winback.stop(desk, anna, 99)


def test_without_a_hold_out_no_lift_can_be_shown(desk: Settings):
    counted = winback.size(desk, person(desk, ANALYST), replace(PLAN, holdout_share=0.0))
    assert (counted.held_out, counted.detectable) == (0, None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "title has 0 letters"),
        ({"offer": "x" * 501}, "offer has 501 letters"),
        ({"owner": "sue"}, "'sue' cannot answer"),
        ({"bands": ("Higher",)}, "Choose of High, Medium"),
        ({"planned_days": 3}, "3 days. Plan 7 to 180"),
        ({"holdout_share": 0.7}, "70% of the list. Hold out 0 to 50%"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_what_is_allowed(settings: Settings, changed: dict, words: str):
    from dashapp.db.migrate import migrate

    migrate(settings)
    users.add_user(accounts_engine(settings), ANALYST, "analyst")
    publish(settings)
    with pytest.raises(UserError, match=words):
        winback.size(settings, person(settings, ANALYST), replace(PLAN, **changed))


def test_only_who_may_and_reaches_everything_starts_or_stops_one(desk: Settings):
    for name in ("sue", "mia"):
        with pytest.raises(Forbidden):
            winback.start(desk, person(desk, name), PLAN)
        with pytest.raises(Forbidden):
            winback.stop(desk, person(desk, name), 1)
    assert winback.people(desk) == [ANALYST, "mia"]


def test_starting_and_stopping_are_audited_by_counts(desk: Settings):
    anna = person(desk, ANALYST)
    number, started = winback.start(desk, anna, PLAN)
    winback.stop(desk, anna, number)
    asked = select(AUDIT_EVENTS.c.action, AUDIT_EVENTS.c.subject, AUDIT_EVENTS.c.detail).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(desk).connect() as connection:
        found = [row for row in connection.execute(asked).all() if row.action.startswith("winback")]
    assert [(row.action, row.subject) for row in found] == [("winback_started", "winback:1"), ("winback_stopped", "winback:1")]
    assert json.loads(found[0].detail)["held_out"] == started.held_out


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
