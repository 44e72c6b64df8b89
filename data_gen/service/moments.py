"""Moments and ids that every stage of the service needs: numpy datetime64[s] in, numpy datetime64[s] out."""

from __future__ import annotations

import numpy
import pandas

from data_gen.config import Config
from data_gen.identities import numbered

DAY = numpy.timedelta64(86_400, "s")
NEVER = numpy.datetime64("NaT", "s")


def end_of_data(config: Config) -> numpy.datetime64:
    """The last second of the world; nothing later is known."""
    return config.end - numpy.timedelta64(1, "s")


def seconds(values: pandas.Series) -> numpy.ndarray:
    """A column of times as datetime64[s], whether it holds times or their text."""
    return pandas.to_datetime(values).to_numpy(dtype="datetime64[s]")


def midnight(moments: numpy.ndarray) -> numpy.ndarray:
    """The beginning of each moment's day."""
    return moments.astype("datetime64[D]").astype("datetime64[s]")


def is_sunday(moments: numpy.ndarray) -> numpy.ndarray:
    """Whether each moment falls on a Sunday. 1970-01-01 was a Thursday."""
    return moments.astype("datetime64[D]").astype("int64") % 7 == 3


def later(moments: numpy.ndarray, days: numpy.ndarray) -> numpy.ndarray:
    """Each moment plus a number of days that need not be whole."""
    return moments + (numpy.asarray(days, dtype=float) * 86_400).astype("int64").astype("timedelta64[s]")


def at_working_hour(random: numpy.random.Generator, moments: numpy.ndarray, opens: int = 8, closes: int = 18) -> numpy.ndarray:
    """The same day, or Monday instead of Sunday, at some time between two hours."""
    days = midnight(moments)
    days = numpy.where(is_sunday(days), days + DAY, days)
    return days + random.integers(opens * 3600, closes * 3600, len(days)).astype("timedelta64[s]")


def known(moments: numpy.ndarray, config: Config) -> numpy.ndarray:
    """The moments up to the end of the data; later ones are not known yet."""
    return numpy.where(moments <= end_of_data(config), moments, NEVER)


def shuffled_ids(random: numpy.random.Generator, prefix: str, count: int) -> numpy.ndarray:
    """Ids of one width in an order that says nothing about what they stand for."""
    return numbered(prefix, 10 ** len(str(count)) + random.permutation(count))
