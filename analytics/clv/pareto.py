"""Pareto/NBD: buyers with rates of their own who may leave at any moment.

Parameters r, alpha: rates vary as a gamma distribution. s, beta: so do the rates of leaving. The likelihood integrates over the moment of
leaving between the last purchase and the cut. With q = ((alpha + last) / (alpha + moment)) ** (r + s + x) for the variable the integrand is
constant where alpha = beta and smooth otherwise, so a few nodes give every digit, and the slopes from the same nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from scipy.special import gammaln, psi

from analytics.clv.family import Drawn, Family
from analytics.clv.histories import Histories, Numbers

_NODES = 20
_HOLE = 1e-7


@dataclass(frozen=True)
class _Leaving:
    """The integral over the moment of leaving: its logarithm, the nodes' weights, and the rates' denominators there."""

    logarithm: Numbers
    weights: Numbers
    buying: Numbers
    leaving: Numbers

    def mean(self, of: Numbers) -> Numbers:
        return (self.weights * of).sum(axis=1)


def _integral(values: Numbers, histories: Histories) -> _Leaving:
    r, alpha, s, beta = values
    power = r + s + histories.repeats
    points, weights = numpy.polynomial.legendre.leggauss(_NODES)
    first = numpy.log(alpha + histories.last)
    end = numpy.exp(power * (first - numpy.log(alpha + histories.age)))
    half = (1 - end) / 2
    places = end[:, None] + half[:, None] * (points + 1)[None, :]
    buying = numpy.exp(first[:, None] - numpy.log(places) / power[:, None])
    leaving = buying + (beta - alpha)
    heights = numpy.exp((s + 1) * (numpy.log(buying) - numpy.log(leaving))) * weights
    total = heights.sum(axis=1)
    with numpy.errstate(divide="ignore"):  # nobody left before the cut who bought on its day
        logarithm = numpy.log(half) + numpy.log(total) - power * first - numpy.log(power)
    return _Leaving(logarithm, heights / total[:, None], buying, leaving)


def _likelihood(values: Numbers, histories: Histories) -> tuple[Numbers, Numbers]:
    r, alpha, s, beta = values
    x, age = histories.repeats, histories.age
    left = _integral(values, histories)
    here = -(r + x) * numpy.log(alpha + age) - s * numpy.log(beta + age)
    either = numpy.logaddexp(here, numpy.log(s) + left.logarithm)
    stays = numpy.exp(here - either)
    goes = 1 - stays
    slopes = numpy.stack(
        [
            psi(r + x) - psi(r) + numpy.log(alpha) - stays * numpy.log(alpha + age) - goes * left.mean(numpy.log(left.buying)),
            r / alpha - (r + x) * (stays / (alpha + age) + goes * left.mean(1 / left.buying)),
            numpy.log(beta) - stays * numpy.log(beta + age) + goes * (1 / s - left.mean(numpy.log(left.leaving))),
            s / beta - stays * s / (beta + age) - goes * (s + 1) * left.mean(1 / left.leaving),
        ]
    )
    return gammaln(r + x) - gammaln(r) + r * numpy.log(alpha) + s * numpy.log(beta) + either, slopes


def _alive(values: Numbers, histories: Histories) -> Numbers:
    r, alpha, s, beta = values
    here = -(r + histories.repeats) * numpy.log(alpha + histories.age) - s * numpy.log(beta + histories.age)
    return numpy.exp(here - numpy.logaddexp(here, numpy.log(s) + _integral(values, histories).logarithm))


def _expected(values: Numbers, histories: Histories, time: float) -> Numbers:
    r, alpha, s, beta = values
    s = s + _HOLE if abs(s - 1) < _HOLE else s
    left = ((beta + histories.age) / (beta + histories.age + time)) ** (s - 1)
    pace = (r + histories.repeats) * (beta + histories.age) / ((alpha + histories.age) * (s - 1))
    return _alive(values, histories) * pace * (1 - left)


def _drawn(values: Numbers, ages: Numbers, later: float, random: numpy.random.Generator) -> Drawn:
    r, alpha, s, beta = values
    pace, leaving = random.gamma(r, 1 / alpha, len(ages)), random.gamma(s, 1 / beta, len(ages))
    life = random.exponential(1.0, len(ages)) / numpy.maximum(leaving, 1e-12)
    repeats = random.poisson(pace * numpy.minimum(life, ages)).astype(float)
    # The last of so many moments at random.
    last = numpy.where(repeats > 0, random.random(len(ages)) ** (1 / numpy.maximum(repeats, 1)), 0.0) * numpy.minimum(life, ages)
    return repeats, last, random.poisson(pace * numpy.clip(life - ages, 0, later)).astype(float)


def _starts(histories: Histories) -> list[list[float]]:
    known = float(histories.counts.sum())
    pace, age = float(histories.repeats @ histories.counts), float(histories.age @ histories.counts) / known
    rate = max(pace / known / max(age, 1e-9), 1e-6)
    return [[1.0, 1.0 / rate, 1.0, max(age, 1e-3)], [0.5, 0.5 / rate, 0.5, max(age, 1e-3) / 3]]


PARETO_NBD = Family("pareto_nbd", "Pareto/NBD", ("r", "alpha", "s", "beta"), _starts, _likelihood, _alive, _expected, _drawn)
