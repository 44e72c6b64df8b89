"""Measures of a hold-out, where the right answer is plain."""

from __future__ import annotations

import numpy
import pytest

from analytics.clv.holdout import by_repeats, by_tenth, capture_interval, captured, held_out


def test_totals_error_and_capture():
    predicted, actual = numpy.arange(10.0), numpy.array([0, 0, 0, 0, 0, 0, 0, 0, 10, 30.0])
    found = held_out(predicted, actual)
    assert (found.predicted, found.actual, found.ratio) == (45.0, 40.0, 1.125)
    assert found.mean_absolute_error == pytest.approx((0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 2 + 21) / 10)
    assert found.top_decile_capture == pytest.approx(0.75)


def test_equal_predictions_capture_no_more_than_chance():
    assert captured(numpy.ones(200), numpy.arange(200.0)) == pytest.approx(0.1)
    assert held_out(numpy.ones(3), numpy.zeros(3)).ratio is None
    assert captured(numpy.ones(3), numpy.zeros(3)) is None


def test_the_interval_of_a_capture_holds_it_and_narrows():
    random = numpy.random.default_rng(2)
    predicted = random.gamma(0.5, 1.0, 4000)
    actual = random.poisson(predicted).astype(float)
    (low, high), (lowest, highest) = capture_interval(predicted, actual), capture_interval(predicted[:200], actual[:200])
    assert low < captured(predicted, actual) < high
    assert high - low < highest - lowest
    assert capture_interval(predicted, actual * 0) is None


def test_tenths_hold_everybody_once():
    predicted = numpy.random.default_rng(1).random(105)
    tenths = by_tenth(predicted, predicted)
    assert tenths["customers"].sum() == 105
    assert tenths["predicted"].is_monotonic_increasing
    assert tenths["position"].tolist() == list(range(1, 11))


def test_classes_of_repeats():
    classes = by_repeats(numpy.array([0.0, 0, 1, 9, 30]), numpy.ones(5), numpy.arange(5.0))
    assert classes["label"].tolist() == ["0", "1", "7 or more"]
    assert classes["actual"].tolist() == [0.5, 2.0, 3.5]
