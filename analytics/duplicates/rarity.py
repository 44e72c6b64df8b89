"""How much a shared value says beyond that it is shared: Smith little, a name that only two have a lot."""

from __future__ import annotations

import numpy
import pandas

from analytics.duplicates.fields import POSITION, Name
from analytics.duplicates.spelling import Numbers

# Fields of which it matters how many have the value, and the column of the records that it stands in.
COUNTED: tuple[tuple[Name, str], ...] = (("first_name", "first"), ("last_name", "last"), ("cards", "cards"))
MOST = 8.0


def rarities(records: pandas.DataFrame, pairs: Numbers, levels: Numbers) -> Numbers:
    """(pairs, COUNTED) bits that the same value adds for being rare, negative for common ones; 0 where it is not the same.

    log2(mean / own): how often two people of the country have a value in common on average, over how often they have this one; the
    adjustment of term frequencies that W. Winkler proposed (1989) for Fellegi and Sunter's model. At most MOST bits either way.
    """
    found = numpy.zeros((len(pairs), len(COUNTED)))
    country = records["country"].fillna("")
    for column, (field, name) in enumerate(COUNTED):
        own = _bits(records[name], country)
        same = levels[:, POSITION[field]] == 0
        found[same, column] = numpy.minimum(own[pairs[same, 0]], own[pairs[same, 1]])
    return found


def _bits(values: pandas.Series, country: pandas.Series) -> Numbers:
    """(records,) bits of each record's own value."""
    holders = values.groupby([country, values]).transform("size")
    people = values.groupby(country).transform("count")
    share = holders / people
    # The share of a value, weighted by who has it: the chance that two people have one in common.
    mean = share.groupby(country).transform("mean")
    return numpy.asarray(numpy.log2(mean / share).clip(-MOST, MOST).fillna(0.0))
