"""Measures: bars, intervals, and how they are written."""

from __future__ import annotations

import pytest

from bench.quality.measures import Measure, lines, share


def test_bars():
    assert share("recall", 98, 100, least=0.98).held is True
    assert share("recall", 97, 100, least=0.98).held is False
    assert share("refused", 1, 100, most=0.001).held is False
    assert Measure("seconds", 3.0).held is None


def test_lines_say_what_was_missed():
    text = "\n".join(lines("contacts", [share("recall", 97, 100, least=0.98), Measure("seconds", 3.0)]))
    assert "MISSED" in text
    assert ">= 0.98" in text
    assert "0.9700" in text


def test_json_has_the_interval():
    found = share("recall", 8, 10, least=0.7).as_json()
    assert found["held"] is True
    assert found["interval"] == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_nothing_to_be_a_share_of_misses_no_bar():
    assert share("recall", 0, 0, least=0.98).held is None
    assert share("recall", 0, 1, least=0.98).held is False
