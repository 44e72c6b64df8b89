"""The formulas about lifetimes agree with lifetimes that were drawn."""

from __future__ import annotations

import numpy
import pytest

from data_gen.lifetimes import BusinessTime, expected_repeats, one_time_share, rate_for_share, repeats
from data_gen.people import DROP_OUT, RATE_SHAPE

PEOPLE = 60_000


@pytest.fixture
def population() -> tuple[numpy.random.Generator, numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    random = numpy.random.default_rng(5)
    return random, random.gamma(RATE_SHAPE, 0.02, PEOPLE), random.beta(*DROP_OUT, PEOPLE), random.uniform(0, 500, PEOPLE)


def test_expected_repeats_are_the_mean_of_drawn_ones(population):
    random, rate, drop_out, left = population
    customer, _, _ = repeats(random, rate, drop_out, left)
    still_there = (1 - drop_out) * expected_repeats(rate, drop_out, left)
    assert len(customer) == pytest.approx(still_there.sum(), rel=0.03)
    frequent = rate > numpy.quantile(rate, 0.9)
    assert frequent[customer].sum() == pytest.approx(still_there[frequent].sum(), rel=0.03)


def test_expected_repeats_without_drop_out_are_rate_times_time():
    assert expected_repeats(numpy.array([0.5]), numpy.array([0.0]), numpy.array([10.0]))[0] == pytest.approx(5)


def test_the_share_of_one_time_buyers_is_the_drawn_one(population):
    random, rate, drop_out, left = population
    customer, _, _ = repeats(random, rate, drop_out, left)
    assert 1 - len(numpy.unique(customer)) / PEOPLE == pytest.approx(one_time_share(rate, drop_out, left), abs=0.01)


def test_rates_are_scaled_to_a_wanted_share(population):
    _, rate, drop_out, left = population
    assert one_time_share(rate * rate_for_share(rate, drop_out, left, 0.6), drop_out, left) == pytest.approx(0.6, abs=1e-6)


def test_nobody_buys_after_dropping_out(population):
    random, rate, drop_out, left = population
    customer, time, dropped_at = repeats(random, rate, drop_out, left)
    assert (time <= dropped_at[customer]).all()
    assert (time < left[customer]).all()
    last = numpy.zeros(PEOPLE)
    numpy.maximum.at(last, customer, time)
    gone = numpy.isfinite(dropped_at)
    assert (last[gone] == dropped_at[gone]).all()


def test_business_time_and_days_are_inverse():
    random = numpy.random.default_rng(6)
    time = BusinessTime(random.uniform(0.2, 3, (4, 50)))
    kind, day = random.integers(0, 4, 200), random.uniform(0, 50, 200)
    assert time.day(kind, time.at(kind, day)) == pytest.approx(day)
    assert time.at(numpy.array([2]), numpy.array([50.0]))[0] == pytest.approx(time.curves[2].sum())
