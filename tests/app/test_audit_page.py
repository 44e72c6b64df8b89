"""The audit page: the chain is read through, a month's evidence is taken along, and both by nobody else."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select, text, update

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from tests.app.asking import body, callback_named, post
from tests.app.conftest import Shop
from tests.app.person import Person

CHAIN, EVIDENCE = "audit.chain", "audit.evidence"
BLOCK = {"startRow": 0, "endRow": 50, "sortModel": [], "filterModel": {}}


@pytest.fixture(scope="module")
def finance(own_shop: Shop) -> Person:
    return Person(own_shop, "finance")


def test_a_whole_trail_is_said_with_the_hash_to_compare(own_shop: Shop, finance: Person) -> None:
    answer = finance.press(CHAIN, "check_chain")
    with accounts_engine(own_shop.settings).connect() as connection:
        held = connection.execute(select(AUDIT_EVENTS.c["hash"]).order_by(AUDIT_EVENTS.c.sequence)).scalars().all()
    assert answer.done
    assert f"The trail is whole: {len(held)} events." in answer.shown
    assert held[-1][:16] in answer.shown


def test_a_changed_event_is_named(own_shop: Shop, finance: Person) -> None:
    """As somebody who owns the database could change it: the trigger off, and on again."""
    engine = accounts_engine(own_shop.settings)
    second = AUDIT_EVENTS.c.sequence == 2
    with engine.begin() as connection:
        guard = connection.scalar(text("select sql from sqlite_master where name = 'audit_events_no_update'"))
        was = connection.scalar(select(AUDIT_EVENTS.c.actor).where(second))
        connection.execute(text("drop trigger audit_events_no_update"))
        connection.execute(update(AUDIT_EVENTS).where(second).values(actor="somebody else"))
    answer = finance.press(CHAIN, "check_chain")
    with engine.begin() as connection:
        connection.execute(update(AUDIT_EVENTS).where(second).values(actor=was))
        connection.execute(text(guard))
    assert (answer.done, answer.shown) == (False, "")
    assert answer.text.startswith("The trail is broken at event 2:")
    assert finance.press(CHAIN, "check_chain").done


def test_the_trail_is_read_in_words(own_shop: Shop, finance: Person) -> None:
    output = callback_named(own_shop.app, '"widget":"grid"}.getRowsResponse')
    answer = post(finance.client, body(own_shop.app, output, "audit/2.0", {"grid.getRowsRequest": BLOCK}))
    rows = answer.get_json()["response"]['{"key":"audit/2.0","widget":"grid"}']["getRowsResponse"]["rowData"]
    signed_in = next(row for row in rows if row["action"] == "sign in")
    assert signed_in["detail"].startswith("address: 127.0.0.1, method: password, second_factor: none, session: ")
    assert {row["detail"] for row in rows if row["action"] == "page viewed"} <= {"", None}


def test_the_evidence_of_a_month_is_one_zip(finance: Person) -> None:
    assert "Month Jun 2026 May 2026 Apr 2026" in finance.panel(EVIDENCE)
    with finance.client.get("/evidence?month=2026-03") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "filename=evidence-2026-03.zip" in answer.headers["Content-Disposition"]
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {"locks.csv", "changes.csv", "access.csv", "audit_events.csv", "totals.csv", "definitions.csv", "manifest.json"} <= set(names)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "../../etc", "2026-03'--"])
def test_a_month_that_is_none_is_refused(finance: Person, month: str) -> None:
    answer = finance.client.get("/evidence", query_string={"month": month})
    assert (answer.status_code, "YYYY-MM" in answer.text) == (400, True)


@pytest.mark.parametrize("name", ["analyst", "support", "executive"])
def test_evidence_is_for_who_reads_the_trail(own_shop: Shop, name: str) -> None:
    assert own_shop.client(name).get("/evidence?month=2026-03").status_code == 403


def test_evidence_is_for_who_reaches_everything(own_shop: Shop) -> None:
    engine = accounts_engine(own_shop.settings)
    users.set_scope(engine, "admin", Scope(regions=("Hesse",)))
    try:
        answer = own_shop.client("admin").get("/evidence?month=2026-03")
        assert (answer.status_code, "Your reach is limited" in answer.text) == (403, True)
    finally:
        users.set_scope(engine, "admin", Scope())
