"""Masking: where a Table leaves queries, values of tagged columns become marks that tell nothing but a first letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden
from dashapp.table import Column, Table

NOT_RECORDED = "Not recorded"
_MARK = "•••"


def masked(table: Table, viewer: Viewer) -> Table:
    """The table as this viewer may see it."""
    hidden = [column.name for column in table.columns if column.tag in viewer.masked_tags]
    if not hidden:
        return table
    frame = table.frame.assign(**{name: [masked_value(value) for value in table.frame[name]] for name in hidden})
    return replace(table, frame=frame.astype(dict.fromkeys(hidden, object)))


def masked_value(value: Any) -> Any:
    """One value masked: the first letter of a longer text and a mark. Missing stays missing."""
    if value is None or value == NOT_RECORDED:
        return value
    text = str(value).strip()
    return text[0] + _MARK if len(text) > 1 else _MARK


def refuse_masked(columns: tuple[Column, ...], names: set[str], viewer: Viewer) -> None:
    """Raise Forbidden when one of the named columns is masked for this viewer: sorting and searching would tell its values."""
    for column in columns:
        if column.name in names and column.tag in viewer.masked_tags:
            raise Forbidden(f"{column.title} is masked for the role {viewer.role!r}, so it cannot be sorted, filtered or searched.")
