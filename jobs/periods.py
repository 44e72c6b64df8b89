"""Locked periods: everything up to the end of a month, made by finance; late events then count on the first open day."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.periods import day_number, day_of
from dashapp.settings import Settings
from jobs import build_runs, build_snapshot, raw
from jobs.build import build_locked
from jobs.lock import only_one
from jobs.period_locks import locked_through

NOTHING_LOCKED = -1_000_000


@dataclass(frozen=True)
class PeriodLock:
    """One lock as it is remembered: through which day, who made it when, and who lifted it, if anybody."""

    lock_id: int
    through: datetime.date
    reporting_currency: str
    version: int
    locked_at: str
    locked_by: str
    lifted_at: str | None
    lifted_by: str | None
    reason: str | None


def locks(settings: Settings) -> list[PeriodLock]:
    """Every lock ever made, the latest first."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(raw.period_locks).order_by(raw.period_locks.c.lock_id.desc())).mappings()
        return [_lock(dict(row)) for row in rows]


def lock(settings: Settings, month: str, viewer: Viewer) -> PeriodLock:
    """Build, keep what is published up to the end of the month, and lock it. Audited with what was locked before."""
    viewer.require(Permission.PERIODS_LOCK)
    with only_one(settings, f"lock of {month}", wait=True):
        through = check_lock(settings, month)
        version = build_locked(settings)
        with warehouse_engine(settings).begin() as connection:
            before = locked_through(connection)
            events = build_snapshot.keep(connection, NOTHING_LOCKED if before is None else before, day_number(through))
            made = {"reporting_currency": version.currency, "version": version.version, "locked_at": build_runs.now()}
            connection.execute(insert(raw.period_locks).values(through_day=day_number(through), locked_by=viewer.name, **made))
        detail = {"before": _written(before), "after": through.isoformat(), "events": events, "version": version.version}
        record(settings, viewer, Action.PERIOD_LOCKED, f"month:{month}", detail)
    return locks(settings)[0]


def locked_through_day(settings: Settings) -> str | None:
    """The last locked day as YYYY-MM-DD, None when nothing is locked."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        return _written(locked_through(connection))


def check_lock(settings: Settings, month: str) -> datetime.date:
    """The last day that would be locked; UserError for a month that is not over, or is locked already."""
    through = last_day_of(month)
    today = datetime.datetime.now(ZoneInfo(settings.shop_timezone)).date()
    if through >= today:
        raise UserError(f"A month can be locked once it is over, and {through:%Y-%m} ends on {through}.")
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        locked = locked_through(connection)
    if locked is not None and day_number(through) <= locked:
        raise UserError(f"Everything through {_written(locked)} is locked already.")
    return through


def check_unlock(settings: Settings, month: str) -> datetime.date:
    """The first day that would be open; UserError unless the month is locked."""
    through = last_day_of(month)
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        locked = locked_through(connection)
    if locked is None or day_number(through) > locked:
        raise UserError(f"{month} is not locked. Locked through: {_written(locked) or 'nothing'}.")
    return through.replace(day=1)


def unlock(settings: Settings, month: str, reason: str, by: str) -> datetime.date:
    """Open the month and everything after it; the months before stay locked. What was posted late moves back at the next build."""
    first_open = check_unlock(settings, month)
    through = day_number(first_open) - 1
    with only_one(settings, f"unlock of {month}"), warehouse_engine(settings).begin() as connection:
        table = raw.period_locks
        lifted = table.c.lifted_at.is_(None) & (table.c.through_day > through)
        latest = connection.execute(select(table).where(lifted).order_by(table.c.through_day)).mappings().first()
        connection.execute(update(table).where(lifted).values(lifted_at=build_runs.now(), lifted_by=by, reason=reason))
        build_snapshot.let_go(connection, through)
        if latest and build_snapshot.held(connection)["events"] and locked_through(connection) != through:
            # The lock reached further back than what is opened: those months stay as its maker locked them.
            kept = {name: latest[name] for name in ("reporting_currency", "version", "locked_at", "locked_by")}
            connection.execute(insert(table).values(through_day=through, **kept))
    return first_open


def last_day_of(month: str) -> datetime.date:
    """The last day of a month written YYYY-MM; UserError otherwise."""
    try:
        first = datetime.datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 a month has no time zone
    except ValueError:
        raise UserError(f"The month is {month!r}. It must be written YYYY-MM, such as 2026-03.") from None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _lock(row: dict[str, Any]) -> PeriodLock:
    return PeriodLock(through=day_of(row.pop("through_day")), **row)


def _written(day: int | None) -> str | None:
    return None if day is None else day_of(day).isoformat()
