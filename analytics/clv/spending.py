"""Gamma-Gamma: what a purchase of each customer is worth, from the average of repeat purchases and how many there were.

Parameters p, q, v. A customer who bought once gets the mean of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from scipy.special import gammaln, psi

from analytics.clv.family import maximum
from analytics.clv.histories import Numbers

NAMES = ("p", "q", "v")
# The model takes what is spent for independent of how often; beyond this it is not.
MOST_CORRELATION = 0.3
FEWEST_REPEATERS = 10


@dataclass(frozen=True)
class Spending:
    """A fitted model of spending. values: p, q, v; none where too few bought again, and then `average` answers for everybody."""

    values: tuple[float, float, float] | None
    log_likelihood: float
    customers: int
    correlation: float
    average: float

    @property
    def has_mean(self) -> bool:
        """Whether the mean of all is finite: q above 1."""
        return self.values is not None and self.values[1] > 1

    @property
    def is_independent(self) -> bool:
        """Whether what is spent hardly depends on how often."""
        return abs(self.correlation) <= MOST_CORRELATION

    @property
    def mean(self) -> float:
        """What a purchase of anybody is worth."""
        if self.values is None or not self.has_mean:
            return self.average
        p, q, v = self.values
        return p * v / (q - 1)

    def expected(self, repeats: Numbers, repeat_mean: Numbers) -> Numbers:
        """What a purchase of each customer is worth; the mean of all for whoever bought once or has spent nothing."""
        known = (repeats > 0) & numpy.isfinite(repeat_mean) & (repeat_mean > 0)
        if self.values is None or not self.has_mean:
            return numpy.where(known, numpy.where(known, repeat_mean, 0.0), self.average)
        p, q, v = self.values
        spent = numpy.where(known, repeats * repeat_mean, 0.0)
        return numpy.where(known, p * (v + spent) / (p * repeats + q - 1), self.mean)


def fit_spending(repeats: Numbers, repeat_mean: Numbers) -> Spending:
    """The parameters that make what repeaters spent the likeliest. The first purchase of each is left out of the averages given."""
    known = (repeats > 0) & numpy.isfinite(repeat_mean) & (repeat_mean > 0)
    x, mean = repeats[known].astype(float), repeat_mean[known].astype(float)
    average = float(mean.mean()) if len(mean) else 0.0
    varies = len(x) > 1 and x.std() > 0 and mean.std() > 0
    correlation = float(numpy.corrcoef(x, mean)[0, 1]) if varies else 0.0
    if len(x) < FEWEST_REPEATERS or mean.std() == 0:
        return Spending(None, float("nan"), len(x), correlation, average)
    # In units of the average, so that a start suits every currency.
    best = maximum(lambda values: _likelihood(values, x, mean / average), [[6.0, 4.0, 1.0], [2.0, 2.0, 1.0]], len(x))
    p, q, v = map(float, best.values)
    return Spending((p, q, v * average), best.log_likelihood - len(x) * float(numpy.log(average)), len(x), correlation, average)


def _likelihood(values: Numbers, x: Numbers, mean: Numbers) -> tuple[float, Numbers]:
    p, q, v = values
    together = numpy.log(x * mean + v)
    found = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * numpy.log(v) + (p * x - 1) * numpy.log(mean)
    found = found + p * x * numpy.log(x) - (p * x + q) * together
    slopes = [
        x * (psi(p * x + q) - psi(p * x) + numpy.log(x * mean) - together),
        psi(p * x + q) - psi(q) + numpy.log(v) - together,
        q / v - (p * x + q) / (x * mean + v),
    ]
    total = float(found.sum())
    return (total, numpy.array([one.sum() for one in slopes])) if numpy.isfinite(total) else (-1e12, numpy.zeros(3))
