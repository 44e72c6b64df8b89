"""Telling of a passed limit: who, once a crossing, again after it held, and what is said where nobody could be told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

import queries
from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.maintenance import HEALTH_CROSSINGS, JOB_RUNS
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from jobs.health_notice import NO_ADDRESS, NO_MAIL, tell
from jobs.maintenance import maintain, set_limit
from queries.run import run
from tests import mail_server
from tests.mail_server import Inbox

DAY = 86_400
FAILED = "Beyond its limit: Jobs that failed or stopped in 7 days, 1.0 runs, 0 at most."


@pytest.fixture(params=["settings", "postgres_settings"])
def desk(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A desk on either engine where everything holds, with people of three roles."""
    made: Settings = request.getfixturevalue(request.param)
    migrate(made)
    engine, now = accounts_engine(made), int(time.time())
    with engine.begin() as connection:
        for task in ("backup", "restore_test", "maintenance"):
            connection.execute(insert(JOB_RUNS).values(**a_run(task, "done", now)))
    for name, role in (("ada", "admin"), ("ann", "analyst"), ("max", "marketing")):
        users.add_user(engine, name, role, email=f"{name}@shop.example")
    users.add_user(engine, "eve", "admin")
    users.add_user(engine, "reg", "analyst", email="reg@shop.example", scope=Scope(regions=("Normandy",)))
    users.add_user(engine, "gone", "admin", email="gone@shop.example")
    users.deactivate(engine, "gone")
    yield made
    queries.open(made).close()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mailing(desk: Settings, inbox: Inbox) -> Iterator[Settings]:
    with mail_server.mailing(desk, inbox) as found:
        yield found


def a_run(task: str, state: str, at: int) -> dict[str, object]:
    return {"task": task, "asked_by": "operator", "process": "here 1 1", "began_at": at, "ended_at": at, "state": state}


def fail(settings: Settings) -> None:
    with accounts_engine(settings).begin() as connection:
        connection.execute(insert(JOB_RUNS).values(**a_run("import", "failed", int(time.time()))))


def mend(settings: Settings) -> None:
    with accounts_engine(settings).begin() as connection:
        connection.execute(delete(JOB_RUNS).where(JOB_RUNS.c.state == "failed"))


def crossings(settings: Settings) -> list[tuple[str, bool, str]]:
    asked = select(HEALTH_CROSSINGS).order_by(HEALTH_CROSSINGS.c.crossing_id)
    with accounts_engine(settings).connect() as connection:
        return [(row.measure, row.ended_at is None, row.told) for row in connection.execute(asked)]


def test_whoever_sees_system_health_is_told_once(mailing: Settings, inbox: Inbox) -> None:
    assert tell(mailing) == []
    fail(mailing)
    assert tell(mailing) == [f"{FAILED} Told: ada, ann."]
    assert tell(mailing) == []
    assert sorted(message["To"] for message in inbox.messages) == ["ada@shop.example", "ann@shop.example"]
    assert {message["Subject"] for message in inbox.messages} == {"Beyond its limit: Jobs that failed or stopped in 7 days"}
    text = inbox.messages[0].get_payload(decode=True).decode()
    assert "Jobs that failed or stopped in 7 days, 1.0 runs, 0 at most." in text
    assert "https://desk.shop.example/health" in text
    shown = {row["measure"]: row for row in run(queries.open(mailing), "health.measures", {}, OPERATOR).records()}
    assert (shown["failed_jobs_week"]["told"], shown["stalled_jobs"]["told"]) == ("ada, ann", None)
    assert shown["failed_jobs_week"]["beyond_at"].startswith("20")


def test_again_only_after_it_held(mailing: Settings, inbox: Inbox) -> None:
    fail(mailing)
    tell(mailing)
    fail(mailing)
    assert tell(mailing) == []
    mend(mailing)
    assert tell(mailing) == []
    fail(mailing)
    assert len(tell(mailing)) == 1
    assert len(inbox.messages) == 4
    assert crossings(mailing) == [("failed_jobs_week", False, "ada, ann"), ("failed_jobs_week", True, "ada, ann")]


def test_another_limit_ends_it(mailing: Settings) -> None:
    fail(mailing)
    tell(mailing)
    set_limit(mailing, OPERATOR, "failed_jobs_week", 3, "Imports are tried by hand.")
    assert tell(mailing) == []
    assert crossings(mailing) == [("failed_jobs_week", False, "ada, ann")]


def test_several_at_once_are_one_mail_and_what_never_happened_is_beyond(mailing: Settings, inbox: Inbox) -> None:
    with accounts_engine(mailing).begin() as connection:
        connection.execute(delete(JOB_RUNS))
    said = tell(mailing)
    assert "Beyond its limit: Age of the last backup, never, 2 at most. Told: ada, ann." in said
    assert len(said) == 3
    assert [message["Subject"] for message in inbox.messages] == ["3 measures are beyond their limits"] * 2


def test_where_nobody_can_be_told_it_says_so_and_tries_again(desk: Settings, inbox: Inbox) -> None:
    fail(desk)
    assert tell(desk) == [f"{FAILED} Told: {NO_MAIL}"]
    away = replace(desk, smtp_url="smtp://127.0.0.1:1", public_url="https://desk.example")
    assert "Nobody: The mail server 127.0.0.1 of SMTP_URL did not take a mail" in tell(away)[0]
    with mail_server.mailing(desk, inbox) as found:
        assert tell(found) == [f"{FAILED} Told: ada, ann."]
    assert len(crossings(desk)) == 1


def test_without_an_address_it_says_so(mailing: Settings) -> None:
    for name in ("ada", "ann"):
        users.deactivate(accounts_engine(mailing), name)
    fail(mailing)
    assert tell(mailing) == [f"{FAILED} Told: {NO_ADDRESS}"]


def test_maintenance_tells_at_its_end(mailing: Settings, inbox: Inbox) -> None:
    """Its own age is no measure that it passes: the run is written down before."""
    with accounts_engine(mailing).begin() as connection:
        connection.execute(delete(JOB_RUNS).where(JOB_RUNS.c.task == "maintenance"))
    fail(mailing)
    assert maintain(mailing, OPERATOR)[-1] == f"{FAILED} Told: ada, ann."
    assert len(inbox.messages) == 2


def test_of_one_measure_one_crossing_is_open(desk: Settings) -> None:
    row = {"measure": "stalled_jobs", "value": 1.0, "most": 0.0, "began_at": 1, "told": ""}
    with accounts_engine(desk).begin() as connection:
        connection.execute(insert(HEALTH_CROSSINGS).values(**row, ended_at=2))
        connection.execute(insert(HEALTH_CROSSINGS).values(**row))
    with pytest.raises(IntegrityError), accounts_engine(desk).begin() as connection:
        connection.execute(insert(HEALTH_CROSSINGS).values(**row))
