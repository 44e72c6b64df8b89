"""A measure of the quality report: a number, what it was held against, and whether it held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.proportions import wilson


@dataclass(frozen=True)
class Shop:
    """A generated shop: the folder of its tables (Parquet), the folder of what is true of it, and how many customers it has."""

    tables: Path
    truth: Path
    customers: int


@dataclass(frozen=True)
class Measure:
    """A share, count or number of seconds. least and most: the bar, where there is one. hits of count: what a share is made of."""

    name: str
    value: float
    least: float | None = None
    most: float | None = None
    hits: int | None = None
    count: int | None = None

    @property
    def held(self) -> bool | None:
        """Whether the bar was held; None where there is none, or nothing to be a share of."""
        if (self.least is None and self.most is None) or self.count == 0:
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def as_json(self) -> dict[str, Any]:
        """For machines: the fields, held, and Wilson's interval where it is a share of a count."""
        interval = None if self.hits is None or self.count is None else wilson(self.hits, self.count)
        return {**self.__dict__, "held": self.held, "interval": interval}


# What a section is: its measures of a shop. Add one to bench.quality.sections.
Section = Callable[[Shop], list[Measure]]
Report = Mapping[str, list[Measure]]


def share(name: str, hits: int, count: int, least: float | None = None, most: float | None = None) -> Measure:
    """A share as a measure; nothing of nothing is 0."""
    return Measure(name, hits / count if count else 0.0, least, most, hits, count)


def lines(section: str, measures: list[Measure]) -> list[str]:
    """A section as lines of a table: measure, value, interval, bar, whether it held."""
    found = ["", section.upper(), f"  {'measure':<62}{'value':>9}  {'95 % interval':<15}  {'bar':<9}"]
    for measure in measures:
        bar = "" if measure.held is None else f">= {measure.least:g}" if measure.least is not None else f"<= {measure.most:g}"
        interval = "" if measure.count is None else "{:.4f}-{:.4f}".format(*wilson(measure.hits or 0, measure.count))
        value = f"{measure.value:.4f}" if measure.value < 1 or measure.count is not None else f"{measure.value:,.1f}"
        found.append(
            f"  {measure.name:<62}{value:>9}  {interval:<15}  {bar:<9}{ {True: 'held', False: 'MISSED', None: ''}[measure.held] }".rstrip()
        )
    return found
