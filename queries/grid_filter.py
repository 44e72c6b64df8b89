"""Grid filters: AG Grid's filter model as SQL conditions in the portable subset, every value bound."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashapp.errors import UserError, near
from dashapp.table import Column

_MOST_CONDITIONS = 2
_COMPARED = {
    "equals": "{c} = {v}",
    "notEqual": "({c} <> {v} or {c} is null)",
    "lessThan": "{c} < {v}",
    "lessThanOrEqual": "{c} <= {v}",
    "greaterThan": "{c} > {v}",
    "greaterThanOrEqual": "{c} >= {v}",
    "inRange": "({c} >= {v} and {c} <= {to})",
    "blank": "{c} is null",
    "notBlank": "{c} is not null",
}
# Case is ignored as far as the engine knows it; no `like`, whose case rules differ, and no `position`, which SQLite lacks.
_TEXT = {
    "contains": "replace(lower({c}), lower({v}), '') <> lower({c})",
    "notContains": "({c} is null or replace(lower({c}), lower({v}), '') = lower({c}))",
    "equals": "lower({c}) = lower({v})",
    "notEqual": "({c} is null or lower({c}) <> lower({v}))",
    "startsWith": "substr(lower({c}), 1, length({v})) = lower({v})",
    "endsWith": "(length({c}) >= length({v}) and substr(lower({c}), length({c}) - length({v}) + 1) = lower({v}))",
    "blank": "({c} is null or {c} = '')",
    "notBlank": "({c} is not null and {c} <> '')",
}
_VALUELESS = ("blank", "notBlank")


@dataclass
class _Values:
    """The values bound so far, numbered."""

    bound: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        name = f"grid_filter_{len(self.bound) + 1}"
        self.bound[name] = value
        return f":{name}"


def conditions(model: Mapping[str, Any], columns: tuple[Column, ...]) -> tuple[str, dict[str, Any]]:
    """The `where` clause of a filter model (empty when nothing filters), and its values."""
    known = {column.name: column for column in columns}
    values = _Values()
    parts = []
    for name, given in model.items():
        if name not in known:
            raise UserError(f"Rows cannot be filtered by {name!r}.{near(str(name), known)}")
        parts.append(_column_condition(known[name], _mapping(name, given), values))
    text = "".join(f"\n    {'and' if position else 'where'} {part}" for position, part in enumerate(parts))
    return text, values.bound


def _column_condition(column: Column, model: Mapping[str, Any], values: _Values) -> str:
    """One column's model: a single condition, or several joined by its operator."""
    several = model.get("conditions") or [model[key] for key in ("condition1", "condition2") if key in model]
    if not several:
        return _condition(column, model, values)
    operator = str(model.get("operator", "")).lower()
    if operator not in ("and", "or") or not isinstance(several, list) or len(several) > _MOST_CONDITIONS:
        raise UserError(
            f"The filter of {column.name!r} joins its conditions by {operator!r}. Allowed: one or two conditions, joined by AND or OR."
        )
    return "(" + f" {operator} ".join(_condition(column, _mapping(column.name, one), values) for one in several) + ")"


def _condition(column: Column, model: Mapping[str, Any], values: _Values) -> str:
    kind = model.get("type")
    templates = _COMPARED if column.numeric or column.type in ("date", "timestamp", "boolean") else _TEXT
    if not isinstance(kind, str) or kind not in templates:
        raise UserError(f"The filter of {column.name!r} is {kind!r}.{near(str(kind), templates)}")
    target = f"cast({column.name} as varchar)" if column.type == "id" else column.name
    if kind in _VALUELESS:
        return templates[kind].format(c=target)
    first, second = _operands(column, model)
    upper = values.add(second) if kind == "inRange" else ""
    return templates[kind].format(c=target, v=values.add(first), to=upper)


def _operands(column: Column, model: Mapping[str, Any]) -> tuple[Any, Any]:
    """The condition's value and, for a range, its upper end."""
    read = _reader(column)
    keys = ("dateFrom", "dateTo") if "dateFrom" in model else ("filter", "filterTo")
    upper = model.get(keys[1]) if model.get("type") == "inRange" else model.get(keys[0])
    return read(column.name, model.get(keys[0])), read(column.name, upper)


def _reader(column: Column) -> Callable[[str, Any], Any]:
    if column.numeric or column.type == "boolean":
        return _number
    return _day if column.type in ("date", "timestamp") else _text


def _mapping(name: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise UserError(f"The filter of {name!r} is {given!r}. It must be an AG Grid filter model.")
    return given


def _number(name: str, value: Any) -> int | float:
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, (int, float)) or not math.isfinite(value) or abs(value) >= 2**63:
        raise UserError(f"The filter of {name!r} is {value!r}. It must be a number.")
    return value


def _day(name: str, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise UserError(f"The filter of {name!r} is {value!r}. It must be a day written YYYY-MM-DD.") from None


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value or "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise UserError(f"The filter of {name!r} is {value!r}. It must be text.")
    return value
