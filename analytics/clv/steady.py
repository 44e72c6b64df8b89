"""The NBD: buyers with rates of their own, none of whom ever leaves. What is left of a model whose log shows nobody leaving."""

from __future__ import annotations

import numpy
from scipy.special import gammaln, psi

from analytics.clv.family import Drawn, Family
from analytics.clv.histories import Histories, Numbers


def _likelihood(values: Numbers, histories: Histories) -> tuple[Numbers, Numbers]:
    r, alpha = values
    x, age = histories.repeats, histories.age
    found = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha) - (r + x) * numpy.log(alpha + age)
    slopes = [psi(r + x) - psi(r) + numpy.log(alpha) - numpy.log(alpha + age), r / alpha - (r + x) / (alpha + age)]
    return found, numpy.stack(slopes)


def _alive(_values: Numbers, histories: Histories) -> Numbers:
    return numpy.ones(len(histories))


def _expected(values: Numbers, histories: Histories, time: float) -> Numbers:
    r, alpha = values
    return (r + histories.repeats) / (alpha + histories.age) * time


def _drawn(values: Numbers, ages: Numbers, later: float, random: numpy.random.Generator) -> Drawn:
    r, alpha = values
    pace = random.gamma(r, 1 / alpha, len(ages))
    repeats = random.poisson(pace * ages).astype(float)
    last = numpy.where(repeats > 0, random.random(len(ages)) ** (1 / numpy.maximum(repeats, 1)), 0.0) * ages
    return repeats, last, random.poisson(pace * later).astype(float)


def _starts(histories: Histories) -> list[list[float]]:
    pace = float(histories.repeats @ histories.counts) / max(float(histories.age @ histories.counts), 1e-9)
    return [[1.0, 1.0 / max(pace, 1e-6)]]


NBD = Family("nbd", "NBD", ("r", "alpha"), _starts, _likelihood, _alive, _expected, _drawn)
