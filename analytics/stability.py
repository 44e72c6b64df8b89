"""How far what a model reads has moved: the population stability index (N. Siddiqi, Credit Risk Scorecards, 2006)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from scipy.stats import chi2

Numbers = numpy.ndarray
TENTHS = 10
# Added to every count, so that a part with nobody in it does not make the index endless.
HALF = 0.5
# Chance alone exceeds `by_chance` once in twenty.
CERTAINTY = 0.95


@dataclass(frozen=True)
class Stability:
    """index: sum over parts of (share now - share then) * ln(share now / share then). by_chance: what equal customers would stay below.

    by_chance is (1/n + 1/m) times the quantile of chi square with one degree less than parts (B. Yurdakul, Western Michigan University,
    2018).
    """

    index: float
    by_chance: float


def stability(then: Numbers, now: Numbers) -> Stability:
    """The index of values of customers now against those then, over tenths of then; equal values are never parted.

    ValueError without a customer on either side.
    """
    if not len(then) or not len(now):
        raise ValueError(f"{len(then):,} customers then and {len(now):,} now. A comparison needs some of both.")
    edges = numpy.unique(numpy.quantile(then, numpy.arange(1, TENTHS) / TENTHS, method="inverted_cdf"))
    parts = len(edges) + 1
    before, after = (_shares(values, edges, parts) for values in (then, now))
    index = float(((after - before) * numpy.log(after / before)).sum())
    return Stability(index, float((1 / len(then) + 1 / len(now)) * chi2.ppf(CERTAINTY, parts - 1)))


def _shares(values: Numbers, edges: Numbers, parts: int) -> Numbers:
    counts = numpy.bincount(numpy.searchsorted(edges, values, side="left"), minlength=parts) + HALF
    return numpy.asarray(counts / counts.sum())
