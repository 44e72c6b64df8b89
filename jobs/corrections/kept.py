"""What corrections keep of the rows of somebody: handed out with them, and gone when they are erased, so that nothing comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.engine import Connection

from jobs import raw
from queries.declared import DeclaredTable

_BATCH = 500
Rows = Sequence[Mapping[str, Any]]


def kept_of(connection: Connection, table: DeclaredTable, rows: Rows) -> list[dict[str, Any]]:
    """What is kept of these rows of a table."""
    found = (select(raw.corrections).where(same) for same in _same(table, rows))
    return [dict(row) for asked in found for row in connection.execute(asked).mappings()]


def forget_kept(connection: Connection, table: DeclaredTable, rows: Rows) -> int:
    """Delete what is kept of these rows of a table; how much it was."""
    return sum(connection.execute(delete(raw.corrections).where(same)).rowcount for same in _same(table, rows))


def _same(table: DeclaredTable, rows: Rows) -> Iterator[ColumnElement[bool]]:
    kept = raw.corrections.c
    keys = [json.dumps([str(row[name]) for name in table.key], ensure_ascii=False) for row in rows]
    for start in range(0, len(keys), _BATCH):
        yield and_(kept.table_name == table.name, kept.row_key.in_(keys[start : start + _BATCH]))
