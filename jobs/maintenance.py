"""Maintenance: statistics of the planners, an integrity check, and the sizes of both databases. And the limits of the desk's health."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action, verify_chain
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.maintenance import HEALTH_LIMITS, INDEX_SIZES, TABLE_SIZES
from dashapp.errors import UserError, near
from dashapp.settings import Settings
from jobs import raw
from jobs.backups.parts import Part, parts
from jobs.health_notice import tell
from jobs.job_runs import recorded
from jobs.lock import only_one
from queries.catalogue import inspections

TASK = "maintenance"
SHORTEST_REASON = 10
# How many rows of an index SQLite looks at for its statistics, as a build does.
_LOOKED_AT = 1000


def maintain(settings: Settings, viewer: Viewer) -> list[str]:
    """Bring statistics up to date, check both databases, measure them, and tell of what is beyond its limit.

    Sentences of what was done; UserError for damage that was found.
    """
    done: list[str] = []
    with recorded(settings, viewer, TASK) as told:
        raw.create(warehouse_engine(settings))
        with only_one(settings, TASK, wait=True):
            for part in parts(settings):
                _analyse(part)
                done.append(f"Statistics of the {part.name} are up to date.")
                done.append(_checked(part))
        chain = verify_chain(accounts_engine(settings))
        if not chain.whole:
            raise UserError(f"The audit trail is broken at event {chain.broken_at}: {chain.reason}")
        done.append(f"The audit trail is whole: {chain.events:,} events.")
        rows, size = measure(settings)
        done.append(f"Measured: {rows:,} rows{f', {size:,} bytes' if size else ''}.")
        told.said, told.rows, told.bytes = " ".join(done), rows, size or None
    audit.record(accounts_engine(settings), viewer, Action.MAINTAINED, "databases", {"rows": rows, "bytes": size})
    # After the run is written down: its own age is one of the measures.
    return [*done, *tell(settings)]


def measure(settings: Settings) -> tuple[int, int]:
    """Write down the rows and sizes of every table and index of both databases, as of now; all rows and bytes."""
    engine, now = operating.accounts(settings), int(time.time())
    measured = [(part, *_told(part)) for part in parts(settings)]
    tables = [{"measured_at": now, **_named(part), **row} for part, found, _ in measured for row in found]
    indexes = [{"measured_at": now, **_named(part), **row} for part, _, found in measured for row in found]
    with engine.begin() as connection:
        connection.execute(delete(TABLE_SIZES).where(TABLE_SIZES.c.measured_at == now))
        connection.execute(insert(TABLE_SIZES), tables)
        connection.execute(delete(INDEX_SIZES))
        if indexes:
            connection.execute(insert(INDEX_SIZES), indexes)
    return sum(row["rows"] for row in tables), sum((row["bytes"] or 0) + (row["index_bytes"] or 0) for row in tables)


def set_limit(settings: Settings, viewer: Viewer, measure_name: str, most: float, reason: str) -> None:
    """Let another limit count from now on; the ones before stay in the history. Audited with what held before."""
    engine, now = operating.accounts(settings), int(time.time())
    with engine.connect() as connection:
        known = dict(connection.execute(select(HEALTH_LIMITS.c.measure, HEALTH_LIMITS.c.most).order_by(HEALTH_LIMITS.c.from_at)).all())
    if measure_name not in known:
        raise UserError(f"There is no measure {measure_name!r}.{near(measure_name, known)}")
    if not (math.isfinite(most) and most >= 0):
        raise UserError(f"The limit of {measure_name} is {most}. It must be a number from 0 on.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError(f"A limit needs its reason, at least {SHORTEST_REASON} letters: whoever is alarmed wants to know.")
    row = {"measure": measure_name, "most": most, "from_at": now, "set_by": viewer.name, "reason": reason.strip()}
    with engine.begin() as connection:
        connection.execute(insert(HEALTH_LIMITS), row)
        detail = {"before": known[measure_name], "after": most}
        audit.append(connection, viewer, Action.HEALTH_LIMIT_CHANGED, f"limit:{measure_name}", detail)


def _named(part: Part) -> dict[str, str]:
    return {"database_name": part.name, "engine": part.engine.dialect.name}


def _told(part: Part) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the engine tells of the tables and the indexes of a part, and the rows counted."""
    with part.engine.connect() as connection:
        known = {row["table_name"]: row for row in _asked(connection, part, "inspect.tables")}
        names = part.tables()
        counts = _counts(connection, names)
        untold = dict.fromkeys(("bytes", "index_bytes", "dead_rows", "unused_bytes", "statistics_at"))
        tables = [{"table_name": name, "rows": counts[name], **untold, **known.get(name, {})} for name in names]
        indexes = [row for row in _asked(connection, part, "inspect.indexes") if part.owns(row["table_name"])]
    return tables, indexes


def _asked(connection: Connection, part: Part, name: str) -> list[Mapping[str, Any]]:
    try:
        return [dict(row) for row in connection.execute(text(inspections(part.engine.dialect.name)[name].text)).mappings()]
    except OperationalError:
        # A SQLite that was made without its table of pages tells no sizes.
        return []


def _counts(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    quote, counting = connection.dialect.identifier_preparer.quote, "select count(*) from {}"
    return {name: int(connection.scalar(text(counting.format(quote(name)))) or 0) for name in names}


def _analyse(part: Part) -> None:
    with part.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        quote = connection.dialect.identifier_preparer.quote
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"pragma analysis_limit = {_LOOKED_AT}")
        for name in part.tables():
            connection.exec_driver_sql(f"analyze {quote(name)}")


def _checked(part: Part) -> str:
    if part.engine.dialect.name != "sqlite":
        # Without an extension PostgreSQL has no check of its own; it checks what it reads.
        return f"PostgreSQL offers no integrity check of the {part.name} to its users."
    with part.engine.connect() as connection:
        said = connection.exec_driver_sql("pragma integrity_check(1)").scalar_one()
        strays = connection.exec_driver_sql("pragma foreign_key_check").first()
    if said != "ok" or strays:
        raise UserError(
            f"The {part.name} are damaged: {said if said != 'ok' else f'rows of {strays[0]} refer to nothing'}. Restore a backup."
        )
    return f"The file of the {part.name} is whole."
