"""Hold-outs: draws that stay, the lift that a list can show, and the interval of the lift it showed."""

from __future__ import annotations

import numpy
import pytest

from analytics.holdouts import detectable, held_out, lift

MEMBERS = [f"c{number}" for number in range(20_000)]


def test_the_same_member_is_drawn_alike_whoever_else_is_on_the_list():
    drawn = dict(zip(MEMBERS, held_out("1", MEMBERS, 0.2), strict=True))
    assert [drawn[member] for member in MEMBERS[::7]] == held_out("1", MEMBERS[::7], 0.2)
    assert sum(drawn.values()) / len(drawn) == pytest.approx(0.2, abs=0.01)


def test_draws_of_two_lists_are_independent_and_a_larger_share_keeps_who_was_held_out():
    first, second = (numpy.array(held_out(seed, MEMBERS, 0.2)) for seed in ("1", "2"))
    assert (first & second).mean() == pytest.approx(0.04, abs=0.006)
    assert not (first & ~numpy.array(held_out("1", MEMBERS, 0.3))).any()


def test_the_detectable_lift_is_found_in_four_of_five_trials():
    random, rate, contacted, held = numpy.random.default_rng(2), 0.2, 2000, 500
    least = detectable(contacted, held, rate)
    assert least == pytest.approx(0.056, abs=0.001)
    found = [lift(contacted, random.binomial(contacted, rate + least), held, random.binomial(held, rate)).low > 0 for _ in range(600)]
    assert numpy.mean(found) == pytest.approx(0.8, abs=0.06)


def test_the_interval_of_newcombes_example():
    # 56 of 70 against 48 of 80: method 10 of the paper gives .0524 to .3339.
    found = lift(70, 56, 80, 48)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_without_a_hold_out_there_is_no_lift():
    assert lift(100, 20, 0, 0) is None
    assert detectable(100, 0, 0.2) is None
