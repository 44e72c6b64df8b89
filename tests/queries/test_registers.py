"""Registers: lists out of the accounts database, on both engines."""

from __future__ import annotations

import datetime
import time

import pytest
from sqlalchemy import insert

import queries
from dashapp.auth import export_register
from dashapp.auth.audit import Action, record
from dashapp.auth.changes import Kind, Proposal, propose
from dashapp.auth.export_register import Export
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.sessions import open_session
from dashapp.auth.users import add_user, deactivate, user
from dashapp.auth.viewer import OPERATOR, viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.db.follow_ups import FOLLOW_UPS
from dashapp.db.incidents import QUALITY_INCIDENT_EVENTS, QUALITY_INCIDENTS, QUALITY_WAIVERS
from dashapp.db.maintenance import INDEX_SIZES, JOB_RUNS, QUERY_TIMES, TABLE_SIZES
from dashapp.db.migrate import migrate
from dashapp.db.personal_data import SUBJECT_REQUESTS
from dashapp.db.quality import QUALITY_COLUMNS, QUALITY_RESULTS, QUALITY_RULES, QUALITY_RUNS
from dashapp.db.winback import WINBACK_ACTIONS, WINBACK_MEMBERS
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from queries import catalogue, grid, registers
from queries.grid import Selection
from queries.registers import DAY
from queries.run import run
from queries.warehouse import Warehouse

GIVEN = {"user_name": "maria", "request_id": "1", "check_name": "orders.stuck", "warehouse_version": 1}
PERSON = {"user_name": "maria"}
RUN = {
    "run_id": 1, "started_at": 5, "finished_at": 6, "cause": "build", "asked_by": "operator", "is_whole": True, "warehouse_version": 1,
    "as_of_date": "2026-01-01", "currency": "EUR", "milliseconds": 10,
}  # fmt: skip
RESULT = {
    "run_id": 1, "check_name": "orders.stuck", "kind": "check", "tier": "accuracy", "severity": "major", "weight": 3, "tolerance": 0.0,
    "owner": "Data", "table_name": "orders", "status": "fail", "violations": 1, "denominator": 2, "share": 0.5, "at_risk_cents": 150,
    "milliseconds": 1.0, "definition_hash": "x",
}  # fmt: skip
PROFILE = {
    "run_id": 1, "table_name": "orders", "column_name": "region", "held": 4, "nulls": 1, "distinct_values": 2, "top": [["London", 2]],
    "checks_run": 1,
}  # fmt: skip
RULE = {
    "table_name": "orders", "column_name": "region", "rule_type": "not_null", "bounds": {}, "severity": "major", "tolerance": 0.0,
    "owner": "Data", "reason": "It is agreed.", "made_at": 5, "made_by": "operator",
}  # fmt: skip
INCIDENT = {
    "incident_id": 1, "check_name": "orders.stuck", "table_name": "orders", "severity": "major", "owner": "Data", "status": "new",
    "first_opened_at": 5, "opened_at": 5, "due_at": 6, "reopened": 0, "run_id": 1,
}  # fmt: skip
HAPPENED = {"incident_id": 1, "at": 5, "by_name": "checks", "event": "opened", "words": "1 of 2 rows offend."}
WAIVER = {"check_name": "orders.stuck", "reason": "Known.", "made_at": 5, "made_by": "operator", "ends_at": 6}
FOLLOW_UP = {
    "source": "demo", "survey_id": "s1", "customer_id": "C1", "order_id": "1", "region": "North", "score": 2, "answered_date": "2026-01-01",
    "opened_at": 5, "in_time_until": 6, "due_at": 6,
}  # fmt: skip
BACKUP = {
    "run_id": 1, "task": "backup", "asked_by": "operator", "process": "here 1 1", "began_at": 1_800_000_000, "ended_at": 1_800_000_009,
    "state": "done", "said": "Written.", "rows": 7, "bytes": 70,
}  # fmt: skip
SIZED = {"database_name": "accounts", "table_name": "users", "engine": "sqlite", "bytes": 70, "measured_at": 1_800_000_000}
TABLE, INDEX = SIZED | {"rows": 7, "index_bytes": 7}, SIZED | {"index_name": "pk_users", "is_unique": 1, "uses": 0}
# Days of the clock, of which the register shows the last seven.
TIMES = {"name": "sales.orders", "day_at": int(time.time()) // DAY * DAY, "at_most": 10, "runs": 3, "slowest": 9.5}
WINBACK = {
    "action_id": 1, "title": "Come back", "offer": "10 % off", "owner": "zoe", "bands": "High", "holdout_share": 0.5, "planned_days": 30,
    "started_at": 5, "started_by": "zoe", "first_date": "2026-01-02", "last_date": "2026-01-31", "version": 1, "expected_rate": 0.2,
}  # fmt: skip
LISTED = {"action_id": 1, "source": "shop", "customer_id": "C1", "is_held_out": False, "may_email": True}
ROWS = (
    *((WINBACK_ACTIONS, WINBACK), (WINBACK_MEMBERS, LISTED)),
    *((QUALITY_RUNS, RUN), (QUALITY_RESULTS, RESULT), (QUALITY_COLUMNS, PROFILE), (QUALITY_RULES, RULE), (QUALITY_INCIDENTS, INCIDENT)),
    *(
        (QUALITY_INCIDENT_EVENTS, HAPPENED),
        (QUALITY_WAIVERS, WAIVER),
        (JOB_RUNS, BACKUP),
        (TABLE_SIZES, TABLE),
        (INDEX_SIZES, INDEX),
        (QUERY_TIMES, TIMES),
        (FOLLOW_UPS, FOLLOW_UP),
    ),
)
TODAY = datetime.datetime.now(datetime.UTC).date()


@pytest.fixture(params=["settings", "postgres_settings"])
def warehouse(request: pytest.FixtureRequest):
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    engine = accounts_engine(settings)
    add_user(engine, "maria", "marketing", scope=Scope(brands=("Alba",)))
    add_user(engine, "Omar", "admin")
    add_user(engine, "zoe", "analyst")
    deactivate(engine, "zoe")
    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    open_session(engine, user(engine, "maria").user_id, "127.0.0.9", "Browser", now)
    open_session(engine, user(engine, "maria").user_id, "127.0.0.9", "Browser", now - 3 * 24 * 3600)
    found = user(engine, "maria")
    record(engine, viewer_for(found.user_id, "maria", role("marketing"), found.scope), Action.PAGE_VIEWED, "sales")
    export = Export("sales/2.0", "", "", "csv", 10, ("order_id",), (), "internal", "For the audit")
    export_register.request(engine, viewer_for(found.user_id, "maria", role("marketing")), export)
    fiona = viewer_for(user(engine, "Omar").user_id, "Omar", role("finance"))
    propose(engine, fiona, Proposal(Kind.PERIOD_UNLOCK, "2026-03", {"locked": True}, {"locked": False}, "a late file"))
    rows = [{"kind": "erasure", "status": "open", "subjects": ["demo/C1", "demo/C2"], "received_at": now - 31 * DAY, "due_at": now - DAY}]
    rows += [{"kind": "access", "status": "open", "subjects": ["demo/C3"], "received_at": now, "due_at": now + 30 * DAY}]
    with engine.begin() as connection:
        connection.execute(insert(SUBJECT_REQUESTS), rows)
        for table, row in ROWS:
            connection.execute(insert(table), row)
    opened = queries.open(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", [name for name, asked in catalogue.registers().items() if asked.database == "accounts"])
def test_a_register_gives_what_it_declares(warehouse, name):
    asked = catalogue.query(name)
    given = {key: value for key, value in GIVEN.items() if key in asked.parameters}
    table = run(warehouse, name, given, OPERATOR)
    assert not table.empty
    assert not table.frame.duplicated(list(asked.grain)).any()
    block = grid.rows(warehouse, Selection(name, given, OPERATOR), 0, 100)
    assert block.records() == grid.all_rows(warehouse, Selection(name, given, OPERATOR)).records()
    assert block.source.total_rows == len(table.frame)


def test_users_with_their_reach_and_their_sessions(warehouse):
    rows = {row["user_name"]: row for row in run(warehouse, "access.users", {}, OPERATOR).records()}
    assert list(rows) == ["Omar", "maria", "zoe"]
    assert [row["reach"] for row in rows.values()] == ["Everything", "Limited", "Everything"]
    assert (rows["maria"]["sessions"], rows["Omar"]["sessions"], rows["zoe"]["status"]) == (1, 0, "inactive")
    assert rows["maria"]["last_seen_at"].startswith(TODAY.isoformat())
    counts = run(warehouse, "access.counts", {}, OPERATOR).records()[0]
    assert counts == {"users": 2, "admins": 1, "signed_in": 1, "unseen": 1, "limited": 1, "inactive": 1}
    assert [row["status"] for row in run(warehouse, "access.sessions", PERSON, OPERATOR).records()] == ["over", "open"]


@pytest.mark.parametrize(
    ("kind", "day", "found"),
    [
        ("equals", TODAY, True),
        ("lessThan", TODAY, False),
        ("greaterThan", TODAY, False),
        ("greaterThan", TODAY - datetime.timedelta(1), True),
    ],
)
def test_events_are_found_by_their_day(warehouse, kind, day, found):
    where = {"at": {"filterType": "date", "type": kind, "dateFrom": f"{day} 00:00:00", "dateTo": None}}
    assert (not grid.all_rows(warehouse, Selection("access.events", {}, OPERATOR, where=where)).empty) == found


def test_a_range_of_days_has_both_its_ends(warehouse):
    where = {"at": {"type": "inRange", "dateFrom": str(TODAY - datetime.timedelta(2)), "dateTo": str(TODAY)}}
    whole = run(warehouse, "access.events", {}, OPERATOR)
    assert len(grid.all_rows(warehouse, Selection("access.events", {}, OPERATOR, where=where)).frame) == len(whole.frame)


@pytest.mark.parametrize("given", ["x", {}, {"type": "contains"}, {"type": "equals", "dateFrom": "';--"}])
def test_a_filter_that_is_none_is_refused(warehouse, given):
    with pytest.raises(UserError):
        grid.all_rows(warehouse, Selection("access.events", {}, OPERATOR, where={"at": given}))


def test_words_are_bound(warehouse):
    where = {"actor": {"type": "contains", "filter": "' or 1=1 --"}}
    assert grid.all_rows(warehouse, Selection("access.events", {}, OPERATOR, where=where)).empty
    with pytest.raises(UserError, match="no parameter"):
        run(warehouse, "access.user", {"user_name": "maria", "other": 1}, OPERATOR)


def test_registers_are_no_part_of_the_library(warehouse):
    assert not set(catalogue.registers()) & set(catalogue.queries())
    with pytest.raises(NotFound):
        catalogue.query("access.nothing")
    assert run(warehouse, "access.user", {"user_name": "nobody"}, OPERATOR).empty
    asked = catalogue.query("access.events")
    assert registers.counted(warehouse, asked, registers.bound(warehouse.settings, asked, {}, OPERATOR))["total_rows"] > 0


def test_what_waits_is_counted(warehouse):
    counts = run(warehouse, "audit.counts", {}, OPERATOR).records()[0]
    assert {name: counts[name] for name in ("refused", "exports", "open_requests", "waiting_changes", "waiting_exports")} == {
        "refused": 0,
        "exports": 0,
        "open_requests": 2,
        "waiting_changes": 1,
        "waiting_exports": 1,
    }
    assert counts["events_today"] > 0
    assert run(warehouse, "privacy.counts", {}, OPERATOR).records() == [{"open_requests": 2, "due_soon": 0, "overdue": 1, "answered": 0}]


def test_a_late_request_is_overdue_and_its_people_are_listed(warehouse):
    late, soon = run(warehouse, "privacy.requests", {}, OPERATOR).records()
    assert (late["status"], late["people"], soon["status"], soon["people"]) == ("overdue", "demo/C1, demo/C2", "open", "demo/C3")
    assert run(warehouse, "privacy.request", {"request_id": "2"}, OPERATOR).records() == [soon]


def test_a_waiting_download_and_a_waiting_change_are_listed(warehouse):
    (download,) = run(warehouse, "audit.exports", {}, OPERATOR).records()
    assert (download["requester"], download["status"], download["rows"]) == ("maria", "waiting", 10)
    (change,) = run(warehouse, "approvals.changes", {}, OPERATOR).records()
    assert (change["subject"], change["status"], change["proposer"], change["decider"]) == ("2026-03", "waiting", "Omar", None)


def test_a_register_with_a_scope_is_cut_by_it_and_others_cannot_set_it(warehouse: Warehouse):
    north, south = (viewer_for(1, "ann", role("analyst"), Scope(regions=(name,))) for name in ("North", "South"))
    assert [len(run(warehouse, "follow_ups.listed", {}, viewer).records()) for viewer in (OPERATOR, north, south)] == [1, 1, 0]
    assert [grid.rows(warehouse, Selection("follow_ups.listed", {}, viewer), 0, 9).source.total_rows for viewer in (north, south)] == [1, 0]
    with pytest.raises(Forbidden, match="cannot be limited to your brands"):
        run(warehouse, "follow_ups.counts", {}, viewer_for(1, "ann", role("analyst"), Scope(brands=("Acme",))))
    with pytest.raises(Forbidden, match="never from a request"):
        run(warehouse, "follow_ups.listed", {"scope_regions": ["North"]}, south)
