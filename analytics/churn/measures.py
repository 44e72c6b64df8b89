"""How good probabilities are, held against what happened. All arrays are (customers,); answers are 0 or 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from scipy.stats import rankdata

from analytics.proportions import wilson

Numbers = numpy.ndarray
BINS, CAPACITY = 10, 0.1
DRAWS = 200
DEVIATIONS = 1.959964


@dataclass(frozen=True)
class Interval:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Decile:
    """A tenth of the customers by probability, the highest first: how many, the mean probability, how many answered yes."""

    customers: int
    probability: float
    yes: int


def auc(scores: Numbers, answer: Numbers) -> Interval:
    """The chance that a yes scores higher than a no, with DeLong's interval (E. DeLong and others, Biometrics 44, 1988)."""
    value, of_yes, of_no = _placements(scores, answer)
    return _interval(value, _variance(of_yes) + _variance(of_no))


def auc_gain(scores: Numbers, other: Numbers, answer: Numbers) -> Interval:
    """By how much the first scores' AUC exceeds the other's, of the same customers, with DeLong's interval."""
    value, of_yes, of_no = _placements(scores, answer)
    against, other_yes, other_no = _placements(other, answer)
    return _interval(value - against, _variance(of_yes - other_yes) + _variance(of_no - other_no))


def log_loss(probability: Numbers, answer: Numbers) -> float:
    """Mean of minus the logarithm of the probability given to what happened."""
    kept = numpy.clip(probability, 1e-12, 1 - 1e-12)
    return float(-numpy.where(answer == 1, numpy.log(kept), numpy.log1p(-kept)).mean())


def brier(probability: Numbers, answer: Numbers) -> float:
    """Mean square of probability less answer."""
    return float(((probability - answer) ** 2).mean())


def calibration_error(probability: Numbers, answer: Numbers) -> float:
    """ECE: mean distance of mean probability and share of yes, over BINS bins of equally many customers."""
    return _error_in_order(*_in_order(probability, answer))


def calibration_interval(probability: Numbers, answer: Numbers) -> Interval:
    """The calibration error with its interval, from DRAWS draws of as many customers anew.

    Drawing adds to an error that is never below 0, so the deviations of the draws are turned round (the basic bootstrap; A. Davison and
    D. Hinkley, Bootstrap Methods and their Application, 1997, 5.2), and the interval holds the error itself.
    """
    probability, answer = _in_order(probability, answer)
    found, random = _error_in_order(probability, answer), numpy.random.default_rng(1)
    # Places among customers in order are sorted a good deal faster than their probabilities.
    drawn = (numpy.sort(random.integers(0, len(answer), len(answer), dtype=numpy.int32)) for _ in range(DRAWS))
    low, high = numpy.quantile([_error_in_order(probability[places], answer[places]) for places in drawn], [0.025, 0.975])
    return Interval(found, float(min(found, max(0.0, 2 * found - high))), float(max(found, 2 * found - low)))


def deciles(probability: Numbers, answer: Numbers) -> list[Decile]:
    """Ten tenths, those of the highest probability first."""
    parts = numpy.array_split(numpy.argsort(-probability, kind="stable"), BINS)
    return [Decile(len(part), float(probability[part].mean()), int(answer[part].sum())) for part in parts if len(part)]


def at_capacity(scores: Numbers, answer: Numbers, capacity: float = CAPACITY) -> Interval:
    """The share of yes among as many of the highest scores as can be written to, with Wilson's interval."""
    count = max(1, int(numpy.floor(len(scores) * capacity)))
    chosen = numpy.argsort(-scores, kind="stable")[:count]
    hits = int(answer[chosen].sum())
    return Interval(hits / count, *wilson(hits, count))


def _in_order(probability: Numbers, answer: Numbers) -> tuple[Numbers, Numbers]:
    order = numpy.argsort(probability, kind="stable")
    return probability[order], answer[order]


def _error_in_order(probability: Numbers, answer: Numbers) -> float:
    """The calibration error of customers by rising probability: of each bin the distance between its two sums."""
    ends = numpy.cumsum([len(part) for part in numpy.array_split(numpy.empty(len(answer), dtype=bool), BINS)])
    sums = numpy.concatenate([[0.0], numpy.cumsum(probability - answer)[ends - 1]])
    return float(numpy.abs(numpy.diff(sums)).sum() / len(answer))


def _placements(scores: Numbers, answer: Numbers) -> tuple[float, Numbers, Numbers]:
    """The AUC; of each yes the share of noes below it, of each no the share of yeses above it."""
    yes, no = scores[answer == 1], scores[answer == 0]
    if not len(yes) or not len(no):
        raise ValueError("All answers are alike. A model needs customers who ordered again and customers who did not.")
    among = rankdata(numpy.concatenate([yes, no]))
    of_yes = (among[: len(yes)] - rankdata(yes)) / len(no)
    of_no = 1 - (among[len(yes) :] - rankdata(no)) / len(yes)
    return float(of_yes.mean()), of_yes, of_no


def _variance(placements: Numbers) -> float:
    return float(placements.var(ddof=1) / len(placements)) if len(placements) > 1 else 0.0


def _interval(value: float, variance: float) -> Interval:
    half = float(DEVIATIONS * numpy.sqrt(variance))
    return Interval(value, value - half, value + half)
