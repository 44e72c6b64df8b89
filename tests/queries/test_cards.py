"""What a page offers to choose, and how a drawing takes it up."""

from __future__ import annotations

import pytest

import layouts
from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from dashapp.page import Page
from queries import catalogue
from queries.cards import Question, chart_metrics, drawing_of, page_filters, page_parameters
from queries.metrics import registry

COHORTS = layouts.pages()["cohorts"]
TRIANGLE = "cohorts/1.0"


def drawn(page: Page, key: str, search: str) -> Question:
    return Question(page, page.card(key), OPERATOR, search)


def test_the_first_option_holds_until_another_is_chosen() -> None:
    assert page_parameters(COHORTS, "")["measure"] == "retention"
    assert page_parameters(COHORTS, "?cohort_kind=week")["cohort_kind"] == "week"


def test_another_option_is_refused_and_those_there_are_named() -> None:
    with pytest.raises(UserError, match=r"measure is 'retentoin'.*retention"):
        page_parameters(COHORTS, "?measure=retentoin")


def test_a_month_is_left_out_until_one_is_chosen_and_is_named_by_its_first_day() -> None:
    page = layouts.pages()["segments"]
    assert page_parameters(page, "") == {"months_before": "1"}
    assert page_parameters(page, "?month=2026-03-01&months_before=6") == {"month": "2026-03-01", "months_before": "6"}
    for wrong, words in (("2026-03-15", "first day of a month, such as 2026-03-01"), ("March", "YYYY-MM-DD"), ("0", "YYYY-MM-DD")):
        with pytest.raises(UserError, match=words):
            page_parameters(page, f"?month={wrong}")


def test_a_drawing_shows_the_chosen_measure_and_age() -> None:
    assert drawing_of(drawn(COHORTS, TRIANGLE, "?measure=cm2_so_far")).value == "cm2_so_far"
    assert drawing_of(drawn(COHORTS, "cohorts/2.1", "?age_shown=12")).options["age"] == "12"


def test_every_measure_is_a_column_of_the_cells() -> None:
    measures = next(choice for choice in COHORTS.choices if choice.name == "measure")
    columns = {column.name: column for column in catalogue.query("cohorts.cells").columns}
    assert all(columns[name].numeric for name, _ in measures.options)


def test_quotients_are_no_parts_of_a_whole() -> None:
    page = layouts.pages()["acquisition"]
    for key, card in page.cards():
        if card.kind == "chart" and isinstance(card.source, str) and card.source in registry():
            divided = any(registry()[name].denominator for name in chart_metrics(card))
            assert (drawing_of(drawn(page, key, "")).options.get("additive") is False) == divided
    assert drawing_of(drawn(page, "acquisition/2.1", "")).options["additive"] is False


def test_a_page_may_look_further_back() -> None:
    assert page_filters(COHORTS, "").default_days == 730
    assert page_filters(layouts.pages()["sales"], "").default_days == 30
