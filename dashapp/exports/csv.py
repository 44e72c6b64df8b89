"""CSV that spreadsheets open as it is: UTF-8 with a byte order mark, everything quoted, no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from dashapp.exports.cells import Value, legible, pieces
from dashapp.table import Column, Table

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The last four are what a Japanese or Chinese keyboard types for the first four; Excel runs them too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_bytes(table: Table) -> Iterator[bytes]:
    """The table in pieces: headings are column titles, money has two decimals, ratios are unrounded fractions, dates ISO."""
    yield BYTE_ORDER_MARK + _lines([[safe(column.title) for column in table.columns]])
    for rows in pieces(table):
        yield _lines(_row(row, table.columns) for row in rows)


def plain_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows that are no Table, whole: every value as text, none that a spreadsheet would run."""
    return BYTE_ORDER_MARK + _lines([[safe(heading) for heading in headings], *([_cell(value, "text") for value in row] for row in rows)])


def _lines(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _row(row: tuple[Value, ...], columns: tuple[Column, ...]) -> list[str]:
    return [_cell(value, column.type) for value, column in zip(row, columns, strict=True)]


def _cell(value: Value, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.2f}" if kind == "money" else str(value)


def safe(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula."""
    text = legible(text)
    return "'" + text if text.startswith(FORMULA_STARTS) else text
