"""From the columns that an answer names to the columns of the raw tables that decide it, through every table between them.

What is wrong in a column that is loaded can change a number in two ways: the number is worked out from it, or it decides which rows
are counted. Both are followed; a column of a table that is merely read too is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from threading import Lock

from queries.catalogue import Query, query
from queries.lineage.columns import Deciding, Origin, deciding
from queries.lineage.relations import LINES_CHOSEN_BY, LINES_FROM, ORDER_LINES, Relation, relations
from queries.placeholders import replace_choices
from queries.registry import CALENDAR_TABLE, Dimension, Fact, fact_of

_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_BASES = ("event", "order")
# A second of work is done once a process, by whoever comes first.
_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=1024)
def columns_of_metrics(names: tuple[str, ...], by: tuple[str, ...] = ()) -> frozenset[Origin]:
    """The columns that metrics name, by dimensions and filters of these names; a dimension that their fact has not is passed over."""
    fact = fact_of(names)
    asked = [fact.metric(name) for name in names]
    texts = [fact.day, *(text for one in asked for text in (one.numerator, one.denominator))]
    found = {origin for text in texts for origin in _named(fact, text)}
    for name in by:
        if name in fact.dimensions:
            found.update(_of_dimension(fact, fact.dimensions[name]))
    return frozenset(found)


@cache
def columns_of_query(name: str, column: str = "") -> frozenset[Origin]:
    """The columns that a query of the library answers with, or works one column of its answer out from, and chooses its rows by."""
    asked = query(name)
    with _ONE_AT_A_TIME:
        found = [deciding(text) for text in _spellings(asked)]
    columns = (origins for one in found for origins in ([one.columns[column]] if column else one.columns.values()))
    return frozenset(_only_counted(asked.tables, found)).union(*(one.rows for one in found), *columns)


@lru_cache(maxsize=1024)
def loaded_behind(named: frozenset[Origin]) -> frozenset[Origin]:
    """The columns of raw tables that decide these. The calendar carries no figure, so what decides its days is left out."""
    with _ONE_AT_A_TIME:
        return _followed(named)


def _spellings(asked: Query) -> Iterator[str]:
    """The text with each word that its header allows, one choice after the other."""
    choices = {name: one.choices for name, one in asked.parameters.items() if one.choices}
    for at in range(max((len(words) for words in choices.values()), default=1)):
        chosen = {name: words[min(at, len(words) - 1)] for name, words in choices.items()}
        yield replace_choices(asked.text, chosen.__getitem__)


def _followed(named: Iterable[Origin]) -> frozenset[Origin]:
    ends: set[Origin] = set()
    seen: set[Origin] = set()
    waiting = list(named)
    entered: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one in seen or one.table == CALENDAR_TABLE or one.table not in relations():
            continue
        seen.add(one)
        if relations()[one.table].layer == "raw":
            ends.add(one)
        waiting.extend(_behind(relations()[one.table], one.column, is_first=one.table not in entered))
        entered.add(one.table)
    return frozenset(ends)


def _behind(relation: Relation, column: str, *, is_first: bool) -> Iterator[Origin]:
    """What stands behind a column of a table, and at its first column what decides its rows."""
    if relation.text:
        found = deciding(relation.text)
        yield from found.columns.get(column, ())
        yield from (*found.rows, *_only_counted(relation.reads, [found])) if is_first else ()
    elif relation.name == ORDER_LINES:
        places = f"{LINES_FROM.get(column, '')} {LINES_CHOSEN_BY if is_first else ''}"
        yield from (Origin(*place.split(".")) for place in places.split())
    elif is_first:
        # A program fills it, from whatever it reads.
        yield from _all_of(relation.reads)


def _only_counted(tables: Iterable[str], found: list[Deciding]) -> Iterator[Origin]:
    """Every column of the tables of which statements name none: their rows are what is read."""
    named = {origin.table for one in found for origins in (one.rows, *one.columns.values()) for origin in origins}
    return _all_of(set(tables) - named)


def _all_of(tables: Iterable[str]) -> Iterator[Origin]:
    yield from (Origin(name, column.name) for name in tables if name in relations() for column in relations()[name].columns)


def _named(fact: Fact, text: str) -> Iterator[Origin]:
    known = {column.name for column in relations()[fact.name].columns}
    for basis in _BASES:
        yield from (Origin(fact.name, word) for word in _WORD.findall(text.replace("{basis}", basis)) if word in known)


def _of_dimension(fact: Fact, dimension: Dimension) -> Iterator[Origin]:
    if not dimension.join:
        yield from _named(fact, dimension.column)
        return
    yield from _named(fact, dimension.join)
    for place in (dimension.column, dimension.label):
        if place:
            table, _, column = place.rpartition(".")
            yield Origin(table or dimension.table, column)
            yield Origin(table or dimension.table, dimension.join)
