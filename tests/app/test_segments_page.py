"""Segments & RFM on the screen: the month that is chosen is the one that every card of the migration tells of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import g

from callbacks.kpis import read_kpi, reading
from dashapp.auth.viewer import Viewer, stand_in
from dashapp.errors import UserError
from dashapp.page import Chart, Kpi
from queries.cards import Question, answers
from tests.app.conftest import Shop
from tests.app.person import Person

PAGE = "segments"
COUNTED = ("risen", "fallen", "into_risk", "recovered", "lost", "regained")
SEARCHES = {
    "": "1–30 Jun 2026",
    "?month=2026-04-01": "1–30 Apr 2026",
    "?months_before=3": "1 Apr – 30 Jun 2026",
    "?month=2026-05-01&months_before=12": "1 Jun 2025 – 31 May 2026",
}


@pytest.fixture
def analyst(shop: Shop) -> Iterator[Viewer]:
    with shop.app.server.test_request_context():
        g.viewer = stand_in("analyst")
        yield g.viewer


def asked(shop: Shop, viewer: Viewer, kind: type, source: str, search: str) -> list[Question]:
    page = shop.desk.pages[PAGE]
    return [Question(page, card, viewer, search) for _, card in page.cards() if isinstance(card, kind) and card.source == source]


@pytest.mark.parametrize("search", SEARCHES)
def test_cards_tell_of_the_months_that_are_chosen_and_agree_with_the_matrix(shop: Shop, analyst: Viewer, search: str) -> None:
    cards = asked(shop, analyst, Kpi, "segmentation.movements", search)
    assert tuple(question.card.column for question in cards) == COUNTED  # type: ignore[union-attr]
    found = {question.card.column: reading(shop.desk, question) for question in cards}  # type: ignore[union-attr]
    assert {one.period.words for one in found.values()} == {SEARCHES[search]}
    flow, matrix = (
        answers(shop.desk, question)[0][1].records() for question in asked(shop, analyst, Chart, "segmentation.migration", search)
    )
    assert flow == matrix
    gone: list[dict[str, Any]] = [row for row in matrix if row["customers"] == row["customers"] and row["customers"]]
    assert found["risen"].value == sum(row["customers"] for row in gone if row["to_order"] < row["from_order"] < 12)
    assert found["fallen"].value == sum(row["customers"] for row in gone if row["to_order"] > row["from_order"])


def test_the_foot_of_a_card_names_the_days_and_no_as_of_day(shop: Shop, analyst: Viewer) -> None:
    [key] = [key for key, card in shop.desk.pages[PAGE].cards() if isinstance(card, Kpi) and card.column == "risen"]
    said = str(read_kpi(shop.desk, key, "?month=2026-04-01"))
    assert "1–30 Apr 2026" in said
    assert "as-of day" not in said
    [other] = [key for key, card in shop.desk.pages[PAGE].cards() if isinstance(card, Kpi) and card.column == "champions"]
    assert "Counted to the as-of day" in str(read_kpi(shop.desk, other, ""))


def test_what_is_no_month_is_refused_with_what_is(shop: Shop, analyst: Viewer) -> None:
    for search in ("?month=2026-04-02", "?month=soon", "?months_before=2"):
        [question, *_] = asked(shop, analyst, Kpi, "segmentation.movements", search)
        with pytest.raises(UserError):
            reading(shop.desk, question)


def test_clusters_that_nobody_has_looked_for_yet_are_said_so(shop: Shop) -> None:
    assert "No model 'clusters' has run" in Person(shop, "analyst").panel("models.clusters")
