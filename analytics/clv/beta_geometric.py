"""BG/NBD and MBG/NBD: buyers with rates of their own who may leave after each purchase, in the second also after the first.

Parameters r, alpha: rates vary as a gamma distribution. a, b: chances of leaving vary as a beta distribution.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy
from scipy.special import gammaln, hyp2f1, psi

from analytics.clv.family import Drawn, Family
from analytics.clv.histories import Histories, Numbers

_NAMES = ("r", "alpha", "a", "b")
# The expectation has a removable hole at a = 1.
_HOLE = 1e-7


def _starts(histories: Histories) -> list[list[float]]:
    pace = float(histories.repeats @ histories.counts) / max(float(histories.age @ histories.counts), 1e-9)
    return [[1.0, 1.0 / max(pace, 1e-6), 1.0, 3.0], [0.3, 0.3 / max(pace, 1e-6), 0.5, 1.0]]


def _likelihood(more: int) -> Callable[[Numbers, Histories], tuple[Numbers, Numbers]]:
    """more: chances to leave besides those after a repeat purchase."""

    def likelihood(values: Numbers, histories: Histories) -> tuple[Numbers, Numbers]:
        r, alpha, a, b = values
        x, last, age = histories.repeats, histories.last, histories.age
        stayed = b + x + more
        buying = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha)
        staying = gammaln(a + b) + gammaln(stayed) - gammaln(b) - gammaln(a + stayed)
        here, gone = -(r + x) * numpy.log(alpha + age), _gone(values, histories, more)
        either = numpy.logaddexp(here, gone)
        share = numpy.exp(gone - either)
        slopes = numpy.stack(
            [
                psi(r + x) - psi(r) + numpy.log(alpha) - (1 - share) * numpy.log(alpha + age) - share * numpy.log(alpha + last),
                r / alpha - (r + x) * ((1 - share) / (alpha + age) + share / (alpha + last)),
                psi(a + b) - psi(a + stayed) + share / a,
                psi(a + b) + psi(stayed) - psi(b) - psi(a + stayed) - numpy.where(share > 0, share / (stayed - 1), 0.0),
            ]
        )
        return buying + staying + either, slopes

    return likelihood


def _gone(values: Numbers, histories: Histories, more: int) -> Numbers:
    """The logarithm of the part of the likelihood in which the customer left after the last purchase."""
    r, alpha, a, b = values
    x = histories.repeats
    may_leave = (x + more) > 0
    chance = numpy.log(a) - numpy.log(numpy.where(may_leave, b + x + more - 1, 1.0))
    return numpy.where(may_leave, chance - (r + x) * numpy.log(alpha + histories.last), -numpy.inf)


def _alive(more: int) -> Callable[[Numbers, Histories], Numbers]:
    def alive(values: Numbers, histories: Histories) -> Numbers:
        r, alpha, _, _ = values
        here = -(r + histories.repeats) * numpy.log(alpha + histories.age)
        return numpy.exp(here - numpy.logaddexp(here, _gone(values, histories, more)))

    return alive


def _expected(more: int) -> Callable[[Numbers, Histories, float], Numbers]:
    chance = _alive(more)

    def expected(values: Numbers, histories: Histories, time: float) -> Numbers:
        r, alpha, a, b = values
        a = a + _HOLE if abs(a - 1) < _HOLE else a
        share = time / (alpha + histories.age + time)
        whole = a + b + more + histories.repeats - 1
        # Euler's transformation: this series settles where the textbook's does not.
        left = (1 - share) ** (a - 1) * hyp2f1(a + b + more - 1 - r, a - 1, whole, share)
        return chance(values, histories) * whole / (a - 1) * (1 - left)

    return expected


def _drawn(more: int) -> Callable[[Numbers, Numbers, float, numpy.random.Generator], Drawn]:
    def drawn(values: Numbers, ages: Numbers, later: float, random: numpy.random.Generator) -> Drawn:
        r, alpha, a, b = values
        pace, leaving = random.gamma(r, 1 / alpha, len(ages)), random.beta(a, b, len(ages))
        repeats, last, coming = (numpy.zeros(len(ages)) for _ in range(3))
        now, still = numpy.zeros(len(ages)), numpy.arange(len(ages))
        if more:
            still = still[random.random(len(still)) >= leaving[still]]
        while len(still):
            now[still] += random.exponential(1.0, len(still)) / numpy.maximum(pace[still], 1e-12)
            still = still[now[still] <= ages[still] + later]
            before = still[now[still] <= ages[still]]
            repeats[before] += 1
            last[before] = now[before]
            coming[still[now[still] > ages[still]]] += 1
            still = still[random.random(len(still)) >= leaving[still]]
        return repeats, last, coming

    return drawn


def _family(name: str, title: str, more: int) -> Family:
    return Family(name, title, _NAMES, _starts, _likelihood(more), _alive(more), _expected(more), _drawn(more))


BG_NBD = _family("bg_nbd", "BG/NBD", 0)
MBG_NBD = _family("mbg_nbd", "MBG/NBD", 1)
