"""What tests of the questions say about tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashapp.table import Source, Table


def source(sql: str, values: Mapping[str, Any]) -> Source:
    """A source of that text, everything else of no interest."""
    return Source("test", sql, values, 1, "2026-01-31", "EUR", 1.0, (), 0, False, "sqlite")


def equal(first: Table, second: Table) -> None:
    """Assert that two tables hold the same rows in the same order, numbers to 1e-9."""
    assert [column.name for column in first.columns] == [column.name for column in second.columns]
    one, other = first.records(), second.records()
    assert len(one) == len(other)
    for left, right in zip(one, other, strict=True):
        for name, value in left.items():
            if isinstance(value, float) and right[name] is not None:
                assert abs(value - right[name]) <= 1e-9 * max(1, abs(value)), (name, left, right)
            else:
                assert value == right[name], (name, left, right)


def only(table: Table, column: str) -> Any:
    """The value of a column in a table of one row."""
    (record,) = table.records()
    return record[column]
