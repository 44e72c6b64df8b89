"""Measures of probabilities, against sums done by hand or by scikit-learn."""

from __future__ import annotations

import numpy
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as log_loss_of_sklearn

from analytics.churn.measures import at_capacity, auc, auc_gain, brier, calibration_error, calibration_interval, deciles, log_loss


@pytest.fixture
def given() -> tuple[numpy.ndarray, numpy.ndarray]:
    random = numpy.random.default_rng(5)
    probability = numpy.round(random.uniform(0.05, 0.95, 1000), 2)
    return probability, (random.random(1000) < probability).astype(int)


def test_equal_to_scikit_learn(given):
    assert auc(*given).value == pytest.approx(roc_auc_score(given[1], given[0]))
    assert log_loss(*given) == pytest.approx(log_loss_of_sklearn(given[1], given[0]))
    assert brier(*given) == pytest.approx(brier_score_loss(given[1], given[0]))


def test_the_interval_holds_the_truth_in_95_of_100_samples():
    random = numpy.random.default_rng(8)
    # A yes scores one deviation higher than a no: the normal distribution at the square root of a half.
    truth, held = 0.7602, 0
    for _ in range(300):
        answer = (random.random(400) < 0.4).astype(int)
        found = auc(random.normal(size=400) + answer, answer)
        held += found.low < truth < found.high
    assert held / 300 == pytest.approx(0.95, abs=0.035)


def test_a_gain_over_the_same_score_is_nothing(given):
    gain = auc_gain(given[0], given[0], given[1])
    assert (gain.value, gain.low, gain.high) == (0, 0, 0)
    better = auc_gain(given[0], numpy.zeros(1000), given[1])
    assert better.low > 0.2
    assert better.value == pytest.approx(auc(*given).value - 0.5)


def test_calibration_is_the_distance_of_promise_and_outcome(given):
    assert calibration_error(*given) < 0.06
    assert calibration_error(numpy.full(1000, 0.3), numpy.repeat([1, 0], 500)) == pytest.approx((0.7 + 0.3) / 2)
    assert calibration_error(numpy.repeat([0.2, 0.6], 500), numpy.tile([1, 0], 500)) == pytest.approx(0.2)


def test_the_interval_of_the_calibration_error_holds_the_error_and_an_error_that_is_really_there():
    random, held = numpy.random.default_rng(6), 0
    for _ in range(40):
        probability = random.uniform(0.1, 0.6, 2000)
        found = calibration_interval(probability, (random.random(2000) < probability + 0.2).astype(int))
        assert 0 <= found.low <= found.value <= found.high
        held += found.low <= 0.2 <= found.high
    assert held >= 34
    right = calibration_interval(probability, (random.random(2000) < probability).astype(int))
    assert right.low == pytest.approx(0, abs=0.01)
    assert right.high < 0.04


def test_the_highest_tenth_is_told_apart():
    probability, answer = numpy.linspace(0, 1, 100), numpy.repeat([0, 1], 50)
    best = at_capacity(probability, answer)
    assert (best.value, best.high) == pytest.approx((1, 1))
    assert best.low == pytest.approx(0.722, abs=0.001)
    assert [part.yes for part in deciles(probability, answer)] == [10] * 5 + [0] * 5


def test_answers_of_one_kind_have_no_auc():
    with pytest.raises(ValueError, match="All answers are alike"):
        auc(numpy.arange(3.0), numpy.ones(3))
