"""The drawing of lineage: every name once, in its stage, with a line to what is made from it."""

from __future__ import annotations

from dashapp.charts.colours import ACCENT
from dashapp.charts.lineage import height, lineage

STAGES = (("Raw", ["raw_orders", "raw_returns"]), ("Marts", ["fct_orders"]), ("Metric", ["a_metric_with_a_name_of_many_letters"]))
LINES = (("raw_orders", "fct_orders"), ("raw_returns", "fct_orders"), ("fct_orders", "a_metric_with_a_name_of_many_letters"), ("x", "y"))


def test_every_name_has_a_place_in_its_stage_and_lines_join_them() -> None:
    joined, names = lineage(STAGES, LINES, "fct_orders")["data"]
    assert names["customdata"] == ["raw_orders", "raw_returns", "fct_orders", "a_metric_with_a_name_of_many_letters"]
    assert names["x"] == [0, 0, 1, 2]
    assert len(set(zip(names["x"], names["y"], strict=True))) == 4
    assert joined["x"].count(None) == 3
    assert names["marker"]["color"].index(ACCENT) == 2
    assert names["text"][3].endswith("…")


def test_the_figure_grows_with_the_longest_stage() -> None:
    assert height(STAGES) < height((("Raw", [str(number) for number in range(40)]),))
    assert lineage((), (), "nothing")["data"]
