"""Frames: rows of any driver as a frame of the declared types, equal whichever engine answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy
import pandas

from dashapp.table import Column


def columns_of(rows: Sequence[Sequence[Any]], names: Sequence[str], declared: Sequence[Column]) -> list[list[Any]]:
    """The values column by column, each of its declared type; ValueError when the result has other columns."""
    wanted = [column.name for column in declared]
    if list(names) != wanted:
        raise ValueError(f"The query gives the columns {list(names)}, its header declares {wanted}.")
    values = list(zip(*rows, strict=True)) if rows else [()] * len(declared)
    return [_READERS[column.type](given) for column, given in zip(declared, values, strict=True)]


def frame_of(values: Sequence[Sequence[Any]], declared: Sequence[Column]) -> pandas.DataFrame:
    """The frame of typed columns: numbers as float64 or int64 (Int64 with gaps), everything else as objects."""
    return pandas.DataFrame({column.name: _array(column, given) for column, given in zip(declared, values, strict=True)}, copy=False)


def _array(column: Column, values: Sequence[Any]) -> Any:
    if column.type in ("money", "ratio", "decimal"):
        return numpy.array(values, dtype="float64")
    if column.type == "integer":
        gaps = None in values
        return pandas.array(list(values), dtype="Int64") if gaps else numpy.array(values, dtype="int64")
    array = numpy.empty(len(values), dtype=object)
    array[:] = values
    # As a Series, or pandas would look at every value to find a text type.
    return pandas.Series(array, dtype=object, copy=False)


def _as_they_are(values: Sequence[Any]) -> list[Any]:
    return list(values)


def _floats(values: Sequence[Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _integers(values: Sequence[Any]) -> list[int | None]:
    return [value if value is None or type(value) is int else _whole(value) for value in values]


def _whole(value: Any) -> int:
    if isinstance(value, (float, Decimal)) and value != int(value):
        raise ValueError(f"A column declared integer holds {value!r}.")
    return int(value)


def _booleans(values: Sequence[Any]) -> list[bool | None]:
    return [None if value is None else bool(value) for value in values]


_READERS: dict[str, Callable[[Sequence[Any]], list[Any]]] = {
    "id": _as_they_are,
    "text": _as_they_are,
    "date": _as_they_are,
    "timestamp": _as_they_are,
    "integer": _integers,
    "decimal": _floats,
    "money": _floats,
    "ratio": _floats,
    "boolean": _booleans,
}
