"""What follows from a probability: the margin that is likely lost, the band of risk, and when the next order was to be expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas
from scipy.stats import rankdata

from analytics.churn.features import DAY, usual_gaps

Numbers = numpy.ndarray
HIGH_SHARE, MEDIUM_SHARE = 0.1, 0.2
HIGH, MEDIUM, LOW = "High", "Medium", "Low"
MARGIN, NET_SALES = "margin", "net sales"


@dataclass(frozen=True)
class CutPoints:
    """The least expected loss, in cents, of the bands High and Medium. basis: whether margin is lost or, without costs, net sales."""

    high: float
    medium: float
    basis: str


def worth(panel: pandas.DataFrame) -> tuple[Numbers, str]:
    """Cents that each customer brought in the year before, none below 0, and of what: the margin, or net sales without any cost."""
    has_costs = bool(panel["year_margin_cents"].notna().any())
    found = panel["year_margin_cents" if has_costs else "year_net_cents"].fillna(0).to_numpy(dtype=float)
    return numpy.maximum(found, 0.0), MARGIN if has_costs else NET_SALES


def cut_points(expected_loss: Numbers, basis: str) -> CutPoints:
    """Where the bands begin: High holds the highest tenth of expected losses, Medium the next fifth."""
    highest = numpy.sort(expected_loss)[::-1]
    if not len(highest):
        return CutPoints(0.0, 0.0, basis)
    last = [max(0, int(numpy.floor(len(highest) * share)) - 1) for share in (HIGH_SHARE, HIGH_SHARE + MEDIUM_SHARE)]
    return CutPoints(float(highest[last[0]]), float(highest[last[1]]), basis)


def bands(expected_loss: Numbers, points: CutPoints) -> Numbers:
    """The band of each expected loss; whoever has nothing to lose is Low."""
    high, medium = (expected_loss > 0) & (expected_loss >= points.high), (expected_loss > 0) & (expected_loss >= points.medium)
    return numpy.where(high, HIGH, numpy.where(medium, MEDIUM, LOW))


def fifths(values: Numbers) -> Numbers:
    """1 to 5, 5 for the highest, by percent rank: who has the same value is in the same fifth."""
    below = rankdata(values, method="min") - 1
    return numpy.asarray(numpy.minimum(5, 1 + numpy.floor(5 * below / max(1, len(values) - 1))), dtype=int)


def expected_next_days(panel: pandas.DataFrame, cut_off_day: int) -> Numbers:
    """The day number at which each customer was to order next: the last order and the usual gap; it may be over."""
    last = cut_off_day - panel[DAY].to_numpy(dtype=float)
    return numpy.asarray(last + numpy.rint(usual_gaps(panel)), dtype=int)
