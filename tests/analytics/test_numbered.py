"""Names that are alike are told apart by a number, and no others."""

from __future__ import annotations

from analytics.numbered import numbered


def test_names_that_are_alike_are_numbered_in_their_order():
    assert numbered(["low", "high in orders", "low"]) == ("Low (1)", "High in orders", "Low (2)")
    assert numbered([]) == ()
