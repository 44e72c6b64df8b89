"""Store: the raw layer as one load writes it, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import TextClause, insert, select, text, update
from sqlalchemy.engine import Connection

from jobs import raw
from jobs.importing.lines import CONTENT, PROVENANCE, Lines
from jobs.importing.problem import Problem
from jobs.importing.row_keys import RowKeys

# An array, not a subquery, on PostgreSQL: it knows nothing yet of the rows that this very transaction wrote, and would scan them for each.
_LISTED = {
    "sqlite": {
        "row_key": "row_key in (select value from json_each(:listed))",
        "line_id": "line_id in (select value from json_each(:listed))",
    },
    "postgresql": {"row_key": "row_key = any(:listed)", "line_id": "line_id = any(:listed)"},
}
# Room for the index of row keys, which is written at random places; SQLite counts it in KiB when negative.
_CACHE, _USUAL_CACHE = -131_072, -2_000


class Store:
    """One load's hand on the raw layer, inside the transaction of its connection."""

    def __init__(self, connection: Connection, source: str, load_id: int):
        self._connection, self._source, self._load_id = connection, source, load_id
        self._engine = connection.dialect.name
        lines = raw.order_lines.c
        self.had_rows = connection.scalar(select(lines.line_id).where(lines.source == source, lines.is_current == 1).limit(1)) is not None
        if self._engine == "sqlite":
            connection.exec_driver_sql(f"pragma cache_size = {_CACHE}")

    def current(self, keys: Sequence[str]) -> dict[str, tuple[str, int]]:
        """The current rows of this source with these keys: their content hash and line_id."""
        if not keys:
            return {}
        lines = raw.order_lines.c
        asked = select(lines.row_key, lines.row_values, lines.line_id).where(
            lines.source == self._source, lines.is_current == 1, self._listed("row_key", keys)
        )
        found = self._connection.execute(asked)
        return {key: (values, line_id) for key, values, line_id in found}

    def supersede(self, line_ids: Sequence[int]) -> None:
        """Rows that a later version takes the place of."""
        if line_ids:
            lines = raw.order_lines
            self._connection.execute(update(lines).where(self._listed("line_id", line_ids)).values(is_current=0))

    def add(self, file_name: str, lines: Lines, keys: RowKeys, is_current: Sequence[int]) -> None:
        """Write lines with their keys."""
        provenance = (repeat(self._load_id), is_current, repeat(self._source), keys.keys, keys.values, repeat(file_name), lines.rows)
        filled = [name for name in CONTENT if name in lines.content]
        rows = zip(*provenance, *(lines.content[name] for name in filled), strict=False)
        columns = (*PROVENANCE, *filled)
        if self._engine == "sqlite":
            values = ", ".join("?" * len(columns))
            statement = f"insert into raw_order_lines ({', '.join(columns)}) values ({values})"  # noqa: S608 names are those of jobs.raw
            self._driver().executemany(statement, rows)
        else:
            self._copy(f"copy raw_order_lines ({', '.join(columns)}) from stdin", rows)

    def quarantine(self, problems: Sequence[Problem]) -> None:
        """Keep the rows that were not loaded."""
        if problems:
            self._connection.execute(insert(raw.quarantine), [_quarantined(self._load_id, problem) for problem in problems])

    def finish(self) -> None:
        """Give back what was borrowed for the load."""
        if self._engine == "sqlite":
            self._connection.exec_driver_sql(f"pragma cache_size = {_USUAL_CACHE}")

    def _listed(self, column: str, values: Sequence[Any]) -> TextClause:
        """The condition that a column is one of many values, bound as one."""
        return text(_LISTED[self._engine][column]).bindparams(listed=json.dumps(values) if self._engine == "sqlite" else list(values))

    def _driver(self) -> Any:
        return self._connection.connection.cursor()

    def _copy(self, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
        with self._driver() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _quarantined(load_id: int, problem: Problem) -> dict[str, Any]:
    return {
        "load_id": load_id,
        "file_name": problem.file_name,
        "file_row": problem.row,
        "column_name": problem.column,
        "value": problem.value,
        "rule": problem.rule,
        "message": problem.message,
        "row_text": problem.row_text,
    }
