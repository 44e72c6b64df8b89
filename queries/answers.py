"""Answers as text: what the commands print, and how they read their conditions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from dashapp.errors import UserError, near
from dashapp.exports.csv import safe
from dashapp.filters import DIMENSIONS
from dashapp.table import Table


def to_csv_text(table: Table) -> str:
    """The table as CSV: money with two decimals, ratios unrounded, missing values empty, no cell that a spreadsheet would run."""
    return _csv([column.name for column in table.columns], table.records(), _money(table))


def to_json_text(table: Table) -> str:
    """The table as a JSON list of objects in the order of its columns: money with two decimals, ratios unrounded."""
    return _json(table.records(), _money(table))


def records_text(records: Sequence[Mapping[str, Any]], form: str) -> str:
    """Plain records as `csv` or `json`."""
    return _json(records, set()) + "\n" if form == "json" else _csv(list(records[0]) if records else [], records, set())


def parse_where(conditions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`country=France` and the like as filters by dimension; a dimension given twice allows both values."""
    found: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        name, separator, value = condition.partition("=")
        if not separator or not value:
            raise UserError(f"The condition is {condition!r}. It must be written DIMENSION=VALUE, such as country=France.")
        if name not in DIMENSIONS:
            raise UserError(f"There is no dimension {name!r} to filter by.{near(name, DIMENSIONS)}")
        found[name] = (*found.get(name, ()), value)
    return found


def _money(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.type == "money"}


def _json(records: Iterable[Mapping[str, Any]], money: set[str]) -> str:
    shown = [{name: _rounded(value) if name in money else value for name, value in record.items()} for record in records]
    return orjson.dumps(shown, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2).decode()


def _csv(names: list[str], records: Iterable[Mapping[str, Any]], money: set[str]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(record[name], name in money) for name in names] for record in records)
    return written.getvalue()


def _rounded(value: float | None) -> float | None:
    # Adding zero turns a rounded -0.0 into 0.0.
    return None if value is None else round(value, 2) + 0.0


def _cell(value: Any, money: bool) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    return f"{_rounded(value):.2f}" if money else value
