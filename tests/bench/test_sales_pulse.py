"""The file in the sales-pulse shape."""

from __future__ import annotations

import pytest

from bench import sales_pulse


def test_the_sales_pulse_file_has_its_rows_and_segments_to_find():
    frame = sales_pulse.make_frame()
    assert (len(frame), frame["order_id"].is_unique, (frame["amount"] > 0).all()) == (46_000, True, True)
    assert frame["user_id"].value_counts().quantile([0.1, 0.9]).to_list() == pytest.approx([2, 31], abs=4)
