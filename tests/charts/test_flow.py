"""Ribbons between two sides: they add up, the first of the answer is at the top, and colour tells up from down."""

from __future__ import annotations

import pytest

from dashapp.charts import figure, flows, summary
from dashapp.charts.colours import ACCENT, BAD, GOOD, QUIET
from dashapp.table import Column
from tests.charts.made_up import CURRENT, table

DRAWING = flows(x="was", y="became", value="customers")
COLUMNS = (Column("was", "Was", "text"), Column("became", "Became", "text"), Column("customers", "Customers", "integer"))
ROWS = [("Best", "Best", 6), ("Best", "Worst", 2), ("Worst", "Best", 1), ("Worst", "Worst", 0), ("Nowhere", "Worst", 3)]


def bands(rows: list[tuple[str, str, int]]) -> dict[str, dict]:
    drawn = figure(DRAWING, [(CURRENT, table(COLUMNS, rows))], "EUR")["data"]
    return {trace["text"].partition("<br>")[0]: trace for trace in drawn if " to " in trace["text"]}


def test_every_ribbon_with_somebody_in_it_is_drawn_in_the_colour_of_its_direction():
    found = bands(ROWS)
    colours = {name: trace["fillcolor"] for name, trace in found.items()}
    assert colours == {"Best to Best": QUIET, "Best to Worst": BAD, "Worst to Best": GOOD, "Nowhere to Worst": ACCENT}


def test_ribbons_are_as_high_as_they_count_and_lie_on_their_bars_without_overlap():
    found = bands(ROWS)
    heights = {name: trace["y"][-1] - trace["y"][0] for name, trace in found.items()}
    assert heights == pytest.approx({"Best to Best": 6, "Best to Worst": 2, "Worst to Best": 1, "Nowhere to Worst": 3})
    assert found["Best to Worst"]["y"][0] == pytest.approx(found["Best to Best"]["y"][-1])
    assert found["Best to Best"]["y"][0] == 0


def test_each_bar_is_named_on_its_side_and_says_its_size():
    drawn = figure(DRAWING, [(CURRENT, table(COLUMNS, ROWS))], "EUR")
    said = drawn["layout"]["annotations"]
    assert [(one["text"], one["x"]) for one in said] == [("Best", 0), ("Worst", 0), ("Nowhere", 0), ("Best", 1), ("Worst", 1)]
    sizes = [trace["text"] for trace in drawn["data"] if " to " not in trace["text"]]
    assert sizes == [f"{name}<br><b>{size}</b>" for name, size in (("Best", 8), ("Worst", 1), ("Nowhere", 3), ("Best", 7), ("Worst", 5))]


def test_the_words_say_who_stays_and_where_most_go():
    assert (
        summary(DRAWING, [(CURRENT, table(COLUMNS, ROWS))], "EUR")
        == "Customers: 6 of 12 stay where they are; most go from Nowhere to Worst (3)."
    )
    assert summary(DRAWING, [(CURRENT, table(COLUMNS, []))], "EUR").startswith("No customers in")


def test_nobody_is_no_ribbon():
    assert bands([]) == {}
