"""Literals: a statement with its values written in, to be pasted and run elsewhere."""

from __future__ import annotations

from typing import Any

from dashapp.table import Source
from queries.placeholders import replace_values


def literal_sql(source: Source) -> str:
    """The SQL of a table's source with every value written in."""
    return replace_values(source.sql, lambda name: literal(source.values[name]))


def literal(value: Any) -> str:
    """One value as a SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
