"""Cut-offs: how many, how far apart, and what is said of a short history."""

from __future__ import annotations

import pytest

from analytics.churn.cut_offs import MOST_EARLIER, cut_offs, needed_days


def test_cut_offs_are_one_horizon_apart_and_the_test_is_the_newest_that_is_over():
    cuts = cut_offs(first_day=1000, as_of_day=1729)
    assert cuts.scoring == 1730
    assert cuts.testing == 1640
    assert cuts.calibrating == 1550
    assert cuts.training == (1190, 1280, 1370, 1460)


def test_of_a_long_history_only_the_latest_is_read():
    cuts = cut_offs(0, 5000)
    assert len(cuts.training) + 1 == MOST_EARLIER


def test_a_short_history_is_refused_with_what_is_missing():
    assert cut_offs(0, needed_days() - 1).training
    with pytest.raises(ValueError, match=r"reach over 539 days. A churn model needs 540"):
        cut_offs(0, needed_days() - 2)
