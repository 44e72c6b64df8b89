"""Figures are plain dicts that plotly accepts, and they say what their tables say."""

from __future__ import annotations

import datetime
from typing import Any

import plotly.graph_objects as go
import pytest

from dashapp.charts import bars, bridge, columns, figure, heatmap, line, lines, matrix, share, summary
from dashapp.charts.frame import MOST_TICKS, end_labels, round_ticks, ticks_at
from dashapp.errors import UserError
from dashapp.page import Drawing
from dashapp.periods import Period
from dashapp.table import Column
from tests.charts.made_up import CATEGORY, CURRENT, DAY, HOUR, NAME, NET, ORDERS, PREVIOUS, RATE, WEEK, WEEKDAY, categories, daily, table

WEEK_OF_SALES = daily(CURRENT, [10, 20, None, 40, 50, 60, 70])
WEEK_BEFORE = daily(PREVIOUS, [10, 10, 10, 10, 10, 10, 10])
STEPS = {"gross_sales": 100.0, "discounts": 5.0, "returns": 15.0, "net_sales": 80.0, "tax": 16.0, "total_sales": 96.0}
BRIDGE = (CURRENT, table([Column(name, name.replace("_", " ").capitalize(), "money") for name in STEPS], [tuple(STEPS.values())]))
HOURS_OF_DAYS = [(2, "Tuesday", 9, 5.0), (1, "Monday", 9, 7.0), (1, "Monday", 10, None), (2, "Tuesday", 14, 3.0)]
HOURS = (CURRENT, table([WEEKDAY, NAME, HOUR, NET], HOURS_OF_DAYS))
SCORES = (
    CURRENT,
    table([Column("r", "Recency", "integer"), Column("f", "Frequency", "integer"), ORDERS], [(1, 1, 4), (5, 1, 9), (5, 2, 2)]),
)
BY_DAY = (CURRENT, table([DAY, CATEGORY, NET], [("2021-12-03", name, 10.0 - at) for at, name in enumerate("ABCDEFG")]))
DRAWN = {
    "line": (line(), [WEEK_OF_SALES, WEEK_BEFORE]),
    "area": (line(area=True), [WEEK_OF_SALES]),
    "lines": (lines(), [BY_DAY]),
    "bars": (bars(by="category"), [categories({"Shoes": 5.0, "Hats": 9.0})]),
    "columns": (columns(by="category"), [categories({"Shoes": 5.0, "Hats": 9.0}), categories({"Shoes": 4.0}, period=PREVIOUS)]),
    "share": (share(by="category"), [categories({"Shoes": 5.0, "Hats": 9.0})]),
    "heatmap": (heatmap(x="hour", y="weekday"), [HOURS]),
    "matrix": (matrix(x="f", y="r", value="orders"), [SCORES]),
    "bridge": (bridge(), [BRIDGE]),
}


def drawn(drawing: Drawing, *tables: Any) -> dict[str, Any]:
    return figure(drawing, tables, "GBP")


@pytest.mark.parametrize("name", DRAWN)
def test_every_drawing_is_a_valid_figure_without_a_template(name: str) -> None:
    drawing, tables = DRAWN[name]
    found = figure(drawing, tables, "GBP")
    go.Figure(found)
    assert found["data"]
    assert "template" not in found["layout"]
    assert summary(drawing, tables, "GBP").endswith(".")


@pytest.mark.parametrize("name", DRAWN)
def test_no_rows_is_a_valid_figure_too(name: str) -> None:
    drawing, tables = DRAWN[name]
    nothing = [(period, answer.with_frame(answer.frame.iloc[:0])) for period, answer in tables]
    go.Figure(figure(drawing, nothing, "GBP"))
    assert summary(drawing, nothing, "GBP").startswith("No ")


def test_an_unknown_drawing_or_column_names_what_is_allowed() -> None:
    with pytest.raises(UserError, match="bridge"):
        drawn(Drawing("bridg"), BRIDGE)
    with pytest.raises(UserError, match="'net_sales'"):
        drawn(bars(x="category", y="net_sale"), categories({"Shoes": 1.0}))


def test_a_trend_fills_days_without_sales_and_aligns_the_comparison() -> None:
    found = drawn(line(), WEEK_OF_SALES, WEEK_BEFORE)
    current = next(trace for trace in found["data"] if trace.get("name") == "This period")
    compared = next(trace for trace in found["data"] if trace.get("name") == "Previous")
    assert current["y"] == [10, 20, 0, 40, 50, 60, 70]
    assert compared["x"] == current["x"]
    assert [point[0] for point in current["customdata"]] == [f"2021-12-0{day}" for day in range(3, 10)]
    assert compared["customdata"][0] == ["2021-11-26", "£10.00  Fri 26 Nov 2021"]
    assert "+600.0" in current["customdata"][6][1]


def test_days_without_a_ratio_stay_unknown() -> None:
    current = drawn(line(), daily(CURRENT, [0.1, None, 0.3], RATE))["data"][-1]
    assert current["y"][:3] == [0.1, None, 0.3]


def test_an_unfinished_step_is_dashed_and_said() -> None:
    weeks = Period(datetime.date(2021, 11, 22), datetime.date(2021, 12, 12), partial=True)
    found = drawn(line(), (weeks, table([WEEK, NET], [("2021-11-22", 5.0), ("2021-11-29", 6.0), ("2021-12-06", 2.0)])))
    solid, dashed = found["data"][0], found["data"][1]
    assert solid["y"] == [5.0, 6.0]
    assert (dashed["y"], dashed["line"]["dash"]) == ([6.0, 2.0], "dot")
    assert "Last week unfinished" in [note["text"] for note in found["layout"]["annotations"]]


@pytest.mark.parametrize("name", DRAWN)
def test_no_axis_has_more_than_six_ticks_unless_it_names_members(name: str) -> None:
    drawing, tables = DRAWN[name]
    layout = figure(drawing, tables, "GBP")["layout"]
    for axis in (layout.get("xaxis", {}), layout.get("yaxis", {})):
        assert axis.get("type") == "category" or len(axis.get("tickvals", ())) <= MOST_TICKS


def test_a_long_trend_has_six_ticks_at_most() -> None:
    hundred = Period(datetime.date(2021, 1, 1), datetime.date(2021, 4, 10))
    assert len(drawn(line(), daily(hundred, [1.0] * 100))["layout"]["xaxis"]["tickvals"]) <= MOST_TICKS


@pytest.mark.parametrize("values", [[3, 97], [0, 0], [-4, 12], [0.001, 0.0042], [1e9, 3.3e9], [5], []])
def test_round_ticks_are_few_enclose_the_values_and_hold_zero(values: list[float]) -> None:
    ticks = round_ticks(values, zero=True)
    assert len(ticks) <= MOST_TICKS
    assert 0 in ticks
    assert all(ticks[0] <= value <= ticks[-1] for value in values)
    assert ticks_at(31)[-1] == 30


def test_bars_are_sorted_keep_the_unrecorded_last_and_gather_the_rest() -> None:
    values = {f"C{number:02d}": float(number) for number in range(1, 14)} | {"Not recorded": 50.0}
    trace = drawn(bars(by="category"), categories(values))["data"][0]
    keys = [point[0] for point in trace["customdata"]]
    assert keys == ["C13", "C12", "C11", "C10", "C09", "C08", "C07", "C06", "C05", "Not recorded", None]
    assert trace["x"][-1] == 1 + 2 + 3 + 4
    assert sum(trace["x"]) == sum(values.values())


def test_distinct_counts_are_never_added_up_to_other() -> None:
    values = {f"C{number:02d}": number for number in range(1, 14)}
    trace = drawn(bars(by="category"), categories(values, ORDERS))["data"][0]
    assert len(trace["x"]) == 10
    assert None not in [point[0] for point in trace["customdata"]]


def test_bars_and_columns_stand_on_zero() -> None:
    both = categories({"Shoes": 50.0, "Hats": 51.0})
    assert drawn(bars(by="category"), both)["layout"]["xaxis"]["range"][0] == 0
    assert drawn(columns(by="category"), both)["layout"]["yaxis"]["range"][0] == 0
    assert drawn(bars(by="category"), categories({"Shoes": -5.0, "Hats": 1.0}))["layout"]["xaxis"]["range"][0] < -5


def test_a_ring_has_at_most_four_slices_and_other_and_its_total() -> None:
    found = drawn(share(by="category"), categories(dict.fromkeys("ABCDEFG", 10.0)))
    (trace,) = found["data"]
    assert trace["values"] == [10, 10, 10, 10, 30]
    assert "£70" in found["layout"]["annotations"][0]["text"]


def test_a_part_below_zero_turns_the_ring_into_bars() -> None:
    assert drawn(share(by="category"), categories({"Shoes": 9.0, "Hats": -1.0}))["data"][0]["type"] == "bar"


def test_a_click_carries_x_then_the_member_of_the_series_or_row() -> None:
    assert drawn(heatmap(x="hour", y="weekday"), HOURS)["data"][0]["customdata"][0][0][:2] == [9, 1]
    assert drawn(lines(), BY_DAY)["data"][-1]["customdata"][0][:2] == ["2021-12-03", "A"]
    assert drawn(matrix(x="f", y="r", value="orders"), SCORES)["data"][0]["customdata"][1][0][:2] == [1, 5]


def test_a_heatmap_orders_weekdays_and_hours_and_leaves_gaps() -> None:
    trace = drawn(heatmap(x="hour", y="weekday"), HOURS)["data"][0]
    assert (trace["y"], trace["x"]) == (["Monday", "Tuesday"], ["09:00", "10:00", "14:00"])
    assert trace["z"] == [[7, None, None], [5, None, 3]]


def test_a_week_that_begins_on_sunday_is_named_and_ordered_so() -> None:
    answer = table([WEEKDAY, NAME, HOUR, NET], [(1, "Sunday", 9, 5.0), (2, "Monday", 9, 7.0)])
    trace = drawn(heatmap(x="hour", y="weekday"), (CURRENT, answer))["data"][0]
    assert trace["y"] == ["Sunday", "Monday"]
    assert trace["customdata"][0][0] == [9, 1, "Sunday, 09:00<br><b>£5.00</b>"]


def test_a_matrix_prints_its_values_with_the_best_score_on_top() -> None:
    found = drawn(matrix(x="f", y="r", value="orders"), SCORES)
    assert found["data"][0]["text"] == [["4", ""], ["9", "2"]]
    assert "autorange" not in found["layout"]["yaxis"]


def test_lines_name_five_and_leave_the_others_grey() -> None:
    found = drawn(lines(), BY_DAY)
    assert sorted(note["text"] for note in found["layout"]["annotations"]) == ["A", "B", "C", "D", "E"]
    assert len({trace["line"]["color"] for trace in found["data"]}) == 6


def test_the_bridge_adds_up_and_shows_what_does_not() -> None:
    trace = drawn(bridge(), BRIDGE)["data"][0]
    assert trace["x"] == [100, -5, -15, 80, 16, 96]
    assert trace["measure"] == ["absolute", "relative", "relative", "absolute", "relative", "absolute"]
    wrong = (CURRENT, BRIDGE[1].with_frame(BRIDGE[1].frame.assign(net_sales=79.0, total_sales=95.0)))
    assert drawn(bridge(), wrong)["data"][0]["y"][3] == "Difference"
    assert drawn(bridge(), wrong)["data"][0]["x"][3] == -1


def test_end_labels_do_not_cover_each_other() -> None:
    labels = end_labels([("a", 50.0, "#000"), ("b", 50.0, "#000"), ("c", 99.0, "#000")], 0, 100, 280)
    heights = sorted(label["y"] for label in labels)
    assert heights[1] - heights[0] >= 100 * 15 / 240 - 1e-9


def test_names_from_data_are_text_never_tags() -> None:
    hostile = '<a href="javascript:alert(1)">%{x}</a>'
    for drawing in (bars(by="category"), share(by="category"), columns(by="category")):
        trace = drawn(drawing, categories({hostile: 1.0, "b": 2.0}))["data"][0]
        assert "<a" not in str([trace["customdata"][at][-1] for at in range(2)])
        assert "%{x}" not in trace["hovertemplate"]
