"""Quarantine: the rows of a load that were set aside, as a CSV that a spreadsheet may open safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sqlalchemy import select

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs import raw
from jobs.importing.undo import find_load

COLUMNS = ("file", "row", "column", "value", "rule", "message", "whole_row")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FETCH = 1_000


def quarantine_csv(settings: Settings, load_id: int) -> Iterator[str]:
    """Lines of a CSV, the header first, one for each quarantined row in the order of the files."""
    with warehouse_engine(settings).connect() as connection:
        find_load(connection, load_id)
    return _lines(settings, load_id)


def _lines(settings: Settings, load_id: int) -> Iterator[str]:
    table = raw.quarantine.c
    chosen = select(table.file_name, table.file_row, table.column_name, table.value, table.rule, table.message, table.row_text)
    yield _line(COLUMNS)
    with warehouse_engine(settings).connect() as connection:
        found = connection.execution_options(stream_results=True).execute(
            chosen.where(table.load_id == load_id).order_by(table.quarantine_id)
        )
        for row in found.yield_per(_FETCH):
            yield _line(tuple(row))


def _line(values: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_safe(value) for value in values])
    return buffer.getvalue()


def _safe(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
