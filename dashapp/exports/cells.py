"""What a cell holds: one typed value for CSV and XLSX alike, so that both files say the same."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from dashapp.table import Column, Table

Value = str | bool | int | float | datetime.date | datetime.datetime | None
PIECE_ROWS = 5_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?")
_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def pieces(table: Table, first: int = 0, last: int | None = None) -> Iterator[list[tuple[Value, ...]]]:
    """Rows first to last (exclusive) as typed values, a few thousand at a time."""
    stop = len(table.frame) if last is None else last
    for start in range(first, stop, PIECE_ROWS):
        part = table.frame.iloc[start : min(start + PIECE_ROWS, stop)]
        yield list(zip(*(_values(part[column.name], column) for column in table.columns), strict=True))


def _values(series: Any, column: Column) -> list[Value]:
    plain = series.astype(object).where(series.notna(), None).tolist()
    return [None if value is None else value_of(value, column.type) for value in plain]


def value_of(value: Any, kind: str) -> Value:
    """The value as the type of its column; text that is not of that type (a masked number, say) stays text."""
    if isinstance(value, str) and kind not in ("date", "timestamp"):
        return value
    return _READ[kind](value)


def legible(text: str) -> str:
    """The text with one kind of line end, and a mark for every character that no file format can carry."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGIBLE.sub(_REPLACEMENT, text)


def _text(value: Any) -> str:
    """Other values as text. A whole float is an identifier that met a missing value on its way."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value)


def _money(value: Any) -> Value:
    # Adding zero turns -0.0 into 0.0.
    return _finite(round(float(value), 2) + 0.0)


def _number(value: Any) -> Value:
    return _finite(float(value))


def _finite(value: float) -> Value:
    return value if abs(value) != float("inf") else str(value)


def _integer(value: Any) -> Value:
    return int(value) if value == value // 1 else _number(value)


@lru_cache(maxsize=16_384)
def _day(text: str) -> Value:
    return _parsed(datetime.date, text) if _DAY.fullmatch(text) else text


@lru_cache(maxsize=16_384)
def _moment(text: str) -> Value:
    return _parsed(datetime.datetime, text) if _MOMENT.fullmatch(text) else text


def _parsed(kind: type[datetime.date], text: str) -> Value:
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return text


_READ = {
    "id": _text,
    "text": _text,
    "integer": _integer,
    "decimal": _number,
    "money": _money,
    "ratio": _number,
    "date": lambda value: _day(str(value)),
    "timestamp": lambda value: _moment(str(value)),
    "boolean": bool,
}
