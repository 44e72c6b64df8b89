"""How well predictions did: what was predicted at an earlier cut, held against what customers did after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas

from analytics.clv.histories import Numbers, Places

TENTHS = 10
MOST_REPEATS_APART = 7


@dataclass(frozen=True)
class Holdout:
    """Totals, their ratio, the mean absolute error of a customer, and the share of all that the best tenth by prediction did."""

    predicted: float
    actual: float
    mean_absolute_error: float
    top_decile_capture: float | None

    @property
    def ratio(self) -> float | None:
        """Predicted for each that happened; None when nothing did."""
        return self.predicted / self.actual if self.actual else None


def held_out(predicted: Numbers, actual: Numbers) -> Holdout:
    """The measures of predictions, one a customer."""
    error = float(numpy.abs(predicted - actual).mean()) if len(actual) else 0.0
    return Holdout(float(predicted.sum()), float(actual.sum()), error, captured(predicted, actual))


def captured(predicted: Numbers, actual: Numbers, share: float = 1 / TENTHS) -> float | None:
    """The share of everything that the best share by prediction did; equal predictions are chosen from evenly."""
    return _captured(_ranks(predicted), actual, share)


def _ranks(predicted: Numbers) -> Places:
    """0 for the highest prediction, 1 for the next lower one and so on; equal predictions have one rank."""
    return numpy.unique(-predicted, return_inverse=True)[1]


def _captured(ranks: Places, actual: Numbers, share: float) -> float | None:
    total = float(actual.sum())
    if total <= 0:
        return None
    sizes, sums = numpy.bincount(ranks), numpy.bincount(ranks, weights=actual)
    before = numpy.cumsum(sizes) - sizes
    taken = numpy.clip((share * len(actual) - before) / numpy.maximum(sizes, 1), 0, 1)
    return float(taken @ sums / total)


def capture_interval(predicted: Numbers, actual: Numbers, draws: int = 100) -> tuple[float, float] | None:
    """Between which values that share lies with 80 %, by drawing customers anew; None when nothing happened."""
    random, ranks = numpy.random.default_rng(1), _ranks(predicted)
    drawn = (random.integers(0, len(actual), len(actual)) for _ in range(draws))
    found = [share for places in drawn if (share := _captured(ranks[places], actual[places], 1 / TENTHS)) is not None]
    if not found:
        return None
    low, high = numpy.quantile(found, [0.1, 0.9])
    return float(low), float(high)


def by_tenth(predicted: Numbers, actual: Numbers) -> pandas.DataFrame:
    """Tenths of the customers from the lowest prediction to the highest: position, label, customers, predicted, actual, a customer."""
    places = numpy.argsort(numpy.argsort(predicted, kind="stable"), kind="stable")
    tenths = numpy.minimum(places * TENTHS // max(len(predicted), 1), TENTHS - 1) + 1
    return _averaged(tenths, [str(tenth) for tenth in tenths], predicted, actual)


def by_repeats(repeats: Numbers, predicted: Numbers, actual: Numbers) -> pandas.DataFrame:
    """The same by repeat purchases before the cut; from MOST_REPEATS_APART on together."""
    classes = numpy.minimum(repeats, MOST_REPEATS_APART).astype(int)
    labels = [f"{one}" if one < MOST_REPEATS_APART else f"{one} or more" for one in classes]
    return _averaged(classes, labels, predicted, actual)


def _averaged(positions: Numbers, labels: list[str], predicted: Numbers, actual: Numbers) -> pandas.DataFrame:
    rows = pandas.DataFrame({"position": positions, "label": labels, "predicted": predicted, "actual": actual})
    found = rows.groupby(["position", "label"], as_index=False).agg(
        customers=("actual", "size"), predicted=("predicted", "mean"), actual=("actual", "mean")
    )
    return found[["position", "label", "customers", "predicted", "actual"]]
