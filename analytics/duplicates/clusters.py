"""Clusters: records that links join, unless two of them contradict each other.

Links are joined from the strongest on, those that people confirmed before all others. Two clusters are not joined when their weakest link
speaks against it: some pair across them is held apart by somebody's answer, by the rule of households, or because its evidence says less
than that of two records drawn at random. So a chain of lookalikes does not become one person. Records that people joined count as one
here: only what speaks against every one of them, or an answer, holds another apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from itertools import combinations

import numpy

from analytics.duplicates.spelling import Numbers

LARGEST = 200


class Against(IntEnum):
    """What speaks against it that a pair stands in one cluster."""

    NOTHING = 0
    EVIDENCE = 1
    ANSWER = 2


# Of pairs (pairs, 2) of row numbers, the smaller first, the Against of each.
Ask = Callable[[Numbers], Numbers]


def clusters(links: Numbers, strength: Numbers, is_told: Numbers, records: int, against: Ask) -> Numbers:
    """(records,) the smallest row number of each record's cluster, its own for one that stands alone.

    links: (links, 2) row numbers; strength: (links,), the strongest are joined first; is_told: (links,), whether people confirmed it.
    """
    chained = _Groups(records)
    for left, right in links.tolist():
        chained.join(left, right)
    known = _known(chained, against)
    found, told = _Groups(records), _Groups(records)
    order = numpy.lexsort((-strength, ~is_told))
    for (left, right), by_people in zip(links[order].tolist(), is_told[order].tolist(), strict=True):
        across = _across(found.members(left), found.members(right))
        if len(chained.members(left)) > LARGEST:
            spoken = dict(zip(across, against(numpy.array(across)).tolist(), strict=True))
        else:
            spoken = {pair: known.get(pair, Against.NOTHING) for pair in across}
        if Against.ANSWER in spoken.values() or (not by_people and _are_apart(spoken, told)):
            continue
        found.join(left, right)
        if by_people:
            told.join(left, right)
    return found.labels()


def _known(groups: _Groups, against: Ask) -> dict[tuple[int, int], int]:
    """What speaks against pairs of groups of up to LARGEST, the smaller row first, where something does.

    All are asked about at once; pairs of a larger chain would be too many, and are asked about as it is joined.
    """
    pairs = [pair for members in groups.several() if len(members) <= LARGEST for pair in combinations(sorted(members), 2)]
    if not pairs:
        return {}
    return {pair: spoken for pair, spoken in zip(pairs, against(numpy.array(pairs)).tolist(), strict=True) if spoken}


def _are_apart(spoken: Mapping[tuple[int, int], int], told: _Groups) -> bool:
    """Whether of some two groups that people joined, a record by itself being one, every pair has something against it."""
    between: dict[frozenset[int], bool] = {}
    for (left, right), against in spoken.items():
        groups = frozenset((told.name(left), told.name(right)))
        between[groups] = between.get(groups, True) and bool(against)
    return any(between.values())


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

    def name(self, record: int) -> int:
        """What a record's group is called: the number of one of its records."""
        return self._of[record]

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
