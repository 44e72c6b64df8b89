"""The export register on both engines: entered, decided and used once, and audited with the deed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from dashapp.auth import export_register
from dashapp.auth.audit import verify_chain
from dashapp.auth.export_register import Export
from dashapp.auth.users import add_user, user
from dashapp.auth.viewer import Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.errors import NotFound, UserError

EXPORT = Export(
    "sales/5.0", "from=2026-01-01&to=2026-06-30", "", "csv", 300_000, ("order_id", "net_sales"), ("email",), "internal", "Für März"
)


@pytest.fixture
def people(engine: Engine) -> dict[str, Viewer]:
    """An analyst and one of finance."""
    for name in ("analyst", "finance"):
        add_user(engine, name, name)
    return {name: replace(stand_in(name), user_id=user(engine, name).user_id) for name in ("analyst", "finance")}


def test_a_request_is_decided_and_used_once(engine: Engine, people: dict[str, Viewer]) -> None:
    analyst, finance = people["analyst"], people["finance"]
    done, asked = export_register.note(engine, analyst, EXPORT), export_register.request(engine, analyst, EXPORT)
    assert asked > done
    export_register.approve(engine, asked, finance)
    with pytest.raises(UserError, match="approved already"):
        export_register.refuse(engine, asked, finance)
    entry = export_register.approved(engine, asked, analyst)
    assert entry.export == EXPORT
    export_register.use(engine, entry, analyst, replace(EXPORT, rows=300_001))
    with pytest.raises(UserError, match="has been used"):
        export_register.use(engine, entry, analyst, EXPORT)
    shown = export_register.listed(engine, finance).records()
    assert [(row["number"], row["rows"], row["status"], row["decided_by_name"]) for row in shown] == [
        (asked, 300_001, "done", "finance"),
        (done, 300_000, "done", None),
    ]
    assert shown[0]["columns"] == "order_id, net_sales"


def test_deed_and_record_stand_together(engine: Engine, people: dict[str, Viewer]) -> None:
    number = export_register.request(engine, people["analyst"], EXPORT)
    export_register.refuse(engine, number, people["finance"])
    with engine.connect() as connection:
        events = connection.execute(select(AUDIT_EVENTS.c["action", "subject", "detail"]).order_by(AUDIT_EVENTS.c.sequence)).all()[-2:]
    assert [(action, subject) for action, subject, _ in events] == [
        ("export_requested", "sales/5.0"),
        ("export_refused", f"export:{number}"),
    ]
    told = json.loads(events[0].detail)
    assert (told["number"], told["rows"], told["columns"], told["masked"]) == (number, 300_000, ["order_id", "net_sales"], ["email"])
    assert "reason" not in told
    assert verify_chain(engine).whole


def test_a_number_that_is_not_there(engine: Engine, people: dict[str, Viewer]) -> None:
    with pytest.raises(NotFound):
        export_register.approve(engine, 77, people["finance"])
    with pytest.raises(NotFound):
        export_register.approved(engine, 77, people["analyst"])
