"""Intervals of shares against published values."""

from __future__ import annotations

import pytest

from analytics.proportions import wilson


def test_wilson_by_the_book():
    """8 of 10: 0.490 to 0.943."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1.0)
