"""Table: a frame, what its columns mean and where it came from; what flows from queries to everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

TYPES = ("id", "text", "integer", "decimal", "money", "ratio", "date", "timestamp", "boolean")


@dataclass(frozen=True)
class Column:
    """One column: `type` is one of TYPES. Money is in major units, ratios are fractions, dates are ISO text.

    wide: whether it holds sentences, which a grid gives more room.
    """

    name: str
    title: str
    type: str
    note: str = ""
    metric: str = ""
    drill: str = ""
    tag: str = ""
    wide: bool = False

    @property
    def numeric(self) -> bool:
        """Whether values are numbers, right-aligned and summable or averageable."""
        return self.type in ("integer", "decimal", "money", "ratio")


@dataclass(frozen=True)
class Source:
    """Where a table came from: the query, its text and bound values, and the data version that answered."""

    name: str
    sql: str
    values: Mapping[str, Any]
    version: int
    as_of: str
    currency: str
    milliseconds: float
    tables: tuple[str, ...]
    total_rows: int
    truncated: bool
    engine: str
    summary: str = ""


@dataclass(frozen=True)
class Table:
    """Columns in order, a frame with exactly those columns, and the source."""

    columns: tuple[Column, ...]
    frame: pandas.DataFrame
    source: Source
    notes: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return next(column for column in self.columns if column.name == name)

    def names(self, coded: str) -> dict[str, str]:
        """Coded value, as text, to its name, for a column beside which `<column>_name` stands; else nothing."""
        label = f"{coded}_name"
        if label not in self.frame:
            return {}
        return {str(record[coded]): record[label] for record in self.records() if record[label] is not None}

    def for_reading(self) -> Table:
        """The same rows for people: a number that stands for a name, as a weekday's does, gives way to it; a name that repeats what it
        names in every row is left out.
        """
        present = {column.name for column in self.columns}
        named = [column.name for column in self.columns if f"{column.name}_name" in present and not column.numeric]
        repeating = {f"{name}_name" for name in named if self.frame[name].equals(self.frame[f"{name}_name"])}
        numbered = {column.name: column.title for column in self.columns if column.numeric and f"{column.name}_name" in present}
        titles = {f"{name}_name": title for name, title in numbered.items()}
        kept = [column for column in self.columns if column.name not in numbered.keys() | repeating]
        columns = tuple(replace(column, title=titles.get(column.name, column.title)) for column in kept)
        return replace(self, columns=columns, frame=self.frame[[column.name for column in columns]])

    @property
    def empty(self) -> bool:
        """Whether there are no rows."""
        return self.frame.empty

    def records(self) -> list[dict[str, Any]]:
        """The rows as plain dicts, missing values as None."""
        return records_of(self.frame)

    def with_frame(self, frame: pandas.DataFrame) -> Table:
        """The same table over other rows."""
        return replace(self, frame=frame)


def records_of(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain dicts of plain values, missing ones as None."""
    names = [str(name) for name in frame.columns]
    columns = [_plain(frame[name]) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(values: pandas.Series) -> list[Any]:
    # A whole column at a time: asking pandas for each value, or for a mask of each frame, took most of a page's time.
    if values.dtype == "Int64":
        return [None if missing else value for value, missing in zip(values.tolist(), values.isna().tolist(), strict=True)]
    return [None if value != value else value for value in values.tolist()]
