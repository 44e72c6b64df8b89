"""KPI cards: value, change, direction of good, sparkline, link."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from callbacks.kpis import page_metrics
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import stand_in
from dashapp.cards import as_json, state_empty, state_loading
from dashapp.kpis import Comparison, Reading, kpi_body, kpi_foot, kpi_frame, sparkline
from dashapp.page import Kpi, Page, Row
from dashapp.table import Column
from tests.charts.made_up import CURRENT, NET, PREVIOUS, SOURCE


@dataclass(frozen=True)
class Measured:
    """A metric as a card sees it."""

    title: str
    better: str
    column: Column


SALES = Measured("Net sales", "up", NET)
RETURNS = Measured("Return rate", "down", Column("return_rate", "Return rate", "ratio"))


def words(component: Any) -> str:
    return json.dumps(as_json(component), ensure_ascii=False)


def read(metric: Measured, value: float | None, *growth: float | None, **more: Any) -> str:
    comparisons = tuple(Comparison(PREVIOUS, 100.0, change) for change in growth)
    reading = Reading(metric, value, "GBP", CURRENT, comparisons, **more)
    return words([kpi_body(reading, "en-GB"), kpi_foot(reading, "en-GB")])


def test_a_kpi_shortens_its_value_and_keeps_the_exact_one() -> None:
    found = read(SALES, 1077361.29, 0.082, source=SOURCE)
    assert '"title": "£1,077,361.29"' in found
    assert "1.08" in found
    assert "+8.2\u202f%" in found
    assert f"vs {PREVIOUS.brief}" in found


def test_good_and_bad_follow_the_metric_not_the_arrow() -> None:
    assert "tr-good" in read(SALES, 1.0, 0.1)
    assert "tr-bad" in read(SALES, 1.0, -0.1)
    assert "tr-bad" in read(RETURNS, 0.1, 0.1)
    assert "tr-good" in read(RETURNS, 0.1, -0.1)
    assert "tr-muted" in read(replace(SALES, better="none"), 1.0, 0.1)
    assert "arrow" not in read(SALES, 1.0, 0.0001)


def test_nothing_to_compare_is_not_available_and_no_value_is_not_recorded() -> None:
    assert "n/a" in read(SALES, 1.0, None)
    assert "n/a" in read(SALES, None)
    assert "Not recorded" in read(SALES, float("nan"), missing="Not recorded")


def test_at_most_two_comparisons_are_shown() -> None:
    assert read(SALES, 1.0, 0.1, 0.2, 0.3).count("tr-kpi-change ") == 2


def test_the_whole_card_links_only_where_a_page_explains_it() -> None:
    assert '"href": "/sales?from=2021-12-03"' in read(SALES, 1.0, explained_by="sales", search="?from=2021-12-03")
    assert "tr-kpi-link" not in read(SALES, 1.0)


def test_the_button_is_beside_the_label_not_inside_a_link() -> None:
    assert kpi_frame("Net sales", state_loading(), state_empty("i")).children[0].className == "tr-kpi-head"


def test_a_sparkline_needs_two_points_and_marks_the_last() -> None:
    assert sparkline([None, 4.0]) is None
    drawn = sparkline([1.0, None, 3.0])
    assert drawn is not None
    assert drawn.style["--tr-spark-x"] == "97.50%"
    assert "polyline" in drawn.style["--tr-spark"]


def test_a_card_asks_together_with_those_of_its_fact_only() -> None:
    page = Page(
        "mixed",
        title="Mixed",
        group="Home",
        permission=Permission.OVERVIEW_VIEW,
        question="Of several facts?",
        filters=("dates",),
        rows=(Row(Kpi("net_sales"), Kpi("nps"), Kpi("orders"), Kpi("survey_response_rate")),),
    )
    assert page_metrics(page, stand_in("analyst"), "orders") == ("net_sales", "orders")
    assert page_metrics(page, stand_in("analyst"), "nps") == ("nps", "nps_margin", "survey_answers", "survey_response_rate")
