"""How much a shared name says beyond that it is shared: Smith little, a name that only two have a lot."""

from __future__ import annotations

import numpy
import pandas

from analytics.duplicates.fields import POSITION
from analytics.duplicates.spelling import Numbers

NAMES = (("first_name", "first"), ("last_name", "last"))
MOST = 8.0


def rarities(records: pandas.DataFrame, pairs: Numbers, levels: Numbers) -> Numbers:
    """(pairs, 2) bits that the same first and family name add for being rare, negative for common ones; 0 where they are not the same.

    log2(mean / own): how often two people of the country have a name in common on average, over how often they have this one; the
    adjustment of term frequencies that W. Winkler proposed (1989) for Fellegi and Sunter's model. At most MOST bits either way.
    """
    found = numpy.zeros((len(pairs), len(NAMES)))
    country = records["country"].fillna("")
    for column, (field, name) in enumerate(NAMES):
        own = _bits(records[name], country)
        same = levels[:, POSITION[field]] == 0  # type: ignore[index]
        found[same, column] = numpy.minimum(own[pairs[same, 0]], own[pairs[same, 1]])
    return found


def _bits(values: pandas.Series, country: pandas.Series) -> Numbers:
    """(records,) bits of each record's own name."""
    holders = values.groupby([country, values]).transform("size")
    people = values.groupby(country).transform("count")
    share = holders / people
    # The share of a name, weighted by who has it: the chance that two people have one name in common.
    mean = share.groupby(country).transform("mean")
    return numpy.asarray(numpy.log2(mean / share).clip(-MOST, MOST).fillna(0.0))
