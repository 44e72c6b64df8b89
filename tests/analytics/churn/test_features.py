"""Features: the own rhythm of customers with gaps, and that of the panel where there is none."""

from __future__ import annotations

import numpy
import pandas
import pytest

from analytics.churn.features import NAMES, REASONS, features, gaps_passed, usual_gaps
from tests.analytics.churn.panels import panel

DAYS = {1: [0, 10, 20, 30], 2: [0, 40], 3: [25]}


@pytest.fixture
def seen() -> pandas.DataFrame:
    rows = [(key, day, 1000) for key, days in DAYS.items() for day in days]
    return panel(pandas.DataFrame(rows, columns=["customer_key", "order_day", "gross_cents"]), 50)


def test_usual_gaps_are_drawn_towards_the_mean_of_all_with_the_weight_of_one_gap(seen):
    everybody = (30 + 40) / 4
    assert usual_gaps(seen) == pytest.approx([(30 + everybody) / 4, (40 + everybody) / 2, everybody])


def test_the_gap_percentile_counts_the_own_gaps_and_one_of_the_panel(seen):
    # Silent for 20, 10 and 25 days; the mean gaps of the panel are 10 and 40.
    assert gaps_passed(seen) == pytest.approx([(3 + 0.5) / 4, (0 + 0.5) / 2, 0.5])


def test_every_feature_is_finite_and_has_a_reason(seen):
    found = features(seen)
    assert found.shape == (3, len(NAMES))
    assert numpy.isfinite(found).all()
    assert len(REASONS) == len(set(REASONS)) < len(NAMES)
    assert found[:, NAMES.index("orders")] == pytest.approx(numpy.log1p([4, 2, 1]))
