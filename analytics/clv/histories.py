"""What models of buying read of a log of purchases: a line a customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy
import pandas

Numbers: TypeAlias = "numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]"
Places: TypeAlias = "numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.signedinteger]]"
Log: TypeAlias = pandas.DataFrame


@dataclass(frozen=True)
class Histories:
    """Customers who bought up to a cut: repeat purchases, time of the last since the first, time from the first to the cut.

    counts: how many customers share a line.
    """

    repeats: Numbers
    last: Numbers
    age: Numbers
    counts: Numbers

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.counts.sum())

    @property
    def repeaters(self) -> int:
        """How many of them bought again."""
        return int(self.counts[self.repeats > 0].sum())

    def compressed(self) -> tuple[Histories, Places]:
        """Equal lines as one, and the place of each line's one: likelihoods and expectations are then worked out once."""
        return self._compressed

    @cached_property
    def _compressed(self) -> tuple[Histories, Places]:
        columns = (self.repeats, self.last, self.age)
        order = numpy.lexsort(columns[::-1])
        is_new = numpy.ones(len(self), dtype=bool)
        is_new[1:] = numpy.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
        places = numpy.empty(len(self), dtype=numpy.intp)
        places[order] = numpy.cumsum(is_new) - 1
        first = order[is_new]
        counts: Numbers = numpy.bincount(places, weights=self.counts, minlength=len(first)).astype(float)
        repeats, last, age = (column[first] for column in columns)
        return Histories(repeats, last, age, counts), places

    def sampled(self, most: int, seed: int) -> Histories:
        """At most so many of the lines, at random."""
        if len(self) <= most:
            return self
        chosen = numpy.random.default_rng(seed).choice(len(self), most, replace=False)
        return replace(self, **{name: getattr(self, name)[chosen] for name in ("repeats", "last", "age", "counts")})


@dataclass(frozen=True)
class Past:
    """A log up to a cut: `frame` has a line a customer (customer, repeats, last, age, first_day, total, repeat_mean).

    repeat_mean: spent on an average repeat purchase, missing without one.
    """

    frame: pandas.DataFrame

    @cached_property
    def histories(self) -> Histories:
        """The same as models read it."""
        repeats, last, age = (self.frame[name].to_numpy(float) for name in ("repeats", "last", "age"))
        return Histories(repeats, last, age, numpy.ones(len(self.frame)))


def histories_of(log: Log, cut: int, unit: float = 1.0) -> Past:
    """The past of every customer with a purchase up to the cut.

    log: customer, day (an integer) and amount; what is of one customer and day is one purchase. cut: the last day that is known.
    unit: days of a unit of time, 7 for weeks.
    """
    days = by_day(log[log["day"] <= cut])
    grouped = days.groupby("customer", sort=True)
    frame = grouped.agg(first_day=("day", "min"), last_day=("day", "max"), purchases=("day", "size"), total=("amount", "sum"))
    first = days.loc[grouped["day"].idxmin()].set_index("customer")["amount"]
    repeats = frame["purchases"] - 1
    frame = frame.assign(
        repeats=repeats,
        last=(frame["last_day"] - frame["first_day"]) / unit,
        age=(cut - frame["first_day"]) / unit,
        repeat_mean=(frame["total"] - first) / repeats.where(repeats > 0),
    )
    return Past(frame.reset_index())


def bought_later(log: Log, customers: pandas.Series, cut: int, days: int) -> pandas.DataFrame:
    """What these customers bought in the days after the cut: purchases and amount, 0 where they did not."""
    later = by_day(log[(log["day"] > cut) & (log["day"] <= cut + days)])
    sums = later.groupby("customer").agg(purchases=("day", "size"), amount=("amount", "sum"))
    return sums.reindex(pandas.Index(customers)).fillna(0.0).reset_index(drop=True)


def by_day(log: Log) -> pandas.DataFrame:
    """A line a customer and day."""
    return log.groupby(["customer", "day"], as_index=False, sort=True).agg(amount=("amount", "sum"))
