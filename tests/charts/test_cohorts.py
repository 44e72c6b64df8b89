"""Cohorts by age: blank where an age is not over, in the order of time or of size, and marked where a cost has come back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashapp.charts import at_age, curves, figure, recovery, summary, triangle
from dashapp.charts.colours import ACCENT, FAINT
from dashapp.page import Drawing
from dashapp.table import Column
from tests.charts.made_up import CURRENT, table

COLUMNS = (
    Column("cohort", "Cohort", "text"),
    Column("cohort_name", "Cohort name", "text"),
    Column("cohort_size", "Customers of the cohort", "integer"),
    Column("age", "Age", "integer"),
    Column("customers", "Customers old enough", "integer"),
    Column("retention", "Retention", "ratio"),
    Column("cm2", "CM2 a customer so far", "money"),
)
ROWS = [
    ("2025-05", "2025-05", 40, 0, 40, None, 9.0),
    ("2025-05", "2025-05", 40, 1, 40, 0.0, 9.5),
    ("2025-04", "2025-04", 10, 0, 10, None, 8.0),
    ("2025-04", "2025-04", 10, 1, 10, 0.5, 9.0),
    ("2025-04", "2025-04", 10, 2, 10, 0.2, 9.9),
    ("2025-06", "2025-06", 30, 0, 30, None, 7.0),
    ("All cohorts", "All cohorts", 80, 0, 80, None, 8.2),
    ("All cohorts", "All cohorts", 80, 1, 50, 0.1, 9.4),
]
PLACES = [
    ("p1", "Lamp", 5, 1, 5, 0.2, 1.0),
    ("p2", "Table", 9, 1, 9, 0.4, 2.0),
    ("All cohorts", "All cohorts", 14, 1, 14, 0.3, 1.5),
]
PAID = [
    ("search", "Search ads", 10, 0, 10, 0.4, 0.0),
    ("search", "Search ads", 10, 1, 10, 0.9, 0.0),
    ("search", "Search ads", 10, 2, 10, 1.1, 0.0),
    ("video", "Video ads", 4, 0, 4, 0.1, 0.0),
]
AT = {"x": "age", "y": "cohort", "value": "retention"}
TRIANGLE = triangle(**AT, size="cohort_size")


def drawn(drawing: Drawing, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return figure(drawing, [(CURRENT, table(list(COLUMNS), rows))], "GBP")


def said(drawing: Drawing, rows: list[tuple[Any, ...]]) -> str:
    return summary(drawing, [(CURRENT, table(list(COLUMNS), rows))], "GBP").replace("\u202f", " ")


def test_an_age_that_is_not_over_is_blank_and_one_without_orders_is_zero() -> None:
    trace = drawn(TRIANGLE, ROWS)["data"][0]
    assert trace["x"] == ["1", "2"]
    assert trace["z"] == [[0.1, None], [0.5, 0.2], [0.0, None], [None, None]]
    assert trace["text"] == [["10\u202f%", ""], ["50\u202f%", "20\u202f%"], ["0\u202f%", ""], ["", ""]]


def test_rows_are_cohorts_by_time_with_their_sizes_all_together_first() -> None:
    trace = drawn(TRIANGLE, ROWS)["data"][0]
    assert trace["y"] == ["<b>All cohorts  <b>80</b></b>", "Apr 2025  <b>10</b>", "May 2025  <b>40</b>", "Jun 2025  <b>30</b>"]


def test_a_click_carries_age_and_cohort_and_nothing_for_all_together() -> None:
    trace = drawn(TRIANGLE, ROWS)["data"][0]
    assert trace["customdata"][1][0][:2] == [1, "2025-04"]
    assert trace["customdata"][0][0][:2] == [None, None]
    assert "10 customers old enough" in trace["customdata"][1][0][2]


def test_other_cohorts_come_by_size_and_under_their_names() -> None:
    found = drawn(TRIANGLE, PLACES)
    assert found["data"][0]["y"][1:] == ["Table  <b>9</b>", "Lamp  <b>5</b>"]
    assert found["layout"]["xaxis"]["title"]["text"] == "Months since the first order"


def test_ages_are_counted_in_the_steps_of_the_cohorts() -> None:
    for name, words in (("2025-06-02", "Weeks"), ("2025-Q2", "Quarters"), ("2025-06", "Months")):
        rows = [(name, name, 4, 1, 4, 0.5, 1.0)]
        assert drawn(TRIANGLE, rows)["layout"]["xaxis"]["title"]["text"] == f"{words} since the first order"


def test_curves_are_thin_for_months_and_named_for_others() -> None:
    drawing = curves(**AT, size="cohort_size")
    *months, together = drawn(drawing, ROWS)["data"]
    assert {trace["line"]["color"] for trace in months} == {FAINT}
    assert (together["name"], together["line"]["color"], together["y"]) == ("All cohorts", ACCENT, [0.1])
    assert {note["text"] for note in drawn(drawing, PLACES)["layout"]["annotations"]} == {"All cohorts", "Lamp", "Table"}
    assert said(drawing, ROWS) == "Retention, all cohorts: 10.0 % at 1 months since the first order; 2 cohorts."


def test_one_age_leaves_out_who_has_not_reached_it() -> None:
    drawing = at_age(**AT, age="1", size="cohort_size")
    found = drawn(drawing, ROWS)
    assert found["data"][0]["x"] == ["Apr 2025", "May 2025"]
    assert found["data"][0]["y"] == [0.5, 0.0]
    assert found["layout"]["shapes"][0]["y0"] == 0.1
    assert said(drawing, ROWS) == "Retention at age 1: highest for Apr 2025 (50.0 %), lowest for May 2025 (0.0 %)."
    assert said(replace(drawing, options=drawing.options | {"age": "6"}), ROWS) == "No cohort is 6 old yet."


def test_one_age_of_others_is_bars_and_never_summed_up() -> None:
    found = drawn(replace(at_age(**AT, age="1", size="cohort_size"), value="cm2"), PLACES)
    assert found["data"][0]["orientation"] == "h"
    assert found["data"][0]["x"] == [2.0, 1.0]


def test_a_source_is_marked_where_its_cost_has_come_back() -> None:
    drawing = recovery(**AT)
    found = drawn(drawing, PAID)
    assert (found["data"][-1]["x"], found["data"][-1]["y"]) == ([2], [1.1])
    assert said(drawing, PAID) == "Paid back: Search ads in month 2; not yet: Video ads."


def test_nothing_is_said_of_nothing() -> None:
    for drawing in (TRIANGLE, recovery(**AT), curves(**AT, size="cohort_size")):
        assert not any(trace["y"] for trace in drawn(drawing, [])["data"])
        assert said(drawing, []).startswith("No retention in")
