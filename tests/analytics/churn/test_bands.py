"""Bands of risk, what is lost, and when the next order was to be expected."""

from __future__ import annotations

import numpy
import pandas

from analytics.churn.bands import HIGH, LOW, MEDIUM, bands, cut_points, expected_next_days, fifths, worth


def test_a_tenth_is_high_a_fifth_is_medium_and_the_cut_points_say_from_where():
    lost = numpy.arange(1, 101, dtype=float)
    points = cut_points(lost, "margin")
    assert (points.high, points.medium) == (91, 71)
    counts = pandas.Series(bands(lost, points)).value_counts()
    assert counts.to_dict() == {LOW: 70, MEDIUM: 20, HIGH: 10}


def test_whoever_has_nothing_to_lose_is_low():
    lost = numpy.zeros(10)
    assert set(bands(lost, cut_points(lost, "margin"))) == {LOW}
    assert cut_points(numpy.array([]), "margin").high == 0


def test_worth_is_the_margin_or_net_sales_where_no_cost_is_recorded():
    panel = pandas.DataFrame({"year_net_cents": [500, 300], "year_margin_cents": [-20.0, numpy.nan]})
    found, basis = worth(panel)
    assert (list(found), basis) == ([0, 0], "margin")
    found, basis = worth(panel.assign(year_margin_cents=numpy.nan))
    assert (list(found), basis) == ([500, 300], "net sales")


def test_fifths_hold_as_many_and_ties_stand_together():
    assert list(fifths(numpy.array([10.0, 50.0, 20.0, 40.0, 30.0]))) == [1, 5, 2, 4, 3]
    assert list(fifths(numpy.array([0.0, 0.0, 0.0, 7.0]))) == [1, 1, 1, 5]
    assert list(fifths(numpy.array([3.0]))) == [1]


def test_the_next_order_is_expected_after_the_usual_gap():
    # Two gaps of 10 days, none at all: the second customer waits as the first one does.
    panel = pandas.DataFrame({"order_days": [3, 1], "gap_sum_days": [20, 0], "silent_days": [4, 30]})
    assert list(expected_next_days(panel, 1000)) == [996 + 10, 970 + 10]
