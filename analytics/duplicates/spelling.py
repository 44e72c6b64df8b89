"""How close two texts are, for many pairs at once: each different pair of values is looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
import pandas
from rapidfuzz import process
from rapidfuzz.distance import OSA

from analytics.duplicates.fields import MISSING

Numbers = numpy.ndarray
_SHORT = 5


@dataclass(frozen=True)
class Sides:
    """One column of both records of each pair, as integers of its values; -1 where it is empty."""

    left: Numbers
    right: Numbers
    values: Numbers

    @property
    def both(self) -> Numbers:
        """(pairs,) whether both sides are given."""
        return (self.left >= 0) & (self.right >= 0)

    @property
    def equal(self) -> Numbers:
        """(pairs,) whether both sides are given and the same."""
        return self.both & (self.left == self.right)


def sides(values: pandas.Series, pairs: Numbers) -> Sides:
    """A column of the records, for pairs (pairs, 2) of row numbers."""
    found, different = pandas.factorize(values)
    return Sides(found[pairs[:, 0]], found[pairs[:, 1]], numpy.asarray(different, object))


def crossed(one: pandas.Series, other: pandas.Series, pairs: Numbers) -> Sides:
    """One column of the left record beside another of the right record."""
    found, different = pandas.factorize(pandas.concat([one, other], ignore_index=True))
    return Sides(found[pairs[:, 0]], found[len(one) + pairs[:, 1]], numpy.asarray(different, object))


def chosen(given: Numbers, conditions: list[Numbers], none: int) -> Numbers:
    """(pairs,) the number of the first condition that holds, else `none`; -1 where it is not given on both sides."""
    return numpy.where(given, numpy.select(conditions, list(range(len(conditions))), none), MISSING)


def slips(compared: Sides, among: Numbers | None = None) -> Numbers:
    """(pairs,) Damerau and Levenshtein's distance, as optimal string alignment; 99 for empty sides and outside of `among`."""

    def distance(left: list[str], right: list[str]) -> Numbers:
        return process.cpdist(left, right, scorer=OSA.distance, dtype=numpy.int32)

    return looked_up(compared, distance, numpy.int32(99), among)


def are_near(compared: Sides, among: Numbers | None = None) -> Numbers:
    """(pairs,) whether different values are as near as slips of a keyboard leave them: one slip up to five letters, else two."""

    def near(left: list[str], right: list[str]) -> Numbers:
        distance = process.cpdist(left, right, scorer=OSA.distance, dtype=numpy.int32)
        shorter = numpy.minimum([len(text) for text in left], [len(text) for text in right])
        return (distance <= numpy.where(shorter <= _SHORT, 1, 2)) & (distance < shorter)

    return looked_up(compared, near, numpy.False_, among)


def looked_up(
    compared: Sides, ask: Callable[[list[str], list[str]], Numbers], otherwise: numpy.generic, among: Numbers | None = None
) -> Numbers:
    """(pairs,) what `ask` says of values that are given and differ, asked once for each two values; `otherwise` for the rest."""
    found = numpy.full(len(compared.left), otherwise)
    asked = numpy.flatnonzero(compared.both & (compared.left != compared.right) & (True if among is None else among))
    if len(asked):
        small, large = (pick(compared.left[asked], compared.right[asked]) for pick in (numpy.minimum, numpy.maximum))
        joint, back = numpy.unique(small.astype(numpy.int64) * len(compared.values) + large, return_inverse=True)
        left, right = compared.values[joint // len(compared.values)], compared.values[joint % len(compared.values)]
        found[asked] = ask(left.tolist(), right.tolist())[back]
    return found
