"""Limits of freshness: those that the desk comes with, and those that people set instead."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.quality import QUALITY_SLAS
from dashapp.errors import UserError, near
from dashapp.settings import Settings
from jobs.quality.rules import CONDITIONS
from queries.checks import Measure
from queries.declared import declared_tables
from queries.freshness import Limit, declared_limits
from queries.row_rules import Place

MOST_DAYS = 1000


def limits(engine: Engine) -> list[Limit]:
    """Every limit in force, by table."""
    with engine.connect() as connection:
        own = {row.table_name: row for row in connection.execute(select(QUALITY_SLAS))}
    return [
        replace(limit, most_days=own[table].most_days, owner=own[table].owner) if table in own else limit
        for table, limit in sorted(declared_limits().items())
    ]


def set_limit(settings: Settings, viewer: Viewer, table: str, most_days: int, owner: str = "") -> Limit:
    """Set the limit of a source, in the place of the one that it had."""
    viewer.require(Permission.QUALITY_MANAGE)
    if table not in declared_limits():
        raise UserError(f"The freshness of {table!r} is not watched.{near(table, declared_limits())}")
    if not 0 <= most_days <= MOST_DAYS:
        raise UserError(f"{most_days} days are given. A limit is from 0 to {MOST_DAYS} days.")
    limit = replace(declared_limits()[table], most_days=most_days)
    limit = replace(limit, owner=owner) if owner else limit
    row = {"table_name": table, "most_days": most_days, "owner": limit.owner, "set_at": int(time.time()), "set_by": viewer.name}
    with accounts_engine(settings).begin() as connection:
        connection.execute(delete(QUALITY_SLAS).where(QUALITY_SLAS.c.table_name == table))
        connection.execute(insert(QUALITY_SLAS).values(**row))
    audit.record(settings, viewer, Action.QUALITY_LIMIT_CHANGED, f"table:{table}", {"most_days": most_days})
    return limit


def freshness(engine: Engine, as_of: datetime.date) -> list[Measure]:
    """What a run counts of freshness."""
    return [limit.measure(_place(limit), as_of) for limit in limits(engine)]


def _place(limit: Limit) -> Place:
    return Place(declared_tables()[limit.table].raw_name, limit.column, CONDITIONS.get(limit.table, ""))
