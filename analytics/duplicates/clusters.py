"""Clusters: records that links join, unless two of them contradict each other.

Links are joined from the strongest on. Two clusters are not joined when their weakest link speaks against it: some pair across them is
held apart by the rule of households or by somebody's answer, or its evidence says less than that of two records drawn at random. So a
chain of lookalikes does not become one person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy

from analytics.duplicates.spelling import Numbers

LARGEST = 200
# Of pairs (pairs, 2) of row numbers, whether each may stand in one cluster.
Allowed = Callable[[Numbers], Numbers]


def clusters(links: Numbers, strength: Numbers, records: int, allowed: Allowed) -> Numbers:
    """(records,) the smallest row number of each record's cluster, its own for one that stands alone.

    links: (links, 2) row numbers; strength: (links,), the strongest are joined first.
    """
    chained = _Groups(records)
    for left, right in links.tolist():
        chained.join(left, right)
    forbidden = _forbidden(chained, allowed)
    found = _Groups(records)
    for left, right in links[numpy.argsort(-strength, kind="stable")].tolist():
        across = _across(found.members(left), found.members(right))
        is_long = len(chained.members(left)) > LARGEST
        agrees = bool(allowed(numpy.array(across)).all()) if is_long else forbidden.isdisjoint(across)
        if agrees:
            found.join(left, right)
    return found.labels()


def _forbidden(groups: _Groups, allowed: Allowed) -> set[tuple[int, int]]:
    """Pairs of groups of up to LARGEST, the smaller row first, that may not stand together.

    All are asked about at once; pairs of a larger chain would be too many, and are asked about as it is joined.
    """
    pairs = [pair for members in groups.several() if len(members) <= LARGEST for pair in combinations(sorted(members), 2)]
    if not pairs:
        return set()
    kept = allowed(numpy.array(pairs))
    return {pair for pair, is_kept in zip(pairs, kept.tolist(), strict=True) if not is_kept}


def _across(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    return [(left, right) if left < right else (right, left) for left in one for right in other]


class _Groups:
    """Disjoint sets of row numbers; joining moves the smaller set into the larger one."""

    def __init__(self, records: int) -> None:
        self._of = list(range(records))
        self._members: dict[int, list[int]] = {}

    def members(self, record: int) -> list[int]:
        """The records of a record's group, itself among them."""
        return self._members.get(self._of[record], [record])

    def join(self, left: int, right: int) -> None:
        """Make one group of two."""
        if self._of[left] == self._of[right]:
            return
        one, other = sorted((self.members(left), self.members(right)), key=len)
        name = self._of[other[0]]
        gone = self._of[one[0]]
        for record in one:
            self._of[record] = name
        self._members[name] = other + one
        self._members.pop(gone, None)

    def several(self) -> list[list[int]]:
        """Groups of more than one record."""
        return list(self._members.values())

    def labels(self) -> Numbers:
        """(records,) the smallest row number of each record's group."""
        found = numpy.arange(len(self._of))
        for members in self._members.values():
            found[members] = min(members)
        return found
