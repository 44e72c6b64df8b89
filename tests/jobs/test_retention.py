"""Each rule counts what is older and then removes just that; changes are audited; what a refusal protects stays."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

import queries
from dashapp.auth import audit, export_register
from dashapp.auth.audit import Action, verify_chain
from dashapp.auth.export_register import Export
from dashapp.auth.users import add_user
from dashapp.auth.viewer import OPERATOR, Viewer, stand_in
from dashapp.db.accounts import AUDIT_EVENTS, SESSIONS, SIGN_IN_ATTEMPTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.db.migrate import migrate
from dashapp.db.personal_data import SUBJECT_REQUESTS
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from jobs.privacy.requests import open_request, refuse
from jobs.retention import DAY, RULES, run, schedule, set_days
from tests.jobs.privacy.shops import imported

YEAR = 365 * DAY


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Both databases up to date, on each engine in turn."""
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield made
    queries.open(made).close()


def removed(settings: Settings, name: str, now: int) -> tuple[int, int]:
    """What a dry run found under a rule, and what the run after it removed; the dry run changed nothing."""
    first, again, done = ({one.name: one for one in run(settings, OPERATOR, dry_run=dry, now=now)}[name] for dry in (True, True, False))
    assert (first.removed, again) == (0, first)
    assert done.found == first.found
    return first.found, done.removed


def accounts_rows(settings: Settings, table) -> int:
    with accounts_engine(settings).connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_sessions_after_their_end(shop: Settings):
    add_user(accounts_engine(shop), "ann", "analyst")
    now = int(time.time())
    session = {"user_id": 1, "address": "", "user_agent": "", "last_seen_at": now}
    with accounts_engine(shop).begin() as connection:
        for token, created, revoked in (("a", now - 40 * DAY, None), ("b", now - 90 * DAY, now - 5 * DAY), ("c", now - 29 * DAY, None)):
            connection.execute(insert(SESSIONS).values(**session, token_hash=token, created_at=created, revoked_at=revoked))
    assert removed(shop, "sessions", now) == (1, 1)
    assert accounts_rows(shop, SESSIONS) == 2


def test_counters_of_failed_sign_ins(shop: Settings):
    now = int(time.time())
    with accounts_engine(shop).begin() as connection:
        for key, days in (("old", 31), ("new", 29)):
            connection.execute(insert(SIGN_IN_ATTEMPTS).values(key=key, failures=1, leaked_at=0, last_at=now - days * DAY))
    assert removed(shop, "sign_in_attempts", now) == (1, 1)
    assert accounts_rows(shop, SIGN_IN_ATTEMPTS) == 1


def test_rows_in_quarantine(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path)
    now = int(time.time())
    assert removed(shop, "quarantine", now + 179 * DAY) == (0, 0)
    assert removed(shop, "quarantine", now + 181 * DAY) == (1, 1)
    with warehouse_engine(shop).connect() as connection:
        assert connection.scalar(text("select count(*) from raw_quarantine")) == 0


def test_entries_of_the_export_register(shop: Settings):
    now = int(time.time())
    ann = Viewer(1, "ann", "analyst", frozenset())
    for days in (1_096, 1_094):
        number = export_register.note(accounts_engine(shop), ann, Export("sales", "", "", "csv", 7, ("net_sales",), (), "internal"))
        with accounts_engine(shop).begin() as connection:
            connection.execute(update(EXPORT_REGISTER).where(EXPORT_REGISTER.c.number == number).values(asked_at=now - days * DAY))
    assert removed(shop, "export_register", now) == (1, 1)
    assert accounts_rows(shop, EXPORT_REGISTER) == 1


def test_answered_requests_but_no_standing_refusal(shop: Settings):
    now = int(time.time())
    row = {"kind": "erasure", "subjects": ["a/b"], "received_at": 0, "due_at": 0, "reason": ""}
    with accounts_engine(shop).begin() as connection:
        for status, handled in (("erased", now - 4 * YEAR), ("refused", now - 4 * YEAR), ("exported", now - YEAR), ("open", None)):
            connection.execute(insert(SUBJECT_REQUESTS).values(**row, status=status, handled_at=handled))
    assert removed(shop, "subject_requests", now) == (1, 1)
    assert accounts_rows(shop, SUBJECT_REQUESTS) == 3


def test_identity_of_inactive_customers_but_not_of_protected_ones(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path)
    refuse(shop, OPERATOR, open_request(shop, OPERATOR, "erasure", ["lamps/C8"]), "The invoice is in dispute.")
    # The tenth of March 2026 and ten years: C7 ordered before, C9 after; the guest with C7's address ordered in April.
    now = 1_773_100_800 + 3_650 * DAY + DAY // 2
    assert removed(shop, "inactive_customers", now) == (0, 0), "the guest who has C7's address is active"
    assert removed(shop, "inactive_customers", now + 60 * DAY) == (3, 3)
    with warehouse_engine(shop).connect() as connection:
        names = connection.execute(text("select distinct customer_name from raw_order_lines order by 1")).scalars().all()
        assert names == ["Bo Lind", "Erased"]
        assert connection.scalar(text("select sum(is_erased) from dim_customers")) == 2
    assert removed(shop, "inactive_customers", now + 60 * DAY) == (0, 0)


def test_audit_events_are_counted_and_stay_in_their_chain(shop: Settings):
    for _ in range(3):
        audit.record(shop, OPERATOR, Action.BUILT, "version:1")
    before = accounts_rows(shop, AUDIT_EVENTS)
    found, gone = removed(shop, "audit_events", int(time.time()) + 8 * YEAR)
    assert (found, gone) == (before, 0)
    assert verify_chain(accounts_engine(shop)).whole


def test_a_changed_rule_holds_and_is_audited_with_what_held_before(shop: Settings, tmp_path: Path):
    assert schedule(shop) == {name: rule.days for name, rule in RULES.items()}
    set_days(shop, OPERATOR, "quarantine", 90)
    set_days(shop, stand_in("admin"), "quarantine", 60)
    assert schedule(shop)["quarantine"] == 60
    imported(shop, tmp_path)
    assert removed(shop, "quarantine", int(time.time()) + 61 * DAY) == (1, 1)
    with accounts_engine(shop).connect() as connection:
        said = connection.execute(
            select(AUDIT_EVENTS.c.actor, AUDIT_EVENTS.c.detail)
            .where(AUDIT_EVENTS.c.action == "retention_changed")
            .order_by(AUDIT_EVENTS.c.sequence)
        )
        assert [(actor, json.loads(detail)) for actor, detail in said] == [
            ("operator", {"before": 180, "after": 90}),
            ("admin", {"before": 90, "after": 60}),
        ]


def test_what_is_refused(settings: Settings):
    with pytest.raises(UserError, match="no retention rule 'quarantin'"):
        set_days(settings, OPERATOR, "quarantin", 90)
    with pytest.raises(UserError, match=r"audit_events takes 2,555 to 36,500 days, not 30"):
        set_days(settings, OPERATOR, "audit_events", 30)
    for deed in (lambda who: run(settings, who), lambda who: set_days(settings, who, "quarantine", 90)):
        with pytest.raises(Forbidden, match=r"personal_data\.handle"):
            deed(stand_in("finance"))
