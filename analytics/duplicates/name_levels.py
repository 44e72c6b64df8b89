"""Levels of first and family names: slips are told from names that are only near each other by how many records have both."""

from __future__ import annotations

import numpy
import pandas

from analytics.duplicates.names import are_one_name
from analytics.duplicates.spelling import Numbers, Sides, are_near, chosen, looked_up

_USED = 5
_USED_SHARE = 1 / 5_000
_BESIDE = 0.05
_LONG = 4


def name_levels(records: pandas.DataFrame, pairs: Numbers) -> tuple[Numbers, Numbers]:
    """(pairs,) levels of the first name and (pairs,) of the family name; names in each other's field are compared crosswise."""
    first, last = _aligned(records, pairs)
    short = looked_up(first, _short, numpy.False_)
    near, used = are_near(first), _both_used(first, records["first"])
    firsts = chosen(first.both, [first.equal, short, near & ~used, near & used, ~used], 5)
    part = looked_up(last, _part, numpy.False_)
    near, used = are_near(last), _both_used(last, records["last"])
    return firsts, chosen(last.both, [last.equal, near & ~used, part, near & used], 4)


def _aligned(records: pandas.DataFrame, pairs: Numbers) -> tuple[Sides, Sides]:
    """First names and family names, exchanged on the right side where they stand in each other's field.

    They do where straight nothing agrees, and crosswise one is the same and the other is, is near, or is another form of it.
    """
    count = len(records)
    found, values = pandas.factorize(pandas.concat([records["first"], records["last"]], ignore_index=True))
    named = numpy.asarray(values, object)
    (first, last), (left, right) = (found[:count], found[count:]), pairs.T
    here, there = Sides(first[left], last[right], named), Sides(last[left], first[right], named)
    differ = (first[left] != first[right]) & (last[left] != last[right])
    exchanged = differ & (here.equal & _alike(there, differ & here.equal) | there.equal & _alike(here, differ & there.equal))
    right_first, right_last = (numpy.where(exchanged, other[right], own[right]) for own, other in ((first, last), (last, first)))
    return Sides(first[left], right_first, named), Sides(last[left], right_last, named)


def _alike(compared: Sides, among: Numbers) -> Numbers:
    return compared.equal | are_near(compared, among) | looked_up(compared, _short, numpy.False_, among)


def _short(left: list[str], right: list[str]) -> Numbers:
    """Whether each two first names are forms of one, or one is the initial of the other."""
    rows = zip(left, right, strict=True)
    return numpy.array([are_one_name(one, other) or (one[0] == other[0] and min(len(one), len(other)) == 1) for one, other in rows], bool)


def _part(left: list[str], right: list[str]) -> Numbers:
    """Whether the longer of each two family names begins or ends with the shorter one, as after a marriage."""
    ordered = (sorted(both, key=len) for both in zip(left, right, strict=True))
    return numpy.array([len(short) >= _LONG and (long.startswith(short) or long.endswith(short)) for short, long in ordered], bool)


def _both_used(compared: Sides, column: pandas.Series) -> Numbers:
    """(pairs,) whether so many records have both values that neither is a slip: Louis and Louise are two names.

    A value that few have beside the other one is a slip of it, however many records there are.
    """
    holders = column.value_counts().reindex(compared.values).fillna(0).to_numpy()
    fewer, more = (pick(holders[compared.left], holders[compared.right]) for pick in (numpy.minimum, numpy.maximum))
    return compared.both & (fewer >= max(_USED, _USED_SHARE * len(column))) & (fewer >= _BESIDE * more)
