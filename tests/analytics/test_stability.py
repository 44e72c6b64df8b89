"""The population stability index: by hand, for equal customers, for those who moved, and with equal values."""

from __future__ import annotations

import math

import numpy
import pytest

from analytics.stability import stability


def test_few_values_are_as_by_hand():
    then, now = numpy.array([0.0] * 50 + [1.0] * 50), numpy.array([0.0] * 20 + [1.0] * 80)
    # A part for each value and one beyond the highest, half a customer added to each.
    shares = [[count / 101.5 for count in counts] for counts in ((50.5, 50.5, 0.5), (20.5, 80.5, 0.5))]
    by_hand = sum((after - before) * math.log(after / before) for before, after in zip(*shares, strict=True))
    found = stability(then, now)
    assert found.index == pytest.approx(by_hand)
    # Chi square, two degrees of freedom, exceeded once in twenty.
    assert found.by_chance == pytest.approx((1 / 100 + 1 / 100) * 5.991465, rel=1e-6)


def test_equal_customers_stay_below_what_chance_explains_nineteen_times_in_twenty():
    random = numpy.random.default_rng(8)
    found = [stability(random.normal(size=400), random.normal(size=700)) for _ in range(400)]
    assert 0.02 < numpy.mean([one.index > one.by_chance for one in found]) < 0.09
    assert max(one.index for one in found) < 0.25


@pytest.mark.parametrize(("by", "least", "most"), [(0.0, 0.0, 0.01), (0.4, 0.1, 0.25), (1.0, 0.25, 2.0)])
def test_the_farther_they_move_the_more_it_says(by: float, least: float, most: float):
    random = numpy.random.default_rng(9)
    then = random.normal(size=5_000)
    assert least <= stability(then, random.normal(by, 1, 5_000)).index < most


def test_a_part_that_is_left_by_everybody_is_a_number():
    found = stability(numpy.arange(100.0), numpy.full(100, 250.0))
    assert math.isfinite(found.index)
    assert found.index > 1


def test_one_value_for_everybody_is_steady_until_it_changes():
    assert stability(numpy.ones(50), numpy.ones(70)).index == pytest.approx(0, abs=1e-3)
    assert stability(numpy.ones(50), numpy.full(70, 2.0)).index > 1


def test_nobody_cannot_be_compared():
    with pytest.raises(ValueError, match="0 customers then and 5 now"):
        stability(numpy.array([]), numpy.ones(5))
