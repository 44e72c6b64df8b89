"""The latest of what is kept: a price, a cost or a rate as it was at a moment."""

from __future__ import annotations

import numpy
import pandas

from data_gen.texts import places_among


def latest(keys: pandas.Series, moments: numpy.ndarray, kept_keys: pandas.Series, kept_since: numpy.ndarray) -> numpy.ndarray:
    """For each key and moment, which of the kept rows of that key is the latest since then or before; -1 for none.

    Of several rows kept since one moment it is the last.
    """
    names = kept_keys.unique()
    code, kept_code = places_among(keys, names), places_among(kept_keys, names)
    second, kept_second = (given.astype("datetime64[s]").astype(numpy.int64) for given in (moments, kept_since))
    order = numpy.lexsort((kept_second, kept_code))
    first = min(second.min(initial=0), kept_second.min(initial=0))
    width = max(second.max(initial=0), kept_second.max(initial=0)) - first + 1
    place = numpy.searchsorted((kept_code * width + kept_second - first)[order], code * width + second - first, side="right") - 1
    found = order[place] if len(order) else place
    return numpy.where((place >= 0) & (code >= 0) & (numpy.append(kept_code, -1)[found] == code), found, -1)
