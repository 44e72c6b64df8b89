"""Hours: at what time of the day people order."""

from __future__ import annotations

import numpy

# Orders by hour from midnight, in thousandths: a rise until noon, a second one after dinner.
_PROFILE = numpy.array([12, 7, 4, 3, 4, 8, 18, 32, 45, 54, 60, 61, 62, 57, 54, 53, 53, 55, 61, 70, 78, 74, 50, 25], float)
_PASSED = numpy.concatenate([[0.0], numpy.cumsum(_PROFILE / _PROFILE.sum())])


def time_of_day(random: numpy.random.Generator, count: int) -> numpy.ndarray:
    """The time of so many orders, as parts of a day."""
    return numpy.interp(random.random(count), _PASSED, numpy.arange(25) / 24)
