"""Making corrections and taking them back. What arrived is kept beside the row, cell by cell, so that it can stand there again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from dashapp.auth import audit, changes
from dashapp.auth.audit import Action
from dashapp.auth.changes import Change, Kind, Proposal
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.corrections.declared import Correction, correction
from jobs.corrections.found import Cell, cells, key_text, signature
from jobs.lock import only_one
from jobs.shop_tables import shop_tables
from queries.office import require_whole_reach

_KEPT = raw.corrections.c
_STANDS = _KEPT.taken_back_at.is_(None)


def dry_run(settings: Settings, viewer: Viewer, name: str) -> list[Cell]:
    """What a correction would change now. Values of people are in it: whoever shows it masks it."""
    viewer.require(Permission.QUALITY_VIEW)
    require_whole_reach(viewer)
    asked = correction(name)
    with _reading(settings) as connection:
        return cells(connection, asked)


def propose(settings: Settings, viewer: Viewer, name: str, reason: str) -> Change:
    """Put a correction up for decision: how many cells, and a hash of them. The values stay in the warehouse."""
    viewer.require(Permission.QUALITY_MANAGE)
    found = dry_run(settings, viewer, name)
    if not found:
        raise UserError(f"The correction {name} would change nothing.")
    after = {"cells": len(found), "sha256": signature(found)}
    return changes.propose(accounts_engine(settings), viewer, Proposal(Kind.CORRECTION, name, {"cells": 0}, after, reason))


def apply_correction(settings: Settings, change: Change) -> str:
    """Make an approved correction; UserError where the cells are others than those that were proposed."""
    asked = correction(change.subject)
    with only_one(settings, f"correction of change {change.change_id}"), warehouse_engine(settings).begin() as connection:
        raw.create_in(connection)
        done = connection.scalar(select(func.count()).where(_KEPT.change_id == change.change_id))
        if not done:
            found = cells(connection, asked)
            if signature(found) != change.after["sha256"]:
                raise UserError("The data has changed since this was proposed. Refuse it, and have it proposed anew.")
            _write(connection, asked, [(cell, cell.before, cell.after) for cell in found])
            connection.execute(insert(raw.corrections), [_row(asked, cell, change.change_id) for cell in found])
            done = len(found)
    return f"Corrected in {asked.table}.{asked.column}: {done:,} cell{'' if done == 1 else 's'}."


def take_back(settings: Settings, viewer: Viewer, change_id: int) -> int:
    """Let what arrived stand again, where nobody has changed it since; the number of cells. Figures follow at the next build."""
    viewer.require(Permission.QUALITY_MANAGE)
    require_whole_reach(viewer)
    with only_one(settings, f"correction of change {change_id}"), warehouse_engine(settings).begin() as connection:
        raw.create_in(connection)
        rows = connection.execute(select(raw.corrections).where(_KEPT.change_id == change_id, _STANDS)).mappings().all()
        if not rows:
            raise NotFound(f"No correction of change {change_id} stands.")
        asked = Correction(str(change_id), "", rows[0]["table_name"], rows[0]["column_name"], "trim")
        kept = [Cell(row["load_id"], tuple(json.loads(row["row_key"])), row["value_before"], row["value_after"]) for row in rows]
        done = _write(connection, asked, [(cell, cell.after, cell.before) for cell in kept], strict=False)
        taken = update(raw.corrections).where(_KEPT.change_id == change_id, _STANDS)
        connection.execute(taken.values(taken_back_at=_now(), taken_back_by=viewer.name))
    detail = {"before": {"cells": len(rows)}, "after": {"cells": 0, "restored": done}}
    audit.record(settings, viewer, Action.CORRECTION_TAKEN_BACK, f"change:{change_id}", detail)
    return done


def standing(settings: Settings) -> list[Mapping[str, Any]]:
    """The corrections that stand, the latest first: change, table, column and how many cells."""
    grouped = (_KEPT.change_id, _KEPT.table_name, _KEPT.column_name)
    asked = select(*grouped, func.count().label("cells"), func.min(_KEPT.made_at).label("made_at")).where(_STANDS)
    with _reading(settings) as connection:
        return [dict(row) for row in connection.execute(asked.group_by(*grouped).order_by(_KEPT.change_id.desc())).mappings()]


def _reading(settings: Settings) -> Connection:
    engine = warehouse_engine(settings)
    raw.create(engine)
    return engine.connect()


def _write(connection: Connection, asked: Correction, values: Iterable[tuple[Cell, str, str]], *, strict: bool = True) -> int:
    """Put a value into each cell that holds what it is expected to hold; how many did. strict: UserError unless all do."""
    table, done = shop_tables()[asked.table], 0
    same = [table.c[name] == bindparam(f"key_{place}") for place, name in enumerate(asked.declared.key)]
    expected = [table.c.load_id == bindparam("of_load"), table.c[asked.column] == bindparam("expected")]
    changed = update(table).where(*same, *expected).values({asked.column: bindparam("wanted")})
    for cell, before, after in values:
        keys = {f"key_{place}": part for place, part in enumerate(cell.row_key)}
        found = connection.execute(changed, {**keys, "of_load": cell.load_id, "expected": before, "wanted": after}).rowcount
        if strict and found != 1:
            raise UserError("A row has changed meanwhile. Look again.")
        done += found
    return done


def _row(asked: Correction, cell: Cell, change_id: int) -> dict[str, Any]:
    return {
        "change_id": change_id,
        "load_id": cell.load_id,
        "table_name": asked.table,
        "row_key": key_text(cell),
        "column_name": asked.column,
        "value_before": cell.before,
        "value_after": cell.after,
        "made_at": _now(),
    }


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
