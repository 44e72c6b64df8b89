"""The library: segments that come with the desk, which of them the data counts, and how far they overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pandas
import yaml

from analytics.overlaps import WORD, memberships, shared, told_apart
from dashapp.table import Column
from queries.bind import Bound
from queries.catalogue import SQL_FOLDER
from queries.execution import Question, answer
from queries.segments.attributes import POPULATION, members_of
from queries.segments.rules import Rule, compiled, condition, joins, require_words
from queries.versions import Version
from queries.warehouse import Warehouse

DECLARED = SQL_FOLDER / "setup" / "segments.yaml"
LEAST_CUSTOMERS, LEAST_SHARE, MOST_ALIKE = 50, 0.002, 0.9
NO_VALUE = ("Not recorded", "None")
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Segment:
    """A named rule: why it is of use, what is to be done, and who answers for it."""

    name: str
    title: str
    group: str
    rule: Rule
    reason: str
    action: str
    owner: str


@dataclass(frozen=True)
class Standing:
    """A segment with its customers of now. counted: whether it is large enough and unlike every one before it; else `why` says."""

    segment: Segment
    customers: int
    counted: bool
    why: str = ""


@dataclass(frozen=True)
class Overlap:
    """What several segments share: one row and column each, sizes on the diagonal, and how many customers there are."""

    both: numpy.ndarray
    everybody: int


@cache
def declared(path: Path = DECLARED) -> Mapping[str, Mapping[str, Any]]:
    """The file as it stands, every rule and word checked; ValueError where something is wrong with it."""
    given: Mapping[str, Mapping[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for name, one in given.items():
        missing = {"title", "group", "rule", "reason", "action", "owner"} - one.keys()
        if missing:
            raise ValueError(f"{path}: {name} has no {' or '.join(sorted(missing))}.")
        require_words({key: one[key] for key in ("title", "reason", "action", "owner")})
        Rule.of(one["rule"])
    return given


def library(warehouse: Warehouse) -> list[Segment]:
    """Every segment; one that is made for each value of an attribute, as often as the data has values."""
    return [segment for name, one in declared().items() for segment in _segments(warehouse, name, one)]


def standings(warehouse: Warehouse) -> list[Standing]:
    """The library as the data of now has it, in its order."""
    segments = library(warehouse)
    found = overlap(warehouse, [segment.rule for segment in segments])
    least = max(LEAST_CUSTOMERS, int(-(-LEAST_SHARE * found.everybody // 1)))
    told = told_apart(found.both, least, MOST_ALIKE)
    sizes = [int(size) for size in numpy.diag(found.both)]
    return [
        Standing(segment, size, counted, _why(segments, size, least, twin, counted))
        for segment, size, (counted, twin) in zip(segments, sizes, told, strict=True)
    ]


def overlap(warehouse: Warehouse, rules: Sequence[Rule]) -> Overlap:
    """How many customers each rule fits, and each two of them, asked in one statement."""
    counts = warehouse.settled(lambda version: _counts(warehouse, rules, version))
    customers = counts["customers"].to_numpy(dtype=numpy.int64)
    words = counts.drop(columns="customers").to_numpy(dtype=numpy.int64)
    return Overlap(shared(memberships(words, len(rules)), customers), int(customers.sum()))


def _segments(warehouse: Warehouse, name: str, one: Mapping[str, Any]) -> list[Segment]:
    words = {key: str(one[key]) for key in ("group", "reason", "action", "owner")}
    rule = Rule.of(one["rule"])
    if "each" not in one:
        return [Segment(name, one["title"], rule=rule, **words)]
    values = [value for value in members_of(warehouse, one["each"]) if value not in NO_VALUE]
    return [
        Segment(f"{name}:{value}", one["title"].format(value), rule=Rule(((condition([one["each"], "in", value]),), *rule.lines)), **words)
        for value in values
    ]


def _why(segments: Sequence[Segment], size: int, least: int, twin: int | None, counted: bool) -> str:
    if counted:
        return ""
    return f"Nearly the same customers as {segments[twin].title}" if twin is not None else f"{size:,} customers, fewer than {least:,}"


def _counts(warehouse: Warehouse, rules: Sequence[Rule], version: Version) -> pandas.DataFrame:
    """How many customers are in exactly which of the rules: bits of whole numbers, WORD to a column."""
    values: dict[str, Any] = {}
    bits = []
    for at, rule in enumerate(rules):
        text, given = compiled(rule, f"rule_{at}")
        values |= given
        bits.append(f"case when {text} then {2 ** (at % WORD)} else 0 end")
    words = [" + ".join(bits[at : at + WORD]) for at in range(0, len(bits), WORD)]
    names = [f"word_{at}" for at in range(len(words))]
    tables = tuple(dict.fromkeys((POPULATION, *(table for rule in rules for table in rule.tables))))
    columns = ", ".join(f"{word} as {name}" for word, name in zip(words, names, strict=True))
    listed = ", ".join(names)
    statement = (
        f"with customers as (select {columns} from {POPULATION}{joins(tables, POPULATION)})"
        f" select {listed}, count(*) as customers from customers group by {listed}"
    )
    shown = (*(Column(name, name, "integer") for name in names), Column("customers", "Customers", "integer"))
    question = Question("segments", Bound(statement, values), shown, tables, version.currency)
    return answer(warehouse, question, version, MOST_ROWS).frame
