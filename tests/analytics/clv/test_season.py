"""Seasons: growth is none, two years are needed, and a December that sells double is found."""

from __future__ import annotations

import pytest

from analytics.clv.season import season, weights_of

FIRST = 2024 * 12


def _counts(months: int, growth: float = 1.0, december: float = 1.0) -> dict[int, float]:
    return {FIRST + month: 100 * growth**month * (december if month % 12 == 11 else 1) for month in range(months)}


def test_growth_is_no_season():
    assert list(season(_counts(30, growth=1.03)).values()) == pytest.approx([1.0] * 12, abs=0.01)


def test_a_strong_december():
    found = season(_counts(30, december=2.0))
    assert found[12] == pytest.approx(24 / 13, rel=0.01)
    assert found[6] == pytest.approx(12 / 13, rel=0.01)
    assert weights_of(found, FIRST + 35, 2) == [found[12], found[1]]


def test_less_than_two_years_show_none():
    assert season(_counts(23)) is None
    assert weights_of(None, FIRST, 3) == [1.0, 1.0, 1.0]
