"""Gamma-Gamma: CLVTools' estimates of CDNOW, slopes, recovery, and what is done where it says nothing."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from analytics.clv.spending import Spending, _likelihood, fit_spending
from tests.analytics.clv.cdnow import cdnow_past


@pytest.mark.real_data
def test_cdnow_as_in_clvtools(real_data: Path):
    frame = cdnow_past(real_data).frame
    fitted = fit_spending(frame["repeats"].to_numpy(float), frame["repeat_mean"].to_numpy(float))
    assert fitted.values == pytest.approx((6.250, 3.744, 15.443), rel=0.01)
    assert fitted.log_likelihood == pytest.approx(-4055.92, abs=0.01)
    assert fitted.customers == 946
    assert fitted.correlation == pytest.approx(0.114, abs=0.001)
    assert fitted.is_independent


def _planted(customers: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    random = numpy.random.default_rng(4)
    repeats = random.integers(1, 8, customers).astype(float)
    rates = random.gamma(4.0, 1 / 30.0, customers)
    return repeats, random.gamma(5.0 * repeats, 1 / (rates * repeats))


def test_planted_parameters_are_found_and_averages_drawn_to_the_mean():
    repeats, mean = _planted(20_000)
    fitted = fit_spending(repeats, mean)
    assert fitted.values == pytest.approx((5.0, 4.0, 30.0), rel=0.1)
    assert fitted.mean == pytest.approx(50.0, rel=0.05)
    [once, less, more] = fitted.expected(numpy.array([0.0, 1.0, 20.0]), numpy.array([numpy.nan, 200.0, 200.0]))
    assert once == fitted.mean
    assert fitted.mean < less < more < 200


def test_slopes_are_those_of_finite_differences():
    (repeats, mean), values = _planted(200), numpy.array([3.0, 2.5, 8.0])
    _, slopes = _likelihood(values, repeats, mean)
    for place, slope in enumerate(slopes):
        apart = numpy.eye(3)[place] * 1e-5
        upper, lower = (_likelihood(values + sign * apart, repeats, mean)[0] for sign in (1, -1))
        assert slope == pytest.approx((upper - lower) / 2e-5, rel=1e-4)


def test_without_a_finite_mean_or_enough_repeaters_averages_answer():
    few = fit_spending(numpy.array([1.0, 2.0, 0.0]), numpy.array([10.0, 30.0, numpy.nan]))
    assert few.values is None
    assert few.expected(numpy.array([0.0, 2.0]), numpy.array([numpy.nan, 30.0])).tolist() == [20.0, 30.0]
    endless = Spending((5.0, 0.9, 10.0), 0.0, 100, 0.0, 44.0)
    assert not endless.has_mean
    assert endless.mean == 44.0


def test_spending_that_goes_with_frequency_is_said():
    repeats = numpy.arange(1.0, 101.0)
    assert not fit_spending(repeats, repeats * 10).is_independent
