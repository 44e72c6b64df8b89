"""The filter bar: what is chosen on a page is set already, and its default needs no word in the address."""

from __future__ import annotations

import datetime
import json

from dashapp.auth.permissions import Permission
from dashapp.filterbar import Situation, filter_bar
from dashapp.filters import Filters
from dashapp.page import Choice, Page

SITUATION = Situation(1, datetime.date(2026, 6, 30), datetime.date(2024, 1, 1), "EUR", "Shop", ())
PAGE = Page(
    "made_up",
    title="Made up",
    group="Home",
    permission=Permission.OVERVIEW_VIEW,
    question="What?",
    filters=("dates",),
    rows=(),
    choices=(Choice("shape", "Shape", (("round", "Round"), ("square", "Square"))),),
    default_days=365,
)


def parts(filters: Filters, shape: str) -> dict[str, object]:
    bar = filter_bar(PAGE, filters, SITUATION, {"shape": shape})
    return {str(part.id): part for part in bar._traverse() if getattr(part, "id", None)}


def test_the_default_of_a_choice_is_an_empty_value() -> None:
    found = parts(Filters(), "round")
    assert found["{'filter': 'shape'}"].value == ""
    assert [option["value"] for option in found["{'filter': 'shape'}"].options] == ["", "square"]
    assert parts(Filters(), "square")["{'filter': 'shape'}"].value == "square"


def test_a_chip_knows_the_titles_of_its_options() -> None:
    titles = getattr(parts(Filters(), "round")["{'chip': 'shape'}"], "data-titles")
    assert json.loads(titles) == {"": "Round", "square": "Square"}


def test_the_default_dates_are_those_of_the_page() -> None:
    found = parts(Filters(default_days=365), "round")
    assert found["filter-default-dates"].data == ["2025-07-01", "2026-06-30"]
    assert found["{'filter': 'from'}"].value == "2025-07-01"
