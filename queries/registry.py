"""The registry: every measure and dimension of sql/metrics/. A formula lives there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashapp.auth.masking import TAGS
from dashapp.errors import NotFound, UserError, near
from dashapp.table import Column
from queries.catalogue import SQL_FOLDER

UNITS = {"money": "money", "count": "integer", "ratio": "ratio", "decimal": "decimal"}
DIRECTIONS = ("up", "down", "none")
ADDITIVE = ("day", "product", "channel")
CALENDAR_TABLE = "dim_date"


@dataclass(frozen=True)
class Metric:
    """One measure. better: whether up or down is good. additive: what it may be summed over. words: the formula.

    margin, answers: the measures that say how sure it is, where people were asked.
    """

    name: str
    title: str
    unit: str
    better: str
    numerator: str
    words: str
    source: str
    owner: str
    page: str
    denominator: str = ""
    additive: tuple[str, ...] = ()
    tag: str = ""
    may_be_missing: bool = False
    margin: str = ""
    answers: str = ""

    @property
    def certainty(self) -> tuple[str, ...]:
        """The measures that are asked along, to say how sure it is."""
        return tuple(name for name in (self.margin, self.answers) if name)

    @property
    def column(self) -> Column:
        """What a column of this metric means."""
        return Column(self.name, self.title, UNITS[self.unit], note=self.words, metric=self.name, tag=self.tag)


@dataclass(frozen=True)
class Dimension:
    """One way to group. `join` is the key of the fact that leads to the column's table, empty when the fact has it.

    label: a second column that names the value for people. keys: the table of all keys, when the column's lacks some.
    """

    name: str
    column: str
    title: str
    join: str = ""
    type: str = "text"
    label: str = ""
    keys: str = ""

    @property
    def table(self) -> str:
        """The table of the column, empty for the fact itself."""
        return self.column.partition(".")[0] if self.join else ""

    @property
    def calendar(self) -> bool:
        """Whether the dimension is a step of the calendar."""
        return self.table == CALENDAR_TABLE


@dataclass(frozen=True)
class Fact:
    """One fact table with its day column, the columns that scopes limit, its dimensions and its measures.

    currency: the column of the transaction currency, where amounts are kept in it beside the reporting currency.
    """

    name: str
    day: str
    scopes: Mapping[str, str]
    currency: str = ""
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)

    def metric(self, name: str) -> Metric:
        """The metric of that name; NotFound naming the near match otherwise."""
        if name not in self.metrics:
            raise NotFound(f"There is no metric {name!r}.{near(name, self.metrics)}")
        return self.metrics[name]

    def dimension(self, name: str) -> Dimension:
        """The dimension of that name; UserError naming the near match otherwise."""
        if name not in self.dimensions:
            raise UserError(f"There is no dimension {name!r}.{near(name, self.dimensions)}")
        return self.dimensions[name]


@cache
def facts(folder: Path = SQL_FOLDER / "metrics") -> tuple[Fact, ...]:
    """Every metrics file."""
    return tuple(_read(path) for path in sorted(folder.glob("*.yaml")))


@cache
def registry() -> dict[str, Metric]:
    """Every metric by name."""
    found = [metric for fact in facts() for metric in fact.metrics.values()]
    named = {metric.name: metric for metric in found}
    if len(named) != len(found):
        raise ValueError("Two metrics files declare a metric of the same name.")
    return named


@cache
def facts_by_metric() -> dict[str, Fact]:
    """The fact of every metric, by the metric's name."""
    return {name: fact for fact in facts() for name in fact.metrics}


def metric(name: str) -> Metric:
    """The metric of that name; NotFound naming the near match otherwise."""
    if name not in registry():
        raise NotFound(f"There is no metric {name!r}.{near(name, registry())}")
    return registry()[name]


def fact_of(names: Iterable[str]) -> Fact:
    """The one fact that holds all these metrics."""
    asked = [metric(name).name for name in names]
    holding = {facts_by_metric()[name].name: facts_by_metric()[name] for name in asked}
    if len(holding) != 1:
        raise UserError(f"{', '.join(asked) or 'No metric'} cannot be asked in one question. Ask metrics of one fact together.")
    return next(iter(holding.values()))


def _read(path: Path) -> Fact:
    given = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    try:
        return Fact(
            name=given["fact"],
            day=given["day"],
            scopes=given["scopes"],
            currency=given.get("currency", ""),
            dimensions={name: Dimension(name, **words) for name, words in given["dimensions"].items()},
            metrics={name: _metric(name, words) for name, words in given["measures"].items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path}: {error}. A metrics file holds fact, day, scopes, dimensions, measures and, with amounts in two currencies, currency."
        ) from error


def _metric(name: str, words: Mapping[str, Any]) -> Metric:
    found = Metric(name, **{**words, "additive": tuple(words["additive"])})
    named = ((found.unit, UNITS), (found.better, DIRECTIONS), (found.tag, ("", *TAGS)), *((step, ADDITIVE) for step in found.additive))
    for value, allowed in named:
        if value not in allowed:
            raise ValueError(f"{name} says {value!r}.{near(value, allowed)}")
    return found
