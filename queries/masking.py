"""Masking: where a Table leaves queries, values of tagged columns become marks that tell nothing but a first letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas

from dashapp.auth.masking import ADDRESS, MARK
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden
from dashapp.table import Column, Table

NOT_RECORDED = "Not recorded"


def masked(table: Table, viewer: Viewer) -> Table:
    """The table as this viewer may see it."""
    hidden = masked_names(table.columns, viewer)
    if not hidden:
        return table
    kept = {name: pandas.Series([masked_value(value) for value in table.frame[name]], table.frame.index, object) for name in hidden}
    return replace(table, frame=table.frame.assign(**kept))


def masked_names(columns: Iterable[Column], viewer: Viewer) -> frozenset[str]:
    """The columns whose values this viewer sees masked."""
    return frozenset(column.name for column in columns if column.tag in viewer.masked_tags)


def masked_value(value: Any) -> Any:
    """One value masked: the first letter of a longer text and a mark; of a number the mark alone. Missing stays missing."""
    if pandas.isna(value):
        return None
    if value == NOT_RECORDED:
        return value
    text = value.strip() if isinstance(value, str) else ""
    return text[0] + MARK if len(text) > 1 else MARK


def refuse_masked(columns: tuple[Column, ...], names: set[str], viewer: Viewer, deed: str = "sorted, filtered or searched") -> None:
    """Raise Forbidden when one of the named columns is masked for this viewer: sorting and searching would tell its values."""
    hidden = masked_names(columns, viewer)
    for column in columns:
        if column.name in names & hidden:
            raise Forbidden(f"{column.title} is masked for the role {viewer.role!r}, so it cannot be {deed}.")


def without_addresses(text: str, viewer: Viewer | None = None) -> str:
    """A text that somebody typed, a filter say, with a mark for each e-mail address, unless the viewer may see them."""
    return text if viewer is not None and "email" not in viewer.masked_tags else ADDRESS.sub(MARK, text)
