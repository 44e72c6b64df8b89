"""Undo: a load is taken back, and the rows that it superseded count again. Loads: the list of what was imported."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs import demo, raw
from jobs.lock import only_one

_SHOWN = 10


@dataclass(frozen=True)
class Load:
    """One load as it is remembered. `status` is loaded or undone."""

    load_id: int
    map_name: str
    status: str
    started_at: str
    finished_at: str | None
    undone_at: str | None
    files: tuple[str, ...]
    rows_total: int
    rows_loaded: int
    rows_present: int
    rows_superseding: int
    rows_quarantined: int


@dataclass(frozen=True)
class UndoReport:
    """What an undo took away and what it brought back."""

    load_id: int
    removed: int
    restored: int
    notes: tuple[str, ...]

    def __str__(self) -> str:
        """What happened, in sentences."""
        done = f"Load {self.load_id} is undone: {self.removed:,} rows are gone, {self.restored:,} earlier ones count again."
        return "\n".join((done, *self.notes))


def loads(settings: Settings) -> list[dict[str, Any]]:
    """Every load as a record, the latest first; `files` are their names."""
    with warehouse_engine(settings).connect() as connection:
        if not _there(connection):
            return []
        # Not every column: a warehouse of an earlier release lacks some until the next load or build.
        listed = select(*(raw.loads.c[name] for name in Load.__dataclass_fields__)).order_by(raw.loads.c.load_id.desc())
        found = [_load(row) for row in connection.execute(listed).mappings()]
    return [{**asdict(load), "files": ", ".join(load.files)} for load in found]


def undo(settings: Settings, load_id: int, *, wait: bool = False) -> UndoReport:
    """Take a load back: its rows go, and of each key the remaining row of the latest load counts again."""
    with only_one(settings, f"undo of load {load_id}", wait=wait), warehouse_engine(settings).begin() as connection:
        load = find_load(connection, load_id)
        if load.status != "loaded":
            raise UserError(f"Load {load_id} is {load.status} already; there is nothing to undo.")
        if load.map_name == demo.DEMO:
            return UndoReport(load_id, demo.remove(connection), 0, ())
        restored = _restore(connection, load)
        removed = connection.execute(delete(raw.order_lines).where(raw.order_lines.c.load_id == load_id)).rowcount
        connection.execute(delete(raw.quarantine).where(raw.quarantine.c.load_id == load_id))
        now = datetime.datetime.now(datetime.UTC).isoformat(" ", "seconds").removesuffix("+00:00")
        connection.execute(update(raw.loads).where(raw.loads.c.load_id == load_id).values(status="undone", undone_at=now))
        return UndoReport(load_id, removed, restored, _notes(connection, load))


def find_load(connection: Connection, load_id: int) -> Load:
    """The load of that number; NotFound naming those there are."""
    if not _there(connection):
        raise NotFound(f"There is no load {load_id}: nothing was imported yet.")
    row = connection.execute(select(raw.loads).where(raw.loads.c.load_id == load_id)).mappings().first()
    if row is None:
        numbers = connection.scalars(select(raw.loads.c.load_id).order_by(raw.loads.c.load_id.desc()).limit(_SHOWN)).all()
        raise NotFound(f"There is no load {load_id}. The latest are: {', '.join(map(str, numbers)) or 'none'}.")
    return _load(row)


def _there(connection: Connection) -> bool:
    return connection.dialect.has_table(connection, raw.loads.name)


def _load(row: Mapping[str, Any]) -> Load:
    names = tuple(file["name"] for file in json.loads(row["files"]))
    plain = {name: row[name] for name in Load.__dataclass_fields__ if name != "files"}
    return Load(files=names, **plain)


def _restore(connection: Connection, load: Load) -> int:
    lines, older = raw.order_lines, raw.order_lines.alias("older")
    current_here = select(lines.c.row_key).where(lines.c.load_id == load.load_id, lines.c.is_current == 1)
    # line_id grows with load_id, and within a load with the order of the rows.
    latest = (
        select(func.max(older.c.line_id))
        .where(older.c.source == load.map_name, older.c.load_id != load.load_id, older.c.row_key.in_(current_here))
        .group_by(older.c.row_key)
    )
    return connection.execute(update(lines).where(lines.c.line_id.in_(latest)).values(is_current=1)).rowcount


def _notes(connection: Connection, load: Load) -> tuple[str, ...]:
    later = select(raw.loads.c.load_id).where(
        raw.loads.c.map_name == load.map_name,
        raw.loads.c.load_id > load.load_id,
        raw.loads.c.status == "loaded",
        raw.loads.c.rows_present > 0,
    )
    return tuple(
        f"Load {number} found rows already present, perhaps those of load {load.load_id}; import its files again if they are to stay."
        for number in connection.scalars(later.order_by(raw.loads.c.load_id))
    )
