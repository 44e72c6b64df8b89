"""What the declarations of a shop's tables promise, as one check a table: no column is empty that may not be, every number that names a
row of another table is there, and no two rows have one key. Nothing is written down twice: sql/setup/tables says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dashapp.table import Column
from queries.bind import Bound
from queries.checks import Measure, Offending
from queries.declared import KEPT_AS, DeclaredTable, declared_tables
from queries.freshness import declared_limits

PREFIX = "declared"
FIX = "Load the rows again once the shop's system gives them as they are declared, or correct them there."
_BROKEN = Column("broken", "What is broken", "text", wide=True)


def name_of(table: str) -> str:
    """What results call the check of a table."""
    return f"{PREFIX}.{table}"


def words_of(table: str) -> str:
    """What the check of a table finds, in a sentence."""
    return f"Rows of {table} that are not as declared: with an empty column, the number of a row that is not there, or another row's key."


def measures() -> list[Measure]:
    """The check of every table that arrives whole. What an order says of its lines, an import looks at row by row."""
    return [_measure(table) for name, table in declared_tables().items() if name not in KEPT_AS]


@cache
def offending(name: str) -> Offending | None:
    """The rows that the check of that name finds; None where no table has such a check."""
    kind, _, table = name.partition(".")
    if kind != PREFIX or table in KEPT_AS or table not in declared_tables():
        return None
    declared = declared_tables()[table]
    columns = tuple(column.read for column in declared.columns if column.name in declared.key or column.references)
    shown = ", ".join(f"held.{column.name}" for column in columns)
    told = " || ".join(f"case when {condition} then '{words}. ' else '' end" for words, condition in _promises(declared))
    text = f"select {shown}, {told} as {_BROKEN.name} from {declared.raw_name} as held where {_any(declared)}"
    return Offending(name, words_of(table), (*columns, _BROKEN), declared.key, (declared.raw_name,), lambda _known: Bound(text, {}))


def _measure(table: DeclaredTable) -> Measure:
    limit = declared_limits().get(table.name)
    counted = f"select count(*) as violations, cast(null as bigint) as at_risk_cents from {table.raw_name} as held where {_any(table)}"
    return Measure(
        name=name_of(table.name),
        kind="declared",
        tier="validation",
        severity="major",
        tolerance=0,
        owner=limit.owner if limit else "Data",
        fix=FIX,
        table=table.name,
        violations=counted,
        population=f"select count(*) as held from {table.raw_name}",
        columns=tuple(column.name for column in table.columns if column.references or not column.empty),
    )


def _any(table: DeclaredTable) -> str:
    return " or ".join(f"({condition})" for _, condition in _promises(table))


def _promises(table: DeclaredTable) -> Iterator[tuple[str, str]]:
    """Each way in which a row can break the declaration: in words, and as a condition on `held`."""
    for column in table.columns:
        if not column.empty:
            yield f"{column.name} is empty", f"held.{column.name} is null"
        if column.references:
            yield f"{column.name} names nothing", _names_nothing(column.name, declared_tables()[column.references])
    key = ", ".join(f"held.{name}" for name in table.key)
    repeated = f"select {key} from {table.raw_name} as held group by {key} having count(*) > 1"
    yield f"{', '.join(table.key)} stands in another row, too", f"({key}) in ({repeated})"


def _names_nothing(column: str, other: DeclaredTable) -> str:
    """What a shop does not have at all is not missed in each of its rows."""
    (key,) = other.key
    known = f"select known.{key} from {other.raw_name} as known where known.{key} is not null"
    is_there = f"(select count(known.{key}) from {other.raw_name} as known) > 0"
    return f"held.{column} is not null and {is_there} and held.{column} not in ({known})"
