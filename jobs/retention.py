"""Retention: what is kept how long. Counted first, then removed; each rule has its days in code, which an administrator may change."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Select, Table, delete, func, insert, select, update

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import AUDIT_EVENTS, SESSIONS, SIGN_IN_ATTEMPTS
from dashapp.db.engines import warehouse_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.db.follow_ups import FOLLOW_UPS
from dashapp.db.maintenance import HEALTH_CROSSINGS, JOB_RUNS, QUERY_TIMES, TABLE_SIZES
from dashapp.db.personal_data import RETENTION_RULES, SUBJECT_REQUESTS
from dashapp.errors import UserError, near
from dashapp.settings import Settings
from jobs import raw
from jobs.lock import only_one
from jobs.privacy.inactive import erase_inactive, inactive
from jobs.privacy.traces import clear_traces
from jobs.quality.store import count_older, remove_older

DAY = 86_400
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Moment:
    """What the rules are asked at: the settings, this moment, and since when on a rule keeps, in seconds since 1970."""

    settings: Settings
    now: int
    since: int

    @property
    def text(self) -> str:
        """The same as the raw layer writes moments."""
        return datetime.datetime.fromtimestamp(self.since, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class Rule:
    """What is kept how long. `count` says how much is older; `remove` takes it away, and is None where nothing may be taken away."""

    name: str
    title: str
    days: int
    fewest: int
    count: Callable[[Moment], int]
    remove: Callable[[Moment], int] | None


@dataclass(frozen=True)
class Outcome:
    """What a rule found, and removed; after a dry run nothing is removed."""

    name: str
    title: str
    days: int
    found: int
    removed: int


def _rows(table: Table, older: Callable[[Moment], Any], *, warehouse: bool = False) -> dict[str, Callable[[Moment], int]]:
    """Count and removal of the rows of one table."""

    def counted(moment: Moment) -> int:
        asked: Select[Any] = select(func.count()).select_from(table).where(older(moment))
        with _engine(moment.settings, warehouse).connect() as connection:
            return int(connection.scalar(asked) or 0)

    def removed(moment: Moment) -> int:
        gone: Delete = delete(table).where(older(moment))
        with _engine(moment.settings, warehouse).begin() as connection:
            return connection.execute(gone).rowcount

    return {"count": counted, "remove": removed}


def _engine(settings: Settings, warehouse: bool) -> Any:
    return warehouse_engine(settings) if warehouse else operating.accounts(settings)


def _ended(moment: Moment) -> Any:
    """A session ends when it is revoked, and else by itself."""
    alone = SESSIONS.c.created_at + moment.settings.session_hours * 3600
    return func.coalesce(SESSIONS.c.revoked_at, alone) < moment.since


def _untouched(moment: Moment) -> Any:
    return SIGN_IN_ATTEMPTS.c.last_at < moment.since


def _of_old_loads(moment: Moment) -> Any:
    loads = raw.loads.c
    return raw.quarantine.c.load_id.in_(select(loads.load_id).where(func.coalesce(loads.finished_at, loads.started_at) < moment.text))


def _asked(moment: Moment) -> Any:
    return EXPORT_REGISTER.c.asked_at < moment.since


def _begun(moment: Moment) -> Any:
    return (JOB_RUNS.c.began_at < moment.since) & (JOB_RUNS.c.state != "running")


def _measured(moment: Moment) -> Any:
    return TABLE_SIZES.c.measured_at < moment.since


def _within(moment: Moment) -> Any:
    return HEALTH_CROSSINGS.c.ended_at < moment.since


def _answered(moment: Moment) -> Any:
    """A refusal stays: it protects until it is reopened."""
    return (SUBJECT_REQUESTS.c.handled_at < moment.since) & SUBJECT_REQUESTS.c.status.in_(("exported", "erased"))


RULES = {
    rule.name: rule
    for rule in (
        Rule("sessions", "Sessions after their end", 30, 1, **_rows(SESSIONS, _ended)),
        Rule(
            "sign_in_attempts",
            "Counters of failed sign-ins",
            30,
            1,
            **_rows(SIGN_IN_ATTEMPTS, _untouched),
        ),
        Rule("quarantine", "Rows of imported files that could not be used", 180, 1, **_rows(raw.quarantine, _of_old_loads, warehouse=True)),
        Rule("export_register", "Downloads in the export register", 1_095, 365, **_rows(EXPORT_REGISTER, _asked)),
        Rule("job_runs", "Runs of jobs", 400, 31, **_rows(JOB_RUNS, _begun)),
        Rule("follow_ups", "Follow-ups of detractors", 400, 31, **_rows(FOLLOW_UPS, lambda at: FOLLOW_UPS.c.opened_at < at.since)),
        Rule("table_sizes", "Measured sizes of tables", 400, 31, **_rows(TABLE_SIZES, _measured)),
        Rule("query_times", "Times of the queries of pages", 60, 8, **_rows(QUERY_TIMES, lambda at: QUERY_TIMES.c.day_at < at.since)),
        Rule("health_crossings", "Passed limits of the desk's health, after their end", 400, 31, **_rows(HEALTH_CROSSINGS, _within)),
        Rule(
            "quality_results",
            "Results of checks, without the latest of each",
            730,
            90,
            lambda at: count_older(operating.accounts(at.settings), at.since),
            lambda at: remove_older(operating.accounts(at.settings), at.since),
        ),
        Rule("subject_requests", "Requests of data subjects after their answer", 1_095, 365, **_rows(SUBJECT_REQUESTS, _answered)),
        Rule(
            "inactive_customers",
            "Names and addresses of customers after their last order; their orders stay",
            3_650,
            365,
            lambda at: len(inactive(at.settings, at.since)),
            lambda at: erase_inactive(at.settings, at.since),
        ),
        Rule(
            "audit_events",
            "Audit events: counted only, as none may leave the chain (docs/privacy.md says how to archive it)",
            2_555,
            2_555,
            _rows(AUDIT_EVENTS, lambda at: AUDIT_EVENTS.c.at < at.since)["count"],
            None,
        ),
    )
}


def schedule(settings: Settings) -> dict[str, int]:
    """The days of every rule as they hold now."""
    with operating.accounts(settings).connect() as connection:
        changed = dict(connection.execute(select(RETENTION_RULES.c.name, RETENTION_RULES.c.days)).all())
    return {name: changed.get(name, rule.days) for name, rule in RULES.items()}


def set_days(settings: Settings, viewer: Viewer, name: str, days: int) -> None:
    """Keep what a rule speaks of for another number of days. The change is audited with what held before."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    if name not in RULES:
        raise UserError(f"There is no retention rule {name!r}.{near(name, RULES)}")
    if not RULES[name].fewest <= days <= MOST_DAYS:
        raise UserError(f"{name} takes {RULES[name].fewest:,} to {MOST_DAYS:,} days, not {days:,}.")
    before = schedule(settings)[name]
    with operating.accounts(settings).begin() as connection:
        _write(connection, name, {"days": days, "changed_at": int(time.time()), "changed_by": viewer.name})
        audit.append(connection, viewer, Action.RETENTION_CHANGED, f"retention:{name}", {"before": before, "after": days})


def run(settings: Settings, viewer: Viewer, *, dry_run: bool = True, now: int | None = None, wait: bool = False) -> list[Outcome]:
    """Every rule: what is older than it keeps, and unless this is a dry run it goes."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    moment, days = int(time.time()) if now is None else now, schedule(settings)
    raw.create(warehouse_engine(settings))
    if dry_run:
        return [_outcome(settings, RULES[name], days[name], moment, remove=False) for name in RULES]
    with only_one(settings, "retention", wait=wait):
        outcomes = [_outcome(settings, RULES[name], days[name], moment, remove=True) for name in RULES]
        if any(outcome.removed for outcome in outcomes if outcome.name == "quarantine"):
            # A deleted row stays in the pages of its file until they are written anew.
            clear_traces(settings, [raw.quarantine.name])
    removed = {outcome.name: outcome.removed for outcome in outcomes}
    audit.record(operating.accounts(settings), viewer, Action.RETENTION_RUN, "retention", removed)
    return outcomes


def _outcome(settings: Settings, rule: Rule, days: int, now: int, *, remove: bool) -> Outcome:
    moment = Moment(settings, now, now - days * DAY)
    found = rule.count(moment)
    removed = rule.remove(moment) if remove and found and rule.remove else 0
    return Outcome(rule.name, rule.title, days, found, removed)


def _write(connection: Connection, name: str, values: dict[str, Any]) -> None:
    held = RETENTION_RULES.c.name
    if not connection.execute(update(RETENTION_RULES).where(held == name).values(values)).rowcount:
        connection.execute(insert(RETENTION_RULES).values(name=name, **values))
