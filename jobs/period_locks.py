"""Which days are locked, as the build asks; the locks themselves are made in jobs.periods."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from dashapp.errors import UserError
from dashapp.periods import day_of
from jobs import raw


def locked_through(connection: Connection) -> int | None:
    """The last locked day, None when nothing is locked."""
    table = raw.period_locks.c
    return connection.scalar(select(func.max(table.through_day)).where(table.lifted_at.is_(None)))


def require_currency(connection: Connection, reporting_currency: str) -> None:
    """Raise a UserError when months are locked in another currency than the reports are to be in."""
    table = raw.period_locks.c
    locked = connection.execute(
        select(table.reporting_currency, table.through_day).where(table.lifted_at.is_(None)).order_by(table.through_day.desc())
    ).first()
    if locked and locked.reporting_currency != reporting_currency:
        raise UserError(
            f"Everything through {day_of(locked.through_day)} is locked in {locked.reporting_currency}, and reports are to be in "
            f"{reporting_currency or 'no currency yet'}. Set REPORTING_CURRENCY to {locked.reporting_currency}, or unlock first."
        )
