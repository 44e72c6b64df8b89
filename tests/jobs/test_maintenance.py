"""Maintenance measures and checks both databases; what the desk knows of itself is told by registers, each recomputed here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

import queries
from dashapp.auth.audit import Action, verify_chain
from dashapp.auth.viewer import OPERATOR
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.maintenance import HEALTH_LIMITS, JOB_RUNS, QUERY_TIMES, TABLE_SIZES
from dashapp.db.migrate import migrate
from dashapp.db.quality import QUALITY_RESULTS, QUALITY_RUNS
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files
from jobs.maintenance import maintain, measure, set_limit
from queries import catalogue
from queries.run import run
from tests.jobs.privacy.shops import imported, write_map, write_orders

DAY = 86_400
OF_THE_WAREHOUSE = [name for name, asked in catalogue.registers().items() if asked.database == "warehouse"]


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Both databases up to date, on each engine in turn."""
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield made
    queries.open(made).close()


def told(settings: Settings, name: str) -> list[dict[str, Any]]:
    return run(queries.open(settings), name, {}, OPERATOR).records()


def a_run(settings: Settings, task: str, state: str, began_at: int, ended_at: int | None = None) -> None:
    row = {"task": task, "asked_by": "operator", "process": "here 1 1", "began_at": began_at, "ended_at": ended_at, "state": state}
    with accounts_engine(settings).begin() as connection:
        connection.execute(insert(JOB_RUNS).values(row))


def test_every_table_is_measured_and_both_databases_are_checked(desk: Settings, tmp_path: Path):
    imported(desk, tmp_path)
    said = maintain(desk, OPERATOR)
    found = {(row["database_name"], row["table_name"]): row for row in told(desk, "sizes.tables")}
    with warehouse_engine(desk).connect() as connection:
        for name in ("raw_order_lines", "fct_sales_events", "raw_quarantine"):
            row = found["warehouse", name]
            assert row["rows"] == connection.scalar(text(f"select count(*) from {name}"))
            assert row["bytes"] > 0
    assert {("accounts", "users"), ("accounts", "job_runs"), ("warehouse", "dim_date")} <= found.keys()
    engine = accounts_engine(desk).dialect.name
    assert {row["engine"] for row in found.values()} == {engine}
    assert (found["warehouse", "dim_date"]["statistics_at"] is None) == (engine == "sqlite")
    indexes = {row["index_name"]: row for row in told(desk, "sizes.indexes")}
    assert indexes["raw_order_lines_key"]["rows"] == found["warehouse", "raw_order_lines"]["rows"]
    assert {row["verdict"] for row in indexes.values()} <= (
        {"not counted"} if engine == "sqlite" else {"used", "keeps rows apart", "never used"}
    )
    assert f"The audit trail is whole: {verify_chain(accounts_engine(desk)).events - 1} events." in said
    assert told(desk, "jobs.runs")[0]["status"] == "done"
    with accounts_engine(desk).connect() as connection:
        assert connection.scalar(select(AUDIT_EVENTS.c.action).order_by(AUDIT_EVENTS.c.sequence.desc())) == Action.MAINTAINED


def test_damage_is_found_and_stays_in_the_list_of_runs(settings: Settings):
    migrate(settings)
    with accounts_engine(settings).connect() as connection:
        connection.exec_driver_sql("commit")
        connection.exec_driver_sql("pragma foreign_keys = off")
        connection.execute(text("insert into one_time_links values ('stray', 99, 1)"))
        connection.commit()
    with pytest.raises(UserError, match="accounts are damaged: rows of one_time_links"):
        maintain(settings, OPERATOR)
    assert told(settings, "jobs.runs")[0]["status"] == "failed"
    queries.open(settings).close()


def test_growth_is_held_against_the_oldest_measurement_of_the_month(desk: Settings, tmp_path: Path):
    now = int(time.time())
    imported(desk, tmp_path)
    measure(desk)
    with accounts_engine(desk).begin() as connection:
        connection.execute(update(TABLE_SIZES).values(measured_at=now - 10 * DAY, rows=TABLE_SIZES.c.rows - 1))
    assert {row["grown_rows"] for row in told(desk, "sizes.tables")} == {None}
    measure(desk)
    grown = {(row["database_name"], row["table_name"]): row["grown_rows"] for row in told(desk, "sizes.tables")}
    assert (grown["warehouse", "raw_order_lines"], grown["accounts", "users"]) == (1, 1)
    history = told(desk, "sizes.history")
    assert len(history) == 4
    before, after = (row["rows"] for row in history if row["database_name"] == "warehouse")
    assert after - before == sum(database == "warehouse" for database, _ in grown)


def test_registers_of_the_warehouse_tell_of_loads_builds_and_orders(desk: Settings, tmp_path: Path):
    imported(desk, tmp_path)
    import_files(desk, [write_orders(tmp_path)], write_map(tmp_path))
    version = build(desk)
    steps = told(desk, "builds.steps")
    assert {"read", "fct_sales_events", "dim_date", "score_rfm"} <= {row["step_name"] for row in steps}
    assert {row["run_id"] for row in steps} == {version.version}
    assert sorted(row["place"] for row in steps) == list(range(1, len(steps) + 1))
    assert abs(sum(row["share"] for row in steps) - 1) < 1e-9
    latest = told(desk, "builds.runs")[0]
    assert (latest["status"], latest["slowest_step"]) == ("published", steps[0]["step_name"])
    assert sum(row["seconds"] for row in steps) <= latest["seconds"] + 1
    (repeated,) = told(desk, "purge.repeated_loads")
    assert (repeated["rows_total"] - repeated["rows_present"], repeated["verdict"]) == (1, "overlaps with an earlier load")
    (source,) = told(desk, "integrations.sources")
    assert (source["loads"], source["last_status"], source["failed"]) == (2, "loaded", 0)
    years = told(desk, "archive.orders_by_year")
    assert [(row["year_number"], row["orders"], row["older_share"]) for row in years] == [("2026", 5, 1.0)]


@pytest.mark.parametrize("name", OF_THE_WAREHOUSE)
def test_a_register_of_the_warehouse_is_empty_before_the_first_load(settings: Settings, name: str):
    migrate(settings)
    assert told(settings, name) == []
    queries.open(settings).close()


def test_health_is_held_against_the_limit_that_counts(desk: Settings):
    now = int(time.time())
    before = {row["measure"]: row for row in told(desk, "health.measures")}
    assert (before["backup_age_days"]["status"], before["build_minutes"]["status"]) == ("never", "not known")
    assert (before["failed_jobs_week"]["status"], before["failed_jobs_week"]["value"]) == ("within", 0)
    a_run(desk, "backup", "done", now - 5 * DAY, now - 5 * DAY)
    a_run(desk, "backup", "failed", now - DAY, now - DAY)
    a_run(desk, "build", "done", now - 3_600, now - 3_000)
    a_run(desk, "import", "running", now - 3 * 3_600)
    found = {row["measure"]: row for row in told(desk, "health.measures")}
    assert (found["backup_age_days"]["status"], round(found["backup_age_days"]["value"], 2)) == ("beyond", 5.0)
    assert (found["build_minutes"]["status"], found["build_minutes"]["value"]) == ("within", 10)
    assert (found["stalled_jobs"]["status"], found["failed_jobs_week"]["value"]) == ("beyond", 1)
    assert [row["status"] for row in told(desk, "jobs.runs")] == ["stalled", "done", "failed", "done"]
    (now_said,) = told(desk, "monitor.now")
    assert (now_said["running"], now_said["stalled"], now_said["failed_week"]) == (1, 1, 1)
    set_limit(desk, OPERATOR, "backup_age_days", 7, "Once a week is agreed.")
    assert {row["measure"]: row for row in told(desk, "health.measures")}["backup_age_days"]["status"] == "within"
    with accounts_engine(desk).begin() as connection:
        later = {"measure": "backup_age_days", "most": 1, "from_at": now + DAY, "set_by": "operator", "reason": "From tomorrow on."}
        connection.execute(insert(HEALTH_LIMITS), later)
    dated = [(row["most"], row["standing"]) for row in told(desk, "limits.dated") if row["measure"] == "backup_age_days"]
    assert dated == [(1, "to come"), (7, "counts now"), (2, "over")]
    assert {row["task"]: row["status"] for row in told(desk, "audits.latest")} == {"build": "done", "backup": "failed"}


def test_one_of_twenty_queries_may_be_slow(desk: Settings):
    today = int(time.time()) // DAY * DAY
    with accounts_engine(desk).begin() as connection:
        for day, bound, runs in ((today, 10, 90), (today, 2_000, 5), (today, 3_000, 5), (today - 9 * DAY, 10_000, 50)):
            connection.execute(insert(QUERY_TIMES).values(day_at=day, name="a.query", at_most=bound, runs=runs, slowest=bound))
    found = {row["measure"]: row for row in told(desk, "health.measures")}["slow_queries_percent"]
    assert (found["status"], found["value"], found["most"]) == ("within", 5, 5)
    with accounts_engine(desk).begin() as connection:
        connection.execute(insert(QUERY_TIMES).values(day_at=today, name="b.query", at_most=3_000, runs=1, slowest=2_500))
    assert {row["measure"]: row["status"] for row in told(desk, "health.measures")}["slow_queries_percent"] == "beyond"


@pytest.mark.parametrize(
    ("measure_name", "most", "reason", "match"),
    [
        ("backup_age", 1, "It is agreed so.", "Did you mean 'backup_age_days'"),
        ("backup_age_days", -1, "It is agreed so.", "from 0 on"),
        ("backup_age_days", float("nan"), "It is agreed so.", "from 0 on"),
        ("backup_age_days", 1, " short ", "needs its reason"),
    ],
)
def test_a_limit_that_says_nothing_is_refused(settings: Settings, measure_name: str, most: float, reason: str, match: str):
    with pytest.raises(UserError, match=match):
        set_limit(settings, OPERATOR, measure_name, most, reason)


# Of five whole runs, the newest last: f fails, p passes, w warns, e could not be run, - was not there.
STREAKS = {"a.always": "fffff", "b.again": "fpfff", "c.new": "ppppf", "d.mended": "ffffp", "e.broken": "ffeff", "f.young": "---ff"}
STATUSES = {"f": "fail", "p": "pass", "w": "warn", "e": "error"}


def test_how_long_a_check_has_failed_is_counted_in_whole_runs(desk: Settings):
    now = int(time.time())
    days = (20, 10, 4, 2, 1)
    with accounts_engine(desk).begin() as connection:
        for number, ago in enumerate(days, 1):
            at = now - ago * DAY
            row = {"run_id": number, "started_at": at, "finished_at": at, "cause": "build", "asked_by": "x", "is_whole": True}
            connection.execute(insert(QUALITY_RUNS).values(**row, warehouse_version=1, as_of_date="2026-01-01", currency="EUR"))
            for name, statuses in STREAKS.items():
                if statuses[number - 1] in STATUSES:
                    connection.execute(insert(QUALITY_RESULTS).values(**_result(number, name, STATUSES[statuses[number - 1]])))
    found = {row["check_name"]: (row["runs"], round(row["days"]), row["level"]) for row in told(desk, "alerts.failing_since")}
    expected = {}
    for name, statuses in STREAKS.items():
        streak = len(statuses) - len(statuses.rstrip("f"))
        if streak:
            ago = days[-streak]
            critical = name in ("a.always", "b.again")
            expected[name] = (streak, ago, "superior" if ago >= (3 if critical else 14) else "owner")
    assert found == expected
    assert len(found) == 5


def _result(number: int, name: str, status: str) -> dict[str, Any]:
    severity = "critical" if name in ("a.always", "b.again") else "major"
    row = {"run_id": number, "check_name": name, "kind": "check", "tier": "accuracy", "severity": severity, "weight": 3, "tolerance": 0.0}
    return row | {"owner": "Data", "table_name": "orders", "status": status, "milliseconds": 1.0, "definition_hash": "x"}
