"""The trail takes events from several writers, refuses changes, and shows those made behind its back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from dashapp.auth.audit import Action, record, verify_chain
from dashapp.auth.viewer import OPERATOR
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.settings import Settings

ADDED_BY_HAND = (
    "insert into audit_events select 6, at, user_id, actor, action, subject, detail, hash, hash from audit_events where sequence = 5"
)
WRITE = (
    "from dashapp.settings import Settings; from dashapp.auth.audit import record; s = Settings.from_environment()\n"
    "for number in range(100): record(s, None, 'page_viewed', f'page:{number}', {'n': number})"
)


@pytest.fixture
def written(engine: Engine) -> Engine:
    for number in range(1, 6):
        record(engine, OPERATOR, Action.EXPORTED, f"card:{number}", {"rows": number, "words": "café"})
    return engine


def _behind_its_back(engine: Engine, *statements: str) -> None:
    """As somebody who owns the database could: triggers off, change, triggers on."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("alter table audit_events disable trigger all"))
        else:
            connection.execute(text("drop trigger audit_events_no_update"))
            connection.execute(text("drop trigger audit_events_no_delete"))
        for statement in statements:
            connection.execute(text(statement))


def test_events_are_numbered_and_whole(written: Engine) -> None:
    chain = verify_chain(written)
    assert (chain.events, chain.whole) == (5, True)
    with written.connect() as connection:
        first = connection.execute(select(AUDIT_EVENTS).order_by(AUDIT_EVENTS.c.sequence)).mappings().first()
    assert first is not None
    assert (first["sequence"], first["actor"], first["action"], first["detail"]) == (1, "operator", "exported", '{"rows":1,"words":"café"}')


def test_settings_will_do_for_an_engine(installation: Settings) -> None:
    assert record(installation, OPERATOR, Action.BUILT, "warehouse:1") == 1


def test_unknown_action_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="tidied"):
        record(engine, OPERATOR, "tidied", "desk")
    assert verify_chain(engine).events == 0


@pytest.mark.parametrize(
    "statement", ["update audit_events set actor = 'eve' where sequence = 2", "delete from audit_events where sequence = 2"]
)
def test_changing_an_event_is_refused_by_the_database(written: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), written.begin() as connection:
        connection.execute(text(statement))
    assert verify_chain(written).whole


@pytest.mark.parametrize(
    ("statements", "at", "reason"),
    [
        (["update audit_events set detail = '{}' where sequence = 3"], 3, "changed"),
        (["update audit_events set actor = 'eve' where sequence = 1"], 1, "changed"),
        (["delete from audit_events where sequence = 3"], 3, "missing"),
        (["delete from audit_events where sequence = 5"], 5, "5 events were written, 4 are here"),
        (["delete from audit_events"], 1, "5 events were written, 0 are here"),
        ([f"update audit_events set sequence = {new} where sequence = {old}" for old, new in ((2, 99), (3, 2), (99, 3))], 2, "follow"),
        ([ADDED_BY_HAND], 6, "changed"),
    ],
)  # fmt: skip
def test_tampering_is_found(written: Engine, statements: list[str], at: int, reason: str) -> None:
    _behind_its_back(written, *statements)
    chain = verify_chain(written)
    assert chain.broken_at == at
    assert reason in chain.reason


def test_two_processes_writing_at_once_make_one_chain(installation: Settings, engine: Engine) -> None:
    environment = {"VAR_DIR": str(installation.var_dir), "ACCOUNTS_URL": installation.accounts_url, "PYTHONPATH": ":".join(sys.path)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITE], env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(writer.communicate(timeout=60)[1], writer.returncode) for writer in writers] == [("", 0)] * 2
    chain = verify_chain(engine)
    assert (chain.events, chain.reason) == (200, "")
