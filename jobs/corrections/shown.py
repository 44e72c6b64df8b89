"""A dry run as a table that may be shown: of what somebody may not see, only the letters that change."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import takewhile

from dashapp.auth.masking import MARK
from dashapp.auth.viewer import Viewer
from dashapp.table import Column, Source, Table
from jobs.corrections.declared import Correction
from jobs.corrections.found import Cell
from queries.frames import frame_of

# At least so much of a value stays the same, or the whole of it is hidden.
_LEAST_HIDDEN = 0.5


def shown(asked: Correction, found: Sequence[Cell], viewer: Viewer, most: int | None = None) -> Table:
    """The key of each row, and its value before and after; at most so many rows, all are counted."""
    column = asked.declared_column
    masked = column.tag in viewer.masked_tags or (bool(column.tag) and column.tag not in ("email", "phone", "name", "address"))
    keys = tuple(Column(name, name.replace("_", " ").capitalize(), "id") for name in asked.declared.key)
    columns = (*keys, Column("before", "As it arrived", "text"), Column("after", "Corrected", "text"))
    hide = _domains if asked.kind == "email_domain" else changed
    rows = [(*cell.row_key, *(hide(cell) if masked else (cell.before, cell.after))) for cell in found[:most]]
    values = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in columns]
    source = Source(
        name=f"correction.{asked.name}",
        sql="",
        values={},
        version=0,
        as_of=time.strftime("%Y-%m-%d", time.gmtime()),
        currency="",
        milliseconds=0.0,
        tables=(asked.declared.raw_name,),
        total_rows=len(found),
        truncated=most is not None and len(found) > most,
        engine="",
        summary=asked.title,
    )
    return Table(columns, frame_of(values, columns), source)


def changed(cell: Cell) -> tuple[str, str]:
    """Both values without what they have in common; all of both is hidden where they have little in common."""
    first = _alike(cell.before, cell.after)
    last = _alike(cell.before[first:][::-1], cell.after[first:][::-1])
    if first + last < _LEAST_HIDDEN * len(cell.before):
        return MARK, MARK
    before, after = (_between(value, first, last) for value in (cell.before, cell.after))
    return before, after


def _domains(cell: Cell) -> tuple[str, str]:
    """Both domains, of which the second is a large provider's, so that neither says who it is."""
    before, after = (f"{MARK}@{value.rpartition('@')[2]}" for value in (cell.before, cell.after))
    return before, after


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(value: str, first: int, last: int) -> str:
    middle = value[first : len(value) - last]
    return f"{MARK if first else ''}{middle}{MARK if last else ''}"
