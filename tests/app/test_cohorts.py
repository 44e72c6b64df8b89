"""Cohorts on the screen: a cell's customers are those it counts, and what is masked is not drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import g

from callbacks.grids import answer
from callbacks.rows import follow
from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden
from queries.cards import Question, answers
from tests.app.conftest import Shop

PAGE, TRIANGLE, CUSTOMERS = "cohorts", "cohorts/1.0", "cohorts/5.0"
FIRST_ROWS: dict[str, Any] = {"startRow": 0, "endRow": 100}


@pytest.fixture
def analyst(shop: Shop) -> Iterator[Any]:
    with shop.app.server.test_request_context():
        g.viewer = stand_in("analyst")
        yield g.viewer


def cells(shop: Shop, viewer: Any, search: str) -> list[dict[str, Any]]:
    page = shop.desk.pages[PAGE]
    return answers(shop.desk, Question(page, page.card(TRIANGLE), viewer, search))[0][1].records()


@pytest.mark.parametrize("search", ["", "?cohort_kind=quarter", "?cohort_kind=category", "?cohort_kind=discount"])
def test_a_click_on_a_cell_lists_exactly_who_ordered_at_its_age(shop: Shop, analyst: Any, search: str) -> None:
    found = [cell for cell in cells(shop, analyst, search) if cell["cohort"] != "All cohorts" and cell["age"] > 0]
    assert any(cell["retention"] for cell in found)
    for cell in found[:40]:
        point = {"points": [{"customdata": [cell["age"], cell["cohort"]]}]}
        _, drill = follow(shop.desk, TRIANGLE, point, search)
        response, *_ = answer(shop.desk, CUSTOMERS, FIRST_ROWS, search, drill)
        assert response["rowCount"] >= round(cell["retention"] * cell["customers"])
        if "quarter" in search or not search:
            assert response["rowCount"] == round(cell["retention"] * cell["customers"])


def test_the_row_of_all_cohorts_narrows_nothing(shop: Shop, analyst: Any) -> None:
    _, drill = follow(shop.desk, TRIANGLE, {"points": [{"customdata": [None, None, "All"]}]}, "")
    assert drill == {}


def test_a_margin_is_refused_to_whom_it_is_masked(shop: Shop, analyst: Any) -> None:
    masked = replace(analyst, permissions=frozenset(permission for permission in analyst.permissions if permission != "margin.view"))
    with pytest.raises(Forbidden):
        cells(shop, masked, "?measure=cm2_so_far")
    assert cells(shop, masked, "?measure=net_so_far")


@pytest.mark.parametrize("role", ["admin", "executive", "marketing"])
def test_a_file_of_one_measure_holds_no_margin_of_another(shop: Shop, role: str) -> None:
    client = shop.client(role)
    found = client.get(f"/export/{TRIANGLE}.csv?measure=retention")
    assert found.status_code == 200
    heading = found.get_data(as_text=True).splitlines()[0]
    assert "Retention" in heading
    assert "CM2" not in heading
    refused = client.get(f"/export/{TRIANGLE}.csv?measure=cm2_so_far")
    assert refused.status_code == 403
    assert "costs or margins" in refused.get_data(as_text=True)
