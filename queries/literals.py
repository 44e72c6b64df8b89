"""Literals: a statement with its values written in, to be pasted and run elsewhere."""

from __future__ import annotations

from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.table import Source
from queries.masking import without_addresses
from queries.placeholders import replace_values


def literal_sql(source: Source, viewer: Viewer) -> str:
    """The SQL of a table's source with every value written in; e-mail addresses only for those who may see them."""
    return replace_values(source.sql, lambda name: without_addresses(literal(source.values[name]), viewer))


def literal(value: Any) -> str:
    """One value as a SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
