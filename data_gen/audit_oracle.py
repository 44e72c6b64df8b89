"""What could be found at best, for comparison: scores that know the population or the true labels, never a customer's own numbers."""

from __future__ import annotations

import numpy
import pandas

Numbers = numpy.ndarray
DRAWS = 400


def silence(history: pandas.DataFrame, population: pandas.DataFrame, horizon: float) -> Numbers:
    """P(no order within the horizon | history), for purchases at a constant rate with drop-out after each of them.

    history: repeats (orders after the first), last (days from the first order to the latest) and age (days from the first order to
    the cutoff), a row a customer. population: daily_rate and drop_out_probability of a sample of customers, the prior. The process
    is that of the modified BG/NBD model (Batislam, Denizel, Filiztekin 2007); the calendar is left out. Returns (customers,).
    """
    drawn = population.sample(min(DRAWS, len(population)), random_state=0)
    rate, drop_out = (numpy.maximum(drawn[name].to_numpy(), 1e-9) for name in ("daily_rate", "drop_out_probability"))
    repeats, last, age = (history[name].to_numpy()[:, None] for name in ("repeats", "last", "age"))
    bought = repeats * (numpy.log(rate) + numpy.log1p(-numpy.minimum(drop_out, 1 - 1e-9)))
    left = bought + numpy.log(drop_out) - rate * last
    stayed = bought + numpy.log1p(-numpy.minimum(drop_out, 1 - 1e-9)) - rate * age
    highest = numpy.maximum(left, stayed).max(axis=1, keepdims=True)
    left, stayed = numpy.exp(left - highest), numpy.exp(stayed - highest)
    return (left + stayed * numpy.exp(-rate * horizon)).sum(axis=1) / (left + stayed).sum(axis=1)
