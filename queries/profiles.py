"""The profile of a column as statements: how many rows, nulls and values, the least and greatest, and the most frequent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.row_rules import Place

TOP = 5
# The most frequent of more different values than this say little.
MOST_FOR_TOP = 1000


@dataclass(frozen=True)
class ProfiledColumn:
    """A column of a relation. shows_values: whether its values may be kept; those of a column about a person may not."""

    place: Place
    shows_values: bool


def counts(columns: Sequence[ProfiledColumn]) -> str:
    """One row: how many rows the relation of these columns has, and of each column how many are not null, the least and the greatest."""
    listed = "".join(f",\n    {_three(column)}" for column in columns)
    return f"select\n    count(*) as held{listed}\nfrom {columns[0].place.source}"


def distinct(column: ProfiledColumn) -> str:
    """One count: the different values of a column."""
    name = f"held.{column.place.column}"
    return f"select count(*) as held from (select {name} from {column.place.source} and {name} is not null group by {name}) as grouped"


def top(column: ProfiledColumn) -> str:
    """The most frequent values of a column, each with its count."""
    name = f"held.{column.place.column}"
    grouped = f"select {name} as value, count(*) as times from {column.place.source} and {name} is not null group by {name}"
    return f"select grouped.value, grouped.times from ({grouped}) as grouped order by grouped.times desc, grouped.value limit {TOP}"


def _three(column: ProfiledColumn) -> str:
    name = f"held.{column.place.column}"
    return f"count({name}), min({name}), max({name})" if column.shows_values else f"count({name}), null, null"
